"""Looking for one person in every case, and saying of each place found whether it is them.

Whoever looks finds what they may open and nothing else. What was said of a place stands in the
access log of the case it lies in, so the request itself names no case and nobody learns of one from
it. Must not know how anything is handed out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casework import store
from casework.domain.events import PersonAdded
from casework.domain.people import PERSON_WORDS, PersonRole
from casework.domain.written import write_entry
from casework.errors import NotFound, Refused, UsageFault
from casework.exports.names import masker
from casework.exports.redaction import strings
from casework.office import door, keeping, laws, subjectaccess
from casework.office.capacities import CASE_MANAGER, actor_in
from casework.office.cards import read_card
from casework.office.saying import line
from casework.office.subjectaccess import LAW
from casework.text import in_words, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from casework.domain.events import Entry
    from casework.exports.names import Masker
    from casework.office.desk import Desk
    from casework.office.door import CaseFile

#: What is said of a place where somebody of the name was found.
THEM, ANOTHER = "them", "another"
#: The number that stands for words in which a name stands, where nobody of the case bears it.
IN_WORDS: Final = 0
DECIDED, SEARCHED = "said whose data this is", "searched for a request for one’s own data"
#: Who is told who passed the material on (*default*).
_KNOW_SOURCES = frozenset({"headteacher", "dsl", CASE_MANAGER})


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Whom:
    """Who is looked for, for which request: every name and account, at which school."""

    request: str
    school: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Found:
    """A place where somebody of the name stands. ``number`` is theirs in the case, or IN_WORDS.

    ``decision`` is empty until somebody said whether it is them.
    """

    case: str
    ref: str
    title: str
    number: int
    where: str
    decision: str
    sealed: bool


def whom(request: subjectaccess.Request) -> Whom:
    """Return who is looked for."""
    return Whom(request=request.ref, school=request.school, names=request.names)


def search(desk: Desk, wanted: Whom) -> tuple[Found, ...]:
    """Return every place in ordinary cases where somebody of the name stands.

    The request's own access log says first that it was searched for.
    """
    desk.must_write()
    own = subjectaccess.load(desk, wanted.request).case
    what = f"{SEARCHED}, under {plural(len(wanted.names), 'name')}"
    store.log_access(desk.session, own, what.encode(), now=desk.now())
    return _found(desk, wanted, store.Place.OFFICE)


def search_sealed(desk: Desk, wanted: Whom) -> tuple[Found, ...]:
    """Return every place in sealed cases; that one is searched is in its access log first."""
    desk.must_write()
    for case in _cases(desk, wanted.school, store.Place.SEALED):
        store.log_access(desk.session, case, SEARCHED.encode(), now=desk.now())
    return _found(desk, wanted, store.Place.SEALED)


def _found(desk: Desk, wanted: Whom, place: store.Place) -> tuple[Found, ...]:
    files = (door.load_by_id(desk, case) for case in _cases(desk, wanted.school, place))
    found = (one for file in files for one in _in_case(desk, file, wanted))
    return tuple(sorted(found, key=lambda one: (one.ref, one.number)))


def _cases(desk: Desk, school: str, place: store.Place) -> list[str]:
    cards = [(read_card(row.card), row) for row in desk.cards.rows if row.place is place]
    here = [(card, row) for card, row in cards if card.school == school]
    return [row.case for card, row in here if laws.name_of(desk, card.digest) != LAW]


def _in_case(desk: Desk, file: CaseFile, wanted: Whom) -> Iterator[Found]:
    decided = decisions(desk, file.case, wanted.request)
    places = _places(desk, file, wanted.names)
    people = _people(file.entries)
    for number in sorted(places.keys() | decided.keys()):
        yield Found(
            case=file.case,
            ref=file.snapshot.ref,
            title=file.policy.case_types[file.snapshot.case_type].title,
            number=number,
            where=places.get(number) or _named(people, number),
            decision=decided.get(number, ""),
            sealed=file.history.place is store.Place.SEALED,
        )


def _places(desk: Desk, file: CaseFile, names: Iterable[str]) -> dict[int, str]:
    """Return where the name stands: people of the case, and the entries with the whole of it
    where nobody of the case bears the whole."""
    by_part, whole = masker(names), masker((), (), dict.fromkeys(names, ""))
    told = not actor_in(desk, file.snapshot).roles.isdisjoint(_KNOW_SOURCES)
    people = _people(file.entries)
    named = {
        number: _named(people, number)
        for number, known in people.items()
        if any(_bears(by_part, one) for one in known if told or not _is_source(one))
    }
    if any(_bears(whole, one) for number in named for one in people[number]):
        return named
    entries = [entry.seq for entry in file.entries if _stands_in(whole, entry)]
    which = "entry" if len(entries) == 1 else "entries"
    said = {IN_WORDS: f"words of {which} {in_words(map(str, entries))}"} if entries else {}
    return said | named


def _bears(masker_: Masker, person: PersonAdded) -> bool:
    return masker_.finds(person.name) or masker_.finds(person.about)


def _is_source(person: PersonAdded) -> bool:
    return person.role == PersonRole.SOURCE


def _stands_in(whole: Masker, entry: Entry) -> bool:
    said = json.loads(write_entry(entry))
    events = [one for one in said["events"] if one["kind"] != PersonAdded.__name__]
    return any(whole.finds(words) for words in strings([said["reason"], events]))


def _people(entries: Iterable[Entry]) -> dict[int, list[PersonAdded]]:
    found: dict[int, list[PersonAdded]] = {}
    for entry in entries:
        for event in entry.events:
            if isinstance(event, PersonAdded):
                found.setdefault(event.number, []).append(event)
    return found


def _named(people: Mapping[int, Iterable[PersonAdded]], number: int) -> str:
    known = people.get(number, ())
    roles = dict.fromkeys(PERSON_WORDS.get(one.role, "person") for one in known)
    names = dict.fromkeys(one.name for one in known)
    return f"{in_words(names)}, {in_words(roles)}" if names else "words of the case"


# --- yes, it is them; no, it is another person ---------------------------------------------------


def confirm(
    desk: Desk, wanted: Whom, ref: str, number: int, decision: str, reason: str = ""
) -> None:
    """Say of one person of a case whether it is the one who is looked for.

    It stands in the access log of that case, which is held from being destroyed once it is them.
    Raises NotFound for a case that is hidden or not
    there, or has nobody of that number; UsageFault for words that no person of the case stands for.
    """
    desk.must_write()
    file = door.load(desk, ref)
    law = laws.name_of(desk, file.snapshot.digest)
    if law == LAW or file.snapshot.school != wanted.school:
        raise door.no_such_case()
    if number == IN_WORDS and decision == THEM:
        raise UsageFault(
            "Nobody of this case is named as that person yet, so it cannot be handed out.",
            advice="Name them in it first (casework case person), then say it of the number they "
            "have in it (--person).",
        )
    known = _people(file.entries).get(number, ())
    told = not actor_in(desk, file.snapshot).roles.isdisjoint(_KNOW_SOURCES)
    if number != IN_WORDS and not any(told or not _is_source(one) for one in known):
        raise NotFound(
            "Nobody in this case has that number.", advice="casework case show numbers them."
        )
    said = {
        "what": DECIDED,
        "request": wanted.request,
        "person": number,
        "decision": decision,
        "why": line(reason),
    }
    payload = json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
    store.log_access(desk.session, file.case, payload, now=desk.now())
    if decision == THEM:
        _hold(desk, file.case, wanted.request)


def _hold(desk: Desk, case: str, request: str) -> None:
    """Hold a case once for a request: what somebody has asked for is not destroyed meanwhile.

    A person lets the hold go, as any other.
    """
    why = f"Request {request} for somebody’s own data"
    if not any(one.why == why for one in keeping.keeping_of(desk, case).holds):
        keeping.write(desk, case, "hold", ground=keeping.Ground.ACCESS_REQUEST, why=why)


def decisions(desk: Desk, case: str, request: str) -> dict[int, str]:
    """Return the last word on each person of a case for one request."""
    found: dict[int, str] = {}
    for row in store.read_access(desk.session, case):
        said = _said(row.payload or b"")
        if said.get("what") == DECIDED and said.get("request") == request:
            found[int(str(said["person"]))] = str(said["decision"])
    return found


def _said(payload: bytes) -> dict[str, object]:
    """Return a log entry that is one JSON object; of any other kind, nothing."""
    try:
        found = json.loads(payload)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def must_be_said(found: Iterable[Found]) -> tuple[Found, ...]:
    """Return where it is them. Raises Refused while something was not said yet."""
    found = tuple(found)
    left = [f"{one.ref}: {one.where}" for one in found if not one.decision]
    if left:
        raise Refused(
            f"Of {plural(len(left), 'place')} nobody has said yet whether it is this person.",
            advice="Look at each, then say so: casework sar confirm REF CASE --person N --them, "
            "or --another.",
            reasons=tuple(left),
        )
    return tuple(one for one in found if one.decision == THEM)
