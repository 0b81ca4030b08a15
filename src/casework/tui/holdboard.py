"""The holds of one case, open or closed, as a board: set with a reason, let go by whoever may.

While a case is on hold nobody destroys anything of it. Must not know a widget, nor how a period is
worked out.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from casework.domain.dates import instant_words
from casework.domain.people import ROLE_WORDS
from casework.domain.spelling import spelt
from casework.office import retention
from casework.office.keeping import Ground
from casework.office.retention import LIFTS, WORKS
from casework.text import in_words
from casework.tui import keptcases
from casework.tui.boards import DO_HERE, Board, Row, under
from casework.tui.sheet import Job, Kept, choice, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casework.office.desk import Desk
    from casework.office.keeping import Hold

_NONE: Final = "Nothing holds it: once it is closed, its period runs."
_WHY: Final = text("why", "Why?", needed=True)
_MORE: Final = {
    Ground.INQUIRY: "an inquiry",
    Ground.POLICE: "the police",
    Ground.CLAIM: "a claim, or one that may come",
    Ground.APPEAL: "an appeal",
    Ground.ACCESS_REQUEST: "a request for somebody’s own data (SAR)",
    Ground.INSPECTION: "an inspection",
}


def may(desk: Desk) -> bool:
    """Tell whether this person has anything to do with holds; no case is opened to tell."""
    return not desk.actor.roles.isdisjoint(WORKS)


class Holds:
    """The holds of one case, made anew whenever something was done."""

    def __init__(self, desk: Desk, ref: str) -> None:
        self._desk, self._ref = desk, ref

    def __call__(self) -> Board:
        """Return each hold: since when, by whom, what for and why; and what can be done."""
        found = retention.holds(self._desk, self._ref)
        standing = [one for one in found if one.lifted is None]
        gone = [one for one in found if one.lifted is not None]
        none = () if standing else (Row(left=_NONE),)
        return Board(
            title=f"{self._ref}  Held from being destroyed",
            rows=(
                *under(DO_HERE, self._doings(standing)),
                *under("On hold", (_row(self._desk, one) for one in standing)),
                *none,
                *under("Let go", (_row(self._desk, one) for one in reversed(gone))),
            ),
        )

    def _doings(self, standing: list[Hold]) -> Iterator[Row]:
        if self._desk.read_only:
            return
        hold = partial(hold_job, self._desk, self._ref)
        yield Row(left="Hold it: nobody destroys it", leads=hold, also="legal police claim")
        if not standing:
            return
        if self._desk.actor.roles.isdisjoint(LIFTS):
            who = in_words((ROLE_WORDS[one] for one in LIFTS), "or")
            yield Row(left="Letting it go is not yours", beside=f"it takes a {who}")
        else:
            release = partial(release_job, self._desk, self._ref)
            yield Row(left="Let every hold go", leads=release, also="lift release end")


def _row(desk: Desk, one: Hold) -> Row:
    told = f"for {_MORE[one.ground]}, by {_name(desk, one.by)}. Why: {one.why}"
    if one.lifted is not None:
        told += (
            f"\nLet go {instant_words(one.lifted)} by {_name(desk, one.lifted_by)}. "
            f"Why: {one.lifted_why}"
        )
    return Row(left=instant_words(one.at), beside=told)


def _name(desk: Desk, user: str) -> str:
    found = desk.session.directory.users.get(user)
    return found.name if found else "somebody"


def hold_job(desk: Desk, ref: str) -> Job:
    """Return the form that holds a case."""
    grounds = ((words, str(ground)) for ground, words in _MORE.items())

    def keep(told: Mapping[str, str], _mark: str) -> Kept:
        ground = Ground(told["ground"])
        retention.hold(desk, ref, ground, told["why"])
        keptcases.again(desk, ref)
        return Kept(words=f"Done: {ref} is on hold: {spelt(ground)}.")

    return Job(
        desk=desk,
        ref=ref,
        draft="hold",
        title=f"{ref}  Hold it: nobody destroys it",
        button="Hold it",
        says=(
            "Its period stands still until somebody lets the hold go; a plan to destroy it ends.",
            "Whoever is named in the case decides nothing about this.",
        ),
        asked=lambda _given: (choice("ground", "What for?", *grounds), _WHY),
        keep=keep,
    )


def release_job(desk: Desk, ref: str) -> Job:
    """Return the form that lets every hold of a case go."""

    def keep(told: Mapping[str, str], _mark: str) -> Kept:
        retention.release(desk, ref, told["why"])
        keptcases.again(desk, ref)
        return Kept(words=f"Done: {ref} is not on hold any more.")

    return Job(
        desk=desk,
        ref=ref,
        draft="hold-release",
        title=f"{ref}  Let every hold go",
        button="Let it go",
        says=("Its period runs on from today. What is to be destroyed is agreed on anew.",),
        asked=lambda _given: (_WHY,),
        keep=keep,
    )
