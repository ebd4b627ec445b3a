"""A session into files: rendered once, encoded in as many formats as are asked for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

from coach.errors import ExportError
from coach.exporters import About, Quality, blaming, open_exporter, whole_file
from coach.exporters.wav import StemExporter
from coach.mixer import STEMS
from coach.session.branches import drain_together
from coach.session.companions import embedded_cover
from coach.session.listener import Log
from coach.session.made import digest, is_made, note_made
from coach.session.studio import Studio, Wishes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from os import PathLike

    from coach.audio import Samples
    from coach.exporters import Exporter
    from coach.mixer import Mixer
    from coach.mixer.mix import Stem
    from coach.script import Script
    from coach.session.listener import Listener
    from coach.sounds import Bed
    from coach.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Output:
    """A file that is being written."""

    path: Path
    """Where it will appear."""
    exporter: Exporter
    """Who encodes it."""
    file: IO[bytes]
    """Open for writing."""

    def drain(self, about: About, quality: Quality, blocks: Iterator[Samples]) -> None:
        """Encode blocks into the file."""
        with blaming(self.path):
            self.exporter.write(self.file, blocks, about, quality)


def export(  # noqa: PLR0913 - each is something a person asks for
    script: Script,
    path: str | PathLike[str] | Sequence[str | PathLike[str]],
    wishes: Wishes | None = None,
    listener: Listener | None = None,
    *,
    quality: Quality | None = None,
    stems: bool = False,
) -> Timeline:
    """Write a session to a file, or to several at once; each appears only when it is whole.

    Args:
        script: The session.
        path: Where to; the suffix picks the format. A list of paths is encoded from one rendering.
        wishes: What beats the script.
        listener: Hears what goes on.
        quality: How much goes into the sound, in formats that lose some of it.
        stems: Whether to write, beside ``NAME.wav``, the sounds it is mixed from, as `stem_paths` names them: all of
            one length, their sum the mix before its limiter.

    Returns:
        The timeline of what was written.

    Raises:
        ExportError: A suffix is unknown, or a file cannot be written.
        CoachError: Something in the script or on the machine does not allow it.
    """
    quality, paths = quality or Quality(), _paths(path)
    studio = Studio(script, wishes or Wishes(), listener or Log())
    with studio.beds() as beds, opened(studio, paths) as outputs:
        beside = [stem for one in paths for stem in stem_paths(one).items()] if stems else []
        timeline = studio.measured()
        mixer, about = ready(studio, timeline, beds)
        write(outputs, studio, mixer, about, quality)
        for name, where in beside:
            with whole_file(where) as file:
                StemExporter().write(file, mixer.stem(name), about)
    for one in (*paths, *(where for _, where in beside)):
        note_made(studio.cast.main.cache.folder, one, digest(studio, one.suffix, quality))
    return timeline


def outdated(
    script: Script,
    paths: Sequence[Path],
    wishes: Wishes | None = None,
    quality: Quality | None = None,
    *,
    stems: bool = False,
) -> tuple[Path, ...]:
    """Return which files would come out otherwise than they are, or are not there: the others need no export.

    Args:
        script: The session.
        paths: The files.
        wishes: What beats the script.
        quality: How much goes into the sound.
        stems: Whether stems go with each.
    """
    studio = Studio(script, wishes or Wishes(), Log())

    def made(path: Path) -> bool:
        whole = (path, *stem_paths(path).values()) if stems else (path,)
        wanted = digest(studio, path.suffix, quality or Quality())
        return all(is_made(studio.cast.main.cache.folder, one, wanted) for one in whole)

    return tuple(path for path in paths if not made(path))


def stem_paths(path: Path) -> dict[Stem, Path]:
    """Return where the stems of ``NAME.wav`` go: ``NAME.voice.wav`` and so on.

    Raises:
        ExportError: The path is not a WAV file's.
    """
    if path.suffix.lower() != ".wav":
        message = f"{path}: stems go with a .wav: name one with -o"
        raise ExportError(message)
    return {name: path.with_name(f"{path.stem}.{name}{path.suffix}") for name in STEMS}


@contextmanager
def opened(studio: Studio, paths: Sequence[Path]) -> Iterator[list[Output]]:
    """Open files for a session; each appears at its path when all of them are whole."""
    exporters = [open_exporter(path) for path in paths]
    for path in paths:
        studio.keep_off(path)
    with ExitStack() as files:
        yield [
            Output(path, exporter, files.enter_context(whole_file(path)))
            for path, exporter in zip(paths, exporters, strict=True)
        ]


def ready(studio: Studio, timeline: Timeline, beds: Mapping[str, Bed]) -> tuple[Mixer, About]:
    """Return the mixer of a timeline, and what its files say of themselves: the cover is drawn while levels are found.

    Args:
        studio: The session's.
        timeline: All of it, or the part that is written.
        beds: The session's.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="coach-cover") as aside:
        drawing = aside.submit(embedded_cover, studio.script, timeline)
        mixer = studio.mixer(timeline, beds)
    cover, complete = drawing.result()
    if not complete:
        studio.listener.note("the cover lacks some letters of the title: they are missing from its font")
    script = studio.script
    return mixer, About(timeline, script.language, mixer.format, script.description, script.date or "", cover)


def write(
    outputs: Sequence[Output], studio: Studio, mixer: Mixer, about: About, quality: Quality | None = None
) -> None:
    """Render a session once, and encode it into each of some files."""
    drains = [partial(output.drain, about, quality or Quality()) for output in outputs]
    drain_together(studio.followed(mixer), drains)


def _paths(path: str | PathLike[str] | Sequence[str | PathLike[str]]) -> list[Path]:
    if isinstance(path, (list, tuple)):
        return [Path(one) for one in path]
    return [Path(path)]  # type: ignore[arg-type]  # a sequence of paths is a list or a tuple
