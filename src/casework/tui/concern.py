"""Handing in a concern about an adult: open to everybody, and never seen here again by them.

Pure: must not know a widget, nor what becomes of what was handed in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.office import capacities, concerns
from casework.tui.sheet import NO, YES, Job, Kept, choice, line, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.office.desk import Desk
    from casework.tui.asking import Question

SAYS: Final = (
    "Anything about an adult and a child that worries you, however small: no proof",
    "is needed. Ask the child no more than you must, and do not tell the adult.",
    "A child in danger now? Ring 999 first.",
)
#: Whose it becomes, by the answer to the first question.
GOES_TO: Final = {
    NO: ("It goes to safeguarding, past whoever it is about.",),
    YES: ("It goes to the chair of governors. The headteacher learns nothing of it.",),
}
HANDED_IN: Final = "Handed in. You will not see it here again."
TOLD_BY: Final = (
    ("a parent", "parent"),
    ("a colleague", "staff"),
    ("a child", "child"),
    ("I saw it myself, or other", "other"),
)


def job(desk: Desk) -> Job:
    """Return the form of a concern."""
    return Job(
        desk=desk,
        draft="concern",
        title="Hand in a concern",
        button="Hand it in",
        says=SAYS,
        asked=_asked,
        warned=lambda given: GOES_TO.get(given.get("head", ""), ()),
        keep=lambda given, _mark: _keep(desk, given),
    )


def _asked(given: Mapping[str, str]) -> tuple[Question, ...]:
    head = choice("head", "Is it about the headteacher?", ("no", NO), ("yes", YES))
    about = () if given.get("head") == YES else (line("about", "Which adult, by name"),)
    return (
        head,
        *about,
        text("words", "What was seen or heard, when and by whom?", needed=True),
        choice("told-by", "Who told you?", *TOLD_BY),
    )


def _keep(desk: Desk, given: Mapping[str, str]) -> Kept:
    about = _head(desk) if given.get("head") == YES else given.get("about", "")
    told = concerns.Concern(
        words=given.get("words", ""), about=about, told_by=given.get("told-by", "other")
    )
    receipt = concerns.hand_in(desk, told)
    ring = (f"  {who}: {number}" for who, number in receipt.ring)
    return Kept(words=HANDED_IN, told=("Now ring, so that it does not wait:", "", *ring))


def _head(desk: Desk) -> str:
    """Return the name of the headteacher: the school's first, should there be several."""
    school = desk.school_slug("")
    heads = capacities.heads_of(desk, school)
    users = desk.session.directory.users
    return next((users[user].name for user in sorted(heads) if user in users), "the headteacher")
