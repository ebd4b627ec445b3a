"""A recogniser that knows two ways to say each word of the field, and tells which one it heard: PocketSphinx."""

# ruff: noqa: RUF001 - IPA
from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coach.audio import Samples

_SPELLED = (
    "tʃ=CH dʒ=JH aɪ=AY aʊ=AW eɪ=EY oʊ=OW ɔɪ=OY ɚɹ=ER ɚ=ER ɜ=ER ɑ=AA i=IY u=UW ɔ=AO æ=AE ɛ=EH ɪ=IH ᵻ=IH ʊ=UH ʌ=AH "
    "ə=AH ɐ=AH ʃ=SH ʒ=ZH θ=TH ð=DH ŋ=NG ɹ=R ɾ=T j=Y ɡ=G h=HH p=P b=B t=T d=D k=K f=F v=V s=S z=Z m=M n=N l=L w=W"
)
_PHONES = dict(pair.split("=") for pair in _SPELLED.split())
_PHONE = re.compile("|".join(sorted(_PHONES, key=len, reverse=True)))
_SILENCE = 4_800


class Chooser:
    """Knows each word as the dictionary says it and as eSpeak reads it, and chooses among all of these."""

    def __init__(
        self, folder: Path, carriers: Iterable[str], right: Mapping[str, str], read: Mapping[str, str]
    ) -> None:
        """Write the recogniser's dictionary and grammar, and load it.

        Args:
            folder: Where both are kept.
            carriers: What words are said in, with ``{}`` in the word's place.
            right: Sounds in IPA by word, from the dictionary.
            read: Sounds in IPA by word, as eSpeak reads it.
        """
        try:
            sphinx: Any = import_module("pocketsphinx")
        except ImportError:
            sys.exit("this bench listens with PocketSphinx, too: pip install pocketsphinx")
        model = Path(sphinx.get_model_path()) / "en-us"
        said = [re.sub(r"[^\w{} ]", "", carrier).lower() for carrier in carriers]
        entries = {sounds: f"wrong_{_name(word)}" for word, sounds in ((word, phones(read[word])) for word in read)}
        entries |= {phones(sounds): f"right_{_name(word)}" for word, sounds in right.items()}
        common = (model / "cmudict-en-us.dict").read_text("utf-8").splitlines()
        needed = {word for line in said for word in line.split()}
        known = [line for line in common if line.split("(")[0].split(" ")[0] in needed]
        lexicon, grammar = folder / "words.dict", folder / "said.gram"
        lexicon.write_text("\n".join([*known, *(f"{name} {sounds}" for sounds, name in entries.items())]) + "\n")
        sentences = " | ".join(line.format("<word>") for line in said)
        words = " | ".join(entries.values())
        grammar.write_text(f"#JSGF V1.0;\ngrammar said;\n<word> = {words};\npublic <line> = {sentences};\n")
        self._entries = entries
        self._decoder = sphinx.Decoder(
            hmm=str(model / "en-us"), dict=str(lexicon), jsgf=str(grammar), lm=None, loglevel="FATAL"
        )

    def hears_rightly(self, sound: Samples, sounds: str) -> bool:
        """Return whether it hears a word with these sounds, of all that it knows; 16,000 frames per second."""
        padded = np.pad(np.clip(2 * sound, -1.0, 1.0), _SILENCE)
        self._decoder.start_utt()
        self._decoder.process_raw((padded * 32_767).astype(np.int16).tobytes(), no_search=False, full_utt=True)
        self._decoder.end_utt()
        heard = self._decoder.hyp()
        return heard is not None and self._entries[phones(sounds)] in heard.hypstr.split()


def phones(sounds: str) -> str:
    """Return sounds in IPA as CMU's dictionary spells them."""
    return " ".join(_PHONES[phone] for phone in _PHONE.findall(sounds))


def _name(word: str) -> str:
    return re.sub(r"\W", "_", word.lower())
