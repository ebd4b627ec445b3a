# ruff: noqa: RUF001 - the dashes and crosses that authors write
from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from piper.phonemize_espeak import EspeakPhonemizer

from coach.script.marks import Pause, parse
from coach.script.reading import read_out

EXPANDED = [
    ("Press for 5 cm.", "Press for five centimeters."),
    ("1 cm wide", "one centimeter wide"),
    ("1.5 cm deep", "one point five centimeters deep"),
    ("1.5 m", "one point five meters"),
    ("Rest for 2m.", "Rest for two minutes."),
    ("6 ft", "six feet"),
    ("2 kg", "two kilograms"),
    ("250 g", "two hundred fifty grams"),
    ("10ml of oil", "ten milliliters of oil"),
    ("5 ml/side", "five milliliters per side"),
    ("2 tbsp of oil", "two tablespoons of oil"),
    ("Hold 30s.", "Hold thirty seconds."),
    ("Hold 30 sec. Then go.", "Hold thirty seconds. Then go."),
    ("Hold 10 min. per side.", "Hold ten minutes per side."),
    ("a 10-min hold", "a ten-minute hold"),
    ("1m30s a side", "one minute thirty seconds a side"),
    ("20 °C", "twenty degrees Celsius"),
    ("38°C", "thirty-eight degrees Celsius"),
    ("90 bpm", "ninety beats per minute"),
    ("-16 dB", "minus sixteen decibels"),
    ("5-10 cm", "five to ten centimeters"),
    ("5–10 strokes", "five to ten strokes"),
    ("5 - 10 times", "five to ten times"),
    ("10-15 min.", "ten to fifteen minutes."),
    ("4-7-8 breathing", "four seven eight breathing"),
    ("L4–L5", "L four to L five"),
    ("C1-7", "C one to seven"),
    ("T4/T5", "T four T five"),
    ("Repeat 3x.", "Repeat three times."),
    ("2-3x", "two to three times"),
    ("1x a week", "once a week"),
    ("3x/day", "three times a day"),
    ("×3", "three times"),
    ("3 × 30 s", "three times thirty seconds"),
    ("½ a minute", "half a minute"),
    ("½ tsp", "a half teaspoon"),
    ("1½ tsp", "one and a half teaspoons"),
    ("2 1/2 minutes", "two and a half minutes"),
    ("2 1/2 a day", "two and a half a day"),
    ("1/2 of the leg", "a half of the leg"),
    ("3/4 of the way", "three quarters of the way"),
    ("approx. 5 strokes", "approximately five strokes"),
    ("Firm, i.e. slow.", "Firm, that is slow."),
    ("hot vs. cold", "hot versus cold"),
    ("w/ oil, w/o towel", "with oil, without towel"),
    ("left/right", "left or right"),
    ("and/or", "and or"),
    ("L/R", "left or right"),
    ("Dr. Vodder", "Doctor Vodder"),
    ("Mr. Ling", "Mister Ling"),
    ("St. John's wort", "Saint John's wort"),
    ("No. 3", "Number three"),
    ("#3", "number three"),
    ("~5 strokes", "about five strokes"),
    ("Part II", "Part two"),
    ("ankle → knee", "ankle to knee"),
    ("Let your hands… rest.", "Let your hands, rest."),
    ("Rest... Then go on...", "Rest. Then go on."),
    ("*Slowly* now", "Slowly now"),
]
"""What an author may write that eSpeak reads wrongly, and the same in words."""

LEFT = [
    ("C7", "C seven"),
    ("T12", "T twelve"),
    ("50% of it", "fifty percent of it"),
    ("45°", "forty-five degrees"),
    ("1,000 strokes", "one thousand strokes"),
    ("0.5", "zero point five"),
    ("the 1st, 2nd and 3rd toe", "the first, second and third toe"),
    ("21st", "twenty-first"),
    ("oil & water", "oil and water"),
    ("e.g. the calf", "for example the calf"),
    ("¾ of the way", "three quarters of the way"),
]
"""What an author may write that eSpeak reads well, and the same in words."""

ALIKE = [
    "Press, and let go. Then rest - a breath longer.",
    "See 10:30, 2026-11-22 and 555-0142.",
    "In the 1990s, and in 5th place.",
    "A well-known side-to-side rub.",
    "What is 5? No. Stop.",
]
"""What no rule is about."""

PIECES = [
    "5",
    "1",
    "30",
    ".",
    ",",
    "-",
    "–",
    " ",
    "/",
    "x",
    "×",
    "½",
    "1/2",
    "…",
    "...",
    "*",
    "#",
    "~",
    "°C",
    "cm",
    "s",
]
PIECES += ["m", "min.", "w/", "w/o", "no.", "No.", "Dr.", "L4", "T", "Part II", "to ", "times", "once", "→", "day", "A"]
MARKS = ["[pause 2s]", '<break time="2s"/>', "[[ˈɑː 5 cm]]", "{side}", "[[", "]]", "[", "]", "<", ">", "{", "}"]
WRITTEN = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=14).map("".join)
MARKED = st.lists(st.sampled_from(PIECES + MARKS) | st.text(max_size=3), max_size=14).map("".join)


def sounds(text: str) -> str:
    """Return what eSpeak says, but for stress, gaps and glides: these differ between 100 and "one hundred"."""
    sentences = EspeakPhonemizer().phonemize("en-us", text)
    return re.sub("[ ˈˌʲ-]", "", "|".join("".join(sentence) for sentence in sentences))


@pytest.mark.parametrize(("written", "by_hand"), EXPANDED)
def test_what_espeak_reads_wrongly_is_read_out_as_a_person_would(written: str, by_hand: str) -> None:
    assert sounds(written) != sounds(by_hand), "eSpeak reads this well: the rule is needless"
    assert sounds(read_out(written, "en-US")) == sounds(by_hand)


@pytest.mark.parametrize(("written", "by_hand"), LEFT)
def test_what_espeak_reads_well_is_left_to_it(written: str, by_hand: str) -> None:
    assert read_out(written, "en-US") == written
    assert sounds(written) == sounds(by_hand)


@pytest.mark.parametrize("text", ALIKE)
def test_plain_words_dates_and_times_stay_as_they_are(text: str) -> None:
    assert read_out(text, "en-GB") == text


@given(MARKED, st.sampled_from(["en-US", "de", "fr", "es"]))
def test_reading_out_twice_is_reading_out_once(text: str, language: str) -> None:
    once = read_out(text, language)
    assert read_out(once, language) == once


@given(WRITTEN, st.sampled_from(MARKS[:4]), WRITTEN)
def test_a_mark_stays_and_words_around_it_are_read_out(before: str, mark: str, after: str) -> None:
    assert read_out(before + mark + after, "en-US") == read_out(before, "en-US") + mark + read_out(after, "en-US")


@given(WRITTEN, WRITTEN)
def test_what_could_be_spoken_still_can_with_the_same_pauses(before: str, after: str) -> None:
    line = f"Glide up. {before} [pause 1.5s] {after} And down."
    try:
        meant = parse(line)
    except ValueError:
        return
    read = parse(read_out(line, "en-US"))
    assert [part for part in read if isinstance(part, Pause)] == [part for part in meant if isinstance(part, Pause)]


@given(MARKED, st.sampled_from(["it", "nl-NL"]))
def test_a_language_without_rules_is_left_alone(text: str, language: str) -> None:
    assert read_out(text, language) == text


@pytest.mark.parametrize("again", ["5-", "1", "1.", "1/", ".", "…", "*a", "[", "<a", "x", "5 m", "4-7-", "\t", "w/"])
def test_a_text_made_to_be_slow_to_read_is_read(again: str) -> None:
    assert read_out(again * 100_000 + "!", "en-US").endswith("!")
