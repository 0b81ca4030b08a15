"""Make the book of the present schema that later programs must still open.

Run once for each schema, from the repository's root, and commit what it makes::

    python -m tests.store.make_fixture

It refuses where a book of that schema lies already: a book once committed is never made again, for
it stands for those that schools have. Everybody and everything in it is invented. The password, the
clock's key and the recovery key stand beside it in ``opened-by.json``; they open nothing else.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from casework import store
from casework.store import Cost, FileCredentials, Place, Session, migrations, outbox
from casework.store.outbox import PostState
from tests.store.conftest import NOW, PASSWORD, STAFF, School

BOOKS = Path(__file__).parent / "books"


def populated(folder: Path) -> dict[str, Any]:
    """Make a small book with one of everything in ``folder``; return what opens it and is in it."""
    school = School(folder / "book", FileCredentials(folder / "state"))
    school.sessions["head"] = store.create_book(
        school.path,
        founder=STAFF["head"],
        password=PASSWORD,
        credentials=school.credentials,
        now=NOW,
        cost=Cost.practice(),
        practice=True,
    ).session
    store.work_off(school.head, now=NOW)
    for name in ("dsl", "clerk", "admin"):
        school.user(name)
    store.add_user(school.head, STAFF["chair"], now=NOW, password=PASSWORD)
    signed_in = store.sign_in(school.path, "chair", PASSWORD, now=NOW)
    school.sessions["chair"] = signed_in.session
    for session in (school.head, signed_in.session):
        store.work_off(session, now=NOW)
    cases = written(school)
    leaver(school)
    service = school.service()
    for row in service.due(NOW + timedelta(hours=2), 50):
        service.claim_and_mark(row, NOW + timedelta(hours=2))
    reminded(school, service, cases[0])
    ordered(school, cases[0])
    service.close()
    gone = destroyed(school, folder / "register")
    secret = school.credentials.get(store.book_state(school.path).book)
    found = {
        "password": PASSWORD,
        "clock": secret,
        "recovery": signed_in.recovery_key,
        "cases": {case: summary(school.head, case) for case in cases},
        "destroyed": {one.ref: one.head for one in gone},
    }
    school.close()
    return found


def written(school: School) -> tuple[str, ...]:
    """Write cases of every shape the store has, a log of each kind and a concern."""
    head, dsl, clerk = (school.user(name) for name in ("head", "dsl", "clerk"))
    full = school.full_case(head, people=(dsl.user,)).case
    store.append(clerk, full, school.step(b"An answer came."), expected=1, now=NOW)
    store.log_access(clerk, full, b"shown", now=NOW)
    store.log_custody(head, full, b"moved to the safe", now=NOW)
    kept_out = school.opened(head).case
    step = school.step(b"kept out", access=(b"why",))
    people = (head.user, dsl.user)
    store.exclude(head, kept_out, remaining=people, step=step, expected=1, now=NOW)
    store.append(head, kept_out, school.step(b"after"), expected=2, now=NOW)
    sealed = school.full_case(head, place=Place.SEALED, circles=("safeguarding",)).case
    step = school.step(b"a circle speaks")
    words = tuple(store.Entry(payload=e.payload, as_circle="safeguarding") for e in step.entries)
    spoken = school.opened(head, circles=("leadership", "safeguarding")).case
    store.append(
        head, spoken, school.step(entries=words, arm=(school.arm(1),)), expected=1, now=NOW
    )
    store.write_journal(head, b"The calendar was confirmed.", now=NOW)
    store.write_journal(head, b"For safeguarding.", now=NOW, audience="safeguarding")
    store.drop(clerk, "safeguarding", b"A concern, made up.", now=NOW)
    return full, kept_out, sealed, spoken


def destroyed(school: School, register: Path) -> tuple[store.Destroyed, ...]:
    """Destroy one case with everything in it, in each file; return what is left of them."""
    for place, circle in ((Place.OFFICE, "office"), (Place.SEALED, "safeguarding")):
        case = school.full_case(school.head, place=place, circles=(circle,)).case
        remains = store.Remains(expected=1, record=b"destroyed", card=b"what is left")
        store.dispose(school.head, case, remains, now=NOW)
    store.finish_disposals(school.head, (register,))
    return store.read_destroyed(school.head)


def reminded(school: School, service: store.Service, case: str) -> None:
    """Say whom to remind of a case, and let a reminder of each end go out to the head."""
    revision = store.read_case(school.head, case).revision
    outbox.tell(school.head, case, revision, "these people", b"whom to remind", now=NOW)
    head = next(u for u in outbox.directory_of(service).active() if u.id == school.head.user)
    for number, state in enumerate(PostState):
        day = NOW.date() + timedelta(days=number)
        outbox.claim_post(service, head, day, PostState.ATTEMPTING, NOW)
        outbox.end_post(service, outbox.post_id(service, head.id, day), state, NOW, NOW)


def ordered(school: School, case: str) -> None:
    """Leave an effect that waits in a case, and one that was attempted."""
    for payload in (b"tried", b"waits"):
        effect = store.Effect(id=store.new_id(), until=NOW + timedelta(seconds=10), payload=payload)
        store.order_effect(school.head, case, effect, now=NOW)
        row = next(one for one in store.read_effects(school.head) if one.id == effect.id)
        if payload == b"tried":
            store.claim_effect(school.head, row, now=NOW)


def leaver(school: School) -> None:
    """Let somebody come and go, so that a circle has its second key and cases moved to it."""
    store.disable_user(school.head, "dsl", now=NOW)
    school.sessions.pop("dsl").close()
    for _ in range(2):
        for session in school.sessions.values():
            store.work_off(session, now=NOW)


def summary(session: Session, case: str) -> dict[str, object]:
    """Return what a case reads back as."""
    history = store.read_case(session, case)
    return {
        "ref": history.ref,
        "revision": history.revision,
        "head": history.head,
        "card": history.card.decode(),
        "entries": [entry.payload.decode() for entry in history.entries],
        "signers": [asdict(entry.signer) for entry in history.entries],
        "deadlines": len(history.deadlines),
    }


def main() -> int:
    """Make the book of the present schema and say where it lies."""
    target = BOOKS / f"schema-{migrations.latest()}"
    if target.exists():
        sys.stderr.write(f"{target} is there already and is never made again.\n")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        found = populated(Path(folder))
        shutil.copytree(Path(folder) / "book", target / "book")
    (target / "opened-by.json").write_text(
        json.dumps(found, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
