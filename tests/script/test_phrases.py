# ruff: noqa: RUF001 - the apostrophe that the French write
from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

import coach
from coach.script import estimate, legend, loads
from coach.script.marks import Words, parse
from coach.script.phrases import Phrases, languages, phrases
from coach.script.reading import read_out
from coach.timeline import schedule

if TYPE_CHECKING:
    from pathlib import Path

ALL = ("de", "en", "es", "fr")
SLOWER = 1.4
"""How much longer than the estimate a slow voice may take for a line of the legend."""

CAUTIONS = [
    ("de", "Nie auf die Wirbelsäule drücken."),
    ("de", "Vermeide die Krampfadern."),
    ("de", "Drücke hier nicht zu fest."),
    ("de", "Nicht auf die Kniekehle drücken."),
    ("de", "Lass die Kniekehle aus."),
    ("de", "Die Wirbelsäule wird ausgespart."),
    ("de", "Ohne Druck über das Knie."),
    ("de", "Sei vorsichtig am Schienbein."),
    ("en", "Keep your thumbs off the spine."),
    ("en", "Don't press here."),
    ("fr", "N'appuyez pas sur la colonne."),
    ("fr", "Ici, n’appuyez jamais."),
    ("fr", "Glissez, mais ne massez pas le creux du genou."),
    ("fr", "Ne pas masser les varices."),
    ("fr", "Évitez la colonne."),
    ("fr", "Faites bien attention aux varices."),
    ("fr", "Attention au tibia."),
    ("fr", "Aucune pression derrière le genou."),
    ("es", "Nunca sobre la columna."),
    ("es", "No presiones la columna."),
    ("es", "No la toques."),
    ("es", "Evita las varices."),
    ("es", "¡Cuidado con la rodilla!"),
    ("es", "Ten mucho cuidado con la rodilla."),
    ("es", "Sin presión detrás de la rodilla."),
]
"""What a teacher says that must be heard on both sides, and in brief."""

HARMLESS = [
    ("de", "Lege die Hand vorsichtig auf das Knie."),
    ("de", "Streiche langsam das ganze Bein hinauf."),
    ("de", "Lass los und atme aus."),
    ("de", "Es kommt nicht auf Kraft an."),
    ("en", "Keep a hand on the leg."),
    ("fr", "Portez votre attention sur le souffle."),
    ("fr", "Remontez lentement toute la jambe."),
    ("fr", "Rien ne presse, la main ne quitte plus la peau."),
    ("es", "Apoya la mano con cuidado."),
    ("es", "Sube despacio por toda la pierna."),
    ("es", "No hay prisa."),
]
"""What a teacher says that is no caution."""

SIDES = [
    ("de", "linke", "Streiche das linke Bein hinauf."),
    ("de", "linke", "Die Hand liegt am linken Knie."),
    ("de", "rechte", "Hebe seinen rechten Arm."),
    ("en", "left", "Up the left leg."),
    ("fr", "gauche", "Remontez la jambe gauche."),
    ("fr", "droite", "Sur l’épaule droite."),
    ("fr", "droit", "Descendez vers le pied droit."),
    ("es", "izquierda", "Sube por la pierna izquierda."),
    ("es", "derecho", "Vuelve al pie derecho."),
]
"""A side that is named in so many words, where a name in braces belongs."""

NO_SIDES = [
    ("de", "rechte", "Der Daumen liegt im rechten Winkel zur Hand."),
    ("de", "links", "Drehe den Fuß nach links."),
    ("fr", "gauche", "Tournez le pied vers la gauche."),
    ("fr", "droit", "Gardez le dos droit."),
    ("es", "derecha", "Gira a la derecha."),
    ("es", "derecha", "Mantén la espalda derecha."),
]
"""The same words where no side is meant."""

SCRIPTS = {
    "de": ("Streichen", "Streiche langsam hinauf.", "Halten", "Halte den Fuß.", "Als Nächstes: Halten."),
    "es": ("Deslizar", "Sube despacio.", "Sostener", "Sostén el pie.", "A continuación: Sostener."),
    "fr": ("Effleurage", "Remontez lentement.", "Tenir", "Tenez le pied.", "Ensuite : Tenir."),
}
"""A session of two steps in each language, and the announcement between them."""


def written(language: str, voice: str = "system") -> str:
    first, up, second, rest, _ = SCRIPTS[language]
    head = f"title: T\nlanguage: {language}\nvoice: {voice}\nbed: none\nlead: 5s\n"
    steps = f"  - {{title: {first}, say: {up}, time: 10s}}\n  - {{title: {second}, say: {rest}, time: 10s}}\n"
    return f"{head}chimes: none\nsteps:\n{steps}"


def templates(spoken: Phrases) -> tuple[str, ...]:
    return (spoken.next_step, spoken.next_part, spoken.belongs)


def test_there_are_four_languages_and_no_legend_counts_as_one() -> None:
    assert languages() == ALL
    with pytest.raises(LookupError, match="no built-in phrases for language 'dee': did you mean 'de'"):
        phrases("dee")
    with pytest.raises(LookupError, match="no built-in phrases"):
        phrases("legend-en")


@pytest.mark.parametrize("language", ALL)
def test_every_language_says_as_much_as_english(language: str) -> None:
    spoken, english = phrases(language), phrases("en")
    assert len(spoken.counts) == len(set(spoken.counts)) == len(english.counts) == 20
    assert len(spoken.minutes) == len(set(spoken.minutes)) == len(english.minutes) == 10
    assert all(getattr(spoken, field.name) for field in fields(spoken))
    for ours, theirs in zip(templates(spoken), templates(english), strict=True):
        assert sorted(re.findall(r"\{[a-z]*\}", ours)) == sorted(re.findall(r"\{[a-z]*\}", theirs))


@pytest.mark.parametrize("language", ALL)
def test_every_phrase_is_words_that_need_no_reading_out(language: str) -> None:
    spoken = phrases(language)
    said = (spoken.next_step.format(title="A"), spoken.next_part.format(part="A", title="B"), spoken.last)
    for line in (*said, *spoken.counts, *spoken.minutes):
        assert parse(line) == (Words(line),)
        assert read_out(line, language) == line
        assert line.endswith(".")
        assert 0 < estimate(line) < 4


@pytest.mark.parametrize(("language", "sentence"), CAUTIONS)
def test_a_caution_is_found(language: str, sentence: str) -> None:
    assert re.search(phrases(language).caution, sentence, re.IGNORECASE)


@pytest.mark.parametrize(("language", "sentence"), HARMLESS)
def test_what_is_no_caution_is_not(language: str, sentence: str) -> None:
    assert not re.search(phrases(language).caution, sentence, re.IGNORECASE)


@pytest.mark.parametrize(("language", "side", "sentence"), SIDES)
def test_a_side_in_so_many_words_is_found(language: str, side: str, sentence: str) -> None:
    assert re.search(phrases(language).belongs.format(side), sentence)


@pytest.mark.parametrize(("language", "side", "sentence"), NO_SIDES)
def test_where_no_side_is_meant_none_is_found(language: str, side: str, sentence: str) -> None:
    assert not re.search(phrases(language).belongs.format(side), sentence)


@pytest.mark.parametrize("language", ALL)
@pytest.mark.parametrize("tempo", [1.0, SLOWER])
def test_every_legend_names_every_sign_and_then_sounds_it(language: str, tempo: float) -> None:
    script = legend(language)
    assert script.language.split("-")[0] == language
    cues = schedule(script, lambda heard: (estimate(heard.line) * tempo if heard.kind == "say" else 1.8, True)).cues
    said = [cue for cue in cues if cue.kind == "say"]
    signs = [cue for cue in cues if cue.kind == "chime"]
    assert [sign.line for sign in signs] == [cue.line for cue in schedule(legend()).cues if cue.kind == "chime"]
    assert {sign.line for sign in signs} == {"bowl", "gong", "drop", "drops", "rise", "care", "turn"}
    for sign in signs:
        before = max((cue for cue in said if cue.span.start < sign.span.start), key=lambda cue: cue.span)
        assert 0 < sign.span.start - before.span.end < 5 * 48_000, sign.line
    assert sum(cue.kind == "pulse" for cue in cues) == 3
    assert phrases(language).last in [cue.line for cue in said]


def test_a_region_makes_no_difference() -> None:
    assert phrases("de-AT") == phrases("de")
    assert legend("fr-CA") == legend("fr")


@pytest.mark.parametrize("language", SCRIPTS)
def test_a_session_in_another_language_is_announced_in_it_by_a_voice_of_the_machine(
    language: str, tmp_path: Path
) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(written(language), "utf-8")
    timeline = coach.export(coach.load(file), tmp_path / "s.wav")
    said = [cue for cue in timeline.cues if cue.kind == "say"]
    assert [cue.line for cue in said] == [SCRIPTS[language][1], SCRIPTS[language][4], SCRIPTS[language][3]]
    sound, rate = soundfile.read(tmp_path / "s.wav")
    assert len(sound) == timeline.length > 20 * rate
    for cue in said:
        assert np.abs(sound[cue.span.start : cue.span.end]).max() > 0.01


@pytest.mark.parametrize("language", SCRIPTS)
def test_the_timeline_announces_in_the_language_before_anything_is_spoken(language: str) -> None:
    said = [cue.line for cue in schedule(loads(written(language, "rehearsal"))).cues if cue.kind == "say"]
    assert said[1] == SCRIPTS[language][4]
