"""Every role, relation, kind of case and surface: what the program does is what the table says."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import typer.main

from casework import store
from casework.cli.main import app
from casework.clock import SetClock
from casework.domain.people import CasePerson, PersonRole
from casework.errors import CaseworkError, NotFound, NotPermitted
from casework.office import (
    approvals,
    cases,
    deadlines,
    doctor,
    door,
    evidence,
    histories,
    people,
    questions,
    sheets,
    stage,
)
from casework.office.cases import Answers
from casework.office.saying import Saying
from tests.office import circles_kit, matrix_kit
from tests.office.circles_kit import MONDAY, TAKEN_UP, Circles
from tests.office.matrix_kit import KINDS, OWN, RELATIONS, ROLES, SHARED
from tests.office.practice_kit import NOTE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from casework.office.desk import Desk
    from casework.office.sheets import Page

UNKNOWN, UNKNOWN_ID = "CW-ZZZ9", "0" * 32
#: The ids of the cases by their references, which nobody is ever shown.
IDS: dict[str, str] = {}
NAMED = {
    "poc": PersonRole.PERSON_OF_CONCERN,
    "target": PersonRole.TARGET,
    "reporter": PersonRole.REPORTER,
    "witness": PersonRole.WITNESS,
    "source": PersonRole.SOURCE,
}
WORDS = {**NOTE, "contact_words": "the school office, on 01632 960100"}
HELD = {"removal-asked-on": "2026-11-02", "raised-with-us-first": "no"}
#: Who opens the cases and so holds them all, ordinary and sealed.
HOLD = ("builder", "second-dsl")
ACCUSED = {"head-named": ("head",), "chair-named": ("chair",), "both-named": ("head", "chair")}


@dataclass
class Matrix:
    """The school with every case of the table; references by kind, relation and role."""

    book: Circles
    refs: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def ref(self, kind: str, relation: str, role: str) -> str:
        return self.refs[kind, relation, "" if relation in SHARED else role]

    def desk(self, relation: str, role: str) -> Desk:
        """Return the role's desk, on the day on which they stand in where that is the relation."""
        day = 1 + list(ROLES).index(role) if relation == "deputy-of-head" else 0
        self.book.clock.instant = MONDAY + timedelta(days=day, hours=5)
        return self.book.desk(ROLES[role])


@pytest.fixture(scope="module")
def _staffed(
    _circles_founded: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    """Give the school with somebody more, who opens the cases; everybody has all their keys."""
    home = tmp_path_factory.mktemp("staffed")
    book = _copied(*_circles_founded, home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CASEWORK_STATE", str(home / "state"))
        people.add(book.desk("head"), "builder", ["senior-leader"], stage.PASSWORD)
        for _twice in range(2):
            book.everybody_signs_in([*circles_kit.STAFF, "builder"])
    for desk in book.desks.values():
        desk.session.close()
    return home / "book", home / "state"


@pytest.fixture(scope="module")
def matrices(
    _staffed: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Matrix]]:
    """Give the school with every case of one kind, made when it is first asked for."""
    made: dict[str, Matrix] = {}

    def of(kind: str) -> Matrix:
        if kind not in made:
            home = tmp_path_factory.mktemp("matrix")
            made[kind] = Matrix(book=_copied(*_staffed, home))
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("CASEWORK_STATE", str(home / "state"))
                _prepare(made[kind], kind)
        return made[kind]

    yield of
    for matrix in made.values():
        for desk in matrix.book.desks.values():
            desk.session.close()


def _copied(founded: Path, state: Path, home: Path) -> Circles:
    shutil.copytree(founded, home / "book")
    shutil.copytree(state, home / "state")
    return Circles(folder=home / "book", clock=SetClock(MONDAY, tick=timedelta(milliseconds=10)))


@pytest.fixture(autouse=True)
def _paper_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the paper of this school show every case, however many there are."""
    monkeypatch.setattr(sheets, "MOST_ROWS", 1_000)


def _prepare(matrix: Matrix, kind: str) -> None:
    book = matrix.book
    for relation in RELATIONS:
        for role in ("",) if relation in SHARED else ROLES:
            matrix.refs[kind, relation, role] = _case(book, kind, relation, role)
    IDS.update((row.ref, row.case) for who in HOLD for row in book.desk(who).cards.rows)
    for role, user in ROLES.items():
        people.link(book.desk("admin"), user, f"Later {role}")
        day = MONDAY.date() + timedelta(days=1 + list(ROLES).index(role))
        if user != "head":
            people.away(book.desk("admin"), "head", day, day, user)
    book.everybody_signs_in([*circles_kit.STAFF, "builder"])


def _case(book: Circles, kind: str, relation: str, role: str) -> str:
    named = [book.accused(user) for user in ACCUSED.get(relation, ())]
    if relation in NAMED:
        named.append(book.known(NAMED[relation], ROLES[role]))
    if relation == "linked-later":
        concern = PersonRole.PERSON_OF_CONCERN
        named.append(CasePerson(number=0, role=concern, name=f"Later {role}"))
    if kind == "sealed":
        ref = book.allegation("second-dsl", *named)
    else:
        ref = book.in_hand(*named, who="builder")
        book.take("builder", ref, "conversation.hold", HELD)
        book.take("builder", ref, "conversation.write-note", letter=WORDS)
    holder = "second-dsl" if kind == "sealed" else "builder"
    if kind == "ordinary-with-exclusion":
        cases.exclude(book.desk(holder), ref, "second-dsl", Saying(reason="Related."))
    if relation == "excluded":
        by = book.desk(holder)
        cases.exclude(by, ref, ROLES[role], Saying(reason="Related."))
    if relation == "let-in":
        try:
            cases.admit(book.desk(holder), ref, ROLES[role], Saying(reason="Asked to help."))
        except NotPermitted:
            assert kind == "sealed"
    return ref


# --- surfaces -------------------------------------------------------------------------------------


def _in(refs: Callable[[Desk], set[str]], *, daily: bool = True) -> Callable[[Desk, str], object]:
    """Return a surface that shows a list: what is not in it is as if it had never been.

    It is asked for again on another day, unless it is the same on all.
    """
    known: dict[tuple[int, object], set[str]] = {}

    def ask(desk: Desk, ref: str) -> object:
        asked = id(desk), desk.now().date() if daily else None
        if asked not in known:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(door, "load_by_id", _loaded)
                known[asked] = refs(desk)
        if ref not in known[asked]:
            raise NotFound("It is in no list.", advice="")
        return True

    return ask


_load_by_id = door.load_by_id
_files: dict[tuple[int, str], door.CaseFile] = {}


def _loaded(desk: Desk, case: str) -> door.CaseFile:
    """Open a case once for all the lists of one person: they only read."""
    if (id(desk), case) not in _files:
        _files[id(desk), case] = _load_by_id(desk, case)
    return _files[id(desk), case]


def _listed(**wanted: bool) -> Callable[[Desk], set[str]]:
    def refs(desk: Desk) -> set[str]:
        listed = questions.cases_listed(desk, **wanted)  # type: ignore[arg-type]
        return {row.card.ref for row in listed}

    return refs


def _found(desk: Desk, ref: str) -> object:
    if [one.card.ref for one in questions.cases_listed(desk, find=ref, closed_too=True)] != [ref]:
        raise NotFound("It is not found.", advice="")
    return True


def _examined(desk: Desk) -> set[str]:
    beats: list[str] = []
    found = doctor.examine(desk, beat=beats.append)
    assert [one for one in found if one.damage] == []
    return {one.removeprefix("case ") for one in beats}


def _on_paper(*pages: Page) -> set[str]:
    return {row[0] for page in pages for section in page.sections for row in section.rows}


def _closing(desk: Desk) -> set[str]:
    today = desk.now().date()
    closed = sheets.closed_time(desk, today + timedelta(days=7), today + timedelta(days=30))
    return _on_paper(*sheets.closing_up(desk, closed))


def _in_calendar_file(desk: Desk) -> set[str]:
    content, count = sheets.calendar_file(desk)
    titles = re.findall(r"^SUMMARY:Due: (\S+)", content.decode(), re.MULTILINE)
    assert len(titles) == count
    return set(titles)


def _log(desk: Desk, ref: str) -> object:
    """Read a case's access log, as somebody who has found out its id might try to."""
    return store.read_access(desk.session, IDS.get(ref, UNKNOWN_ID))


def _do(desk: Desk, ref: str) -> object:
    row = desk.cards.get(ref)
    if row is not None and row.place.value == "sealed":
        return cases.rehearse_step(desk, ref, "take-up", told=Answers(facts=TAKEN_UP))
    return cases.rehearse_step(desk, ref, "review", "case")


def _grant(desk: Desk, ref: str) -> object:
    """Decide; whoever may is only asked whether it is theirs, so that others can be asked after."""
    if any(one.yours for one in approvals.waiting(desk, ref)):
        return True
    return approvals.grant(desk, f"{ref}.1")


SURFACES: dict[str, Callable[[Desk, str], object]] = {
    "case list": _in(_listed(closed_too=True)),
    "case list --due": _in(_listed(due_only=True)),
    "case list --find": _found,
    "case show": questions.show,
    "letter list": questions.show,
    "evidence list": evidence.list_evidence,
    "evidence verify": evidence.verify_evidence,
    "export history": lambda at, ref: histories.export_history(
        at, ref, audience="chair", form="txt"
    ),
    "deadline list": _in(lambda desk: {row.ref for row in deadlines.listed(desk)}),
    "approval list": _in(lambda desk: {one.ref for one in approvals.waiting(desk)}),
    "deadline today": _in(lambda desk: _on_paper(sheets.today(desk))),
    "deadline closing-up": _in(_closing),
    "deadline calendar": _in(_in_calendar_file),
    "log": _log,
    "doctor": _in(_examined, daily=False),
    "case note": lambda at, ref: cases.add_note(at, ref, "A note."),
    "case incident": lambda at, ref: cases.add_incident(at, ref, "Again."),
    "case do": _do,
    "approval grant": _grant,
}


def outcome(desk: Desk, surface: str, ref: str) -> str:
    """Return what comes of it; a hidden case is answered word for word as one that never was."""
    try:
        SURFACES[surface](desk, ref)
    except NotFound as hidden:
        return "h" if _said(hidden) == _of_unknown(desk, surface) else "told"
    except NotPermitted:
        return "r"
    return "a"


def _of_unknown(desk: Desk, surface: str) -> tuple[object, ...]:
    with pytest.raises(NotFound) as unknown:
        SURFACES[surface](desk, UNKNOWN)
    return _said(unknown.value)


def _said(error: CaseworkError) -> tuple[object, ...]:
    return error.message, error.advice, error.reasons, error.clauses, error.exit_code


@pytest.mark.timeout(600)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", KINDS)
def test_what_comes_of_it_is_what_the_table_says(
    matrices: Callable[[str], Matrix], kind: str, role: str
) -> None:
    matrix = matrices(kind)
    wanted = {
        (relation, surface): cell
        for (of, relation, who, surface), cell in matrix_kit.cells().items()
        if (of, who) == (kind, role)
    }
    found = {
        (relation, surface): outcome(
            matrix.desk(relation, role), surface, matrix.ref(kind, relation, role)
        )
        for relation, surface in wanted
    }

    assert {
        cell: (found[cell], wanted[cell]) for cell in wanted if found[cell] != wanted[cell]
    } == {}
    assert wanted != {}


def test_no_cell_is_missing() -> None:
    cells = matrix_kit.cells()
    groups = {
        kind: {s for (of, more) in matrix_kit.GROUPS for s in more if of == kind} for kind in KINDS
    }
    whole = {
        (kind, relation, role, surface)
        for kind in KINDS
        for relation in RELATIONS
        for role in ROLES
        for surface in groups[kind]
    }

    assert cells.keys() == whole
    assert {surface for _k, _r, _o, surface in cells} == SURFACES.keys()
    assert set(cells.values()) == {"a", "h", "r"}
    assert set(OWN) | set(SHARED) == set(RELATIONS)


def test_every_command_there_is_has_its_place_in_the_table() -> None:
    shown = {matrix_kit.OWN_ALONE, matrix_kit.ALIKE, matrix_kit.TWINS, *SURFACES}

    assert set(_commands(typer.main.get_command(app))) == matrix_kit.COMMANDS.keys()
    assert set(matrix_kit.COMMANDS.values()) <= shown
    assert "owed" not in shown


def test_wherever_something_could_be_inferred_from_it_is_shown_that_nothing_is() -> None:
    asked_in_both = {n for n, how in matrix_kit.COMMANDS.items() if how != matrix_kit.OWN_ALONE}
    shown = {one for places in matrix_kit.INFERRED_FROM.values() for one in places}

    assert all(matrix_kit.INFERRED_FROM.values())
    assert shown - SURFACES.keys() <= asked_in_both


def _commands(command: object, path: tuple[str, ...] = ()) -> Iterator[str]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield " ".join(path)
        return
    for name, one in inner.items():
        yield from _commands(one, (*path, name))
