"""What an English how-to article gives itself away by: the words for doing, caring, moving, repeating and sides.

Everything that drafting knows of the language stands here. Patterns read one sentence, in small letters.
"""

from __future__ import annotations

import re

VERBS = frozenset(
    """
    add adjust aim align allow alternate apply arrange ask be bear begin bend blend bounce breathe bring brush build
    carry caress catch change check choose chop circle clasp clean close come compress concentrate continue count
    cover cradle create cross cup curl cut dab decrease deepen dig dim do draw drape draw drink drop drum dry ease
    encircle encourage end enclose ensure explain extend face fan feather feel fill find finish flatten flex float
    flow focus fold follow form gather get give glide go grasp grip guide hack have heat help hold hook imagine
    increase inhale exhale interlace interlock invite join keep knead kneel knuckle lay lead lean leave let lie lift
    light lighten line link listen lock look loosen lower maintain make massage melt mix mould move nestle notice
    nudge open paint pass pat pause perform pick pinch place play plant pluck point position pour practice practise
    prepare press pull pummel pump push put raise reach reduce release relax remain remind remove repeat reposition
    rest resume return reverse rinse rock roll rotate rub run scoop separate set shake shape shift sink sit skim
    slide slip slow smooth soften splay spread squeeze stand start stay steady step stop straddle straighten stretch
    stroke support swap sweep swing switch take talk tap test throw tilt trace trail travel treat try tuck turn twist
    uncover undo unwrap use vary vibrate wait walk warm wash watch widen wipe work wrap wring
    """.split()
)
"""Verbs that an instruction begins with."""

NO_INSTRUCTION_AFTER = frozenset(
    "is are was were will can could may might must should would has have had helps does did of also".split()
)
"""After a word that could be a verb, these show that it is a noun: ``massage is …``."""

OBJECTS = frozenset("the your both one each every it them this these a an their his her".split())
"""What an unknown first word may be followed by if it is to be a verb: ``feather the arms``."""

NO_VERBS = frozenset(
    """
    a about above across after again against all along already although always among an and another any anyone
    anything are around as at away because before behind below beneath beside between beyond both but by can could
    despite did do does during each either else enough even every everyone everything few for from had half has have
    he hence her here his how however i if in inside into is it its just least less like many may maybe me might mine
    more most much must my near neither never next no none nor not nothing of off often on once one only onto or other
    our out outside over own per perhaps quite rather same several shall she should since so some someone something
    sometimes soon still such than that the their them then there these they this those though through throughout
    till to together too toward towards under underneath unless unlike until up upon us very was we were what whatever
    when whenever where whereas wherever whether which while who whoever whole whose why will with within without
    would yes yet you your
    """.split()
)
"""Words that no instruction begins with, whatever follows them."""

CONNECTIVES = frozenset(
    "now then next finally first firstly second secondly third thirdly lastly last afterwards afterward again also and "
    "but so please simply just once more still meanwhile very together instead here alternately".split()
)
"""Words in front of an instruction that say nothing of whether it is one."""

FRONTED = frozenset(
    "with using starting beginning from on at in as when while if to once after before for by without over until "
    "where during under between through along because since throughout following depending".split()
)
"""Words that open a phrase with the instruction behind its comma: ``With your thumbs, press …``."""

PERSON = "partner|client|friend|guest|model|receiver|recipient|person|patient|loved one|companion"
"""What an article calls whoever is massaged."""

_PEOPLE = PERSON.replace(" ", r"\ ")

_START = r"(?:^|[,;:–—(]\s*|\b(?:but|and|or|then|so)\s+)(?:(?:but|and|or|then|so|also|always|please|just|again)\s+)*"

CAUTION = re.compile(
    rf"""{_START}(?P<clause>
        (?:avoid(?:ing)?|beware|never|on\ no\ account|watch\ out|be\ (?:very\ |especially\ )?careful
        |being\ (?:very\ )?careful|be\ cautious|take\ (?:great\ |special\ |extra\ )?care|taking\ (?:great\ )?care
        |stay(?:ing)?\ (?:well\ )?(?:away|clear|off)|do\ not|don't|make\ sure\ (?:that\ )?you\ (?:do\ not|don't|never)
        |making\ sure\ not|stop\ (?:at\ once|immediately|if))\b
      | keep(?:ing)?\b[^,;:.]{{0,80}}?\b(?:away|off|clear\ of|well\ clear|out\ of\ the\ way\ of)\b)""",
    re.VERBOSE,
)
"""A warning with a clause of its own, which may be the end of a sentence that begins as an instruction."""

CAUTION_ANYWHERE = re.compile(
    r"\b(?:should|must|may|can) (?:not|never) \w|\b(?:shouldn't|mustn't|cannot be massaged)\b"
    r"|\b(?:should|must) (?:always )?be avoided\b|\bnot (?:recommended|suitable|advisable|safe)\b"
    r"|\bunsafe\b|\bdangerous\b"
    r"|\b(?:consult|ask|see|talk to|speak to|check with) (?:a|an|your|their|the) (?:\w+ )?"
    r"(?:doctor|gp|physician|midwife)\b"
    r"|\bmedical advice\b|\bcontraindicat"
)
"""A warning that takes up its whole sentence."""

NO_CAUTION = re.compile(r"\b(?:don't|do not|never) (?:be afraid|worry|forget|hesitate|be shy|be tempted to stop)\b")
"""Encouragement that is worded like a warning."""

MOVE = re.compile(
    rf"""^(?:
        (?:re)?position\ yourself | place\ yourself | change\ (?:your\ )?position
      | move\ (?:yourself\ )?(?:back\ |over\ |down\ |up\ |across\ )?
        (?:to|round|around|behind|beside|in\ front|next\ to)\b
        (?!.*\byour\ (?:hands?|fingers?|fingertips|thumbs?|palms?)\b.*\b(?:to|round|around)\b)
      | (?:stand|kneel|sit|crouch|straddle)\b
      | (?:walk|come|step|go|shift|turn)\ (?:back\ |over\ |up\ )?(?:to\ (?:the|your|face)|round|around)\b
      | turn\ (?:yourself|your\ body|so)\b
      | face\ (?:your\ (?:{_PEOPLE})|the\ (?:table|couch|head|feet)|up|down)\b
      | (?:ask|have|help|tell|invite|let|get)\ (?:(?:your|the)\ (?:{_PEOPLE})|them|her|him)
        \ (?:to\ )?(?:lie|turn|roll|sit|move|kneel|change)\b
    )""",
    re.VERBOSE,
)
"""A change of position: of the masseur, or of the person on the table."""

POSTURES = {"standing": "stand", "kneeling": "kneel", "sitting": "sit", "moving": "move", "facing": "face"}
"""How a sentence may begin with a change of position and go on with the stroke: ``Kneeling beside …, press …``."""

ADVICE = re.compile(
    r"\b(?:should|ought|must|needs? to|you can|you may|you will|you'll|you might|the (?:secret|key|trick|aim)|"
    r"(?:don't|do not|never) (?:be afraid|worry|forget|hesitate|be shy))\b"
)
"""What tells how to do it for certain, without being an instruction."""

REMARK = re.compile(
    r"^(?:this|these|it|its|that|those|there|they|he|she|we|i|such|as a result|in this way|many|most|some|people"
    r"|research|studies|massage|nobody|everyone|everybody)\b"
)
"""Begins a sentence about a stroke: what it does, or why. Whatever else is no instruction tells how to do it."""

NUMBERS = {
    name: number
    for number, name in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
}
"""Numbers that are written out."""

_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(NUMBERS)}|a dozen)"
_TIMES = rf"(?P<first>{_NUMBER})(?:\s*(?:to|or|-|–)\s*{_NUMBER})?\s+(?P<more>more )?times"

REPEAT = re.compile(
    rf"\b(?:repeat\w*|again)\b[^.]{{0,80}}?"
    rf"\b(?:(?P<word>once|twice|thrice)|{_TIMES}|(?P<some>several times|a few times))"
)
"""``Repeat twice``: so many times more than the first."""

TIMES = re.compile(
    rf"\b(?:(?P<another>another )?{_TIMES}|(?P<word>twice|thrice)(?P<more_word> more)?"
    r"|x ?(?P<after>\d{1,3})|(?P<ahead>\d{1,3}) ?x)\b(?! (?:a|per|each) \w)"
)
"""``three times``: so many times, the first among them."""

IN_ALL = re.compile(r"\b(?:in all|in total|altogether|a total of|all told)\b")
"""Says that a number counts the first time too."""

COUNT_WORDS = {"once": 1, "twice": 2, "thrice": 3}
"""Adverbs that count."""

ONLY_REPEAT = re.compile(
    r"^(?:then |now |and )?(?:repeat|do)(?: (?:this|it|the|these|that|whole|same|entire|strokes?|movements?|sequence"
    r"|motion|again|for|more|another|all|a|total|of|in|up|to|or|about|around|at|least|once|twice|thrice|several|few|times"
    rf"|{_NUMBER}|–|-))*\.?$|^\(?(?:x ?\d{{1,3}}|\d{{1,3}} ?x)\)?\.?$"
)
"""A sentence that says no more than how often."""

_PAIRED = "leg|foot|arm|hand|side|thigh|calf|shoulder|knee|hip|ankle|wrist|elbow|buttock|cheek|ear|eye|temple|heel|sole"
PAIRED = frozenset(_PAIRED.split("|"))
"""Parts of the body that there are two of, and ``side``."""

PLURALS = {"feet": "foot", "calves": "calf"} | {f"{noun}s": noun for noun in PAIRED - {"foot", "calf"}}
"""The pair, and one of it."""

_NOUN = rf"(?P<noun>{_PAIRED})\b"
OTHER_SIDE = re.compile(
    rf"""\b(?:repeat\w*|same|again)\b[^.]*?
         (?:\b(?P<which>other|opposite|second|left|right)\ (?:\w+\ ){{0,2}}?{_NOUN}
           | \bon\ the\ (?P<bare>left|right|other)\b(?!\ \w))
      | ^(?:(?:then|now|next|finally|afterwards|and|when\ you\ have\ finished),?\ )*
         (?:do|massage|treat|work\ on|change\ to|switch\ to|swap\ to)
         \ (?:the|your\ (?:{_PEOPLE})'s)\ (?:other|opposite)\ (?P<noun_do>{_PAIRED})\b
      | \b(?:switch|change|swap|move|go|cross)\ (?:over\ )?to\ (?:the|your\ (?:{_PEOPLE})'s)
         \ (?P<which_then>other|opposite|left|right)\ (?P<noun_then>{_PAIRED})\b[^.]*?\b(?:repeat|same)\b
      | \b(?:switch|change|swap)\ (?P<swapped>{"|".join(sorted(PLURALS))})\b
      | \b(?:repeat|do|perform|carry\ out)\b[^.]*?\b(?:on|for|to)\ (?:both|each)
         \ (?:of\ (?:the|your\ (?:{_PEOPLE})'s)\ )?(?P<both>{"|".join(sorted(PLURALS))}|{_PAIRED})\b""",
    re.VERBOSE,
)
"""``repeat … on the other leg``."""

ON_A_SIDE = re.compile(rf"\bon the (?P<which>left|right)(?: (?P<noun>{_PAIRED}))?\b")
"""``on the right leg``: the side that a swap is made to."""

OWN_HAND = re.compile(r"\bwith (?:the|your) (?:other|left|right|opposite) hand\b")
"""The masseur's other hand, which is no other side."""

WHOLE = re.compile(
    r"\b(?:all|whole|entire|everything|sequence|routine|each of|every|steps|strokes|movements|massage)\b"
)
"""Says that what is done on the other side is more than the step at hand."""

JUST_THIS = re.compile(r"\b(?:this|the) (?:stroke|movement|step|technique|stretch|hold)\b")
"""Says that what is done on the other side is the step at hand."""

STEPS_FROM_TO = re.compile(r"\bsteps? (?P<first>\d{1,3})\s*(?:to|through|-|–|and)\s*(?P<last>\d{1,3})\b")
"""``repeat steps 2 to 4``."""

STATED_TIME = re.compile(
    rf"\bfor (?:about |around |at least |up to |another |roughly )?(?P<number>{_NUMBER}|a|half a)"
    rf"(?:\s*(?:to|or|-|–)\s*{_NUMBER})?\s*(?P<unit>seconds?|secs?|minutes?|mins?)\b"
)
"""A time that the article gives."""

JOINT = re.compile(
    r"(?:[,;]\s+(?:and\s+|but\s+|or\s+)?(?:then\s+)?|\s+(?:and\s+|but\s+|or\s+)?then\s+|\s+and\s+)(?=(?P<next>[a-z]+)\b)"
)
"""Where a sentence may fall apart into two instructions."""

ABOUT_THE_TEXT = re.compile(
    r"^(?:please )?(?:follow|read|learn|try|use|practise|practice|see|start with|begin with) "
    r"[^.]*\b(?:steps?|guide|article|instructions?|techniques?|sequence|routine|massage|strokes|below)\b"
)
"""What an article says of itself, worded like an instruction."""

NEEDS = re.compile(
    r"^(?:what )?(?:you(?:'ll| will)? need|ingredients|equipment|materials|supplies|things you(?:'ll| will)? need|"
    r"what to (?:have|prepare|gather)|have ready|tools|kit)\b"
)
"""Heads a list of what has to be at hand."""

WARNINGS = re.compile(
    r"^(?:warnings?|cautions?|important|safety(?: first| notes?)?|contra-?indications?|precautions?"
    r"|before you (?:start|begin)|when not to massage|take care|please note)\b"
)
"""Heads a warning."""

ASIDES = re.compile(
    r"^(?:tips?|hints?|notes?|top tip|did you know|benefits|why it works|conclusion|summary|about|background|aftercare"
    r"|after the massage|the benefits|references|sources|faqs?|frequently asked|questions|further reading)\b"
)
"""Heads what belongs to no step."""

CONTAINERS = re.compile(
    r"^(?:method|directions|instructions|steps|the steps|how to do it|procedure|step[- ]by[- ]step|the massage"
    r"|the (?:sequence|routine)|technique|what to do|introduction|overview|intro)\b"
)
"""Heads the steps without being one."""

CAPTION = re.compile(r"^(?:photo|photograph|picture|image|figure|fig\.|illustration|credit|caption)\b")
"""Begins a picture's caption."""

ABBREVIATIONS = frozenset("e.g i.e approx dr mr mrs ms vs cm mm ml min mins sec secs no fig etc st tbsp tsp oz".split())
"""A full stop after these ends no sentence."""

LOOSE_ENDS = frozenset(
    "a an the and or of to in on at with for from by your their his her just as so then over up down both into onto "
    "each every under through until while toward towards along above below across".split()
)
"""Words that a shortened line must not end on."""

OBJECT_ENDS = frozenset(
    "and then with until using so while between in on to from over across at for by around along under into onto above "
    "below toward towards through beneath underneath behind beside against before after as which that or but".split()
)
"""Words before which a title that is made from an instruction may end."""


def number(text: str) -> int:
    """Return a number that is written in digits or in words."""
    if text in {"a dozen", "dozen"}:
        return 12
    return NUMBERS[text] if text in NUMBERS else int(text)


def from_gerund(word: str) -> str:
    """Return the verb of an -ing form where it is a known one: ``pressing`` becomes ``press``."""
    stem = word.removesuffix("ing")
    for verb in (stem, f"{stem}e", stem[:-1]):
        if word.endswith("ing") and verb in VERBS | {"avoid"}:
            return verb
    return word
