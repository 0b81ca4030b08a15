"""Histories without names, handed to the chair of governors inside the records.

Whoever may make one leaves it in the chair's letter box: the chair, or who stands in where the
chair is named in the case, reads it there and saves a copy out. The case itself stays shut to them.
What a destroyed case left there goes at the next sign-in. Must not know how a history is written.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from casework import store
from casework.domain.circles import plain
from casework.domain.people import PersonRole, acting, post_words
from casework.errors import Conflict, NotFound, NotPermitted, Refused, UsageFault
from casework.exports.readers import Audience
from casework.exports.verify import verify
from casework.office import capacities, door, histories
from casework.office.histories_asked import Asked
from casework.office.histories_keys import holds, keys_of
from casework.office.saying import line
from casework.text import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from casework.office.desk import Desk
    from casework.office.histories import Exported

#: In which forms a history lies there: to be printed, and twice to be checked by anybody.
FORMS: Final = ("pdf", "txt", "json")
#: Who may come to have a letter box for such histories.
READERS: Final = ("chair", "vice-chair")
_GIVEN, _COPIED = "history for the chair", "history copied out"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Given:
    """A history without names: of which case, when, and its files by form.

    ``by`` says in which posts whoever left it is, never who. Why it was left stands in the case
    alone: those are words that nobody searched for names.
    """

    mark: str
    case: str
    ref: str
    school: str
    at: datetime
    by: str
    check_code: str
    entries: int
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Copied:
    """A copy that the chair saved out: of what, when, in which form, for whom and why."""

    of: str
    at: datetime
    by: str
    form: str
    to: str
    why: str


def is_reader(desk: Desk) -> bool:
    """Tell whether this person may have such a letter box: chair or vice-chair, at any school."""
    return not desk.actor.roles.isdisjoint(READERS)


def give(desk: Desk, ref: str, why: str, doing: Callable[[str], None] | None = None) -> Exported:
    """Leave a case's history, without names, for the chair; that it was is on record first.

    Raises what making a history raises, Refused for a case that is kept sealed, and Conflict where
    no chair has signed in yet.
    """
    desk.must_write()
    case = door.load(desk, ref)
    if case.policy.case_types[case.snapshot.case_type].sealed:
        raise Refused(
            "A case that is kept sealed is not left in the chair’s list, not even without names.",
            advice="Where the chair has to know, the policy brings the chair into the case.",
        )
    circle = _circle(desk, case.snapshot.school, capacities.substitutes(desk, case.snapshot))
    asked = Asked(why=why, to="the chair of governors")

    def told(form: str) -> None:
        if doing is not None:
            doing(f"Writing it as {form}, and looking through it for names")

    made = histories.export_in_forms(
        desk, ref, audience=Audience.CHAIR, forms=FORMS, asked=asked, doing=told
    )
    last = made[FORMS[-1]]
    payload = _written(
        _GIVEN,
        mark=store.new_id(),
        case=case.case,
        ref=case.snapshot.ref,
        school=case.snapshot.school,
        check_code=last.check_code,
        entries=last.entries,
        files={form: base64.b64encode(one.content).decode() for form, one in made.items()},
    )
    past = capacities.users_named(desk, case.snapshot.people, PersonRole) | case.snapshot.excluded
    if not store.drop_past(desk.session, circle, payload, past=past, now=desk.now()):
        raise _nobody()
    return last


def _circle(desk: Desk, school: str, instead: Mapping[str, str]) -> str:
    circle = instead.get(capacities.CHAIR, desk.ledger.circle(capacities.CHAIR, school))
    if circle not in desk.session.directory.circles:
        raise _nobody()
    return circle


def _nobody() -> Conflict:
    return Conflict(
        "No chair of governors who may read it has signed in yet, so it was left for nobody.",
        advice="Save it as a file and hand that over, or ask the chair to sign in once.",
    )


def given(desk: Desk) -> tuple[Given, ...]:
    """Return the histories left for this person, the latest first; of a destroyed case, none."""
    gone = store.destroyed_cases(desk.session)
    found = (one for one in _all_given(desk) if one.case not in gone)
    return tuple(sorted(found, key=lambda one: (one.at, one.ref), reverse=True))


def one(desk: Desk, mark: str) -> Given:
    """Return one history left for this person. Raises NotFound where it is there no more."""
    found = next((each for each in given(desk) if each.mark == mark), None)
    if found is None:
        raise NotFound("This history is not there any more.", advice="Look at the list again.")
    return found


def copies(desk: Desk, mark: str) -> tuple[Copied, ...]:
    """Return which copies were saved out of a history, oldest first."""
    found = (_copied(desk, drop, said) for drop, said in _drops(desk, _COPIED))
    return tuple(one for one in found if one.of == mark)


def checked(desk: Desk, what: Given) -> tuple[str, ...]:
    """Return what is wrong with a history; nothing where it bears its own check."""
    text = what.files["json"].decode()
    return tuple(verify(text, holds, trusted=keys_of(desk.session)).problems)


def told(what: Given) -> tuple[tuple[str, str], ...]:
    """Return every entry, oldest first: its number and day, and its sentences."""
    whole = json.loads(what.files["json"])
    return tuple(
        (f"{entry['number']}  {entry['recorded']}", " ".join(_sentences(entry)))
        for entry in whole["entries"]
    )


def front(what: Given) -> tuple[str, ...]:
    """Return what stands on the first page: what it is, for whom, what was left out and why."""
    return tuple(json.loads(what.files["json"])["about"]["first_lines"])


def _sentences(entry: Mapping[str, Any]) -> Iterator[str]:
    yield f"{entry['by']}:"
    if entry["taken_back_by"]:
        yield f"(taken back by entry {entry['taken_back_by']})"
    yield from (each["words"] for each in entry["lines"])
    if entry["happened"]:
        late = " (recorded late)" if entry["recorded_late"] else ""
        yield f"It happened: {entry['happened']}{late}."
    if entry["reason"]:
        yield f"Reason: {entry['reason']}"
    yield from (f"Corrected by entry {c['entry']}: {c['words']}" for c in entry["corrections"])


def record_copy(desk: Desk, what: Given, form: str, to: str, why: str) -> bytes:
    """Return a history's file to be saved out; that it was, for whom and why, is kept first."""
    desk.must_write()
    if form not in what.files:
        raise UsageFault("There is no such form.", advice=f"One of: {', '.join(what.files)}.")
    whom, reason = line(to), line(why)
    if not whom or not reason:
        raise UsageFault(
            "For whom the copy is, and why, has to be said.", advice="Nothing was saved."
        )
    payload = _written(_COPIED, of=what.mark, form=form, to=whom, why=reason)
    store.drop(desk.session, _own_circle(desk), payload, now=desk.now())
    return what.files[form]


def _own_circle(desk: Desk) -> str:
    """Return the circle in whose letter box this person's own notes lie."""
    own = (name for name in sorted(desk.session.circles) if plain(name) in READERS)
    found = next(own, "")
    if not found:
        raise NotPermitted(
            "This is not yours to save out.", advice="Ask the chair of governors for a copy."
        )
    return found


def put_away(desk: Desk, mark: str) -> None:
    """Take a history out of this person's list for good, with what is known of its copies."""
    desk.must_write()
    _take(desk, {one(desk, mark).mark})


def keep_up(desk: Desk) -> None:
    """Let go what was left of cases that have been destroyed since."""
    if desk.read_only or not is_reader(desk):
        return
    gone = store.destroyed_cases(desk.session)
    if gone:
        _take(desk, {one.mark for one in _all_given(desk) if one.case in gone})


def _take(desk: Desk, marks: Iterable[str]) -> None:
    wanted = set(marks)
    for kind, name in ((_GIVEN, "mark"), (_COPIED, "of")):
        for drop, said in _drops(desk, kind):
            if said[name] in wanted:
                store.take_drop(desk.session, drop.id)


# --- as it is written -----------------------------------------------------------------------------


def _written(kind: str, **said: object) -> bytes:
    return json.dumps({"kind": kind, **said}, ensure_ascii=False, sort_keys=True).encode()


def _drops(desk: Desk, kind: str) -> Iterator[tuple[store.Drop, dict[str, Any]]]:
    for drop in store.drops(desk.session):
        try:
            said = json.loads(drop.payload)
        except ValueError:
            continue
        if isinstance(said, dict) and said.get("kind") == kind:
            yield drop, said


def _all_given(desk: Desk) -> Iterator[Given]:
    for drop, said in _drops(desk, _GIVEN):
        roles = sorted(acting(desk.ledger.roles_at(drop.author, said["school"])))
        yield Given(
            mark=said["mark"],
            case=said["case"],
            ref=said["ref"],
            school=said["school"],
            at=drop.at,
            by=in_words(map(post_words, roles)),
            check_code=said["check_code"],
            entries=said["entries"],
            files={form: base64.b64decode(text) for form, text in said["files"].items()},
        )


def _copied(desk: Desk, drop: store.Drop, said: Mapping[str, str]) -> Copied:
    by = desk.session.directory.users.get(drop.author)
    return Copied(
        of=said["of"],
        at=drop.at,
        by=by.name if by else "",
        form=said["form"],
        to=said["to"],
        why=said["why"],
    )
