from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from children import coach_play, play_programme
from programmes import PROGRAMMES, RATE, sounding
from sound_server import PATIENCE, TO_PULSEAUDIO, deaf, sound_server

from coach.errors import PlayerError
from coach.mixer.ending import FADE
from coach.players import open_player
from coach.players.base import WENT_AWAY

if TYPE_CHECKING:
    from pathlib import Path

LACKS = open_player("sounddevice").missing()
pytestmark = pytest.mark.skipif(LACKS is not None, reason=f"sounddevice is an extra: {LACKS}")


def test_a_programme_is_heard_whole_and_fades_when_it_is_stopped() -> None:
    with sound_server() as server:
        assert play_programme(server.environment, "sounddevice", "short")["reached"] == len(PROGRAMMES["short"])
        whole = server.heard()
        play_programme(server.environment, "sounddevice", "steady", str(RATE))
        heard = sounding(server.heard()[len(whole) :])
    assert (sounding(whole) == PROGRAMMES["short"]).all()
    assert set((heard[1:, 0].astype(int) - heard[:-1, 0]).tolist()) == {-1, 0}
    assert len(heard) / RATE > 1.0 + 0.9 * FADE


def test_without_a_device_it_is_refused_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in deaf(tmp_path).items():
        monkeypatch.setenv(name, value)
    (tmp_path / "asound.conf").write_text(TO_PULSEAUDIO, encoding="utf-8")  # PortAudio aborts where ALSA knows nothing
    with pytest.raises(PlayerError, match="no sound device") as refusal:
        open_player("sounddevice").device()
    assert len(str(refusal.value).splitlines()) == 1


def test_a_server_that_dies_ends_a_preview_with_a_line(tmp_path: Path) -> None:
    player = ("--player", "sounddevice")
    with (
        sound_server() as server,
        coach_play(server.environment, tmp_path, *player, use=("preview", "1")) as process,
    ):
        server.wait_for_sound(1.0)
        server.kill()
        _, said = process.communicate(timeout=PATIENCE)  # PortAudio tells of it too: nothing can keep it from that
    assert process.returncode == 1
    assert said.splitlines()[-1] == f"coach: {WENT_AWAY}"
