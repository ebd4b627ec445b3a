"""A session as MPRIS describes a media player (specifications.freedesktop.org/mpris-spec/2.2)."""

from __future__ import annotations

import os
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any

from dbus_fast import NameFlag, PropertyAccess, RequestNameReply, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusInt64, DBusObjectPath, DBusSignature, DBusStr
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal

from coach.live.values import Action

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coach.controls.base import Link
    from coach.live.values import Status
    from coach.units import Seconds

NAME = "org.mpris.MediaPlayer2.coach"
"""The session's name on the bus; a second session's has the number of its process behind it."""

PATH = "/org/mpris/MediaPlayer2"

JUMP: Seconds = 1.0
"""Clients reckon the position themselves; where they are off by more than this, in seconds, they are told."""

MOVING = ("playing", "leaving")
"""The states in which the position goes on."""

Nothing = Annotated[None, DBusSignature("")]


class Root(ServiceInterface):
    """What a player tells of itself."""

    def __init__(self) -> None:
        super().__init__("org.mpris.MediaPlayer2")


class Player(ServiceInterface):
    """What a player plays, and what it can be asked."""

    def __init__(self, link: Link) -> None:
        """Stand for a session."""
        super().__init__("org.mpris.MediaPlayer2.Player")
        self._link = link
        self._shown: dict[str, Any] = {}
        self._reckoned: tuple[Seconds, float] = (0.0, 0.0)
        self.show(link.status())

    @property
    def status(self) -> Status:
        """Where the session stands."""
        return self._link.status()

    def show(self, status: Status) -> None:
        """Tell clients what has changed, and the position where they cannot have reckoned it."""
        told = {name: tell(status) for name, (_, tell) in FACTS.items() if name != "Position"}
        changed = {name: value for name, value in told.items() if self._shown.get(name) != value}
        at, since = self._reckoned
        now = monotonic()
        moved = now - since if self._shown.get("PlaybackStatus") == "Playing" else 0.0
        self._shown, self._reckoned = told, (status.position, now)
        if changed:
            self.emit_properties_changed(changed)
        if "Metadata" in changed or abs(status.position - at - moved) > JUMP:
            self._seeked(_microseconds(status.position))

    @dbus_method("PlayPause")
    def _play_pause(self) -> Nothing:
        self._link.ask(Action.TOGGLE)

    @dbus_method("Play")
    def _play(self) -> Nothing:
        self._link.ask(Action.RESUME)

    @dbus_method("Pause")
    def _pause(self) -> Nothing:
        self._link.ask(Action.PAUSE)

    @dbus_method("Next")
    def _next(self) -> Nothing:
        self._link.ask(Action.NEXT)

    @dbus_method("Previous")
    def _previous(self) -> Nothing:
        self._link.ask(Action.BACK)

    @dbus_method("Stop")
    def _stop(self) -> Nothing:
        self._link.ask(Action.STOP)

    @dbus_method("Seek")
    def _seek(self, offset: DBusInt64) -> Nothing:
        """Do nothing: a plan has no loose places, and CanSeek says so."""

    @dbus_method("SetPosition")
    def _set_position(self, track: DBusObjectPath, position: DBusInt64) -> Nothing:
        """Do nothing, as in Seek."""

    @dbus_method("OpenUri")
    def _open(self, uri: DBusStr) -> Nothing:
        """Do nothing: no kind of address is supported, as the root interface says."""

    @dbus_signal("Seeked")
    def _seeked(self, position: int) -> DBusInt64:
        return position


class Published:
    """A session that is on the bus."""

    def __init__(self, bus: MessageBus, player: Player) -> None:
        """Know the connection, and what is exported there."""
        self._bus, self._player = bus, player

    def show(self, status: Status) -> None:
        """Tell clients what has changed."""
        self._player.show(status)

    async def gone(self) -> None:
        """Wait until there is no bus any more."""
        with suppress(EOFError, OSError):
            await self._bus.wait_for_disconnect()  # type: ignore[no-untyped-call] # dbus-fast leaves it without types

    def leave(self) -> None:
        """Leave the bus."""
        self._bus.disconnect()


async def publish(link: Link) -> Published:
    """Put a session on the bus."""
    bus = await MessageBus().connect()
    player = Player(link)
    bus.export(PATH, Root())
    bus.export(PATH, player)
    if await bus.request_name(NAME, NameFlag.DO_NOT_QUEUE) is not RequestNameReply.PRIMARY_OWNER:
        await bus.request_name(f"{NAME}.instance{os.getpid()}", NameFlag.DO_NOT_QUEUE)
    return Published(bus, player)


def _microseconds(seconds: Seconds) -> int:
    return round(seconds * 1e6)


def _playback(status: Status) -> str:
    return "Stopped" if status.state == "over" else "Playing" if status.state in MOVING else "Paused"


def _metadata(status: Status) -> dict[str, Variant]:
    side = f" ({status.side})" if status.side else ""
    return {
        "mpris:trackid": Variant("o", f"/org/coach/visit/{status.number}"),
        "mpris:length": Variant("x", _microseconds(status.length)),
        "xesam:title": Variant("s", f"{status.step}{side}" if status.step else status.title),
        "xesam:album": Variant("s", status.title),
        "xesam:trackNumber": Variant("i", status.number),
    }


def _of_status(tell: Callable[[Status], Any]) -> Callable[[Player], Any]:
    return lambda player: tell(player.status)


def _always(value: object) -> Callable[[object], Any]:
    return lambda _: value


def _goes_on(status: Status) -> bool:
    return status.state not in {"leaving", "over"}


ITSELF: Mapping[str, tuple[str, object]] = {
    "CanQuit": ("b", False),
    "CanRaise": ("b", False),
    "HasTrackList": ("b", False),
    "Identity": ("s", "coach"),
    "SupportedUriSchemes": ("as", []),
    "SupportedMimeTypes": ("as", []),
}
"""The root interface's properties: the D-Bus type of each, and its value."""

FACTS: Mapping[str, tuple[str, Callable[[Status], Any]]] = {
    "PlaybackStatus": ("s", _playback),
    "Metadata": ("a{sv}", _metadata),
    "Position": ("x", lambda status: _microseconds(status.position)),
    "Rate": ("d", _always(1.0)),
    "MinimumRate": ("d", _always(1.0)),
    "MaximumRate": ("d", _always(1.0)),
    "Volume": ("d", _always(1.0)),
    "CanGoNext": ("b", _goes_on),
    "CanGoPrevious": ("b", _goes_on),
    "CanPlay": ("b", _goes_on),
    "CanPause": ("b", _goes_on),
    "CanSeek": ("b", _always(False)),  # noqa: FBT003 - a property's value
    "CanControl": ("b", _always(True)),  # noqa: FBT003 - a property's value
}
"""The player's properties: the D-Bus type of each, and how it is told from where the session stands."""


def _property(name: str, signature: str, tell: Callable[[Any], Any]) -> property:
    def told(interface: object) -> Any:  # noqa: ANN401 - as its D-Bus type says
        return tell(interface)

    told.__name__ = name
    told.__annotations__ = {"return": signature}
    made: property = dbus_property(PropertyAccess.READ, name)(told)
    return made


for _name, (_signature, _value) in ITSELF.items():
    setattr(Root, _name, _property(_name, _signature, _always(_value)))
for _name, (_signature, _tell) in FACTS.items():
    setattr(Player, _name, _property(_name, _signature, _of_status(_tell)))
