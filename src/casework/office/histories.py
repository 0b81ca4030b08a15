"""Histories handed out and checked: who may have which, logged before it is shown.

The sentences and their verification live in ``exports``; here they meet the book.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework import paper
from casework.domain import chain
from casework.domain.events import PersonAdded
from casework.errors import Damaged
from casework.exports.bare import bare
from casework.exports.claims import claim_dates
from casework.exports.extracts import Passage, passages
from casework.exports.front import About
from casework.exports.guarded import to_csv
from casework.exports.history import (
    CLOCK_KIND,
    PERSON,
    SHARED,
    History,
    Recorded,
    history_of,
    lateness,
    spoken,
)
from casework.exports.leaks import Leak, leaks, needles_of
from casework.exports.legend import legend
from casework.exports.readers import Audience
from casework.exports.redaction import FEWEST, Whom, redaction, users_mentioned
from casework.exports.verify import verify
from casework.exports.webpage import to_html
from casework.exports.wording import wording_of
from casework.exports.written import page_words, to_document, to_json, to_text
from casework.office import door
from casework.office.histories_asked import Asked, Form, form_of, wanted
from casework.office.histories_check import verify_file as verify_file  # named by this module
from casework.office.histories_keys import holds, key_of, keys_of, sealer_of
from casework.office.histories_log import HISTORY, record
from casework.store.book import stamp
from casework.store.deadlines import mark_of
from casework.store.register import SERVICE
from casework.text import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from casework import store
    from casework.domain.events import Entry
    from casework.exports.leaks import Needles
    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.office.histories_asked import Wanted


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Exported:
    """A history ready to be saved, byte for byte, under a name that holds nothing but the case."""

    content: bytes
    name: str
    check_code: str
    entries: int


def export_history(
    desk: Desk, ref: str, *, audience: str, form: str, asked: Asked | None = None
) -> Exported:
    """Return a case's history for ``audience``; that it was made is in the access log first.

    Raises NotFound for a case that is hidden or not there, NotPermitted, UsageFault for an
    audience or form there is not, Damaged where the history does not bear its own check or where
    something stands in it that this reader must not get.
    """
    found = export_in_forms(desk, ref, audience=audience, forms=(form,), asked=asked)
    return found[form]


def export_in_forms(
    desk: Desk,
    ref: str,
    *,
    audience: str,
    forms: Sequence[str],
    asked: Asked | None = None,
    doing: Callable[[str], None] | None = None,
) -> dict[str, Exported]:
    """Return a case's history in several forms, made at once: one handing out, so one log entry.

    ``doing`` is told each form as its turn comes. Raises what ``export_history`` raises.
    """
    shapes = [form_of(form) for form in forms]
    case, want, history = prepared(desk, ref, audience, asked or Asked())
    made: dict[str, Exported] = {}
    for shape in shapes:
        if doing is not None:
            doing(str(shape))
        made[str(shape)] = Exported(
            content=written(desk, case, history, shape),
            name=f"{case.snapshot.ref}-history-{want.audience}.{shape}",
            check_code=history.check_code,
            entries=len(history.entries),
        )
    hashes = (hashlib.sha256(one.content).hexdigest() for one in made.values())
    record(
        desk,
        case.case,
        want,
        what=HISTORY,
        form=in_words(made),
        file=" ".join(hashes),
        check_code=history.check_code,
    )
    return made


def prepared(desk: Desk, ref: str, audience: str, asked: Asked) -> tuple[CaseFile, Wanted, History]:
    """Return a case, what is wanted of it, and its history for that reader; nothing is logged."""
    case = door.load(desk, ref)
    want = wanted(desk, case, audience, asked)
    return case, want, _history(desk, case, want)


def _history(desk: Desk, case: CaseFile, want: Wanted) -> History:
    school = desk.school(case.snapshot.school)
    entries = want.entries(case.entries)
    directory = desk.session.directory.users
    mentioned = sorted(users_mentioned(entries))
    limits = redaction(want.audience, entries, _whom(desk, case, want))
    about = About(
        reference=case.snapshot.ref,
        chain=case.case,
        school=school.name,
        made_at=desk.now(),
        made_by=limits.author(desk.actor),
        practice=desk.settings.practice,
        as_at=want.as_at.isoformat() if want.as_at else "",
        released=want.released,
        notes=(
            *(claim_dates(entries) if want.audience is Audience.SOLICITOR else ()),
            *legend(limits, entries),
        ),
        users={user: directory[user].name for user in mentioned if user in directory},
    )
    kept = zip(entries, case.history.entries[: len(entries)], strict=True)
    known = sorted(keys_of(desk.session))
    return history_of(
        tuple(_recorded(case.case, entry, row, known) for entry, row in kept),
        wording_of(case.policy, case.snapshot.case_type),
        limits,
        about,
        lateness(entries, desk.calendar(case.snapshot.school)),
    )


def _whom(desk: Desk, case: CaseFile, want: Wanted) -> Whom:
    known = {
        user: (one.name, desk.ledger.people.get(user, ""))
        for user, one in sorted(desk.session.directory.users.items())
    }
    school = case.snapshot.school
    held = Counter(
        role
        for one in desk.session.directory.active()
        for role in desk.ledger.roles_at(one.id, school)
    )
    people = [one for one in _people(case.entries) if one.number in want.subjects]
    users = {one.user or desk.user_known_as(one.name) for one in people}
    return Whom(
        users=known,
        common=frozenset(role for role, count in held.items() if count >= FEWEST),
        subjects=want.subjects,
        subject_users=frozenset(users - {""}),
        released=want.released,
    )


def _people(entries: Iterable[Entry]) -> Iterable[PersonAdded]:
    return (e for entry in entries for e in entry.events if isinstance(e, PersonAdded))


def _recorded(case: str, entry: Entry, record: store.Record, known: list[bytes]) -> Recorded:
    mark = ""
    if record.deadline is not None and record.due_at is not None:
        mark = mark_of(record.deadline, stamp(record.due_at))
    link = chain.Link(
        chain=case,
        seq=record.seq,
        at=stamp(record.at),
        deadline=mark,
        commitment=record.commitment,
        prev=record.prev,
        digest=record.digest,
        signature=record.signature,
    )
    return Recorded(
        entry=entry,
        link=link,
        kind=_KINDS[record.signer.kind],
        public_key=key_of(record, known),
        payload=record.payload,
        opening=record.opening,
    )


_KINDS = {"user": PERSON, "circle": SHARED, SERVICE: CLOCK_KIND}


def written(desk: Desk, case: CaseFile, history: History, shape: Form) -> bytes:
    """Return a history in one form, verified and searched for what must not be in it."""
    content = _rendered(desk, case, history, shape)
    if shape in {Form.JSON, Form.TEXT}:
        verdict = verify(content.decode(), holds, trusted=keys_of(desk.session))
        if not verdict.ok:
            raise Damaged(
                "The history did not bear its own check, so it was not handed out.",
                advice="Run casework doctor, and keep the latest backup safe.",
                reasons=verdict.problems,
            )
    needles = needles_of(history.reader.sought, history.reader.own)
    if found := _leaks(desk, case, history, shape, content, needles):
        raise leaked(found)
    return content


def leaked(found: Iterable[Leak]) -> Damaged:
    """Return the error that stops an export: it says where, never what."""
    return Damaged(
        "Something stands in this history that its reader must not get, so it was not handed out.",
        advice="Put the entry right in the case’s History (casework case correct), or take the "
        "history for a reader who may have it; then try again. If nothing there gives anybody "
        "away, tell whoever keeps casework for you.",
        reasons=tuple(dict.fromkeys(str(leak) for leak in found)),
    )


def _leaks(
    desk: Desk, case: CaseFile, history: History, shape: Form, content: bytes, needles: Needles
) -> tuple[Leak, ...]:
    plain = bare(history)
    said = passages(shape, content)
    if shape is not Form.PDF:
        own = passages(shape, _rendered(desk, case, plain, shape))
    else:
        head = _letterhead(desk, case)
        page, spare = to_document(history, head), to_document(plain, head)
        own = (Passage(place="", words=page_words(spare, len(said))),)
        # Before it was set as well: scripts that join their letters come back out of order.
        before = (Passage(place="page", words=page_words(page, 1)),)
        if found := leaks(shape, before, own, needles):
            return found
    return leaks(shape, said, own, needles)


def _letterhead(desk: Desk, case: CaseFile) -> paper.Letterhead:
    school = desk.school(case.snapshot.school)
    return paper.Letterhead(
        school_name=school.name,
        address=school.address,
        telephone=school.telephone,
        email=school.email,
    )


def _rendered(desk: Desk, case: CaseFile, history: History, shape: Form) -> bytes:
    match shape:
        case Form.PDF:
            page = to_document(history, _letterhead(desk, case))
            return paper.render(page, at=history.about.made_at)
        case Form.JSON:
            return to_json(history, sealer_of(desk)).encode()
        case Form.TEXT:
            return to_text(history, sealer_of(desk)).encode()
        case Form.HTML:
            return to_html(spoken(history)).encode()
        case Form.CSV:
            return to_csv(spoken(history)).encode()
