"""Forms that somebody did not finish: what each is called, and the form with its words in it.

One cannot be opened any more where its step is gone: then it says where it belongs. Must not know
what a form asks, nor a widget.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casework.errors import CaseworkError
from casework.office import drafts
from casework.tui import casejobs, caseview, intake, letterjobs, limitjobs
from casework.tui.stepjob import step_job

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casework.office.desk import Desk
    from casework.office.drafts import Draft
    from casework.tui.sheet import Job

#: The place where a form about no case belongs, by how its name begins.
_PLACES: Final = {
    "calendar": "calendar",
    "setting": "settings",
    "length": "settings",
    "person": "people",
    "policy": "policies",
    "figures": "counts",
    "request": "requests",
    "today": "today",
    "backup": "backups",
}
#: How a form of a letter is kept, where it is not under the name of its table.
_OF_LETTER: Final = {"own": "paragraph", "anew": "rewrite"}
_LIFE: Final = {"sign": "signed", "send": "sent", "receive": "received"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """One unfinished form: its words, the form itself, or the case or the place it belongs to."""

    words: str
    job: Job | None = None
    ref: str = ""
    place: str = ""


def left(desk: Desk) -> tuple[Left, ...]:
    """Return this person's unfinished forms that lead anywhere, the latest first."""
    found = (_left(desk, one) for one in drafts.waiting(desk))
    return tuple(one for one in found if one is not None)


def _left(desk: Desk, draft: Draft) -> Left | None:
    try:
        job = _job(desk, draft)
    except (CaseworkError, LookupError, ValueError):  # of a step, a letter, a case that is gone
        job = None
    if job is not None:
        about = "" if not job.ref or job.ref in job.title else f"{job.ref}  "
        return Left(words=f"{about}{job.title}", job=job)
    if draft.ref and desk.cards.get(draft.ref) is not None:
        return Left(words=f"{draft.ref}  A form that was begun: open the case", ref=draft.ref)
    place = _PLACES.get(draft.form.partition(" ")[0], "")
    return Left(words=f"A form that was begun: {draft.form}", place=place) if place else None


def _job(desk: Desk, draft: Draft) -> Job | None:
    if draft.form in intake.JOBS:
        return intake.job_of(draft.form, desk, draft.ref)
    if not draft.ref:
        return None
    if draft.form in casejobs.JOBS:
        return casejobs.JOBS[draft.form](desk, draft.ref)
    kind, _, rest = draft.form.partition("-")
    opens = _KINDS.get(kind)
    return opens(desk, draft.ref, rest) if opens else None


def _step(desk: Desk, ref: str, rest: str) -> Job | None:
    view = caseview.view(desk, ref)
    fits = (one for one in view.choices if f"{one.track}-{one.trigger}" == rest)
    choice = next(fits, None)
    return step_job(desk, ref, choice, view.revision) if choice is not None else None


def _letter(desk: Desk, ref: str, rest: str) -> Job:
    number, _, name = rest.partition("-")
    known = _OF_LETTER.get(name) or _LIFE.get(name) or name
    if known in letterjobs.JOBS:
        return letterjobs.JOBS[known](desk, ref, int(number))
    return letterjobs.fact_job(desk, ref, int(number), name)


def _limit(change: str) -> Callable[[Desk, str, str], Job]:
    def opens(desk: Desk, ref: str, name: str) -> Job:
        titles = {one.name: one.title for one in limitjobs.running(desk, ref)}
        return limitjobs.limit_job(desk, ref, name, titles[name], change)

    return opens


_KINDS: Final[Mapping[str, Callable[[Desk, str, str], Job | None]]] = {
    "step": _step,
    "letter": _letter,
    "answer": casejobs.answer_job,
    "correct": lambda desk, ref, entry: casejobs.correct_job(desk, ref, int(entry)),
    **{change: _limit(change) for change in limitjobs.CHANGES if "-" not in change},
}
