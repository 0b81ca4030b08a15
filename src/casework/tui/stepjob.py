"""A step of the policy as a form: what it will do, its questions, taking it. It knows no widget.

Every step of every policy is taken with this, on the screens and in the numbered dialogue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.domain.dates import local_day
from casework.errors import UsageFault
from casework.office import cases, door, laws
from casework.tui import asking, foretold
from casework.tui.sheet import Job, Kept, answered, missing
from casework.tui.stepverbs import did, verb

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.tui.asking import Question
    from casework.tui.caseview import Choice


def step_job(desk: Desk, ref: str, choice: Choice, revision: int) -> Job:
    """Return the form of a step, based on the case as it stood at ``revision``."""
    file = door.load(desk, ref)
    if laws.name_of(desk, file.snapshot.digest) == laws.SUBJECT_ACCESS:
        from casework.tui import requestjobs  # loads what looks for a person, and hands out

        if choice.trigger in requestjobs.BY_STEP:
            return requestjobs.BY_STEP[choice.trigger](desk, ref)  # it does more than the step
    case_type = file.policy.case_types[file.snapshot.case_type]
    asked = asking.questions_of(desk, file, choice.step)
    known = {one.name: one.known for one in asked if one.known}
    return Job(
        desk=desk,
        ref=file.snapshot.ref,
        draft=f"step-{choice.track}-{choice.trigger}",
        title=f"{file.snapshot.ref}  {choice.says}",
        button=verb(choice),
        says=foretold.ahead(case_type, choice.step),
        guide=_guided(desk, file, choice),
        begins=known,
        asked=lambda _given: asked,
        warned=_warned(desk, ref, choice, asked),
        rehearses=True,
        keep=_keep(desk, ref, choice, asked, revision),
    )


def _guided(desk: Desk, file: CaseFile, choice: Choice) -> str:
    """Return what a practice school's own case says of its next step, where this is it."""
    if not desk.settings.practice:
        return ""
    from casework.office import practiceway  # a practice school's alone

    guided = practiceway.told(file.snapshot, desk.session.name, desk.now())
    if guided is None or guided.step != (choice.track, choice.trigger):
        return ""
    return guided.form


def _warned(
    desk: Desk, ref: str, choice: Choice, asked: tuple[Question, ...]
) -> Callable[[Mapping[str, str]], tuple[str, ...]]:
    """Return what says, once all is answered, what comes of it with its days: or why it cannot.

    It is rehearsed anew where an answer counts for what comes of it; a refusal holds for the very
    answers alone that were refused. What cannot be read yet is still being typed: nothing is said.
    """
    known: dict[Hashable, tuple[str, ...]] = {}

    def warned(given: Mapping[str, str]) -> tuple[str, ...]:
        if missing(asked, given) is not None:
            return ()
        try:
            told = asking.told(asked, given)
            saying = asking.saying(given, desk.now())
        except UsageFault:
            return ()
        counts = (_counting(asked, given), saying.happened, local_day(desk.now()))
        whole = (counts, tuple(sorted(given.items())))
        if counts not in known and whole not in known:
            lines, can = foretold.foretold(desk, ref, choice, told, saying)
            known[counts if can else whole] = tuple(dict.fromkeys(one for one in lines if one))
        return known[counts] if counts in known else known[whole]

    return warned


def _counting(asked: tuple[Question, ...], given: Mapping[str, str]) -> tuple[str, ...]:
    """Return the answers on which more may hang than what is written down: no words."""
    chosen = {asking.Form.CHOICE, asking.Form.DAY}
    values = ((one.form, given.get(one.name, "").strip()) for one in asked)
    return tuple(told if form in chosen or told.isdecimal() else "" for form, told in values)


def _keep(
    desk: Desk, ref: str, choice: Choice, asked: tuple[Question, ...], revision: int
) -> Callable[[Mapping[str, str], str], Kept]:
    def keep(given: Mapping[str, str], mark: str) -> Kept:
        if given.get(asking.SURE, "yes") != "yes":
            raise UsageFault(
                "Nothing was done, as you said that it is not meant yet.",
                advice="Choose yes, or go back with Esc.",
            )
        plain = answered(asked, given)
        done = cases.take_step(
            desk,
            ref,
            choice.trigger,
            choice.track,
            asking.told(asked, plain),
            asking.saying(plain, desk.now(), revision, mark),
        )
        return Kept(words=f"Done: {did(choice.says)}.", ref=done.ref, undo=True)

    return keep
