"""Canary words in every sealed field: no file holds one, no key of who must not know opens one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework import bootstrap, settings, store
from casework.domain.people import CasePerson, PersonRole
from casework.office import cases, concerns, evidence, questions
from casework.office.cases import Answers, NewCase
from casework.office.concerns import Concern
from casework.office.saying import Saying
from tests.office.circles_kit import STAFF, TAKEN_UP
from tests.store.test_secrecy import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.office.circles_kit import Circles

#: A school of eleven people is founded once, and they sign in more than once.
pytestmark = pytest.mark.timeout(60)

COUNT = 200
#: Whose keys open nothing of an allegation about the headteacher.
UNAWARE = ("head", "clerk", "deputy", "ict", "teacher", "vice", "trust", "admin")


def fill(circles: Circles) -> list[str]:
    """Put a canary into every field of sealed cases, of records and of what is handed in."""
    made: list[str] = []

    def new(what: str) -> str:
        made.append(f"canary-{what}-{len(made):03}-wheatear")
        return made[-1]

    while len(made) < COUNT:
        people = [circles.accused("head")]
        for role in PersonRole:
            if role is not PersonRole.PERSON_OF_CONCERN:
                named = CasePerson(
                    number=0,
                    role=role,
                    name=new("name"),
                    about=new("about"),
                    address=new("address"),
                )
                people.append(named)
        summary = new("summary")
        told = NewCase(case_type="staff-allegation", summary=summary, people=tuple(people))
        dsl = circles.desk("dsl")
        ref = cases.open_case(dsl, told, Answers()).ref
        cases.take_step(dsl, ref, "take-up", told=Answers(facts=TAKEN_UP, said_by=new("said")))
        answers = {
            "allegation-words": new("words"),
            "allegation-when-and-where": new("where"),
            "record-signed": "signed",
        }
        reason = Saying(reason=new("reason"))
        cases.take_step(dsl, ref, "record", told=Answers(facts=answers), saying=reason)
        cases.add_note(dsl, ref, new("note"))
        cases.add_incident(dsl, ref, new("incident"), new("place"))
        cases.correct(dsl, ref, 1, new("correction"), Saying(reason=new("slip")))
        asked = ("platform", "address", "account", "what", "captured_by", "how", "visible_to")
        sheet = {name: new("sheet") for name in asked}
        evidence.add_sheet(dsl, ref, evidence.Sheet(**sheet, seen_on="2026-11-02"))
        words = Concern(words=new("concern"), about="head", told_by="staff")
        concerns.hand_in(circles.desk("clerk"), words)
    circles.fresh("chair")  # takes up what was handed in
    return made


def plaintext(circles: Circles, name: str) -> Iterator[bytes]:
    """Yield all that somebody's keys open, and every column of both files as they lie."""
    session = circles.desk(name).session
    for file in session.files.values():
        with file.reading() as connection:
            for table in TABLES:
                for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):
                    yield from (v if isinstance(v, bytes) else str(v).encode() for v in row)
            boxes = [row[0] for row in connection.exec_driver_sql("SELECT sealed FROM inbox")]
        for box in boxes:
            for identity in session.identities():
                yield identity.unbox(box) or b""
    for card in store.cards(session):
        yield card.card
        for record in store.read_case(session, card.case).entries:
            yield record.payload or b""
    for drop in store.drops(session):
        yield drop.payload


def test_no_key_of_who_must_not_know_opens_any_of_them(circles: Circles) -> None:
    made = [word.encode() for word in fill(circles)]
    circles.everybody_signs_in()
    opened = {name: b"\x00".join(plaintext(circles, name)) for name in UNAWARE}
    found = {name: [word for word in made if word in whole] for name, whole in opened.items()}

    assert len(made) >= COUNT
    assert found == {name: [] for name in UNAWARE}


def test_those_who_know_find_every_one(circles: Circles) -> None:
    made = [word.encode() for word in fill(circles)]
    circles.everybody_signs_in()
    opened = b"\x00".join((*plaintext(circles, "dsl"), *plaintext(circles, "chair")))

    assert [word for word in made if word not in opened] == []


def test_no_file_the_program_wrote_holds_any_of_them(circles: Circles) -> None:
    made = [word.encode() for word in fill(circles)]
    state = settings.state_folder()
    files = [file for at in (circles.folder, state) for file in at.rglob("*") if file.is_file()]
    whole = b"\x00".join(file.read_bytes() for file in files)
    names = " ".join(file.name for file in files).encode()

    assert [word for word in made if word in whole or word in names] == []
    assert len(files) >= 4


def test_the_clocks_secret_opens_both_files_and_none_of_them(circles: Circles) -> None:
    made = [word.encode() for word in fill(circles)]
    service, _clock = bootstrap.open_service(circles.folder)
    parts = []
    for file in service.files.values():
        with file.reading() as connection:
            for table in TABLES:
                for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):
                    for value in row:
                        parts.append(value if isinstance(value, bytes) else str(value).encode())
                        if isinstance(value, bytes):
                            parts.append(service.identity.unbox(value) or b"")
    service.close()

    whole = b"\x00".join(parts)

    assert [word for word in made if word in whole] == []
    assert len(parts) > 1_000


def test_who_hands_in_and_who_is_accused_finds_none_in_any_list(circles: Circles) -> None:
    fill(circles)
    circles.everybody_signs_in()

    assert [
        name
        for name in STAFF
        if name in UNAWARE
        and questions.cases_listed(circles.fresh(name), find="wheatear", closed_too=True)
    ] == []
