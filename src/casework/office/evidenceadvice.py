"""What was advised about a locked file: on record before it may be destroyed, alone or with a case.

A file is locked because it should not have been taken in, as a picture of a child that the law
forbids anybody to keep. It is evidence of an offence as well, so the school neither looks at it
again nor destroys it of its own accord: the police, or the designated safeguarding lead (DSL) under
the guidance on such pictures, say what becomes of it (``domain.md`` section 12; *default*). Once
they say that it goes, no year and no class of records keeps it: keeping it is the offence. Two
people and the time to think it over are still asked for, and a legal hold still keeps it. Must not
open a file, nor know how one is destroyed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from casework import store
from casework.domain.dates import day_words, local_day
from casework.domain.sheets import with_file
from casework.errors import NotFound, NotPermitted, Refused, UsageFault
from casework.office import capacities, door, evidence, evidencecustody, keeping
from casework.office.evidencecustody import Touch
from casework.office.evidencegate import lead_words
from casework.office.evidencelocks import (
    WORDS,
    Advice,
    is_withheld,
    last_advice,
    says_destroy,
    waiting,
)
from casework.office.evidencesheets import day
from casework.office.retention import WORKS, must_be_free
from casework.office.saying import line
from casework.text import in_words, large

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.domain.case import Snapshot
    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.office.evidence import Item


class Adviser(StrEnum):
    """Who can say what becomes of a locked file."""

    POLICE = "police"
    DSL = "dsl"


#: The questions of the form, in its order.
ASKS: Final = {
    "adviser": "Who advised?",
    "name": "Who of the police, by name or number?",
    "on": "On which date did they say so?",
    "reference": "Which reference did they give: a crime or log number?",
    "advice": "What did they say becomes of it?",
}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Advised:
    """Advice as typed. Of the safeguarding lead's own, their sign-in is the name."""

    adviser: str
    advice: str
    on: str
    name: str = ""
    reference: str = ""


def advisers(desk: Desk, case: Snapshot) -> Mapping[Adviser, str]:
    """Return how each of them is called in a case, which is never whom it is about."""
    return {Adviser.POLICE: "the police", Adviser.DSL: lead_words(desk, case)}


def advise(desk: Desk, ref: str, number: int, told: Advised) -> Item:
    """Put advice about a locked file on record; what was proposed or agreed before it is over.

    The safeguarding lead records their own. Raises UsageFault with every answer that is missing,
    Refused for a file that is not locked, NotPermitted for whoever is named in the case.
    """
    desk.must_write()
    file = door.load(desk, ref)
    item = with_file_of(desk, file, number)
    if not is_withheld(item) or item.destroyed:
        raise Refused(
            "This file is not locked, so nobody’s advice is needed on it.",
            advice="Lock it first if it should not have been taken in: casework evidence withhold.",
        )
    said = _checked(desk, file.snapshot, item, told)
    must_be_free(desk, file.snapshot, WORKS)
    if _adviser(told) == Adviser.DSL:
        _must_be_theirs(desk, file.snapshot)
    entry = evidencecustody.payload(Touch.ADVISED, item.number, item.nth, item.digest, said)
    with store.together(desk.session, file.history.place):
        evidencecustody.log(desk, file, entry)
        must_begin_anew(desk, file, item, "There is advice about it.")
    return with_file_of(desk, file, number)


def with_file_of(desk: Desk, case: CaseFile, number: int) -> Item:
    """Return one that has or had a file: it stands, or it was taken back and its file is there yet.

    Raises NotFound where there is none, UsageFault where no file was taken in with it.
    """
    every = evidence.items_of(desk, case)
    gone = [one for one in every if one.number == number and one.taken_back]
    try:
        item = evidence.item_of(desk, case, number)
    except NotFound:
        if not gone:
            raise
        item = gone[-1]
    if not with_file(item.sheet):
        raise UsageFault(
            "No file was taken in with this piece of evidence.",
            advice="casework evidence show has its sheet, which goes with the case.",
        )
    return item


def must_begin_anew(desk: Desk, file: CaseFile, item: Item, why: str) -> None:
    """Let a destruction that was begun, and cut short, not go on by itself: something is said."""
    if item.going and not item.destroyed:
        keeping.write(desk, file.case, "declined", why=why)


def _must_be_theirs(desk: Desk, case: Snapshot) -> None:
    if "dsl" not in capacities.actor_in(desk, case).roles:
        raise NotPermitted(
            "This advice is not yours to record.",
            advice=f"Ask {lead_words(desk, case)} to sign in and record it.",
        )


def _adviser(told: Advised) -> str:
    return line(told.adviser).casefold()


def _checked(desk: Desk, case: Snapshot, item: Item, told: Advised) -> dict[str, str]:
    problems = []
    adviser, advice = _adviser(told), line(told.advice).casefold()
    if adviser not in set(Adviser):
        problems.append(f"{ASKS['adviser']} It takes {in_words(Adviser, 'or')}.")
    if advice not in set(Advice):
        problems.append(f"{ASKS['advice']} It takes {in_words(Advice, 'or')}.")
    name, reference, on = line(told.name), line(told.reference), None
    try:
        on = _day(desk, item, told.on)
    except UsageFault as fault:
        problems.append(fault.message)
    if adviser != Adviser.DSL:
        given = {"name": name, "reference": reference}
        problems += [f"An answer is needed: {ASKS[key]}" for key, said in given.items() if not said]
    if problems or on is None:
        raise UsageFault(
            "Some answers about the advice are missing or wrong.",
            advice="Nothing was recorded. Give these answers, then record it again.",
            reasons=tuple(problems),
        )
    return {
        "advice": WORDS[Advice(advice)],
        "given by": advisers(desk, case)[Adviser(adviser)],
        "name": desk.session.name if adviser == Adviser.DSL else name,
        "on": day_words(on),
        "reference": reference,
    }


def _day(desk: Desk, item: Item, typed: str) -> date:
    """Return the day of the advice. Raises UsageFault for none, and for one that cannot be."""
    try:
        said = day(typed, desk.now())
    except UsageFault as fault:
        raise UsageFault(f"{ASKS['on']} {fault.message}", advice=fault.advice) from None
    taken_in = local_day(item.at)
    if not said:
        raise UsageFault(f"An answer is needed: {ASKS['on']}", advice="Give a day.")
    if date.fromisoformat(said) < taken_in:
        raise UsageFault(
            f"{ASKS['on']} The file was taken in only on {day_words(taken_in)}.",
            advice="Give that day or a later one.",
        )
    return date.fromisoformat(said)


def words(item: Item) -> str:
    """Return the last advice on a locked file as a sentence, or that there is none."""
    said = last_advice(item)
    if said is None:
        return "No advice about it is on record: ask the police or safeguarding."
    reference = f", reference {said['reference']}" if said["reference"] else ""
    who = f"{said['given by']} ({said['name']})"
    return f"{large(who)} advised on {said['on']} {said['advice']}{reference}."


def must_say_destroy(desk: Desk, file: CaseFile, item: Item) -> None:
    """Raise Refused for a locked file while nobody's advice to destroy it is on record."""
    if is_withheld(item) and not says_destroy(item):
        raise Refused(
            "This file is locked, and no advice to destroy it is on record.",
            advice=f"Ask the police or {lead_words(desk, file.snapshot)}, then record what they "
            "say: casework evidence advise.",
        )


def must_keep_none(desk: Desk, file: CaseFile) -> None:
    """Raise Refused for a whole case with a locked file that no advice lets go."""
    locked = waiting(desk, file)
    if locked:
        which = in_words(str(number) for number in locked)
        raise Refused(
            "A file of evidence in this case is locked, and no advice to destroy it is on record.",
            advice=f"Record what the police or {lead_words(desk, file.snapshot)} say of evidence "
            f"{which}: casework evidence advise.",
        )
