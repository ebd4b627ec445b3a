"""A desktop's power manager, as far as it can be asked to stay awake: each call is a line of ``inhibitor.py FILE``."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated

from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusSignature, DBusStr, DBusUInt32
from dbus_fast.service import ServiceInterface, dbus_method

COOKIE = 7


class Inhibitor(ServiceInterface):
    def __init__(self, file: Path) -> None:
        super().__init__("org.freedesktop.PowerManagement.Inhibit")
        self._file = file

    @dbus_method("Inhibit")
    def inhibit(self, application: DBusStr, reason: DBusStr) -> DBusUInt32:
        self._tell(f"inhibit by {application}: {reason}")
        return COOKIE

    @dbus_method("UnInhibit")
    def let_go(self, cookie: DBusUInt32) -> Annotated[None, DBusSignature("")]:
        self._tell(f"let go of {cookie}")

    def _tell(self, what: str) -> None:
        with self._file.open("a", encoding="utf-8") as lines:
            lines.write(f"{what}\n")


async def main(file: Path) -> None:
    bus = await MessageBus().connect()
    bus.export("/org/freedesktop/PowerManagement/Inhibit", Inhibitor(file))
    await bus.request_name("org.freedesktop.PowerManagement")
    file.touch()  # noqa: ASYNC240 - nobody waits for this loop yet
    await bus.wait_for_disconnect()  # type: ignore[no-untyped-call] # dbus-fast leaves it without types


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
