"""Where a session begins, and when it must end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

import pytest

import coach
from coach.errors import PlayerError
from coach.script import loads
from coach.session import Log, Manner, Wishes
from coach.session.begin import Booking, begun, book, fitted
from coach.session.studio import Studio
from coach.units import format_duration, to_seconds

SCRIPT = """
title: Legs
voice: rehearsal
bed: none
chimes: none
steps:
  - {title: Up, say: Glide up., time: {ideal: 20s, least: 10s, most: 1m}}
  - {title: Down, say: And down., time: {ideal: 20s, least: 10s, most: 1m}}
"""


class SummerBegins(tzinfo):
    """The clocks of a place where summer time begins in the night to 29 March 2026."""

    def utcoffset(self, when: datetime | None, /) -> timedelta:
        return timedelta(hours=2 if when and when.replace(tzinfo=None) >= datetime(2026, 3, 29, 2) else 1)  # noqa: DTZ001 - what its clocks show

    def dst(self, when: datetime | None, /) -> timedelta:
        return self.utcoffset(when) - timedelta(hours=1)

    def tzname(self, when: datetime | None, /) -> str:
        return "summer" if self.dst(when) else "winter"


class Notes(Log):
    def __init__(self) -> None:
        self.heard: list[str] = []

    def note(self, text: str) -> None:
        self.heard.append(text)


def ends(manner: Manner, left: float | None) -> tuple[float, list[str]]:
    """Return the seconds that a session lasts from where it begins, and what was noted."""
    studio = Studio(loads(SCRIPT), Wishes(), notes := Notes())
    whole = studio.plan()
    timeline, now = fitted(studio, whole, begun(studio, whole, manner), Booking(0.0, left))
    return to_seconds(timeline.length - now.plan, timeline.rate), notes.heard


def test_what_begins_in_the_middle_takes_its_usual_time() -> None:
    lasts, noted = ends(Manner("down"), None)
    assert lasts == pytest.approx(34.0, abs=1.0)
    assert not noted


@pytest.mark.parametrize("left", [30.0, 60.0])
def test_what_begins_in_the_middle_bends_to_end_when_it_must(left: float) -> None:
    lasts, noted = ends(Manner("down"), left)
    assert lasts == pytest.approx(left, abs=1e-4)
    assert not noted


def test_what_does_not_fit_any_more_is_told() -> None:
    lasts, noted = ends(Manner("down"), 5.0)
    assert lasts > 9
    assert noted == [f"what is left of the session ends {round(lasts - 5)}s after its slot does: it bends no further"]


def test_what_cannot_last_so_long_is_told() -> None:
    lasts, noted = ends(Manner("down"), 10_000.0)
    early = format_duration(10_000 - lasts)
    assert noted == [f"what is left of the session ends {early} before its slot does: it bends no further"]


def test_a_rehearsal_does_not_end_when_somebody_wants_it_to() -> None:
    with pytest.raises(PlayerError, match="a rehearsal takes as long as its words"):
        book(Manner(rehearse=True, until=datetime.now(UTC) + timedelta(days=1)))


def test_a_moment_is_as_far_off_as_its_zone_says(monkeypatch: pytest.MonkeyPatch) -> None:
    place = SummerBegins()
    night = datetime(2026, 3, 28, 23, 30, tzinfo=place)
    monkeypatch.setattr("coach.session.begin.time", night.timestamp)
    assert book(Manner(until=datetime(2026, 3, 29, 7, 0, tzinfo=place))).left == pytest.approx(6.5 * 3600)


def test_a_moment_that_is_past_is_one_line() -> None:
    past = datetime.now(UTC) - timedelta(minutes=1)
    with pytest.raises(PlayerError, match=f"{past:%H:%M}, which is past: name a moment to come"):
        book(Manner(until=past))


@pytest.mark.parametrize(
    ("manner", "said"),
    [
        (Manner(resume=True), "--resume needs one that can be led"),
        (Manner("down", until=datetime.now(UTC) + timedelta(days=1)), "--from with --until needs one"),
    ],
)
def test_a_player_that_plays_from_start_to_end_refuses_what_it_cannot_do(manner: Manner, said: str) -> None:
    with pytest.raises(PlayerError, match=said):
        coach.play(loads(SCRIPT), manner=manner, player="null")
