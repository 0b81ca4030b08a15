"""Who a history is for, and what that reader does not get: names, free words, who passed it on.

Free words are where names hide, so the chair's version carries none of them; whoever passed the
material on is masked for everybody (``domain.md`` section 4). Must not know files or signatures.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from casework.domain.events import CLOCK, Excluded, PersonAdded
from casework.domain.people import PersonRole
from casework.text import in_words, made_harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from casework.domain.events import Entry
    from casework.domain.people import Actor


class Audience(StrEnum):
    """Who a history is made for."""

    HEADTEACHER = "headteacher"  # everything but who passed the material on
    CHAIR = "chair"  # no names, no free words


#: What stands where a name stood.
MASKED = "[name withheld]"
_SHUT = re.compile(r"closed: .*", re.DOTALL)
#: The entry author that stands for whoever releases a pause.
SAFEGUARDING = "safeguarding"

PERSON_WORDS = {
    "author": "person who posted",
    "target": "person the post is about",
    "child-affected": "child affected",
    "person-of-concern": "person of concern",
    "reporter": "person who told the school",
    "source": "person who passed the material on",
    "complainant": "person who complained",
    "witness": "witness",
    "family-of": "member of a family concerned",
}
ROLE_WORDS = {
    "administrator": "administrator",
    "office": "office",
    "senior-leader": "senior leader",
    "headteacher": "headteacher",
    "dsl": "designated safeguarding lead (DSL)",
    "ict-manager": "ICT manager",
    "class-teacher": "class teacher",
    "chair": "chair of governors",
    "vice-chair": "vice-chair of governors",
    "trust-officer": "trust officer",
    "case-manager": "case manager",
}
#: Roles that answer for decisions and so are shown to the chair; any other is a member of staff,
#: for a role that few people hold is a name.
_ANSWERABLE = {
    "office": "the office",
    "senior-leader": "a senior leader",
    "headteacher": "the headteacher",
    "dsl": "the designated safeguarding lead (DSL)",
    "chair": "the chair of governors",
    "vice-chair": "the vice-chair of governors",
}


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = _listed("mr mrs ms miss mx dr prof rev sir the and von van der den")
#: Not names, though somebody may stand in a case under them.
_NOBODY = _listed(
    "a an of to in parent parents mother father mum dad guardian carer grandparent teacher staff "
    "pupil child student governor neighbour friend family member person anonymous unknown somebody "
    "someone school clerk office head headteacher chair vice dsl lead admin administrator leader "
    "senior deputy manager ict clock safeguarding trust officer class user"
)
#: Words that are names only with a capital.
_ORDINARY = _listed(
    "will mark may grace hope faith rose bill jack pat sue art ray joy dawn iris ivy lily daisy "
    "summer autumn april june august grant drew rich bob rob page young brown white black green "
    "long short day week king price rice wood woods hill field lane park post case read call ward "
    "law cook baker carter turner walker miller smith mason bishop bush moon snow frost name"
)


@dataclass(frozen=True, slots=True)
class Masker:
    """Replaces known names, however they are spaced, accented or put in capitals."""

    pattern: re.Pattern[str] | None

    def __call__(self, text: str) -> str:
        """Return ``text`` with every known name replaced."""
        if self.pattern is None:
            return text
        folded, places = _folded(text)
        pieces, upto = [], 0
        for match in self.pattern.finditer(folded):
            start, end = places[match.start()], places[match.end() - 1] + 1
            if start < upto or (match["ordinary"] and not text[start].isupper()):
                continue
            pieces += [text[upto:start], MASKED]
            upto = end
        return "".join((*pieces, text[upto:]))

    def finds(self, text: str) -> bool:
        """Tell whether a known name stands in ``text``."""
        return self(text) != text


def masker(names: Iterable[str]) -> Masker:
    """Return what masks ``names`` whole, and each of their words that can only be a name."""
    sure: set[str] = set()
    ordinary: set[str] = set()
    for name in names:
        words = re.findall(r"\w+", _folded(name)[0])
        if not set(words) - _NOBODY - _TITLES:
            continue
        joined = r"[\W_]{0,3}".join(map(re.escape, words))
        sure.add(joined if len(words) > 1 else rf"(?<!\w){joined}(?!\w)")
        for word in words:
            if len(word) > 2 and word not in _TITLES | _NOBODY:
                (ordinary if word in _ORDINARY else sure).add(rf"(?<!\w){re.escape(word)}(?!\w)")
    if not sure:
        return Masker(None)
    either = (_longest_first(each) or "(?!)" for each in (sure, ordinary))
    return Masker(re.compile("{}|(?P<ordinary>{})".format(*either)))


def _longest_first(patterns: set[str]) -> str:
    return "|".join(sorted(patterns, key=lambda words: (-len(words), words)))


def _folded(text: str) -> tuple[str, list[int]]:
    """Return ``text`` without case, accents and invisible signs, and where each letter stood."""
    letters, places = [], []
    for place, character in enumerate(text):
        for letter in unicodedata.normalize("NFKD", character).casefold():
            if unicodedata.category(letter) not in {"Mn", "Me", "Cf"}:
                letters.append(letter)
                places.append(place)
    return "".join(letters), places


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """What one reader does not get of one case."""

    audience: Audience
    hidden: Masker  # in every version: who passed the material on
    named: Masker  # in the chair's version: everybody

    @property
    def whole(self) -> bool:
        """Whether this reader gets names and free words."""
        return self.audience is Audience.HEADTEACHER

    def data(self, words: str) -> str:
        """Return recorded words as this reader may see them within a sentence of ours."""
        return made_harmless((self.hidden if self.whole else self.named)(words))

    def explained(self, words: str) -> str:
        """Return a limit's explanation; why the school was shut is in somebody's own words."""
        return self.data(words if self.whole else _SHUT.sub("closed (why is withheld).", words))

    def quoted(self, words: str, what: str) -> str:
        """Return somebody's own words in quotation marks, or that there were some."""
        if not words:
            return ""
        return f"“{self.data(words)}”" if self.whole else f"({what}; the words are withheld)"

    def finished(self, words: str) -> str:
        """Return a whole sentence, searched once more for names where there must be none."""
        return words if self.whole else self.named(words)

    def person(self, role: str, name: str, letter: str) -> str:
        """Return how a person of the case is called."""
        what = PERSON_WORDS.get(role, "person")
        if self.whole and role != PersonRole.SOURCE:
            return f"{self.data(name)} ({what})"
        return f"person {letter} ({what})"

    def author(self, actor: Actor) -> str:
        """Return how whoever wrote an entry is called, with the role held then."""
        if actor == CLOCK:
            return "the clock"
        if actor.user == SAFEGUARDING:
            return SAFEGUARDING  # neither who released it nor whose turn it was
        if self.whole:
            roles = in_words(ROLE_WORDS.get(role, role) for role in sorted(actor.roles))
            name = " ".join(self.data(actor.name).split())
            return f"{name} ({roles})" if roles else name
        shown = in_words(_ANSWERABLE[role] for role in sorted(actor.roles & _ANSWERABLE.keys()))
        return shown or "a member of staff"

    def user(self, name: str) -> str:
        """Return how a user who is no author of the entry is called."""
        return self.data(name) if self.whole and name else "A user"

    def keeps_back(self, entry: Entry, payload: bytes) -> bool:
        """Tell whether an entry's own bytes are withheld from this reader."""
        if not self.whole or entry.actor.user == SAFEGUARDING:
            return True
        if any(isinstance(e, PersonAdded) and e.role == PersonRole.SOURCE for e in entry.events):
            return True
        return any(self.hidden.finds(words) for words in _strings(json.loads(payload or b"{}")))


def redaction(audience: Audience, entries: Sequence[Entry], users: Iterable[str]) -> Redaction:
    """Return what ``audience`` does not get of a case; ``users`` are further names of users."""
    people = [e for entry in entries for e in entry.events if isinstance(e, PersonAdded)]
    sources = [e.name for e in people if e.role == PersonRole.SOURCE]
    authors = {e.actor.name for e in entries if e.actor != CLOCK and e.actor.user != SAFEGUARDING}
    return Redaction(
        audience=audience,
        hidden=masker(sources),
        named=masker([*(e.name for e in people), *sorted(authors), *users]),
    )


def excluded_users(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the ids of users whose names a history needs."""
    return frozenset(e.user for entry in entries for e in entry.events if isinstance(e, Excluded))


def withheld(audience: Audience) -> tuple[str, ...]:
    """Return what this reader does not get, and why, in sentences."""
    source = (
        "Withheld from every copy is who passed the material on, to protect that person; whatever "
        "was written with their name in it shows “[name withheld]” there."
    )
    if audience is Audience.HEADTEACHER:
        return (source,)
    names = (
        "Withheld are names: people in the case have letters instead, and those who worked on it "
        "appear by role, so that the chair can judge how it was handled and still sit on a panel."
    )
    words = (
        "Withheld are free words (summaries, notes, reasons, letters, evidence, descriptions), "
        "because names hide in them; what kind of words were recorded is shown."
    )
    return (names, words, "Withheld are the references of other cases.", source)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
