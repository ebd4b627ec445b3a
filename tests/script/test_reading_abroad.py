# ruff: noqa: RUF001 - the dashes that authors write
from __future__ import annotations

import re

import pytest
from piper.phonemize_espeak import EspeakPhonemizer

from coach.script.reading import read_out

EXPANDED = [
    ("de", "5 mm", "5 Millimeter"),
    ("de", "5 cm tief", "5 Zentimeter tief"),
    ("de", "1,5 m", "1,5 Meter"),
    ("de", "1 g Salz", "ein Gramm Salz"),
    ("de", "10 g Salz", "zehn Gramm Salz"),
    ("de", "1 kg", "ein Kilogramm"),
    ("de", "10 ml/Seite", "zehn Milliliter pro Seite"),
    ("de", "2 l", "zwei Liter"),
    ("de", "2 EL Öl", "zwei Esslöffel Öl"),
    ("de", "2 TL Öl", "zwei Teelöffel Öl"),
    ("de", "1 s", "eine Sekunde"),
    ("de", "30s halten", "dreißig Sekunden halten"),
    ("de", "30 sec", "dreißig Sekunden"),
    ("de", "30 Sek. halten", "dreißig Sekunden halten"),
    ("de", "1 min ruhen", "eine Minute ruhen"),
    ("de", "10 Min. ruhen", "zehn Minuten ruhen"),
    ("de", "10 h", "zehn Stunden"),
    ("de", "2 Std. ruhen", "zwei Stunden ruhen"),
    ("de", "38 °C", "38 Grad Celsius"),
    ("de", "90 Hz", "90 Hertz"),
    ("de", "16 dB", "16 Dezibel"),
    ("de", "z. B. hier", "zum Beispiel hier"),
    ("de", "Z.B. hier", "Zum Beispiel hier"),
    ("de", "d. h. langsam", "das heißt langsam"),
    ("de", "d.h. langsam", "das heißt langsam"),
    ("de", "u. a. hier", "unter anderem hier"),
    ("de", "u.a. hier", "unter anderem hier"),
    ("de", "ca. 5 Züge", "circa 5 Züge"),
    ("de", "evtl. Öl", "eventuell Öl"),
    ("de", "ggf. Öl", "gegebenenfalls Öl"),
    ("de", "Wade bzw. Knie", "Wade beziehungsweise Knie"),
    ("de", "Wade, Knie usw. streichen", "Wade, Knie und so weiter streichen"),
    ("de", "Wade etc. streichen", "Wade et cetera streichen"),
    ("de", "inkl. Öl", "inklusive Öl"),
    ("de", "vgl. Seite 3", "vergleiche Seite 3"),
    ("de", "Dr. Vodder", "Doktor Vodder"),
    ("de", "Nr. 3", "Nummer 3"),
    ("de", "~5 Züge", "etwa 5 Züge"),
    ("de", "max. 5", "maximal 5"),
    ("de", "mind. 5", "mindestens 5"),
    ("de", "min. 5", "mindestens 5"),
    ("de", "5-10 cm", "5 bis 10 Zentimeter"),
    ("de", "5–10 Züge", "5 bis 10 Züge"),
    ("de", "L4–L5", "L4 bis L5"),
    ("de", "1x", "einmal"),
    ("de", "3x/Tag", "dreimal pro Tag"),
    ("de", "links/rechts", "links oder rechts"),
    ("de", "Knie → Hüfte", "Knie bis Hüfte"),
    *(("de", f"{word} II", f"{word} zwei") for word in ("Teil", "Phase", "Schritt", "Stufe", "Abschnitt", "Runde")),
    ("de", "Kapitel II", "Kapitel zwei"),
    ("de", "Die Hände… ruhen", "Die Hände, ruhen"),
    ("fr", "2 m", "2 mètres"),
    ("fr", "10 g", "10 grammes"),
    ("fr", "10 ml d'huile", "10 millilitres d'huile"),
    ("fr", "2 l", "2 litres"),
    ("fr", "1 s", "une seconde"),
    ("fr", "30 s", "30 secondes"),
    ("fr", "30 sec", "30 secondes"),
    ("fr", "1 min", "une minute"),
    ("fr", "10 min par côté", "10 minutes par côté"),
    ("fr", "1 h", "une heure"),
    ("fr", "2 h", "2 heures"),
    ("fr", "38 °C", "38 degrés Celsius"),
    ("fr", "p. ex. ici", "par exemple ici"),
    ("fr", "par ex. ici", "par exemple ici"),
    ("fr", "c.-à-d. lentement", "c'est-à-dire lentement"),
    ("fr", "env. 5 fois", "environ 5 fois"),
    ("fr", "n° 3", "numéro 3"),
    ("fr", "~5 fois", "environ 5 fois"),
    ("fr", "max. 5", "au maximum 5"),
    ("fr", "min. 5", "au minimum 5"),
    ("fr", "5-10 cm", "5 à 10 cm"),
    ("fr", "L4–L5", "L4 à L5"),
    ("fr", "1x", "une fois"),
    ("fr", "3x/jour", "3 fois par jour"),
    ("fr", "5 ml/côté", "5 millilitres par côté"),
    ("fr", "gauche/droite", "gauche ou droite"),
    ("fr", "cheville → genou", "cheville vers genou"),
    ("fr", "*Lentement* ici", "Lentement ici"),
    ("es", "5 mm", "5 milímetros"),
    ("es", "1 cm", "un centímetro"),
    ("es", "2 m", "2 metros"),
    ("es", "10 g", "10 gramos"),
    ("es", "2 kg", "2 kilogramos"),
    ("es", "10 ml/lado", "10 mililitros por lado"),
    ("es", "2 l", "2 litros"),
    ("es", "30 s", "30 segundos"),
    ("es", "30 seg. más", "30 segundos más"),
    ("es", "1 min", "un minuto"),
    ("es", "10 min. más", "10 minutos más"),
    ("es", "1 h", "una hora"),
    ("es", "38 °C", "38 grados Celsius"),
    ("es", "90 Hz", "90 hercios"),
    ("es", "p. ej. aquí", "por ejemplo aquí"),
    ("es", "p.ej. aquí", "por ejemplo aquí"),
    ("es", "aprox. 5 pasadas", "aproximadamente 5 pasadas"),
    ("es", "Dr. Vodder", "Doctor Vodder"),
    ("es", "la Dra. Vodder", "la doctora Vodder"),
    ("es", "el Sr. Ling", "el señor Ling"),
    ("es", "la Sra. Ling", "la señora Ling"),
    ("es", "n.º 3", "número 3"),
    ("es", "~5 pasadas", "aproximadamente 5 pasadas"),
    ("es", "máx. 5", "como máximo 5"),
    ("es", "mín. 5", "como mínimo 5"),
    ("es", "5-10 cm", "5 a 10 centímetros"),
    ("es", "L4–L5", "L4 a L5"),
    ("es", "1x", "una vez"),
    ("es", "3x/día", "3 veces por día"),
    ("es", "izquierda/derecha", "izquierda o derecha"),
    ("es", "y/o", "y o"),
    ("es", "tobillo → rodilla", "tobillo hacia rodilla"),
    ("es", "*Despacio* aquí", "Despacio aquí"),
]
"""What an author may write that eSpeak reads wrongly in a language, and the same in words."""

LEFT = [
    ("de", "50 % davon, 45°, 1,5", "fünfzig Prozent davon, 45 Grad, eins Komma fünf"),
    ("fr", "5 cm, 5 mm, 2 kg, 45°", "cinq centimètres, 5 millimètres, deux kilogrammes, 45 degrés"),
    ("fr", "Mme Ling, 50 %, le 1er", "madame Ling, cinquante pour cent, le premier"),
    ("es", "50 %, 45°, etc. después", "cincuenta por ciento, cuarenta y cinco grados, etcétera después"),
]
"""What eSpeak reads well in a language, and the same in words."""


def sounds(text: str, language: str) -> str:
    """Return what eSpeak says, but for stress, gaps and glides: these differ between 100 and "hundert"."""
    sentences = EspeakPhonemizer().phonemize(language, text)
    return re.sub("[ ˈˌʲ-]", "", "|".join("".join(sentence) for sentence in sentences))


@pytest.mark.parametrize(("language", "written", "by_hand"), EXPANDED)
def test_what_espeak_reads_wrongly_is_read_out_as_a_person_would(language: str, written: str, by_hand: str) -> None:
    assert sounds(written, language) != sounds(by_hand, language), "eSpeak reads this well: the rule is needless"
    assert sounds(read_out(written, language), language) == sounds(by_hand, language)


@pytest.mark.parametrize(("language", "written", "by_hand"), LEFT)
def test_what_espeak_reads_well_is_left_to_it(language: str, written: str, by_hand: str) -> None:
    assert read_out(written, language) == written
    assert sounds(written, language) == sounds(by_hand, language)
