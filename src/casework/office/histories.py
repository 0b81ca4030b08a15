"""Histories handed out and checked: who may have which, logged before it is shown.

The sentences and their verification live in ``exports``; here they meet the book.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from casework import paper, store
from casework.domain import chain
from casework.errors import Damaged, NotPermitted, UsageFault
from casework.exports.history import (
    CLOCK_KIND,
    PERSON,
    SHARED,
    About,
    History,
    Recorded,
    history_of,
    lateness,
)
from casework.exports.redaction import Audience, excluded_users, redaction
from casework.exports.seal import Sealer
from casework.exports.verify import Verdict, verify
from casework.exports.wording import wording_of
from casework.exports.written import to_document, to_json, to_text
from casework.office import door
from casework.office.capacities import CASE_MANAGER, actor_in
from casework.store.book import stamp
from casework.store.deadlines import mark_of
from casework.store.register import SERVICE
from casework.store.vault import signed_by
from casework.text import made_harmless

if TYPE_CHECKING:
    from pathlib import Path

    from casework.domain.events import Entry
    from casework.office.desk import Desk
    from casework.office.door import CaseFile

#: The most that is read of a file to be checked (*default*).
LARGEST = 50_000_000


class Form(StrEnum):
    """How a history is written. Paper carries the check code; it cannot be verified as a file."""

    JSON = "json"
    TEXT = "txt"
    PDF = "pdf"


#: Whoever manages a case may have both: in the chair's own records nobody else is there.
_MAY = {
    Audience.HEADTEACHER: ("headteacher", "senior-leader", "office", "dsl", CASE_MANAGER),
    Audience.CHAIR: ("headteacher", "office", CASE_MANAGER),
}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Exported:
    """A history ready to be saved, byte for byte, under a name that holds nothing but the case."""

    content: bytes
    name: str
    check_code: str
    entries: int


def export_history(desk: Desk, ref: str, *, audience: str, form: str) -> Exported:
    """Return a case's history for ``audience``; that it was made is in the access log first.

    Raises NotFound for a case that is hidden or not there, NotPermitted, UsageFault for an
    audience or form there is not, Damaged where the history does not bear its own check.
    """
    reader, shape = _known(audience, form)
    case = door.load(desk, ref)
    _must_be_allowed(desk, case, reader)
    history = _history(desk, case, reader)
    content = _written(desk, case, history, shape)
    said = {
        "what": "exported the history",
        "audience": str(reader),
        "form": str(shape),
        "file": hashlib.sha256(content).hexdigest(),
        "check_code": history.check_code,
    }
    payload = json.dumps(said, sort_keys=True).encode()
    store.log_access(desk.session, case.case, payload, now=desk.now())
    return Exported(
        content=content,
        name=f"{case.snapshot.ref}-history-{reader}.{shape}",
        check_code=history.check_code,
        entries=len(history.entries),
    )


def _known(audience: str, form: str) -> tuple[Audience, Form]:
    try:
        return Audience(audience), Form(form)
    except ValueError:
        raise UsageFault(
            "There is no such history.",
            advice="It is made for headteacher or chair, as json, txt or pdf.",
        ) from None


def _must_be_allowed(desk: Desk, case: CaseFile, reader: Audience) -> None:
    if actor_in(desk, case.snapshot).roles.isdisjoint(_MAY[reader]):
        raise NotPermitted(
            "This history is not yours to make.",
            advice=f"It takes one of these roles: {', '.join(_MAY[reader])}.",
        )


def _history(desk: Desk, case: CaseFile, reader: Audience) -> History:
    school = desk.school(case.snapshot.school)
    users = {
        user: desk.session.directory.users[user].name
        for user in sorted(excluded_users(case.entries))
        if user in desk.session.directory.users
    }
    everybody = (user.name for user in desk.session.directory.users.values())
    limits = redaction(reader, case.entries, [*everybody, *desk.ledger.people.values()])
    about = About(
        reference=case.snapshot.ref,
        chain=case.case,
        school=school.name,
        made_at=desk.now(),
        made_by=limits.author(desk.actor),
        practice=desk.settings.practice,
        users=users,
    )
    return history_of(
        tuple(
            _recorded(desk.session, case.case, entry, record)
            for entry, record in zip(case.entries, case.history.entries, strict=True)
        ),
        wording_of(case.policy, case.snapshot.case_type),
        limits,
        about,
        lateness(case.entries, desk.calendar(case.snapshot.school)),
    )


def _recorded(session: store.Session, case: str, entry: Entry, record: store.Record) -> Recorded:
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
        public_key=_key_of(session, record),
        payload=record.payload,
        opening=record.opening,
    )


_KINDS = {"user": PERSON, "circle": SHARED, SERVICE: CLOCK_KIND}


def _key_of(session: store.Session, record: store.Record) -> bytes:
    """Return the public key that made an entry's signature; a signer may have had several."""
    for key in sorted(_keys(session)):
        if signed_by(key, record.digest, record.signature):
            return key
    raise Damaged(
        f"Entry {record.seq} of this case is signed with a key nobody here has.",
        advice="Run casework doctor, and compare with the newest backup.",
    )


def _keys(session: store.Session) -> frozenset[bytes]:
    """Return every signing key that the book has ever known."""
    holders = session.directory.holders.values()
    return frozenset(session.directory.signers) | {holder.sign for holder in holders}


def _holds(public_key: bytes, signature: bytes, digest: bytes) -> bool:
    return signed_by(public_key, digest, signature)


def _written(desk: Desk, case: CaseFile, history: History, shape: Form) -> bytes:
    if shape is Form.PDF:
        school = desk.school(case.snapshot.school)
        head = paper.Letterhead(
            school_name=school.name,
            address=school.address,
            telephone=school.telephone,
            email=school.email,
        )
        return paper.render(to_document(history, head), at=desk.now())
    mine = desk.session.root
    sealer = Sealer(public_key=mine.public.sign, sign=mine.sign)
    text = to_json(history, sealer) if shape is Form.JSON else to_text(history, sealer)
    verdict = verify(text, _holds, trusted=_keys(desk.session))
    if not verdict.ok:
        raise Damaged(
            "The history did not bear its own check, so it was not handed out.",
            advice="Run casework doctor, and keep the latest backup safe.",
            reasons=verdict.problems,
        )
    return text.encode()


def verify_file(path: Path, desk: Desk | None = None) -> Verdict:
    """Return what a history file shows of itself; with a desk its keys are compared as well.

    Raises UsageFault for a file that cannot be read, Damaged with every fault for one that fails.
    """
    text = _read(path)
    trusted = None if desk is None else _keys(desk.session)
    verdict = verify(text, _holds, trusted=trusted)
    if not verdict.ok:
        raise _failed(verdict.problems)
    return verdict


def _failed(problems: tuple[str, ...]) -> Damaged:
    return Damaged(
        "The file does not bear the check: do not rely on it.",
        advice="Ask whoever made it for a new one, and have its check code read out to you.",
        reasons=tuple(made_harmless(problem) for problem in problems),
    )


def _read(path: Path) -> str:
    try:
        if not path.is_file():
            raise UsageFault("There is no such file.", advice="Check its name and folder.")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as fault:
        raise UsageFault(
            "The file cannot be read.", advice="Copy it to this computer and try again."
        ) from fault
    if len(content) > LARGEST:
        raise UsageFault(
            "The file is larger than any history: over 50 MB.", advice="Check that it is the one."
        )
    if content.startswith(b"%PDF"):
        raise UsageFault(
            "A printed page cannot be checked as a file.",
            advice="Compare the check code at its foot, or ask for the json form.",
        )
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise _failed(("It holds bytes that no history holds.",)) from None
