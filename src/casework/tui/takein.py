"""A received call gone on with: the questions of a new case, asked of the case that it became.

What the call told already is not asked again, or stands there as the answer. Pure: must not know a
widget.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.domain.dates import parse_when
from casework.domain.people import PersonRole
from casework.office import door, intake, received
from casework.tui import newcase
from casework.tui.sheet import Job, Kept, of_policy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.tui.asking import Question


def job(desk: Desk, ref: str) -> Job:
    """Return the form of a received case. Raises NotFound, hidden or not there."""
    file = door.load(desk, ref)
    return Job(
        desk=desk,
        ref=file.snapshot.ref,
        draft="take-in",
        title=f"{file.snapshot.ref}  Take in what was received",
        button="Take it in",
        begins=dict(_told(desk, file)),
        asked=lambda given: tuple(_asked(desk, file, given)),
        warned=lambda given: _warned(desk, file, given),
        keep=lambda given, mark: _keep(desk, file, given, mark),
        one_by_one=True,
    )


def _asked(desk: Desk, file: CaseFile, given: Mapping[str, str]) -> Iterator[Question]:
    """Yield what a new case is asked and this one does not know, in the same order."""
    kind = received.kind_of(file)
    before = intake.before_contact(kind.case_type)
    if not received.knows(file, PersonRole.REPORTER):
        yield newcase.TELLER
    if not received.knows(file, PersonRole.SOURCE):
        yield newcase.SOURCE
    for fact in received.still_asked(desk, file):
        yield of_policy(fact, f"{newcase.FACT}{fact.name}", needed=fact.name in before)
    if newcase.alleged(kind, given):
        yield newcase.ADULT
    yield newcase.WHEN
    if not received.knows(file, PersonRole.AUTHOR):
        yield newcase.AUTHOR
        if given.get("author"):
            yield newcase.AUTHOR_ABOUT
    if not file.snapshot.categories:
        yield from newcase.categories(kind.policy.categories.values(), given)
    if not (
        received.knows(file, PersonRole.TARGET) or received.knows(file, PersonRole.CHILD_AFFECTED)
    ):
        yield newcase.ABOUT


def _told(desk: Desk, file: CaseFile) -> Iterator[tuple[str, str]]:
    """Yield what the call told of the policy's own questions: it stands there as the answer."""
    for fact in received.still_asked(desk, file):
        known = received.offered(file, fact)
        if known:
            yield f"{newcase.FACT}{fact.name}", known


def _warned(desk: Desk, file: CaseFile, given: Mapping[str, str]) -> tuple[str, ...]:
    """Return what was received, and what is to be said of the answers at once."""
    kinds = (received.kind_of(file),)
    said = (f"Received: {file.snapshot.summary}",) if file.snapshot.summary else ()
    return (*said, *newcase.warned(desk, kinds, given))


def _keep(desk: Desk, file: CaseFile, given: Mapping[str, str], mark: str) -> Kept:
    kind = received.kind_of(file)
    when = given.get("when", "")
    report = intake.Report(
        what="",
        typist=intake.NONE,
        source=given.get("source", ""),
        facts=newcase.kept(kind, given),
        categories=newcase.claims(kind, given),
        people=tuple(newcase.named(kind, given)),
        said_by=given.get("teller", "") or _caller(file),
        happened=parse_when(when, desk.now()) if when else None,
    )
    done = received.take_in(desk, file.snapshot.ref, report, mark)
    told = newcase.warned(desk, (kind,), given)
    return Kept(words=f"Done: {done.ref} is taken in.", ref=done.ref, told=told)


def _caller(file: CaseFile) -> str:
    """Return who told us, as the call has it: their answers are said by them."""
    people = file.snapshot.people
    return next((one.name for one in people if one.role is PersonRole.REPORTER), "")
