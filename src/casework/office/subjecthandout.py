"""Handing out what is held about one person: a history of each case, everybody else masked.

Each file is made as any history for a person who asks for their own data is, with the reason for
each masking on its first page, read back, and put on record in its case. A letter goes with them.
Must not know how a history is written, nor what the letter says.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from casework import store
from casework.errors import Refused
from casework.exports.readers import Audience
from casework.office import (
    cases,
    histories,
    histories_bundles,
    letterparties,
    outside,
    subjectaccess,
    subjectletter,
    subjectsearch,
)
from casework.office.histories_asked import Asked
from casework.office.letterparties import Signatory
from casework.office.subjectaccess import HANDED_OUT, TRACK
from casework.office.subjectanswers import HANDED_OUT as HANDED_OUT_APART
from casework.office.subjectanswers import answer as answered_with
from casework.office.subjectanswers import look
from casework.office.subjectletter import Answer
from casework.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from casework.office.desk import Desk
    from casework.office.histories import Exported
    from casework.office.subjectanswers import Question
    from casework.office.subjectletter import CoveringLetter
    from casework.office.subjectsearch import Found, Whom

#: The form that holds every other, and the evidence that may go with it.
BUNDLE = "bundle"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class HandedOut:
    """What goes to the person, ready to be saved: no file where nothing is held, the letter always.

    ``letter`` covers them: what is sent, what is withheld and why, where to complain.
    """

    files: tuple[Exported, ...]
    letter: CoveringLetter


def hand_out(
    desk: Desk, ref: str, form: str = "pdf", given: Mapping[str, str] | None = None
) -> HandedOut:
    """Hand out what the ordinary cases hold that this person may open; it is on record first.

    ``given`` are values for the letter, by field. Raises Refused while a place found was not said
    to be them or another, and until safeguarding and the chair were asked; UsageFault for a value
    that cannot be read.
    """
    given = given or {}
    subjectletter.must_be_readable(desk, given)
    trigger = _step(desk, ref)
    cases.rehearse_part(desk, subjectaccess.load(desk, ref), trigger, TRACK)
    request = subjectaccess.request(desk, ref)
    wanted = subjectsearch.whom(request)
    found = subjectsearch.search(desk, wanted)
    files = tuple(_files(desk, wanted, subjectsearch.must_be_said(found), form))
    letter = subjectletter.covering_letter(desk, _answer(desk, ref, request, files), form, given)
    _log(desk, subjectaccess.load(desk, ref).case, letter)
    cases.take_part(desk, subjectaccess.load(desk, ref), trigger, TRACK)
    return HandedOut(files=files, letter=letter)


def hand_out_apart(
    desk: Desk, ref: str, said: str, form: str = "pdf", given: Mapping[str, str] | None = None
) -> HandedOut:
    """Hand out what the sealed cases hold, and answer the question so."""
    given = given or {}
    subjectletter.must_be_readable(desk, given)
    asked, found = look(desk, ref)
    them = subjectsearch.must_be_said(found)
    if not them:
        raise Refused(
            "No place in the sealed cases is this person, so there is nothing to hand out.",
            advice="Answer nothing: casework sar answer REF --outcome nothing.",
        )
    files = tuple(_files(desk, asked.whom, them, form))
    letter = subjectletter.covering_letter(desk, _answer_apart(desk, asked, files), form, given)
    for case in dict.fromkeys(one.case for one in them):
        _log(desk, case, letter)
    answered_with(desk, ref, HANDED_OUT_APART, said)
    return HandedOut(files=files, letter=letter)


def free_folder(folder: Path, ref: str) -> str:
    """Return a folder within another that is not there yet: the request's, else with a number."""
    number, found = 1, folder / f"{ref}-own-data"
    while found.exists() or found.is_symlink():
        number += 1
        found = folder / f"{ref}-own-data-{number}"
    outside.must_be_free(str(found))
    return str(found)


def write(made: HandedOut, out: str) -> None:
    """Write every file and the letter into a new folder. Raises MachineFault where it refuses."""
    outside.new_folder(out)
    whole = {one.name: one.content for one in made.files} | {made.letter.name: made.letter.content}
    for name, content in whole.items():
        outside.write_file(str(Path(out) / name), content)


def _answer(
    desk: Desk, ref: str, request: subjectaccess.Request, files: Iterable[Exported]
) -> Answer:
    school = desk.school(request.school)
    return Answer(
        request=request.ref,
        school=request.school,
        person=request.person,
        asked_by=request.asked_by,
        asked_on=date.fromisoformat(request.came_on),
        sent=_enclosed(files),
        signs=letterparties.signatory(desk, subjectaccess.load(desk, ref), school),
    )


def _answer_apart(desk: Desk, asked: Question, files: Iterable[Exported]) -> Answer:
    """Return what the letter of whoever answers apart is about: they sign it themselves."""
    name = letterparties.name_in_cases(desk, desk.session.user) or desk.session.name
    return Answer(
        request=asked.request,
        school=asked.school,
        person=asked.names[0],
        asked_by=asked.asked_by,
        sent=_enclosed(files),
        signs=Signatory(name=name, role="", reach=name),
    )


def _enclosed(files: Iterable[Exported]) -> tuple[tuple[str, str], ...]:
    held = ((one, plural(one.entries, "entry", "entries")) for one in files)
    return tuple((f"{one.name}, {entries}", one.check_code) for one, entries in held)


def _log(desk: Desk, case: str, letter: CoveringLetter) -> None:
    """Put on record which letter went with what was handed out."""
    said = (
        f"made the letter that goes with it, SHA-256 {hashlib.sha256(letter.content).hexdigest()}"
    )
    store.log_access(desk.session, case, said.encode(), now=desk.now())


def _step(desk: Desk, ref: str) -> str:
    again = subjectaccess.load(desk, ref).snapshot.state(TRACK) == HANDED_OUT
    return "hand-out-again" if again else "hand-out"


def _files(desk: Desk, wanted: Whom, them: Iterable[Found], form: str) -> Iterator[Exported]:
    before: set[str] = set()
    for one in them:
        made = _made(desk, wanted, one, form)
        yield replace(made, name=_other(made.name, one.number)) if one.ref in before else made
        before.add(one.ref)


def _other(name: str, number: int) -> str:
    """Return the name of a further file of one case: for a person who has two numbers in it."""
    stem, dot, ending = name.rpartition(".")
    return f"{stem}-{number}{dot}{ending}"


def _made(desk: Desk, wanted: Whom, one: Found, form: str) -> Exported:
    asked = Asked(why=f"Request {wanted.request}", to=wanted.names[0], person=str(one.number))
    reader = str(Audience.SUBJECT_ACCESS)
    if form == BUNDLE:
        return histories_bundles.export_bundle(desk, one.ref, audience=reader, asked=asked)
    return histories.export_history(desk, one.ref, audience=reader, form=form, asked=asked)
