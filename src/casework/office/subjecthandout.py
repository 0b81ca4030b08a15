"""Handing out what is held about one person: a history of each case, everybody else masked.

Each file is made as any history for a person who asks for their own data is, with the reason for
each masking on its first page, read back, and put on record in its case. Must not know how a
history is written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from casework.errors import Refused
from casework.exports.readers import Audience
from casework.office import cases, histories, histories_bundles, subjectaccess, subjectsearch
from casework.office.histories_asked import Asked
from casework.office.subjectaccess import HANDED_OUT, TRACK
from casework.office.subjectanswers import HANDED_OUT as HANDED_OUT_APART
from casework.office.subjectanswers import answer as answered_with
from casework.office.subjectanswers import look

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casework.office.desk import Desk
    from casework.office.histories import Exported
    from casework.office.subjectsearch import Found, Whom

#: The form that holds every other, and the evidence that may go with it.
BUNDLE = "bundle"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class HandedOut:
    """What goes to the person, ready to be saved; none where nothing is held."""

    files: tuple[Exported, ...]


def hand_out(desk: Desk, ref: str, form: str = "pdf") -> HandedOut:
    """Hand out what the ordinary cases hold that this person may open; it is on record first.

    Raises Refused while a place found was not said to be them or another, and until safeguarding
    and the chair were asked.
    """
    trigger = _step(desk, ref)
    cases.rehearse_step(desk, ref, trigger, TRACK)
    request = subjectaccess.request(desk, ref)
    wanted = subjectsearch.whom(request)
    found = subjectsearch.search(desk, wanted)
    files = tuple(_files(desk, wanted, subjectsearch.must_be_said(found), form))
    cases.take_step(desk, ref, trigger, TRACK)
    return HandedOut(files=files)


def hand_out_apart(desk: Desk, ref: str, said: str, form: str = "pdf") -> HandedOut:
    """Hand out what the sealed cases hold, and answer the question so."""
    asked, found = look(desk, ref)
    them = subjectsearch.must_be_said(found)
    if not them:
        raise Refused(
            "No place in the sealed cases is this person, so there is nothing to hand out.",
            advice="Answer nothing: casework sar answer REF --outcome nothing.",
        )
    files = tuple(_files(desk, asked.whom, them, form))
    answered_with(desk, ref, HANDED_OUT_APART, said)
    return HandedOut(files=files)


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
