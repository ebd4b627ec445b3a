"""Articles in the shapes that people write them: a draft holds what a reader of the article finds in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach import ScriptError, Timeline, schedule
from coach.script import Part, Script, Step, loads
from coach.script.drafting import draft, starter
from coach.script.drafting.reading import read_article
from coach.script.marks import parse
from coach.timeline import advise

ARTICLES = Path(__file__).parent.parent / "articles"
NAMES = sorted(file.name for file in ARTICLES.iterdir())
GUIDANCES = ("full", "brief", "tones")


@dataclass(frozen=True)
class Drafted:
    """What came of an article."""

    yaml: str
    script: Script
    timeline: Timeline

    @property
    def steps(self) -> list[Step]:
        return [step for part in self.script.parts for step in part.steps]

    def titles(self) -> list[str]:
        return [step.title for step in self.steps]

    def step(self, title: str) -> Step:
        return next(step for step in self.steps if step.title == title)

    def sided(self) -> list[Part]:
        return [part for part in self.script.parts if part.repeat]

    def counts(self) -> dict[str, int | None]:
        return {step.title: step.strokes.count for step in self.steps if step.strokes}

    def cautions(self) -> dict[str, str]:
        return {step.title: step.caution for step in self.steps if step.caution}

    def moves(self) -> dict[str, str]:
        return {step.title: step.move.say for step in self.steps if step.move}


def drafted(text: str, name: str = "article.txt") -> Drafted:
    yaml = draft(text, name)
    script = loads(yaml)
    return Drafted(yaml, script, schedule(script))


def of(name: str) -> Drafted:
    return drafted(read_article(ARTICLES / name), name)


def one(sentences: str) -> Step:
    """Draft an article whose only step says this."""
    return drafted(f"1. Only\n\n{sentences}\n").steps[-1]


@pytest.mark.parametrize("name", NAMES)
def test_a_draft_is_a_good_script_that_nobody_would_advise_to_change(name: str) -> None:
    found = of(name)
    assert advise(found.script, found.timeline) == ()
    assert found.timeline.notes == ()
    for guidance in GUIDANCES:
        assert schedule(found.script.model_copy(update={"guidance": guidance})).seconds > 60


@pytest.mark.parametrize(
    ("name", "stood_for"),
    [
        ("arm-massage.txt", "repeat every stroke on the other but when you are ready keeping"),
        ("back-rub.txt", "staying"),
        ("face-massage.txt", "ingredients for the second layer you will need warning"),
        (
            "foot-massage.md",
            "method tips warnings what you need repeat the whole sequence on the other author tags remark",
        ),
        ("hand-massage.txt", "repeat on the other"),
        ("scalp-massage.txt", "step"),
        ("shoulder.md", ""),
    ],
)
def test_no_word_of_an_article_is_lost_but_for_those_that_keys_stand_for(name: str, stood_for: str) -> None:
    text = re.sub(r"\(.*?\)|!\[.*?\]", "", read_article(ARTICLES / name).removeprefix("---"))
    kept = set(re.findall("[a-z]+", of(name).yaml.lower()))
    assert set(re.findall("[a-z]+", text.lower())) - kept <= {*stood_for.split(), "friend", "feet", "a"}


def test_numbered_headings_are_steps_with_their_counts_cautions_moves_and_sides() -> None:
    arms = of("arm-massage.txt")
    assert arms.script.title == "A Slow Massage for the Arms"
    assert arms.titles() == [
        *("Long strokes", "Squeezing the forearm", "Circling the elbow", "Kneading the upper arm"),
        "Stretching the fingers",
    ]
    assert arms.counts() == {"Long strokes": 5}
    assert arms.cautions() == {
        "Squeezing the forearm": "Keep your thumb away from the hollow on its inner side.",
        "Circling the elbow": "Avoid pressing on the nerve at the back.",
        "Stretching the fingers": "Never pull a joint until it cracks.",
    }
    assert arms.moves() == {
        "Long strokes": "Sit beside your client’s {side} hand.",  # noqa: RUF001 - as the article prints it
        "Kneading the upper arm": "Stand up and change your position so that you face the {side} shoulder.",
        "Stretching the fingers": "Move to the end of the table.",
    }
    assert [(part.title, part.repeat) for part in arms.script.parts] == [
        ("The {side} arm", {"side": ("left", "right")})
    ]
    assert all(step.again and len(step.again) <= len(step.say) + 20 for step in arms.steps)


def test_captions_and_background_are_remarks_and_never_spoken() -> None:
    arms = of("arm-massage.txt")
    spoken = " ".join(cue.text for cue in arms.timeline.cues)
    for unspoken in ("Arms Long strokes", "Circling The elbow", "tired blood back to the heart", "Typing, lifting"):
        assert re.search(rf"# .*{unspoken}", arms.yaml)
        assert unspoken not in spoken
    assert "lean in a little here" in spoken


def test_a_line_with_the_word_step_begins_one() -> None:
    scalp = of("scalp-massage.txt")
    assert scalp.script.title == "How to give a scalp massage"
    assert scalp.titles() == [
        *("Settle the head", "Wash without water", "Lift the hair", "Sweep it away", "Finish"),
    ]
    assert scalp.counts() == {"Lift the hair": 5, "Sweep it away": 3}
    assert set(scalp.cautions()) == {"Wash without water", "Sweep it away"}
    assert scalp.moves() == {"Settle the head": "Stand behind the chair."}
    assert scalp.step("Settle the head").time.ideal == 60
    assert not scalp.sided()


def test_markdown_headings_are_steps_and_lists_inside_them_are_not() -> None:
    foot = of("foot-massage.md")
    assert foot.script.title == "An evening foot massage"
    assert foot.titles() == ["Before you begin", "Wrap and wait", "Thumb walking", "Toe pulls", "Goodnight"]
    assert [step.title for step in foot.sided()[0].steps] == foot.titles()[1:]
    assert foot.sided()[0].title == "The {side} foot"
    assert foot.counts() == {"Thumb walking": 6}
    assert foot.cautions()["Toe pulls"] == "Do not tug at the little toe."
    assert foot.moves() == {
        "Wrap and wait": "Ask your guest to lie on their back.",
        "Thumb walking": "Kneel at the foot of the bed.",
    }
    assert foot.step("Goodnight").time.ideal == 120


def test_what_is_needed_and_warned_of_comes_before_the_first_step() -> None:
    foot = of("foot-massage.md").steps[0]
    assert "2 tablespoons of almond oil, a large towel, a cushion for the knees" in foot.say
    assert foot.caution == (
        "Do not massage a foot that is swollen or hot. If your guest has diabetes, ask their doctor first."
    )
    face = of("face-massage.txt")
    assert face.titles() == ["Before you begin", "Cleanse", "Spread the honey", "Tap", "Rinse"]
    assert face.steps[0].caution == "Do not use honey on broken skin. Avoid the eyes altogether."
    assert face.steps[0].say.endswith(
        "runny honey, a bowl of warm water, two soft cloths, a spoonful of yoghurt, rose water."
    )


def test_warnings_and_lists_between_the_steps_break_none() -> None:
    face = of("face-massage.txt")
    assert face.cautions()["Cleanse"] == "Test the water on your own wrist first."
    assert face.cautions()["Tap"] == "Keep your fingers well away from the eyes."
    assert face.moves() == {
        "Cleanse": "Sit behind your partner's head.",
        "Rinse": "Move round to the side of the bed.",
    }
    assert face.counts() == {"Spread the honey": None}


def test_lines_without_numbers_head_steps() -> None:
    hand = of("hand-massage.txt")
    assert hand.titles() == ["Opening the palm", "Stroking between the bones", "Milking the fingers", "Goodbye"]
    assert hand.counts() == {"Opening the palm": 4}
    assert hand.cautions() == {"Stroking between the bones": "Take care not to dig into the skin, which is thin here."}


def test_one_stroke_may_be_done_on_both_sides_and_the_others_once() -> None:
    (part,) = of("hand-massage.txt").sided()
    assert part.title == "The {side} hand"
    assert [step.title for step in part.steps] == ["Milking the fingers"]


def test_paragraphs_that_begin_with_what_to_do_are_steps() -> None:
    rub = of("back-rub.txt")
    assert rub.script.title == "Back rub"
    assert [step.say.split()[0] for step in rub.steps] == ["Start", "Knead", "Make", "Rest"]
    assert list(rub.cautions().values()) == ["Never pinch the neck.", "Stay off the spine itself."]


def test_an_article_of_one_side_is_done_on_that_side_alone() -> None:
    shoulder = of("shoulder.md")
    assert not shoulder.sided()
    assert len(shoulder.steps) == 4
    assert "in front of the right shoulder" in shoulder.steps[0].say
    assert shoulder.cautions()["Press"].startswith("Never press through sharp pain")


def test_what_looks_like_a_mark_or_like_yaml_is_words() -> None:
    said = [cue.text for cue in of("shoulder.md").timeline.cues]
    assert "Slide your thumb along the top of the blade until something feels like a pea (or a rope)." in said
    assert "Brush down the arm twice # and shake out your hands." in said
    odd = one("Press [pause 2s] here: \"so\" \\ 'so' & *so* - {side} <break/> !!x %y @z | > 5 kg.")
    assert parse(odd.say)
    assert "pause 2s" in odd.say
    assert "{" not in odd.say


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("Glide up the back. Repeat twice.", 3),
        ("Glide up the back. Repeat once.", 2),
        ("Glide up the back. Repeat this stroke six times.", 7),
        ("Glide up the back. Repeat 5-6 times.", 6),
        ("Glide up the back. Do this three times.", 3),
        ("Glide up the back four times.", 4),
        ("Glide up the back. Do this for a total of 8 times.", 8),
        ("Glide up the back. Repeat for a total of 8 times.", 8),
        ("Glide up the back. Do another two times.", 3),
        ("Glide up the back. Repeat several times.", None),
    ],
)
def test_strokes_are_counted_as_people_count_them(words: str, count: int | None) -> None:
    strokes = one(words).strokes
    assert strokes is not None
    assert strokes.count == count


@pytest.mark.parametrize(
    "words",
    [
        "Glide up the back. Do this three times a week.",
        "Press over the sole, covering it several times.",
        "Repeat the stroke the other way.",
    ],
)
def test_what_is_no_count_gives_no_strokes(words: str) -> None:
    assert one(words).strokes is None


@pytest.mark.parametrize(
    ("words", "caution", "left"),
    [
        ("Squeeze the thigh, keeping clear of the groin.", "Keep clear of the groin.", "Squeeze the thigh."),
        ("You can be firm, but never press the spine. Go on.", "Never press the spine.", "Go on."),
        ("Glide up, taking care not to drag.", "Take care not to drag.", "Glide up."),
        ("If the skin is red, do not massage it. Go on.", "If the skin is red, do not massage it.", "Go on."),
        ("Rub the neck. Veins should be avoided.", "Veins should be avoided.", "Rub the neck."),
        ("Press the sole and don't tickle.", "Don't tickle.", "Press the sole."),
    ],
)
def test_a_caution_leaves_its_sentence_and_is_said_on_every_side(words: str, caution: str, left: str) -> None:
    step = one(words)
    assert (step.caution, step.say) == (caution, left)


@pytest.mark.parametrize("words", ["Lean in and don't be afraid to use your weight.", "Do not forget the toes."])
def test_encouragement_is_no_caution(words: str) -> None:
    assert one(f"Glide up. {words}").caution is None


@pytest.mark.parametrize(
    ("words", "move", "say"),
    [
        ("Stand at the head. Press.", "Stand at the head.", "Press."),
        ("Kneeling beside the hip, press down.", "Kneel beside the hip.", "Press down."),
        ("Move to the head and cup the ears.", "Move to the head.", "Cup the ears."),
        ("Ask your partner to turn over. Rest.", "Ask your partner to turn over.", "Rest."),
        ("Now walk round to the feet, then hold them.", "Now walk round to the feet.", "Hold them."),
    ],
)
def test_a_change_of_position_gets_its_own_time(words: str, move: str, say: str) -> None:
    step = one(words)
    assert step.move
    assert (step.move.say, step.say) == (move, say)


def test_moving_the_hands_is_no_change_of_position() -> None:
    assert one("Move your hands in long strokes down the leg.").move is None


def test_a_change_of_position_at_the_end_of_a_step_belongs_to_the_next() -> None:
    steps = drafted("1. One\nPress the back. Then move to the head.\n\n2. Two\nCup the ears.\n").steps
    assert steps[0].move is None
    assert steps[1].move
    assert steps[1].move.say == "Then move to the head."


@pytest.mark.parametrize(
    ("sentence", "titles", "part", "order"),
    [
        ("Repeat the whole sequence on the other leg.", ["A", "B", "C"], "The {side} leg", ("left", "right")),
        ("Repeat on the other side.", ["A", "B", "C"], "The {side} side", ("left", "right")),
        ("Repeat all the steps on the left leg.", ["A", "B", "C"], "The {side} leg", ("right", "left")),
        ("Repeat steps 2 and 3 on the other foot.", ["B", "C"], "The {side} foot", ("left", "right")),
        ("Repeat this stroke on the other arm.", ["C"], "The {side} arm", ("left", "right")),
        ("Do the other leg.", ["A", "B", "C"], "The {side} leg", ("left", "right")),
        ("Perform the strokes on both legs.", ["A", "B", "C"], "The {side} leg", ("left", "right")),
    ],
)
def test_the_other_side_gets_the_steps_it_is_meant_to(
    sentence: str, titles: list[str], part: str, order: tuple[str, str]
) -> None:
    (sided,) = drafted(f"1. A\nPress.\n\n2. B\nPress.\n\n3. C\nPress. {sentence}\n").sided()
    assert [step.title for step in sided.steps] == titles
    assert sided.title == part
    assert sided.repeat == {"side": order}


def test_the_masseurs_other_hand_is_no_other_side() -> None:
    assert not drafted("1. A\nPress the back. Repeat with your other hand.\n").sided()


def test_a_side_that_the_words_name_is_filled_in_for_each() -> None:
    found = drafted(
        "1. The right leg\nStand by the right leg. Press the right leg.\n\n2. B\nRest. Repeat all on the left leg.\n"
    )
    said = [cue.text for cue in found.timeline.cues]
    assert [step.title for step in found.timeline.steps] == ["The right leg", "B", "The left leg", "B"]
    assert {"Stand by the right leg.", "Press the right leg.", "Stand by the left leg."} <= set(said)


def test_a_last_step_that_only_says_repeat_is_no_stroke_of_its_own() -> None:
    found = drafted("1. Press the back.\n2. Hold the foot.\n3. Repeat on the other foot.\n")
    assert len(found.steps) == 2
    assert found.sided()[0].title == "The {side} foot"


def test_what_is_no_instruction_is_said_later_unless_it_is_about_the_stroke() -> None:
    found = drafted("1. A\nPress the back. Palms flat, fingers wide. The pressure stays even. This warms the muscle.\n")
    (step,) = found.steps
    assert step.say == "Press the back."
    assert [cue.say for cue in step.cues] == ["Palms flat, fingers wide.", "The pressure stays even."]
    assert "# The article also says: This warms the muscle." in found.yaml


def test_words_that_coach_does_not_know_are_said_all_the_same() -> None:
    assert one("Die Hände ruhen auf dem Bein. Dann streichen sie nach oben.").say == (
        "Die Hände ruhen auf dem Bein. [pause 1s] Dann streichen sie nach oben."
    )


def test_an_odd_file_name_does_no_harm() -> None:
    assert "odd (name): 1" in draft("1. Press the back.", "odd [na\x07me]: 1\udc80.txt")


def test_a_time_that_the_article_gives_is_kept() -> None:
    assert one("Hold the foot for three minutes.").time.ideal == 180
    assert one("Hold the foot for 90 seconds.").time.ideal == 90


def test_many_words_are_spread_over_the_step_and_then_over_further_steps() -> None:
    found = drafted("1. Long\n\n" + " ".join(f"Press point number {number} under the blade." for number in range(60)))
    assert found.titles()[:2] == ["Long", "Long, part 2"]
    said = " ".join(cue.text for cue in found.timeline.cues)
    assert [int(number) for number in re.findall(r"number (\d+)", said)] == list(range(60))
    assert advise(found.script, found.timeline) == ()


def test_a_sentence_without_end_is_cut_where_it_breathes() -> None:
    found = drafted("1. Long\n\n" + "Press the back, then lean, " * 400)
    assert max(len(cue.text) for cue in found.timeline.cues) < 400


@pytest.mark.parametrize(
    "text", ["", "\n\n", "The legs are strong.", "Is this an article?\n\nIt is not.", "…", "# Title"]
)
def test_an_article_without_steps_is_a_fault_that_says_what_was_expected(text: str) -> None:
    with pytest.raises(ScriptError, match=r"^notes\.txt: no steps found: expected numbered steps") as fault:
        draft(text, "notes.txt")
    assert "\n" not in str(fault.value)


def test_an_article_as_long_as_a_book_is_a_fault() -> None:
    with pytest.raises(ScriptError, match="larger than 256 KiB"):
        draft("Press the back. " * 20_000, "book.txt")
    with pytest.raises(ScriptError, match="more than 256 KiB"):
        draft("1. Press the back.\n" * 10_000, "book.txt")


def test_an_article_that_is_no_text_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"1. Press \xff\xfe")
    (tmp_path / "b.txt").write_bytes("\ufeff1. Press the back.".encode())
    with pytest.raises(ScriptError, match="not a text file in UTF-8"):
        read_article(tmp_path / "a.txt")
    with pytest.raises(ScriptError, match="cannot be read"):
        read_article(tmp_path)
    assert drafted(read_article(tmp_path / "b.txt")).titles() == ["Press the back"]


def test_each_guess_is_marked_at_its_line() -> None:
    rows = of("arm-massage.txt").yaml.splitlines()
    for key in ("time:", "for:", "strokes:", "repeat:", "cues:"):
        marked = [row for row in rows if row.strip().startswith(key)]
        assert marked
        assert all("# guessed" in row or "# the article says" in row for row in marked)
    assert max(map(len, rows)) <= 120


SCRAPS = st.sampled_from(
    [
        *("1.", "2.", "Step 3:", "# ", "## ", "- ", "\n", "\n\n", "---", "**", "Press the back.", "Glide up", "repeat"),
        *(
            "twice",
            "500 times",
            "(x5)",
            "on the other leg",
            "steps 2 to 9",
            "steps 9 to 1",
            "{side}",
            "[pause 2s]",
            "]",
        ),
        *("<break/>", "avoid", "never", "keep away", "move to the head", "Standing at the feet,", "You will need:"),
        *("Warning:", "Tip:", ": ", ";", "...", "—", "only", "Then", "with your hands", "for two minutes", "null", "'"),
        *(
            "1. Right foot\n",
            "Repeat all on the left foot.",
            "\x85",
            "\u2028",
            "\0",
            "\ufeff",
            "İ",
            '"',
            "\\",
            "!!x %y @z",
        ),
        *("a" * 400, "1" * 300, "中" * 400, "1, " * 150),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(SCRAPS, max_size=40).map(" ".join)))
def test_any_text_is_a_script_that_can_be_planned_or_one_fault(text: str) -> None:
    try:
        yaml = draft(text, "any.txt")
    except ScriptError:
        return
    assert schedule(loads(yaml)).seconds > 0


def test_the_starter_is_a_good_script_of_two_steps_on_each_side() -> None:
    script = loads(starter("Evening: legs # 1"))
    timeline = schedule(script)
    assert script.title == "Evening: legs # 1"
    assert [step.side for step in timeline.steps] == ["left", "left", "right", "right"]
    assert advise(script, timeline) == ()
    assert timeline.notes == ()


def test_the_starter_shows_every_key_that_a_beginner_needs_and_tells_of_completion() -> None:
    text = starter("Evening")
    keys = ("title", "bed", "guidance", "slot", "parts", "repeat", "steps", "move", "for", "say", "again", "caution")
    for key in (*keys, "time", "strokes", "cues", "at"):
        assert re.search(rf"^[ #-]*{key}:", text, re.MULTILINE)
    assert "coach schema > coach.schema.json" in text
    assert "\n# yaml-language-server: $schema=coach.schema.json\n" in text
