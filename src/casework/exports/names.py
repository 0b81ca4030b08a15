"""Names and how they are found: whole, in parts, in any script, however spaced or accented.

What a name is, and which of its words are ordinary English as well. Must not know whose names they
are, nor who may read them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: What stands where a name stood, if nothing can tell whose it was.
MASKED = "[name withheld]"


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


TITLES = _listed("mr mrs ms miss mx dr prof rev sir the and von van der den")
#: What somebody is called by before a name.
ADDRESSED = _listed("mr mrs ms miss mx dr prof rev sir")
_ADDRESSED = "|".join(sorted(ADDRESSED))
#: Not names, though somebody may stand in a case under them.
NOBODY = _listed(
    "a an of to in parent parents mother father mum dad guardian carer grandparent teacher staff "
    "pupil child student governor neighbour friend family member person anonymous unknown somebody "
    "someone school clerk office head headteacher chair vice dsl lead admin administrator leader "
    "senior deputy manager ict clock safeguarding trust officer class user"
)
#: Words that are names only with a capital.
ORDINARY = _listed(
    "will mark may grace hope faith rose bill jack pat sue art ray joy dawn iris ivy lily daisy "
    "summer autumn april june august grant drew rich bob rob page young brown white black green "
    "long short day week king price rice wood woods hill field lane park post case read call ward "
    "law cook baker carter turner walker miller smith mason bishop bush moon snow frost name "
    "march monday friday sunday love best good new free hall house bell ball bird fox wolf lamb "
    "fish forest rivers stone sharp swift noble savage speed power little strong wise mark chase "
    "hunter fisher archer parker potter porter sailor singer warden english french welsh irish "
    "north south east west street church temple abbey castle gates marsh pool brook ford cross "
    "major general judge prior abbot pope knight earl duke prince day days night knowles early "
    "entry letter reason note evidence incident request limit policy record"
)
#: From here on a single sign can be a name.
_IDEOGRAPHS = 0x2E80
#: Marks on a letter, and signs that nobody sees.
_NO_LETTERS = frozenset({"Mn", "Me", "Mc", "Cf"})
_MONTHS = "may|april|june|august|march"
#: A month in a date, a weekday in one, and the bank holidays of May are no names.
_IN_DATES = (
    rf"(?:(?<=\d )(?:{_MONTHS})(?!\w)|(?<!\w)(?:{_MONTHS})(?= \d{{4}})"
    r"|(?<!\w)(?:good )?friday(?!\w)|(?<!\w)(?:early )?may (?:day )?bank holiday)"
)


@dataclass(frozen=True, slots=True)
class Masker:
    """Replaces known names, however they are spaced, accented or put in capitals.

    ``labels`` say what stands in the place of a name, by its letters alone.
    """

    pattern: re.Pattern[str] | None
    labels: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, text: str) -> str:
        """Return ``text`` with every known name replaced."""
        pieces, upto = [], 0
        for start, end, found in self.spans(text):
            pieces += [text[upto:start], self.labels.get(_letters(found)) or MASKED]
            upto = end
        return "".join((*pieces, text[upto:])) if pieces else text

    def spans(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield where each name stands in ``text``, and the name without case and accents."""
        if self.pattern is None:
            return
        whole, places = folded(text)
        upto = 0
        for match in self.pattern.finditer(whole):
            start, end = places[match.start()], places[match.end() - 1] + 1
            small = match["ordinary"] and not text[start].isupper()
            if start < upto or match["date"] or small:
                continue
            yield start, end, match[0]
            upto = end

    def finds(self, text: str) -> bool:
        """Tell whether a known name stands in ``text``."""
        return next(self.spans(text), None) is not None


def masker(
    names: Iterable[str] | Mapping[str, str],
    spared: Iterable[str] = (),
    phrases: Mapping[str, str] | None = None,
) -> Masker:
    """Return what masks ``names`` whole, and each of their words that can only be a name.

    A mapping gives what stands in each name's place; what two of them would replace differently is
    masked without saying whose it is. ``spared`` are names whose words stay where they stand alone;
    of ``phrases`` (handles, addresses) only the whole counts.
    """
    labels = dict(names) if isinstance(names, dict) else dict.fromkeys(names, MASKED)
    stay = {word for name in spared for word in words_of(name)}
    sure: set[str] = set()
    ordinary: set[str] = set()
    of: dict[str, str] = {}
    for name, label in labels.items():
        words = words_of(name)
        if not is_name(words):
            continue
        _remember(of, "".join(words), label)
        sure.add(joined(words) if len(words) > 1 else bounded(words[0]))
        for word in words:
            if word not in stay:
                _part(word, label, of, sure, ordinary)
    for phrase, label in (phrases or {}).items():
        words = words_of(phrase)
        if len("".join(words)) > 2:
            _remember(of, "".join(words), label)
            sure.add(rf"(?<!\w){joined(words)}(?!\w)")
    if not sure:
        return Masker(None)
    either = (_longest_first(each) or "(?!)" for each in (sure, ordinary))
    pattern = "(?P<date>{})|{}|(?P<ordinary>{})".format(_IN_DATES, *either)
    return Masker(re.compile(pattern), of)


def _part(word: str, label: str, of: dict[str, str], sure: set[str], ordinary: set[str]) -> None:
    """Let one word of a name be found by itself, if it can be told from other words."""
    if word in TITLES or not tells(word):
        return
    plain = len(word) < 3 and not scriptlike(word)
    if word in NOBODY or word in ORDINARY or plain:  # “Mr Head” is a name, “the head” is none
        sure.add(rf"(?<!\w)(?:{_ADDRESSED})\.?\s{{1,3}}{re.escape(word)}(?!\w)")
    if word in NOBODY:
        return
    _remember(of, word, label)
    (ordinary if word in ORDINARY or plain else sure).add(bounded(word))


def joined(words: list[str]) -> str:
    """Return the pattern of words that follow one another, however they are parted."""
    return r"[\W_]{0,3}".join(map(re.escape, words))


def _remember(of: dict[str, str], letters: str, label: str) -> None:
    of[letters] = same(of.get(letters, label), label)


def same(one: str, other: str) -> str:
    """Return what stands for a name given twice: the one that says more; nothing for two people."""
    if one == other or other == MASKED:
        return one
    return other if one == MASKED else ""


def is_name(words: list[str]) -> bool:
    """Tell whether words are a name, and not only what somebody is to the school."""
    own = set(words) - TITLES
    titled = len(own) < len(set(words)) and len(own) == 1
    return bool(own - NOBODY) or (titled and bool(own & {"head", "clerk", "friend", "child"}))


def scriptlike(word: str) -> bool:
    """Tell whether a word is of a script whose words need no space between them."""
    return any(unicodedata.category(letter) == "Lo" for letter in word)


def tells(word: str) -> bool:
    """Tell whether a word is long enough to be looked for: two letters, or one Chinese sign."""
    return not word.isdecimal() and (len(word) > 1 or ord(word) >= _IDEOGRAPHS)


def bounded(word: str) -> str:
    """Return the pattern of a word that stands by itself, where its script can show that."""
    plain = re.escape(word)
    return plain if runs_on(word) else rf"(?<!\w){plain}(?!\w)"


def runs_on(word: str) -> bool:
    """Tell whether a word may stand within others, as its script parts none."""
    return scriptlike(word) and (len(word) > 2 or ord(word[0]) >= _IDEOGRAPHS)


def words_of(name: str) -> list[str]:
    """Return the words of a name without case and accents."""
    return re.findall(r"\w+", folded(name)[0])


def _letters(found: str) -> str:
    return "".join(re.findall(r"\w+", found))


def _longest_first(patterns: set[str]) -> str:
    return "|".join(sorted(patterns, key=lambda words: (-len(words), words)))


def folded(text: str) -> tuple[str, list[int]]:
    """Return ``text`` without case, accents and invisible signs, and where each letter stood."""
    if text.isascii():
        return text.lower(), list(range(len(text)))
    letters: list[str] = []
    places: list[int] = []
    for part in _PARTS.finditer(text):  # most of a long text is ASCII: taken a piece at a time
        plain = part[0].lower() if part[0].isascii() else _plain(part[0])
        letters.append(plain)
        one = part.end() - part.start() == 1
        places += [part.start()] * len(plain) if one else range(part.start(), part.end())
    return "".join(letters), places


_PARTS = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]")


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """Return a character without case and marks; nothing for a sign that nobody sees."""
    apart = unicodedata.normalize("NFKD", character).casefold()
    return "".join(sign for sign in apart if unicodedata.category(sign) not in _NO_LETTERS)
