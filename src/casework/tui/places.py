"""Where one can go and what one can do from everywhere: one table, which all front ends read.

The global keys, the command palette, the help and the numbered menu are made from it, so none of
them can leave something out. Pure but for the screens, which are loaded when one goes there. Must
not know what a screen shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from casework.tui.deeds import DEEDS as DEEDS
from casework.tui.deeds import Deed as Deed
from casework.tui.deeds import deeds as deeds

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.office.desk import Desk
    from casework.tui.frame import Page


def _everybody(_desk: Desk) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A screen one can go to from anywhere.

    ``key`` is Textual's name of the key, or empty where only the palette leads there. ``synonyms``
    are what people call it. To whoever ``may`` not go there it does not exist: no key, no row. One
    that opens ``over`` what one is doing leaves it open below.
    """

    id: str
    key: str
    words: str
    synonyms: tuple[str, ...]
    opens: Callable[[Desk], Page]
    may: Callable[[Desk], bool] = _everybody
    over: bool = False


# --- how each screen is opened: nothing of it is loaded before ------------------------------------


def _mine(desk: Desk) -> Page:
    from casework.tui.mylist import MyList

    return MyList(desk)


def _all(desk: Desk) -> Page:
    from casework.tui.mylist import MyList

    return MyList(desk, closed=True)


def _today(desk: Desk) -> Page:
    from casework.tui.today import Today

    return Today(desk)


def _sealed(desk: Desk) -> Page:
    from casework.tui.mylist import MyList

    return MyList(desk, closed=True, sealed=True)


def _sealed_for(desk: Desk) -> bool:
    from casework.tui import listed

    return any(row.sealed for row in listed.listing(desk).rows())


def _decisions(desk: Desk) -> Page:
    from casework.tui.decisions import Decisions

    return Decisions(desk)


def _call(desk: Desk) -> Page:
    from casework.tui.intake import form_of

    return form_of("call", desk)


def _new(desk: Desk) -> Page:
    from casework.tui.intake import form_of

    return form_of("new", desk)


def _concern(desk: Desk) -> Page:
    from casework.tui.intake import form_of

    return form_of("concern", desk)


def _counts(desk: Desk) -> Page:
    from casework.tui import countsboard
    from casework.tui.boardpage import BoardPage

    return BoardPage(desk, partial(countsboard.board, desk), place="counts")


def _counts_for(desk: Desk) -> bool:
    from casework.tui import countsboard

    return countsboard.may(desk)


def _chair(desk: Desk) -> Page:
    from casework.tui import chairboard
    from casework.tui.boardpage import BoardPage

    return BoardPage(desk, partial(chairboard.board, desk), place=CHAIR)


def _chair_for(desk: Desk) -> bool:
    from casework.tui import chairboard

    return chairboard.may(desk)


def _keeping(desk: Desk) -> Page:
    from casework.tui import keepingboard
    from casework.tui.boardpage import BoardPage

    return BoardPage(desk, partial(keepingboard.board, desk), place="keeping")


def _keeping_for(desk: Desk) -> bool:
    from casework.tui import keepingboard

    return keepingboard.may(desk)


def _backups(desk: Desk) -> Page:
    from casework.tui import backupsboard
    from casework.tui.boardpage import BoardPage

    return BoardPage(desk, partial(backupsboard.board, desk), place="backups")


def _calendar(desk: Desk) -> Page:
    from casework.tui import calendarboard
    from casework.tui.boardpage import BoardPage

    return BoardPage(desk, partial(calendarboard.board, desk), place="calendar")


def _settings(desk: Desk) -> Page:
    from casework.tui import settingsboard
    from casework.tui.boardpage import BoardPage

    return BoardPage(desk, partial(settingsboard.board, desk), place="settings")


def _people(desk: Desk) -> Page:
    from casework.tui import peopleboard
    from casework.tui.boardpage import BoardPage

    return BoardPage(desk, partial(peopleboard.board, desk), place="people")


def _policies(desk: Desk) -> Page:
    from casework.tui import policyboard
    from casework.tui.boardpage import BoardPage

    return BoardPage(desk, partial(policyboard.board, desk), place="policies")


def _panel(desk: Desk) -> Page:
    from casework.tui.intake import form_of

    return form_of("panel", desk)


def _requests(desk: Desk) -> Page:
    from casework.tui import requestsboard
    from casework.tui.boardpage import BoardPage

    return BoardPage(desk, partial(requestsboard.board, desk), place="requests")


def _requests_for(desk: Desk) -> bool:
    from casework.tui import requestsboard

    return requestsboard.may(desk)


def _writers(desk: Desk) -> bool:
    return not desk.read_only


def _takers_in(desk: Desk) -> bool:
    from casework.tui.intake import takes_in

    return takes_in(desk)


#: These work whatever lies on top, a form included: safety does not wait for a form.
ALWAYS: Final = frozenset({"switch", "ring", "lock", "leave"})
#: Who may go to a form that writes something down.
WRITES: Final = frozenset({_writers, _takers_in})
#: Where everybody is after signing in: it lies below all others.
HOME: Final = "mine"
#: What lies over it for the chair of governors.
CHAIR: Final = "chair"

PLACES: Final[tuple[Place, ...]] = (
    Place(
        id="mine",
        key="f2",
        words="My list",
        synonyms=("open cases", "my cases", "what is due", "start", "home"),
        opens=_mine,
    ),
    Place(
        id="all",
        key="f3",
        words="All cases",
        synonyms=("closed cases", "old cases", "every case", "archive"),
        opens=_all,
    ),
    Place(
        id="today",
        key="f5",
        words="Today",
        synonyms=("due", "deadlines", "late", "what now", "daily sheet", "to sign"),
        opens=_today,
    ),
    Place(
        id="decisions",
        key="f4",
        words="Decisions",
        synonyms=("approve", "approvals", "agree", "sign off", "queue", "yes or no"),
        opens=_decisions,
    ),
    Place(
        id="call",
        key="f8",
        words="A call",
        synonyms=("telephone", "phone", "somebody rings", "rang", "caller", "message"),
        opens=_call,
        may=_takers_in,
        over=True,
    ),
    Place(
        id="new",
        key="",
        words="New case",
        synonyms=("open a case", "report", "a post", "start a case", "incident"),
        opens=_new,
        may=_takers_in,
        over=True,
    ),
    Place(
        id="concern",
        key="c",
        words="Hand in a concern",
        synonyms=("worry", "child", "safeguarding", "allegation", "about an adult", "disclosure"),
        opens=_concern,
        may=_writers,
        over=True,
    ),
    Place(
        id="sealed",
        key="f7",
        words="Sealed cases",
        synonyms=("child protection", "allegation", "LADO", "safeguarding", "confidential"),
        opens=_sealed,
        may=_sealed_for,
    ),
    Place(
        id="counts",
        key="f6",
        words="Figures",
        synonyms=("counts", "monitoring", "report", "governors", "statistics", "term"),
        opens=_counts,
        may=_counts_for,
    ),
    Place(
        id=CHAIR,
        key="",
        words="What the chair sees",
        synonyms=("anonymised", "histories without names", "governors", "recovery key"),
        opens=_chair,
        may=_chair_for,
    ),
    Place(
        id="calendar",
        key="",
        words="Calendar",
        synonyms=("term dates", "INSET", "closure", "snow day", "bank holiday", "half-term"),
        opens=_calendar,
    ),
    Place(
        id="keeping",
        key="",
        words="Keeping: how long cases are kept",
        synonyms=("retention", "destroy", "old records", "hold", "delete", "shred", "review"),
        opens=_keeping,
        may=_keeping_for,
    ),
    Place(
        id="requests",
        key="",
        words="Requests for one’s own data (SAR)",
        synonyms=(
            *("subject access", "data protection", "GDPR", "copy of my file", "DSAR"),
            *("what do you hold", "information request", "month", "ICO"),
        ),
        opens=_requests,
        may=_requests_for,
    ),
    Place(
        id="panel",
        key="",
        words="Who may sit on a panel",
        synonyms=("complaint panel", "hearing", "governors", "exclusion", "discipline", "tainted"),
        opens=_panel,
        over=True,
    ),
    Place(
        id="settings",
        key="",
        words="Settings",
        synonyms=("questions", "letterhead", "logo", "address", "options", "time limits"),
        opens=_settings,
    ),
    Place(
        id="people",
        key="",
        words="People who sign in",
        synonyms=("users", "passwords", "roles", "away", "new colleague", "staff"),
        opens=_people,
    ),
    Place(
        id="backups",
        key="",
        words="Backups",
        synonyms=("safe copy, save the records, back up", "restore, lost, broken, memory stick"),
        opens=_backups,
    ),
    Place(
        id="policies",
        key="",
        words="Policies",
        synonyms=("reader, rules, says, adopt", "drawing, diagram, picture, flow chart, flowchart"),
        opens=_policies,
    ),
)


def place(name: str) -> Place:
    """Return the place of that id."""
    return next(one for one in PLACES if one.id == name)


def reachable(desk: Desk) -> tuple[Place, ...]:
    """Return where this person may go, in the order of the table."""
    return tuple(one for one in PLACES if one.may(desk))
