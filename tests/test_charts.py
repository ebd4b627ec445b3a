from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import matplotlib as mpl
import numpy as np
import pytest
from PIL import Image, ImageFont

from coach.charts import draw, layout
from coach.errors import ExportError
from coach.mixer import Duck
from coach.script.load import loads
from coach.timeline import Timeline, schedule

SCRIPT = """
title: Evening & <more> for $5
chimes: {step: bowl, side: gong, end: gong}
parts:
  - title: Settle
    steps:
      - {title: Settle in, say: Rest your hands., time: 40s}
  - title: "The {side} leg"
    repeat: {side: [left, right]}
    steps:
      - title: A glide with a title too long for its few seconds
        move: {say: "Move to the feet, and oil your hands.", for: 15s}
        say: Set both hands together and glide slowly up the leg, over the hip, and all the way back.
        again: The same & shorter.
        time: 10s
      - title: Holding the foot
        say: One hand under the foot.
        time: 4m
      - title: Pressing the foot
        say: Press the whole sole.
        time: 90s
        strokes: {count: 3, up: 75%}
  - title: Close
    steps:
      - {title: Rest, say: Rest., time: 30s}
"""
SIDES_FIRST = SCRIPT[: SCRIPT.index("  - title: Settle")] + SCRIPT[SCRIPT.index('  - title: "The') :]
SHIPPED = Path(__file__).parent.parent / "scripts" / "back-of-legs.yaml"
GLYPHS = Path(mpl.get_data_path()) / "fonts" / "ttf"
POINTS = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Drawn:
    """A bar as it stands in the picture."""

    about: str
    left: float
    right: float
    top: float
    bottom: float


def session(text: str = SCRIPT) -> Timeline:
    return schedule(loads(text, "evening.yaml"))


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(re.sub(r' xmlns="[^"]*"', "", svg, count=1))  # noqa: S314 - our own picture


def bars(root: ET.Element) -> list[Drawn]:
    found = []
    for group in root.iter("g"):
        title, path = group.find("title"), group.find("path")
        if title is not None and path is not None:
            numbers = [float(number) for number in POINTS.findall(path.get("d", ""))]
            xs, ys = numbers[::2], numbers[1::2]
            found.append(Drawn(title.text or "", min(xs), max(xs), min(ys), max(ys)))
    return found


def clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


@pytest.fixture
def timeline() -> Timeline:
    return session()


@pytest.fixture
def picture(timeline: Timeline, tmp_path: Path) -> ET.Element:
    draw(timeline, tmp_path / "plan.svg", Duck())
    return parsed((tmp_path / "plan.svg").read_text("utf-8"))


def test_pointing_at_a_cue_or_a_step_tells_its_words_and_its_clock_time(
    timeline: Timeline, picture: ET.Element
) -> None:
    told = [bar.about for bar in bars(picture)]
    for cue in timeline.cues:
        words = {"say": cue.text, "chime": f"(chime: {cue.text})", "pulse": f"({cue.text})"}[cue.kind]
        start, end = cue.span.start / timeline.rate, cue.span.end / timeline.rate
        assert f"{clock(start)} to {clock(end)} · {words}" in told
    for step in timeline.steps:
        name = f"{step.title} ({step.side})" if step.side else step.title
        assert any(f" · {name}, " in about for about in told)


def test_bars_lie_where_the_timeline_says_at_one_scale_for_all_lines(timeline: Timeline, picture: ET.Element) -> None:
    drawn = bars(picture)
    scales, zeros = [], defaultdict(list)
    for cue in timeline.cues:
        start, length = cue.span.start / timeline.rate, cue.span.length / timeline.rate
        bar = next(bar for bar in drawn if bar.about.startswith(clock(start)) and cue.text in bar.about)
        scales.append((bar.right - bar.left) / length)
        line = next(number for number, line in enumerate(layout(timeline, Duck()).lines) if start < line.end)
        zeros[line].append(bar.left - start * scales[0])
    assert max(scales) == pytest.approx(min(scales), rel=1e-3)
    assert len(zeros) == 4
    assert all(max(found) - min(found) < 0.1 for found in zeros.values())


def test_a_stroke_stands_highest_where_the_hands_turn_back(picture: ET.Element) -> None:
    strokes = [group for group in picture.iter("g") if " · (stroke " in (group.findtext("title") or "")]
    assert len(strokes) == 6
    for stroke in strokes:
        path = stroke.find("path")
        assert path is not None
        numbers = [float(number) for number in POINTS.findall(path.get("d", ""))]
        xs, ys = numbers[::2], numbers[1::2]
        turn = xs[ys.index(min(ys))]
        assert (turn - min(xs)) / (max(xs) - min(xs)) == pytest.approx(0.75, abs=1e-3)


@pytest.mark.parametrize("script", [SCRIPT, SIDES_FIRST], ids=["after a part", "from the start"])
def test_a_stroke_stands_under_itself_on_the_other_side(script: str, tmp_path: Path) -> None:
    timeline = session(script)
    draw(timeline, tmp_path / "plan.svg", Duck())
    drawn = bars(parsed((tmp_path / "plan.svg").read_text("utf-8")))
    for step in {step.title for step in timeline.steps if step.side}:
        left, right = (next(bar for bar in drawn if f" · {step} ({side}), " in bar.about) for side in ("left", "right"))
        assert (left.left, left.right) == pytest.approx((right.left, right.right), abs=0.01)
        assert left.bottom < right.top


@pytest.mark.parametrize("script", [SCRIPT, SHIPPED.read_text("utf-8")], ids=["made up", "shipped"])
def test_no_text_spills_out_of_its_step_or_over_other_text(script: str, tmp_path: Path) -> None:
    timeline = session(script)
    draw(timeline, tmp_path / "plan.svg", Duck())
    picture = parsed((tmp_path / "plan.svg").read_text("utf-8"))
    boxes = []
    for text in picture.iter("text"):
        look, words = text.get("style", ""), text.text or ""
        size = float(re.findall(r"([\d.]+)px", look)[0])
        font = GLYPHS / ("DejaVuSans-Bold.ttf" if "700" in look else "DejaVuSans.ttf")
        width = ImageFont.truetype(font, 100).getlength(words) * size / 100
        anchor = [*re.findall(r"text-anchor: (\w+)", look), "start"][0]
        left = float(text.get("x", "")) - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
        base = float(text.get("y", ""))
        boxes.append((words, left, left + width, base - 0.73 * size, base))
    for one, other in combinations(boxes, 2):
        apart = one[2] <= other[1] or other[2] <= one[1] or one[4] <= other[3] or other[4] <= one[3]
        assert apart, (one, other)
    steps = [bar for bar in bars(picture) if any(f" · {step.title}" in bar.about for step in timeline.steps)]
    held = [
        (box, step)
        for box in boxes
        for step in steps
        if step.left <= box[1] < step.right and step.top <= box[4] <= step.bottom
    ]
    assert len(held) > 12
    assert all(box[2] <= step.right for box, step in held)
    assert any(box[0].endswith("…") for box, _ in held) == (script == SCRIPT)
    assert all(box[1] >= 0 and box[2] <= float(picture.get("viewBox", "").split()[2]) for box in boxes)


def test_long_stretches_without_a_sound_are_shaded_with_their_length(tmp_path: Path) -> None:
    timeline = session(f"guidance: tones\n{SCRIPT}")
    draw(timeline, tmp_path / "plan.svg", Duck())
    picture = parsed((tmp_path / "plan.svg").read_text("utf-8"))
    quiet = [
        (later.span.start - max(cue.span.end for cue in timeline.cues if cue.span.start < later.span.start))
        for later in timeline.cues[1:]
    ]
    long = [frames / timeline.rate for frames in quiet if frames > 60 * timeline.rate]
    shaded = [bar for bar in bars(picture) if "nothing is heard" in bar.about]
    assert len(shaded) == len(long) == 4
    for bar, gap in zip(shaded, long, strict=True):
        length = f"{round(gap) // 60}m{round(gap) % 60:02d}s"
        assert bar.about.endswith(f"for {length}")
        assert f"{length} quiet" in [text.text for text in picture.iter("text")]


def test_the_share_of_words_in_a_step_is_told_and_too_much_of_it_marked(
    timeline: Timeline, picture: ET.Element
) -> None:
    for line in layout(timeline, Duck()).lines:
        for bar in (bar for bar in line.bars if bar.lane == "step"):
            said = sum(
                min(bar.end, cue.span.end / timeline.rate) - max(bar.start, cue.span.start / timeline.rate)
                for cue in timeline.cues
                if cue.kind == "say" and bar.start <= cue.span.start / timeline.rate < bar.end
            )
            assert bar.share == pytest.approx(said / (bar.end - bar.start), abs=1e-6)
            assert bar.about.endswith(f"words {bar.share:.0%} of the time")
    texts = [text.text for text in picture.iter("text")]
    assert "crowded: over 60%" in texts


def test_the_bed_is_drawn_as_it_will_be_heard(timeline: Timeline) -> None:
    points = [point for line in layout(timeline, Duck()).lines for point in line.bed]
    words = [span for cue in timeline.cues if cue.kind == "say" for span in cue.sounding]
    assert points[0][1] == points[-1][1] == 0.0
    for at, level in points:
        if not 3.0 < at < timeline.seconds - 8.0:
            continue
        frame = round(at * timeline.rate)
        if any(span.start < frame < span.end for span in words):
            assert level == pytest.approx(10 ** (-5 / 20), abs=0.002)
        elif all(frame < span.start - timeline.rate or frame > span.end + 2 * timeline.rate for span in words):
            assert level == 1.0
    silent = layout(timeline, None)
    assert not silent.bed
    assert not any(line.bed for line in silent.lines)


def test_which_bed_lies_where_is_written_in_its_lane(tmp_path: Path) -> None:
    part = "- {{bed: {0}, steps: [{{title: {0}, say: Go on., time: 60s}}]}}\n"
    parts = "".join(map(part.format, ("rain", "none", "bowls")))
    timeline = schedule(loads(f"title: T\nparts:\n{parts}"))
    draw(timeline, tmp_path / "beds.svg", Duck())
    texts = [text.text for text in parsed((tmp_path / "beds.svg").read_text("utf-8")).iter("text")]
    assert [text for text in texts if text and "bed" in text][-3:] == ["bed: rain", "no bed", "bed: bowls"]
    at, levels = zip(*(point for line in layout(timeline, Duck()).lines for point in line.bed), strict=True)
    assert np.interp([30, 90, 150], at, levels) == pytest.approx([1, 0, 1])


def test_four_hours_are_broken_into_lines_that_hold_everything_once(tmp_path: Path) -> None:
    stroke = "      - {{id: s{0}, title: Stroke {0}, say: Glide up., time: {1}m}}\n"
    steps = "".join(stroke.format(number, 2 + number % 4) for number in range(33))
    timeline = schedule(loads(f"{SCRIPT.split('      - title: A glide', maxsplit=1)[0]}{steps}", "long.yaml"))
    assert timeline.seconds > 3.8 * 3600
    chart = layout(timeline, Duck())
    spans = sorted((line.start, line.end) for line in chart.lines)
    assert spans[0][0] == 0.0
    assert spans[-1][1] == timeline.seconds
    assert all(one[1] == other[0] for one, other in pairwise(spans))
    assert max(end - start for start, end in spans) <= 16 * 60
    assert min(end - start for start, end in spans[1:]) > 10 * 60
    draw(timeline, tmp_path / "long.svg", Duck())
    drawn = bars(parsed((tmp_path / "long.svg").read_text("utf-8")))
    for number in range(33):
        pair = [bar for bar in drawn if f" · Stroke {number} (" in bar.about and bar.bottom - bar.top > 30]
        assert len(pair) == 2
        assert pair[0].left == pytest.approx(pair[1].left, abs=0.01)


def test_a_session_of_tens_of_thousands_of_cues_is_a_picture_of_bounded_size(tmp_path: Path) -> None:
    one = session()
    rounds = 1000
    cues = [replace(cue, span=cue.span.shifted(count * one.length)) for count in range(rounds) for cue in one.cues]
    long = replace(one, length=one.length * rounds, cues=tuple(cues))
    assert len(cues) > 20_000
    notes = draw(long, tmp_path / "long.svg", Duck())
    assert "drawn as one" in notes[0]
    assert (tmp_path / "long.svg").stat().st_size < 8e6


def test_a_png_can_be_opened_and_is_as_large_as_the_picture(
    timeline: Timeline, picture: ET.Element, tmp_path: Path
) -> None:
    assert draw(timeline, tmp_path / "plan.png", Duck()) == ()
    width, height = (float(number) for number in picture.get("viewBox", "").split()[2:])
    with Image.open(tmp_path / "plan.png") as image:
        image.load()
        assert image.size == pytest.approx((width * 160 / 72, height * 160 / 72), abs=1.0)
        assert len(image.convert("RGB").getcolors(2**24) or ()) > 20


def test_a_page_needs_nothing_but_itself_and_lists_every_cue(timeline: Timeline, tmp_path: Path) -> None:
    draw(timeline, tmp_path / "plan.html", Duck())
    page = (tmp_path / "plan.html").read_text("utf-8")
    for outside in ("http", "src=", "@import", "<script", "<link", "//"):
        assert outside not in page.replace("hatch", "")
    assert all(address == "#" for address in re.findall(r"url\(['\"]?(.)", page))
    assert "prefers-color-scheme: dark" in page
    assert not re.search(r"#[0-9a-f]{6}", page[page.index("<svg") : page.index("</svg>")])
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    assert reader.cells == [
        {"say": cue.text, "chime": f"(chime: {cue.text})", "pulse": f"({cue.text})"}[cue.kind] for cue in timeline.cues
    ]


class Reader(HTMLParser):
    """Follows a page's tags, and gathers the last cell of each row."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.cells: list[str] = []
        self._row: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag not in {"meta", "path", "rect", "use"}:
            self.open.append(tag)
        if tag == "td":
            self._row.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"path", "rect", "use"}:
            return
        assert self.open.pop() == tag
        if tag == "tr" and self._row:
            self.cells.append(self._row[-1])
            self._row = []

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "td":
            self._row[-1] += data


def test_the_same_timeline_gives_the_same_bytes_whatever_matplotlib_was_told(
    timeline: Timeline, tmp_path: Path
) -> None:
    script = tmp_path / "evening.yaml"
    script.write_text(SCRIPT)
    taste = "font.size: 30\nsvg.fonttype: path\nlines.linewidth: 9\nsavefig.bbox: tight\n"
    made = []
    for name in ("one", "other"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "matplotlibrc").write_text(taste if name == "other" else "")
        code = (
            "import sys, coach; from pathlib import Path; from coach.charts import draw; from coach.mixer import Duck\n"
            "timeline = coach.schedule(coach.load(sys.argv[1]))\n"
            "for kind in ('svg', 'png', 'html'): draw(timeline, Path(f'plan.{kind}'), Duck())\n"
            "assert 'matplotlib.pyplot' not in sys.modules"
        )
        environment = {**os.environ, "MATPLOTLIBRC": str(folder), "PYTHONHASHSEED": str(len(name))}
        subprocess.run([sys.executable, "-c", code, str(script)], cwd=folder, env=environment, check=True, timeout=120)
        made.append({kind: (folder / f"plan.{kind}").read_bytes() for kind in ("svg", "png", "html")})
    assert made[0] == made[1]
    assert timeline.title.encode() not in made[0]["svg"]


def test_letters_that_a_png_lacks_are_told_and_an_svg_has_them_all(tmp_path: Path) -> None:
    timeline = session(SCRIPT.replace("Settle in", "按摩"))
    assert "some letters are missing" in draw(timeline, tmp_path / "plan.png", Duck())[0]
    assert draw(timeline, tmp_path / "plan.svg", Duck()) == ()
    assert "按摩" in (tmp_path / "plan.svg").read_text("utf-8")


def test_a_path_that_cannot_be_drawn_to_is_one_line(timeline: Timeline, tmp_path: Path) -> None:
    (tmp_path / "folder.svg").mkdir()
    for name, said in (
        ("plan.pdf", "no chart has the suffix '.pdf': known: html, png, svg"),
        ("plan.pgn", "did you mean 'png'?"),
        ("plan", "has no suffix"),
        ("folder.svg", "is a folder"),
        ("no/plan.svg", "there is no folder"),
    ):
        with pytest.raises(ExportError, match=re.escape(said)) as refusal:
            draw(timeline, tmp_path / name, Duck())
        assert "\n" not in str(refusal.value)
    assert [entry.name for entry in tmp_path.iterdir()] == ["folder.svg"]


def test_a_chart_that_fails_leaves_what_was_there(
    timeline: Timeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.svg"
    path.write_text("before")

    def broken(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("coach.charts.picture.Sheet", broken)
    with pytest.raises(MemoryError):
        draw(timeline, path, Duck())
    assert [(entry.name, entry.read_text()) for entry in tmp_path.iterdir()] == [("plan.svg", "before")]


def test_coach_plan_draws_and_answers_with_the_path(tmp_path: Path) -> None:
    (tmp_path / "evening.yaml").write_text(f"voice: rehearsal\n{SCRIPT}")

    def plan(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "coach", "plan", "evening.yaml", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)

    ran = plan("--chart", "plan.html")
    assert (ran.returncode, ran.stdout) == (0, "plan.html\n")
    assert (tmp_path / "plan.html").read_text("utf-8").endswith("</html>\n")
    ran = plan("--chart", "plan.pdf")
    assert (ran.returncode, ran.stdout, len(ran.stderr.splitlines())) == (1, "", 1)
    assert plan("--chart", "plan.svg", "--json").returncode == 2
