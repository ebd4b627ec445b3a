"""Companions, held to the author's own file and the timeline, as other people's readers see them."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml
from markdown_it import MarkdownIt
from pypdf import PdfReader

from coach.companions import CHAPTERS, SHEETS, check_captions, companion, write
from coach.companions.words import words
from coach.errors import ExportError
from coach.script import Script, load, loads
from coach.script.phrases import languages
from coach.session.companions import companion_paths, embedded_cover, write_companions
from coach.timeline import Timeline, schedule

if TYPE_CHECKING:
    from pypdf import PageObject

    from coach.script.fields import Guidance

ROOT = Path(__file__).parent.parent
SHIPPED = ["back-of-legs", "feet", "full-back", "hands-and-forearms", "neck-and-shoulders"]
A4, LETTER = (595.3, 841.9), (612.0, 792.0)
SCRIPT = """
title: Evening & <more> | for $5
voice: rehearsal
parts:
  - title: Settle
    steps:
      - {title: Settle *in*, say: Rest your hands., time: 40s, caution: "Never [[noʊ]] on a_wound & such."}
  - title: "The {side} leg"
    repeat: {side: [left, right]}
    steps:
      - title: Effleurage
        move: {say: "Move to the {side}. [pause 1s] Leave the {other_side}.", for: 15s}
        say: Glide up.
        time: 60s
        strokes: {count: 4, say: none}
      - {title: "Hold the {side} foot", say: Hold., time: 4m}
"""
CHAPTERS_RULES: dict[str, Any] = {
    # The JSON Chapters Format 1.2 of 15 April 2021, from the podcast namespace's chapters/jsonChapters.md.
    "type": "object",
    "required": ["version", "chapters"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "1.2.0"},
        **{name: {"type": "string"} for name in ("author", "title", "podcastName", "description", "fileName")},
        "waypoints": {"type": "boolean"},
        "chapters": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["startTime"],
                "additionalProperties": False,
                "properties": {
                    **{name: {"type": "number", "minimum": 0} for name in ("startTime", "endTime")},
                    **{name: {"type": "string", "minLength": 1} for name in ("title", "img", "url")},
                    "toc": {"type": "boolean"},
                    "location": {"type": "object", "required": ["name", "geo"]},
                },
            },
        },
    },
}


@cache
def session(name: str, guidance: Guidance = "full") -> tuple[Script, Timeline]:
    script = load(name)
    return script, schedule(script, guidance=guidance)


@cache
def sheet(kind: str, name: str, guidance: Guidance = "full") -> str:
    return made(kind, *session(name, guidance))


def made(kind: str, script: Script, timeline: Timeline) -> str:
    """Return a cue sheet as its reader sees it: a line for each row, cells parted by bars where it has them."""
    content, _ = companion(kind, script, timeline)
    if kind == "pdf":
        pages = PdfReader(io.BytesIO(content)).pages
        return "\n".join(" ".join(page.extract_text().split()) for page in pages)
    if kind == "md":
        content = MarkdownIt("commonmark").enable("table").render(content.decode()).encode()
    reader = Reader()
    reader.feed(content.decode())
    reader.close()
    assert reader.open == []
    return "\n".join(reader.lines)


class Reader(HTMLParser):
    """Follows a page's tags, and gathers the text of each row, its cells parted by bars, and of each other block."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.lines: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag != "meta":
            self.open.append(tag)
        if tag in {"tr", "h1", "h2", "p", "li", "header"}:
            self.lines.append("")
        elif tag in {"td", "th"}:
            self.lines[-1] += " | "

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.lines and "style" not in self.open:
            self.lines[-1] += data.strip("\n")


def largest(page: PageObject) -> float:
    """Return the size of the largest letters on a page, in points."""
    sizes: list[float] = []

    def seen(_text: str, _user: object, _place: object, _font: object, size: float) -> None:
        sizes.append(size)

    page.extract_text(visitor_text=seen)
    return max(sizes)


def clock(frames: int, rate: int) -> str:
    seconds = frames // rate
    minutes = f"{seconds // 60}:{seconds % 60:02d}"
    return minutes if seconds < 3600 else f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def flat(text: str) -> str:
    return " ".join(re.sub(r"\s*\[pause [^\]]*\]", "", text).split())


@pytest.mark.parametrize("name", SHIPPED)
def test_chapters_keep_the_rules_of_their_format_and_the_times_of_the_timeline(name: str) -> None:
    script, timeline = session(name)
    whole = json.loads(companion(CHAPTERS, script, timeline)[0])
    jsonschema.validate(whole, CHAPTERS_RULES)
    assert whole["title"] == script.title
    assert [chapter["title"] for chapter in whole["chapters"]] == [chapter.title for chapter in timeline.chapters]
    for chapter, planned in zip(whole["chapters"], timeline.chapters, strict=True):
        assert chapter["startTime"] == pytest.approx(planned.start / timeline.rate, abs=0.0005)
    assert all(one["endTime"] == other["startTime"] for one, other in pairwise(whole["chapters"]))
    assert whole["chapters"][0]["startTime"] == 0
    assert whole["chapters"][-1]["endTime"] == pytest.approx(timeline.seconds, abs=0.0005)


@pytest.mark.parametrize("kind", SHEETS)
@pytest.mark.parametrize("name", SHIPPED)
def test_a_cue_sheet_holds_all_that_its_author_wrote_to_do_and_to_mind(name: str, kind: str) -> None:
    script, timeline = session(name)
    seen = flat(sheet(kind, name))
    written = yaml.safe_load((ROOT / "scripts" / f"{name}.yaml").read_text("utf-8"))
    for part in written["parts"]:
        for step in part["steps"]:
            for text in (step["title"], step.get("caution", ""), step.get("move", {}).get("say", "")):
                told = flat(text).replace("{side}", "left / right").replace("{other_side}", "right / left")
                assert told in seen
    assert clock(timeline.length, timeline.rate) in seen
    assert words(script.language).estimated in seen


@pytest.mark.parametrize("kind", SHEETS)
@pytest.mark.parametrize("name", SHIPPED)
def test_both_sides_of_a_step_stand_in_one_row_with_their_times(name: str, kind: str) -> None:
    _, timeline = session(name)
    seen = sheet(kind, name)
    for step in timeline.steps:
        sides = [other for other in timeline.steps if other.id == step.id]
        times = [clock(other.span.start, timeline.rate) for other in sides]
        between = " " if kind == "pdf" else r" \| "
        assert len(re.findall(rf"(?<!\S){between.join(times)}(?= )[^\n]*{step.title}", seen)) >= 1
        moves = [clock(other.opens, timeline.rate) for other in sides if other.opens < other.span.start]
        assert re.search(between.join(moves) + r"(?: \| )* ?→" if kind != "pdf" else between.join(moves), seen)


@pytest.mark.parametrize("kind", SHEETS)
def test_strokes_are_counted_as_they_will_sound(kind: str) -> None:
    _, timeline = session("feet")
    seen = sheet(kind, "feet")
    for step in {cue.step for cue in timeline.cues if cue.kind == "pulse"}:
        pulses = [cue for cue in timeline.cues if (cue.kind, cue.step, cue.side) == ("pulse", step, "right")]
        each = round(pulses[0].span.length / timeline.rate)
        title = next(one.title for one in timeline.steps if one.id == step)
        assert re.search(rf"{title}[^\n]{{0,8}}? {len(pulses)} × {each}s", seen)  # noqa: RUF001 - a times sign


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("guidance", ["full", "tones"])
def test_a_shipped_session_is_one_page_that_a4_and_letter_both_take(name: str, guidance: Guidance) -> None:
    content, complete = companion("pdf", *session(name, guidance))
    (page,) = PdfReader(io.BytesIO(content)).pages
    assert complete
    assert float(page.mediabox.width) <= min(A4[0], LETTER[0])
    assert float(page.mediabox.height) <= min(A4[1], LETTER[1])
    assert largest(page) >= 16


def test_fewer_steps_are_written_larger_and_more_than_a_page_holds_go_on_under_their_heading() -> None:
    step = "      - {{id: s{0}, title: Stroke {0}, say: Go., time: 60s, caution: Mind the {0}th.}}\n"
    head = SCRIPT[: SCRIPT.index("      - title: Effleurage")]
    sizes, pages = [], []
    for count in (3, 15, 60):
        script = loads(head + "".join(step.format(number) for number in range(count)))
        reader = PdfReader(io.BytesIO(companion("pdf", script, schedule(script))[0]))
        sizes.append(max(map(largest, reader.pages)))
        pages.append([page.extract_text() for page in reader.pages])
    assert sizes[0] > sizes[1] > sizes[2]
    assert [len(one) for one in pages[:2]] == [1, 1]
    assert len(pages[2]) > 1
    assert all(re.search(r"left\s*right\s*The left / right leg", page) for page in pages[2])
    assert re.findall(r"Stroke (\d+)", " ".join(pages[2])) == [str(number) for number in range(60)]


@pytest.mark.parametrize("kind", SHEETS)
def test_in_tones_the_sheet_says_what_they_mean_and_still_what_to_mind(kind: str) -> None:
    _, timeline = session("neck-and-shoulders", "tones")
    seen = sheet(kind, "neck-and-shoulders", "tones")
    signs = {cue.line for cue in timeline.cues if cue.kind == "chime"}
    assert ("Two low notes, going down. Take care here." in seen) == ("care" in signs) is True
    assert "And a gong. The other side begins, or all is done." in seen
    assert "Keep your fingers away from the front of the neck." in seen
    assert "low notes" not in sheet(kind, "neck-and-shoulders")


@pytest.mark.parametrize("kind", SHEETS)
def test_letters_with_a_meaning_of_their_own_are_shown_as_they_are(kind: str) -> None:
    script = loads(SCRIPT)
    seen = made(kind, script, schedule(script))
    for text in (
        "Evening & <more> | for $5",
        "Settle *in*",
        "Never noʊ on a_wound & such.",
        "Hold the left / right foot",
    ):
        assert text in seen
    assert "Move to the left / right. Leave the right / left." in seen


def test_more_sides_than_there_is_room_for_stand_under_each_other() -> None:
    script = loads(SCRIPT.replace("[left, right]", "[one, two, three, four]").replace("Leave the {other_side}.", ""))
    seen = made("md", script, schedule(script))
    assert [line for line in seen.splitlines() if line.startswith("The ")] == [
        f"The {side} leg" for side in ("one", "two", "three", "four")
    ]


def test_sides_with_long_names_leave_room_for_the_steps() -> None:
    names = "[the side that hurts the most of all and most often, the one that does not hurt at all or hardly ever]"
    script = loads(SCRIPT.replace("[left, right]", names))
    seen = made("pdf", script, schedule(script))
    assert re.search(r"the side \S.*?…", seen)
    assert "Effleurage" in seen
    assert flat("Leave the the one that does not hurt at all or hardly ever / the side that hurts") in seen
    assert "\n" not in seen  # between pages


def test_a_page_needs_nothing_but_itself() -> None:
    page = companion("html", *session("feet"))[0].decode()
    for outside in ("http", "src=", "@import", "<script", "<link", "url("):
        assert outside not in page
    assert "prefers-color-scheme: dark" in page
    assert "@page" in page
    assert not re.search(r"\b(?:HEAD|NOTE|SMALL|FOOT|EDGE|SIZE|LIGHT|DARK)", page)


def test_every_language_has_the_same_words_and_its_own() -> None:
    known = {language: words(f"{language}-XX") for language in languages()}
    assert len({one.total for one in known.values()}) == len(known)
    assert all(getattr(one, name) for one in known.values() for name in one.__slots__)


def test_the_same_session_gives_the_same_bytes_whatever_matplotlib_was_told(tmp_path: Path) -> None:
    (tmp_path / "evening.yaml").write_text(SCRIPT, "utf-8")
    taste = "font.size: 30\npdf.fonttype: 3\nsvg.fonttype: path\nlines.linewidth: 9\nsavefig.bbox: tight\n"
    code = (
        "import coach, sys; from pathlib import Path; from coach.companions import write\n"
        "script = coach.load(sys.argv[1])\n"
        "for name in ('a.pdf', 'a.html', 'a.md', 'a.png', 'a.svg', 'a.vtt', 'a.srt', 'a.lrc', 'a.chapters.json'):\n"
        "    write(Path(name), script, coach.schedule(script))\n"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    made = []
    for name in ("one", "other"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "matplotlibrc").write_text(taste if name == "other" else "")
        environment = {**os.environ, "MATPLOTLIBRC": str(folder), "PYTHONHASHSEED": str(len(name))}
        command = [sys.executable, "-c", code, str(tmp_path / "evening.yaml")]
        subprocess.run(command, cwd=folder, env=environment, check=True, timeout=120)
        made.append({path.name: path.read_bytes() for path in folder.iterdir() if path.name != "matplotlibrc"})
    assert len(made[0]) == 9
    assert made[0] == made[1]


def test_companions_stand_beside_the_export_under_its_name(tmp_path: Path) -> None:
    script = loads(SCRIPT)
    timeline = schedule(script)
    written = write_companions(
        script, timeline, tmp_path / "a.b.mp3", ["vtt", "lrc"], chapters_json=True, sheet=tmp_path / "wall.md"
    )
    names = ["a.b.vtt", "a.b.lrc", "a.b.chapters.json", "wall.md"]
    assert [path.name for path in written] == names
    assert sorted(entry.name for entry in tmp_path.iterdir()) == sorted(names)
    assert (tmp_path / "a.b.vtt").read_bytes() == companion("vtt", script, timeline)[0]
    assert embedded_cover(script, timeline) == companion("png", script, timeline)


def test_asking_where_companions_go_loads_nothing_that_draws() -> None:
    code = (
        "import sys; from coach.session import companion_paths\n"
        "companion_paths('a.mp3', ['vtt'], chapters_json=True, sheet='a.md')\n"
        "assert 'coach.companions' in sys.modules and 'matplotlib' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_what_is_of_no_known_kind_is_refused_in_one_line(tmp_path: Path) -> None:
    script = loads(SCRIPT)
    timeline = schedule(script)
    (tmp_path / "folder.md").mkdir()
    for attempt, said in (
        (lambda: check_captions(["vtt", "stl"]), "no captions are called 'stl': did you mean"),
        (
            lambda: companion_paths("a.mp3", sheet="wall.doc"),
            "no cue sheet has the suffix '.doc': known: html, md, pdf",
        ),
        (lambda: write(tmp_path / "a.json", script, timeline), "no companion has the suffix '.json'"),
        (lambda: write(tmp_path / "folder.md", script, timeline), "is a folder"),
        (lambda: write(tmp_path / "no" / "a.vtt", script, timeline), "there is no folder"),
    ):
        with pytest.raises(ExportError, match=re.escape(said)) as refusal:
            attempt()
        assert "\n" not in str(refusal.value)
    assert [entry.name for entry in tmp_path.iterdir()] == ["folder.md"]


def test_captions_asked_for_twice_or_in_capitals_are_one() -> None:
    assert check_captions(["VTT", " srt", ".vtt"]) == ("vtt", "srt")


def test_letters_that_paper_lacks_are_told_and_a_page_has_them_all(tmp_path: Path) -> None:
    script = loads(SCRIPT.replace("Settle *in*", "按摩"))
    timeline = schedule(script)
    (note,) = write(tmp_path / "wall.pdf", script, timeline)
    assert note.endswith("some letters are missing from its font: an .html shows them")
    assert write(tmp_path / "wall.html", script, timeline) == ()
    assert "按摩" in (tmp_path / "wall.html").read_text("utf-8")


def test_coach_plan_writes_a_sheet_a_cover_and_a_chart_and_answers_with_their_paths(tmp_path: Path) -> None:
    (tmp_path / "evening.yaml").write_text(SCRIPT, "utf-8")

    def plan(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "coach", "plan", "evening.yaml", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)

    ran = plan("--sheet", "wall.pdf", "--cover", "front.svg", "--chart", "plan.svg")
    assert (ran.returncode, ran.stdout.split()) == (0, ["plan.svg", "wall.pdf", "front.svg"])
    assert len(PdfReader(tmp_path / "wall.pdf").pages) == 1
    ran = plan("--sheet", "other.html", "--cover", "front.gif")
    assert (ran.returncode, ran.stdout, len(ran.stderr.splitlines())) == (1, "", 1)
    assert not (tmp_path / "other.html").exists()
    assert plan("--sheet", "wall.md", "--json").returncode == 2
