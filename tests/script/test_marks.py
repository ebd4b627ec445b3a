from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.script.estimate import estimate
from coach.script.marks import Pause, Words, parse, plain_text


def test_pauses_part_a_line_and_phonemes_do_not() -> None:
    line = 'Glide up. [pause 2s] Say [[ˌɛflɜːˈɹɑːʒ]] now <break time="0.5s"/>and rest.'  # noqa: RUF001 - IPA
    assert parse(line) == (
        Words("Glide up."),
        Pause(2.0),
        Words("Say [[ˌɛflɜːˈɹɑːʒ]] now"),  # noqa: RUF001 - IPA
        Pause(0.5),
        Words("and rest."),
    )


def test_captions_show_no_mark() -> None:
    assert plain_text('Up. [pause 2s] Then <break time="1s"/> down.') == "Up. Then down."


@pytest.mark.parametrize(
    "line",
    [
        "Stop <brake/> now",
        '<break time="soon"/> Up',
        "<break> up",
        "[pause] up",
        "[puase 2s] up",
        "a {side} b",
        "a > b",
        "[[ ]] up",
        "[pause 5m] up",
    ],
)
def test_an_unknown_or_crooked_mark_is_an_error(line: str) -> None:
    with pytest.raises(ValueError, match=r"unknown mark|no duration|a pause of"):
        parse(line)


@pytest.mark.parametrize("line", ["", "   ", "[pause 2s]", "…"])
def test_a_line_that_says_nothing_is_an_error(line: str) -> None:
    with pytest.raises(ValueError, match="says nothing"):
        parse(line)


@given(st.text(alphabet="abc <>[]{}/=\"'2s.", max_size=40))
def test_no_bracket_is_ever_spoken(line: str) -> None:
    try:
        parts = parse(line)
    except ValueError:
        return
    spoken = " ".join(part.text for part in parts if isinstance(part, Words))
    assert not set("<>{}") & set(spoken)
    assert "[" not in spoken.replace("[[", "")


def test_an_estimate_grows_with_the_words_and_counts_pauses_exactly() -> None:
    assert estimate("Up and down the whole leg.") > estimate("Up.")
    assert estimate("Up. [pause 2s] Down.") == pytest.approx(2.0 + estimate("Up.") + estimate("Down."))
