"""What must be true of any case, one function for each invariant, each naming the first bad entry.

A check reads a case that was opened and verified already; it writes nothing. Must not know in which
order checks run.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING

from casework import store
from casework.domain.case import OPEN, ApprovalStanding, Pause, Standing
from casework.domain.dates import local_day
from casework.domain.deadlines import Due, Receipt, work_out
from casework.domain.events import CLOCK, Corrected, DeadlineDated, FactSet, LetterMoved, Linked
from casework.errors import CaseworkError, Damaged
from casework.office import evidence
from casework.office.cards import card_of
from casework.office.findings import damage
from casework.office.letters import digest_of
from casework.policy.counted import DEFAULT, holds_of, longer_of, rule_of, start_of
from casework.policy.gates import broken_contracts
from casework.policy.holds import held_limits
from casework.policy.letterwork import binding
from casework.policy.pausing import SAFEGUARDING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from casework.domain.case import Approval, DeadlineState
    from casework.domain.events import Entry, Event
    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.office.findings import Finding, Past


def card(_desk: Desk, file: CaseFile, _past: Past) -> Iterator[Finding]:
    """I2: the card is the sum of the history."""
    if file.history.card != card_of(file.policy, file.snapshot):
        yield damage("I2", file, "what lists show of it is not what its history says")


def rows(_desk: Desk, file: CaseFile, _past: Past) -> Iterator[Finding]:
    """I2, I6: each limit of the history has its row, due and ended alike; no other row is open."""
    kept = {row.id: row for row in file.history.deadlines}
    for limit in file.snapshot.deadlines.values():
        row = kept.pop(limit.id, None)
        if row is None:
            yield damage("I2", file, "a time limit has no row to keep it", limit.armed)
        elif _written(row) != _meant(limit):
            yield damage("I2", file, "a time limit is not kept as it was set", limit.armed)
    for row in kept.values():
        if row.ended_at is None:
            yield damage("I6", file, "a time limit runs that the history does not know")


def _written(row: store.DeadlineRow) -> tuple[str, bool, bool]:
    due = row.due_at.isoformat() if row.due_at else ""
    return due, row.ended_at is not None, row.passed_at is not None


def _meant(limit: DeadlineState) -> tuple[str, bool, bool]:
    return limit.due_at, limit.standing not in OPEN, bool(limit.passed_at)


def dates(_desk: Desk, file: CaseFile, past: Past) -> Iterator[Finding]:
    """I6: each running limit is what its rule, anchor and calendar give; one for each start."""
    running = [x for x in file.snapshot.deadlines.values() if x.standing is Standing.RUNNING]
    for limit in running:
        calendar = past.calendar(file.snapshot.school, _counted_in(file, limit))
        if calendar is None or not limit.anchor:
            continue
        known = file.policy.case_types[file.snapshot.case_type].deadlines[limit.name]
        start = start_of(limit.anchor)
        of = (file.snapshot.school, file.snapshot.policy, limit.name, limit.own)
        if limit.own and (of not in past.lengths or known.provenance != DEFAULT):
            yield damage("I6", file, "a time limit runs for a length nobody set", limit.armed)
        still = holds_of(limit.held, limit.resumed, limit.stops)
        longer = longer_of(limit.longer)
        rules = [rule_of(known, limit.own, how) for how in Receipt]
        answers = [work_out(rule, start, calendar, still, longer) for rule in rules]
        given = {one.at.isoformat() for one in answers if isinstance(one, Due)}
        if limit.due_at not in given:
            yield damage("I6", file, "a time limit ends on another day than its rule gives")
    counted = Counter((limit.name, limit.armed) for limit in file.snapshot.deadlines.values())
    for (_name, seq), count in counted.items():
        if count > 1:
            yield damage("I6", file, "a time limit was started twice", seq)


def holds(_desk: Desk, file: CaseFile, _past: Past) -> Iterator[Finding]:
    """I6: what waits with the pause is what the pause holds, since it began and while it stands."""
    waiting = held_limits(file.policy.case_types[file.snapshot.case_type])
    for limit in file.snapshot.deadlines.values():
        if limit.held and (limit.name not in waiting or limit.held != file.snapshot.paused_at):
            yield damage("I6", file, "a time limit waited that no pause held", limit.armed)
        elif limit.waits_for_release and limit.standing in OPEN and _goes_on(file, limit):
            yield damage("I6", file, "a time limit does not wait with the pause", limit.armed)


def _goes_on(file: CaseFile, limit: DeadlineState) -> bool:
    return file.snapshot.pause is not Pause.STANDING or limit.standing is not Standing.WAITING


def _counted_in(file: CaseFile, limit: DeadlineState) -> int:
    """Return the calendar's version that last gave the limit its date."""
    dated = [
        event.calendar
        for entry in file.entries
        for event in entry.events
        if isinstance(event, DeadlineDated) and event.id == limit.id
    ]
    return dated[-1] if dated else limit.calendar


def bindings(_desk: Desk, file: CaseFile, _past: Past) -> Iterator[Finding]:
    """I7: each request is bound to exactly what it says it is about."""
    counting = {ApprovalStanding.ASKED, ApprovalStanding.GRANTED}
    for request in file.snapshot.approvals.values():
        if request.standing in counting and request.binds != _bound(file, request):
            what = "a decision does not rest on what it says it was about"
            yield damage("I7", file, what, request.seq)


def _bound(file: CaseFile, request: Approval) -> str:
    words = file.snapshot.letters[request.letter].digest if request.letter else ""
    return binding(file.policy, request.track, request.trigger, request.facts, words)


def serials(_desk: Desk, file: CaseFile, _past: Past) -> Iterator[Finding]:
    """I9: letter numbers run without gap or reuse within the case."""
    given = sorted(letter.serial for letter in file.snapshot.letters.values() if letter.serial)
    if given != list(range(1, len(given) + 1)):
        yield damage("I9", file, "its letters are not numbered one after the other")


def papers(desk: Desk, file: CaseFile, _past: Past) -> Iterator[Finding]:
    """I9: each letter's words are the approved ones, each stored page the issued one."""
    case_type = file.policy.case_types[file.snapshot.case_type]
    for letter in file.snapshot.letters.values():
        about = case_type.letters.get(letter.letter)
        if about is None or digest_of(file.policy, about, letter.text) != letter.digest:
            yield damage("I9", file, f"the words of letter {letter.number} are not its own")
        if letter.item and not _is_stored(desk, file, letter.item, letter.pdf_digest):
            yield damage("I9", file, f"the page of letter {letter.serial} is not what was issued")


def _is_stored(desk: Desk, file: CaseFile, item: str, digest: str) -> bool:
    try:
        data = store.read_item(desk.session, file.case, item)
    except CaseworkError:
        return False
    return hashlib.sha256(data).hexdigest() == digest


def revision(_desk: Desk, file: CaseFile, _past: Past) -> Iterator[Finding]:
    """I11, I13: entries are numbered one by one; the revision counts those of people."""
    for place, entry in enumerate(file.entries, start=1):
        if entry.seq != place:
            yield damage("I11", file, "its entries are not numbered one after the other", entry.seq)
            return
    if file.revision != sum(entry.actor != CLOCK for entry in file.entries):
        yield damage("I13", file, "it counts another number of entries than it has")


def authors(_desk: Desk, file: CaseFile, _past: Past) -> Iterator[Finding]:
    """I4: whoever an entry names signed it; the pause alone is released in a circle's name."""
    for entry, record in zip(file.entries, file.history.entries, strict=True):
        if not _is_theirs(entry, record.signer):
            yield damage("I4", file, "it is signed by somebody other than it names", entry.seq)
            return


def _is_theirs(entry: Entry, signer: store.Signer) -> bool:
    if entry.actor == CLOCK:
        return signer.kind == "service"
    if signer.kind == "circle":
        return entry.actor == SAFEGUARDING
    return signer.id == entry.actor.user


def keys(_desk: Desk, file: CaseFile, _past: Past) -> Iterator[Finding]:
    """I18: no command of one person counts twice."""
    seen: set[tuple[str, str]] = set()
    for entry in file.entries:
        key = (entry.actor.user, entry.key)
        if entry.key and key in seen:
            yield damage("I18", file, "the same command counts twice", entry.seq)
        seen.add(key)


def states(_desk: Desk, file: CaseFile, _past: Past) -> Iterator[Finding]:
    """I16: each track stands in a state its policy version has; a closed case has nothing open."""
    case_type = file.policy.case_types[file.snapshot.case_type]
    if set(file.snapshot.tracks) != set(case_type.tracks):
        yield damage("I16", file, "its actions are not those of its policy version")
        return
    for name, track in file.snapshot.tracks.items():
        if track.state not in case_type.tracks[name].states:
            what = f"{case_type.tracks[name].title} stands where its policy has no place"
            yield damage("I16", file, what, track.since)
            return
    spine = case_type.tracks[case_type.spine]
    if file.snapshot.state(spine.name) in spine.finals:
        yield from _closed(file)


def _closed(file: CaseFile) -> Iterator[Finding]:
    case_type = file.policy.case_types[file.snapshot.case_type]
    for track in case_type.tracks.values():
        if file.snapshot.state(track.name) not in {*track.finals, track.initial}:
            yield damage("I16", file, f"it is closed, and {track.title} is not finished")
    if any(a.standing is ApprovalStanding.ASKED for a in file.snapshot.approvals.values()):
        yield damage("I16", file, "it is closed, and a decision is still asked for")
    if any(limit.standing in OPEN for limit in file.snapshot.deadlines.values()):
        yield damage("I16", file, "it is closed, and a time limit still runs")


def contracts(_desk: Desk, file: CaseFile, _past: Past) -> Iterator[Finding]:
    """I21: no contract of the policy is broken."""
    case_type = file.policy.case_types[file.snapshot.case_type]
    for reason in broken_contracts(case_type, file.snapshot):
        yield damage("I21", file, f"it breaks a rule of its policy: {reason.sentence}")


def corrections(_desk: Desk, file: CaseFile, _past: Past) -> Iterator[Finding]:
    """I26: a correction names an earlier entry of the same case."""
    for entry in file.entries:
        for event in entry.events:
            if isinstance(event, Corrected) and not 1 <= event.seq < entry.seq:
                yield damage("I26", file, "it corrects no earlier entry", entry.seq)


def seals(desk: Desk, file: CaseFile, _past: Past) -> Iterator[Finding]:
    """I31: nothing in a case that is not sealed leads to one that is, or holds a sealed answer."""
    if file.history.place is store.Place.SEALED:
        return
    hidden = {row.ref for row in desk.cards.rows if row.place is store.Place.SEALED}
    for entry in file.entries:
        for event in entry.events:
            leads = isinstance(event, Linked) and event.ref in hidden
            asked = file.policy.facts.get(event.name) if isinstance(event, FactSet) else None
            if leads or (asked is not None and asked.sealed):
                yield damage("I31", file, "it leads to something that is kept apart", entry.seq)


def times(_desk: Desk, file: CaseFile, _past: Past) -> Iterator[Finding]:
    """I32: each entry says when it was recorded, and nothing happened after that."""
    for entry in file.entries:
        if entry.at.utcoffset() is None:
            yield damage("I32", file, "it does not say in which time it was recorded", entry.seq)
        elif entry.happened and _is_after(entry):
            yield damage("I32", file, "it happened later than it was recorded", entry.seq)


def _is_after(entry: Entry) -> bool:
    if len(entry.happened) == len("2026-11-05"):
        return date.fromisoformat(entry.happened) > local_day(entry.at)
    return datetime.fromisoformat(entry.happened) > entry.at


def exclusions(desk: Desk, file: CaseFile, _past: Past) -> Iterator[Finding]:
    """I8: nobody who was taken off the case holds a key of it."""
    if file.snapshot.excluded & set(store.holders(desk.session, file.case)):
        yield damage("I8", file, "somebody who was taken off it still holds a key of it")


def custody(desk: Desk, file: CaseFile, _past: Past) -> Iterator[Finding]:
    """I5, I24: the custody log bears out each capture sheet; each file is what was taken in."""
    try:
        evidence.check(desk, file)
    except Damaged as fault:
        yield damage("I24", file, fault.message)


def prints(desk: Desk, file: CaseFile, _past: Past) -> Iterator[Finding]:
    """I4: each print has its entry in the access log, and the log no print that never was."""
    made = [event for entry in file.entries for event in entry.events if _is_print(event)]
    logged = [
        record
        for record in store.read_access(desk.session, file.case)
        if (record.payload or b"").startswith(b"printed letter")
    ]
    if len(made) != len(logged):
        yield damage("I4", file, "its access log does not bear out what was printed")


def _is_print(event: Event) -> bool:
    return isinstance(event, LetterMoved) and event.step == "print"


#: Every check of a case, in the order in which findings are told.
CHECKS: tuple[Callable[[Desk, CaseFile, Past], Iterator[Finding]], ...] = (
    revision,
    authors,
    keys,
    times,
    card,
    rows,
    dates,
    holds,
    states,
    contracts,
    bindings,
    serials,
    papers,
    corrections,
    seals,
    exclusions,
    custody,
    prints,
)
