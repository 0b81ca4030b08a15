"""What one reader does not get of one case: names, free words, legal advice, who passed it on.

Free words are where names hide, so the chair's version carries none of them; whoever passed the
material on is masked for everybody unless released (``domain.md`` section 4). Must not know files
or signatures.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from casework.domain.events import CLOCK, Excluded, Linked, PersonAdded, UserAdmitted
from casework.domain.people import PERSON_WORDS, PersonRole, acting, post_words
from casework.exports.known import Known, learn, letters_of
from casework.exports.names import MASKED, Masker, masker, same
from casework.exports.privilege import privileged_entries
from casework.exports.readers import Audience as Audience
from casework.exports.readers import Names, Profile, Release, profile_of
from casework.exports.traces import NAMES, traces_of
from casework.text import in_quotes, in_words, made_harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from casework.domain.events import Entry
    from casework.domain.people import Actor
    from casework.exports.traces import Trace

_SHUT = re.compile(r"closed: .*", re.DOTALL)
#: The entry author that stands for whoever releases a pause.
SAFEGUARDING = "safeguarding"
_LEGAL = "as legal advice is privileged"
_THEIRS = "as it is another person’s data"
#: Numbers and roles below this many could be told apart (*default*; ``domain.md`` section 15).
FEWEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """What one reader does not get of one case.

    ``subjects`` are the numbers of the one person it is about, ``subject_users`` the users they
    are; ``staff`` has a letter for each user who wrote an entry, ``common`` the roles that at least
    ``FEWEST`` people hold; ``privileged`` the entries that hold legal advice.
    """

    audience: Audience
    hidden: Masker  # in every version: who passed the material on
    named: Masker  # where names are masked: everybody, or everybody else
    released: frozenset[Release] = frozenset()
    subjects: frozenset[int] = frozenset()
    subject_users: frozenset[str] = frozenset()
    staff: Mapping[str, str] = field(default_factory=dict)
    common: frozenset[str] = frozenset()
    privileged: frozenset[int] = frozenset()
    sought: tuple[Trace, ...] = ()  # what must stand in no form for this reader
    own: tuple[str, ...] = ()  # by what the one person it is about is known
    barred: str = ""  # why words are withheld that this reader gets elsewhere

    @property
    def profile(self) -> Profile:
        """What this kind of reader gets."""
        return profile_of(self.audience, self.released)

    @property
    def whole(self) -> bool:
        """Whether this reader gets everybody's name and free words."""
        return self.profile.names is Names.ALL

    @property
    def words(self) -> bool:
        """Whether this reader gets free words, with or without names in them."""
        return self.profile.words

    def at(self, seq: int) -> Redaction:
        """Return what this reader does not get within one entry."""
        legal = seq in self.privileged and not self.profile.legal
        return replace(self, barred=_LEGAL) if legal else self

    def of_person(self, number: int) -> Redaction:
        """Return what this reader does not get of what describes one person of the case."""
        one = self.profile.names is Names.ONE and number not in self.subjects
        return replace(self, barred=_THEIRS) if one and not self.barred else self

    def data(self, words: str) -> str:
        """Return recorded words as this reader may see them within a sentence of ours."""
        return made_harmless((self.hidden if self.whole else self.named)(words))

    def explained(self, words: str) -> str:
        """Return a limit's explanation; why the school was shut is in somebody's own words."""
        return self.data(words if self.words else _SHUT.sub("closed (why is withheld).", words))

    def quoted(self, words: str, what: str) -> str:
        """Return somebody's own words in quotation marks, or that there were some."""
        if not words:
            return ""
        if self.barred:
            return f"({what}; withheld, {self.barred})"
        return in_quotes(self.data(words)) if self.words else f"({what}; the words are withheld)"

    def counted(self, number: str) -> str:
        """Return a number of people or things; a small one could tell who is meant."""
        small = number.isdecimal() and 0 < int(number) < FEWEST
        return "fewer than five" if small and self.profile.names is Names.NONE else number

    def protects(self, role: str) -> bool:
        """Tell whether a person in this role is protected in every version that did not say so."""
        return role == PersonRole.SOURCE and Release.SOURCE not in self.released

    def person(self, role: str, name: str, letter: str, number: int = 0) -> str:
        """Return how a person of the case is called."""
        what = PERSON_WORDS.get(role, "person")
        shown = self.whole or number in self.subjects
        if shown and name and not self.protects(role):
            plain = made_harmless(name) if number in self.subjects else self.data(name)
            return f"{plain} ({what})"
        return f"person {letter} ({what})"

    def author(self, actor: Actor) -> str:
        """Return how whoever wrote an entry is called, with the role held then."""
        if actor == CLOCK:
            return "the clock"
        if actor.user == SAFEGUARDING:
            return SAFEGUARDING  # neither who released it nor whose turn it was
        acts = acting(actor.roles)
        held = acts if self.words else acts & self.common
        roles = in_words(post_words(role) for role in sorted(held))
        name = self._staff(actor.user, actor.name)
        return f"{name} ({roles})" if roles else name

    def _staff(self, user: str, name: str) -> str:
        if self.whole or user in self.subject_users:
            return " ".join(self.data(name).split())
        letter = self.staff.get(user, "")
        return f"member of staff {letter}" if letter else "a member of staff"

    def user(self, user: str, name: str) -> str:
        """Return how a user who is no author of the entry is called."""
        if self.whole or user in self.subject_users:
            return self.data(name) or "A user"
        return f"Member of staff {self.staff[user]}" if user in self.staff else "A user"

    def keeps_back(self, entry: Entry, payload: bytes) -> bool:
        """Tell whether an entry's own bytes are withheld from this reader."""
        if not self.whole or entry.actor.user == SAFEGUARDING or bool(self.at(entry.seq).barred):
            return True
        if any(self._kept(event) for event in entry.events):
            return True
        return any(self.hidden.finds(words) for words in strings(json.loads(payload or b"{}")))

    def _kept(self, event: object) -> bool:
        if isinstance(event, Linked):
            return not self.profile.others
        return isinstance(event, PersonAdded) and self.protects(event.role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Who else counts when a case is redacted.

    ``users`` are the names under which users are known; ``common`` the roles many hold;
    ``subjects`` the numbers of the one person it is about, ``subject_users`` the users they are.
    """

    users: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    common: frozenset[str] = frozenset()
    subjects: frozenset[int] = frozenset()
    subject_users: frozenset[str] = frozenset()
    released: frozenset[Release] = frozenset()


def redaction(audience: Audience, entries: Sequence[Entry], whom: Whom | None = None) -> Redaction:
    """Return what ``audience`` does not get of a case."""
    whom = whom or Whom()
    staff = staff_letters(entries)
    traces = traces_of(entries, whom.users)
    hidden = () if Release.SOURCE in whom.released else traces.of_role(PersonRole.SOURCE)
    own = tuple(trace.words for trace in traces.everybody if _is_one(trace, whom))
    theirs = {words.casefold() for words in own}
    others = tuple(
        trace
        for trace in traces.everybody
        if not _is_one(trace, whom) and (trace.number or trace.words.casefold() not in theirs)
    )
    whole = profile_of(audience, whom.released).names is Names.ALL
    letters = person_letters(entries) if whom.subjects else {}

    def label(trace: Trace) -> str:
        if letters.get(trace.number):
            return f"[person {letters[trace.number]}]"
        known = whom.subjects and staff.get(trace.user)
        return f"[member of staff {known}]" if known else MASKED

    return Redaction(
        audience=audience,
        hidden=_masker(hidden, label),
        named=_masker(others, label, own),
        released=whom.released,
        subjects=whom.subjects,
        subject_users=whom.subject_users,
        staff=staff,
        common=whom.common,
        privileged=privileged_entries(entries),
        sought=tuple(hidden if whole else others),
        own=own,
    )


def _is_one(trace: Trace, whom: Whom) -> bool:
    """Tell whether a trace is of the one person a history is about."""
    return trace.number in whom.subjects or bool(trace.user and trace.user in whom.subject_users)


def _masker(
    traces: Iterable[Trace], label: Callable[[Trace], str], own: Iterable[str] = ()
) -> Masker:
    """Return what masks the traces; names in each of their words, all others only as a whole."""
    names: dict[str, str] = {}
    phrases: dict[str, str] = {}
    for trace in traces:
        to = names if trace.what in NAMES else phrases
        mark = label(trace)
        to[trace.words] = same(to.get(trace.words, mark), mark)
    return masker(names, own, phrases)


def person_letters(entries: Iterable[Entry]) -> dict[int, str]:
    """Return the letter of each person of a case, by number; the latest for a number used twice."""
    known = Known(taken_back={})
    rows = [row for entry in entries for row in learn(known, entry) if row.kind == "person"]
    return {int(row.key): row.words[2] for row in rows}


def staff_letters(entries: Iterable[Entry]) -> dict[str, str]:
    """Return a letter for each user who wrote an entry, in the order in which they came to it."""
    users = (entry.actor.user for entry in entries if entry.actor != CLOCK)
    seen = dict.fromkeys(user for user in users if user != SAFEGUARDING)
    return {user: letters_of(number) for number, user in enumerate(seen, 1)}


def users_mentioned(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the ids of users whom entries name by id, so that a history needs their names."""
    kinds = (Excluded, UserAdmitted)
    return frozenset(e.user for entry in entries for e in entry.events if isinstance(e, kinds))


def strings(value: object) -> Iterator[str]:
    """Yield every string in plain JSON values, keys as well."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
