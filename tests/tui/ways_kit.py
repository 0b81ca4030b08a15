"""Every screen there is and how one comes to it, from the program's own tables.

A place, a page of a case, a key about one or a form that is new in a table has its way here at
once; a kind of screen to which no way leads is named by ``screens_without``. Must not know what a
screen shows.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import dataclass
from functools import partial
from queue import Queue
from typing import TYPE_CHECKING, Final, cast

from textual.screen import Screen
from textual.widgets import Input

import casework.tui
from casework.domain.people import CasePerson, PersonRole
from casework.errors import MachineFault
from casework.office import cases, chairhistories, evidence, intake, stage
from casework.office.cases import Answers, NewCase
from casework.office.evidencegate import Shows
from casework.tui import (
    casejobs,
    casekeys,
    casepages,
    decisionjobs,
    letterjobs,
    limitjobs,
    offerwords,
    places,
    requestsboard,
)
from casework.tui.intake import page_of
from casework.tui.offer import TEN_MINUTES, Offer
from casework.tui.recoverykey import RecoveryKey
from casework.tui.sheet import Kept
from casework.tui.signin import SignIn
from casework.tui.told import Told
from casework.tui.undo import CameOut, Leaving
from tests.tui.screen_kit import entered, press, settled

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from textual.pilot import Pilot

    from casework.office.desk import Desk
    from casework.tui.app import CaseworkApp
    from casework.tui.boardpage import BoardPage
    from casework.tui.sheet import Job
    from tests.tui.week_kit import Week

KEY: Final = "ABCD-EFGH-JKLM-NPQR-STUV-WXYZ-2345-6789-BCDF-GHJK-LMNP"
_PICTURE: Final = bytes.fromhex("89504e470d0a1a0a") + b"a picture"
#: What others stand on: nothing is opened as one of these alone.
_PARTS: Final = frozenset({"Page", "Dialog", "FormPage", "OpenedOnce"})


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """Where a way begins: somebody sits at their list, and a case is there."""

    pilot: Pilot[int]
    week: Week
    ref: str
    folder: Path

    @property
    def app(self) -> CaseworkApp:
        return cast("CaseworkApp", self.pilot.app)

    @property
    def desk(self) -> Desk:
        desk = self.app._desk
        assert desk is not None
        return desk

    async def does(self, action: str) -> None:
        await self.app.run_action(action)
        await settled(self.pilot)

    async def puts(self, screen: Screen[bool] | Screen[None] | Screen[int]) -> None:
        self.app.push_screen(screen)
        await settled(self.pilot)


def _dunn(week: Week) -> str:
    return week.refs["Dunn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A screen: who comes to it and how, about which case, and under which name it is kept.

    ``kept`` names the picture where the tests of that screen keep it; ``steady`` tells whether it
    shows the same in each run. Without ``practice`` one signs in by name and password.
    """

    name: str
    screen: str
    opens: Callable[[At], Awaitable[None]]
    who: str = "head"
    case: Callable[[Week], str] = _dunn
    kept: str = ""
    steady: bool = True
    practice: bool = True
    signed_in: bool = True

    async def enter(self, at: At) -> None:
        """Sign in and open it."""
        if self.signed_in:
            await (entered(at.pilot, self.who) if self.practice else _by_password(at, self.who))
        await self.opens(at)
        await settled(at.pilot)


async def _by_password(at: At, who: str) -> None:
    at.app.screen.query_one("#name", Input).value = who
    password = at.app.screen.query_one("#password", Input)
    password.value = stage.PASSWORD
    password.focus()
    await press(at.pilot, "enter")
    while isinstance(at.app.screen, SignIn):
        await settled(at.pilot)


# --- cases of their own ---------------------------------------------------------------------------


def alleged(week: Week) -> str:
    """Open an allegation about an adult, kept sealed."""
    adult = CasePerson(number=0, role=PersonRole.PERSON_OF_CONCERN, name="Mr P. Sample")
    new = NewCase(case_type="staff-allegation", summary="What was said", people=(adult,))
    return cases.open_case(week.desk("dsl"), new, Answers()).ref


def received(week: Week) -> str:
    """Keep a call as F8 does."""
    call = intake.Call(what="A post about the trip", typist=intake.NONE, caller="Mrs Cole")
    return intake.keep_call(week.desk("clerk"), call, "call-1").ref


def requested(week: Week) -> str:
    """Take up somebody's request for what is held about them."""
    rows = requestsboard.board(week.desk("head")).rows
    leads = next(one.leads for one in rows if one.leads and one.left.startswith("Take up"))
    told = {"person": "Ms Hart", "basis": "identity-seen", "seen": "Her passport, at the desk."}
    kept = cast("Job", leads()).keep(told, "a mark")
    return kept.words.split()[2]


def left(week: Week) -> str:
    """Leave a history for the chair."""
    chairhistories.give(week.desk("clerk"), week.refs["Dunn"], "For the meeting.")
    return week.refs["Dunn"]


def pictured(week: Week) -> str:
    """Take a picture in as evidence."""
    picture = week.folder.parent / "wheatear.png"
    picture.write_bytes(_PICTURE)
    sheet = evidence.Sheet(
        platform="Facebook",
        address="a group",
        what="A post.",
        seen_on="9/11/2026",
        how="A picture of the screen",
    )
    clerk, ref = week.desk("clerk"), week.refs["Cole"]
    evidence.add_sheet(clerk, ref, sheet, file=str(picture), shows=Shows.NO)
    return ref


# --- how one comes there --------------------------------------------------------------------------


def _does(action: str) -> Callable[[At], Awaitable[None]]:
    return lambda at: at.does(f"app.{action}")


def _about(name: str) -> Callable[[At], Awaitable[None]]:
    return lambda at: at.does(f"app.about('{name}', '{at.ref}')")


def _puts(screen: Callable[[At], Screen[bool] | Screen[None]]) -> Callable[[At], Awaitable[None]]:
    return lambda at: at.puts(screen(at))


def _form(job: Callable[[Desk, str], Job]) -> Callable[[At], Awaitable[None]]:
    return lambda at: at.puts(page_of(job(at.desk, at.ref)))


def _page(name: str) -> Callable[[At], Awaitable[None]]:
    async def opens(at: At) -> None:
        await at.does(f"app.case('{at.ref}')")
        await at.app.screen.run_action(f"page('{name}')")

    return opens


def _presses(first: Callable[[At], Awaitable[None]], *keys: str) -> Callable[[At], Awaitable[None]]:
    async def opens(at: At) -> None:
        await first(at)
        for key in keys:
            await press(at.pilot, key)

    return opens


def _line(first: Callable[[At], Awaitable[None]], *words: str) -> Callable[[At], Awaitable[None]]:
    """Return a way down the lines of a board: each is the first that begins so and leads on."""

    async def opens(at: At) -> None:
        await first(at)
        for begin in words:
            board = cast("BoardPage", at.app.screen)
            rows = board.query_one("#rows")
            number = next(
                n for n, one in enumerate(board._rows) if one.opens and one.left.startswith(begin)
            )
            rows.highlighted = number  # type: ignore[attr-defined]
            await press(at.pilot, "enter")

    return opens


async def _stays(_at: At) -> None:
    """Stay where one is."""


async def _drawing(at: At) -> None:
    await at.does("app.go('policies')")
    await press(at.pilot, "enter")
    await press(at.pilot, "slash")
    at.app.screen.query_one("#find", Input).value = "drawing concern"
    await press(at.pilot, "enter")
    await press(at.pilot, "enter")


async def _troubled(at: At) -> None:
    at.app.trouble(MachineFault("The disk is full.", advice="Make room on it, then try again."))


# --- the ways -------------------------------------------------------------------------------------

_HOLDERS: Final = {"sealed": ("dsl", alleged), "chair": ("chair", left)}
_OF_PLACE: Final = {
    **dict.fromkeys(("mine", "all", "sealed"), "MyList"),
    **dict.fromkeys(("call", "concern", "panel"), "FormSheet"),
    "today": "Today",
    "decisions": "Decisions",
    "new": "FormSteps",
}
_KEPT_PLACES: Final = {
    "all": "list-all",
    "today": "today-late",
    "call": "call-empty",
    "new": "new-case-danger",
    "sealed": "sealed-list",
    "counts": "board-counts",
    "calendar": "board-calendar",
    "settings": "board-settings",
    "people": "board-people",
    "policies": "board-policies",
    "requests": "requests",
    "panel": "panel",
    "chair": "chair",
}


def _places() -> Iterator[Way]:
    for one in places.PLACES:
        who, case = _HOLDERS.get(one.id, ("head", _dunn))
        yield Way(
            name=f"place-{one.id}",
            screen=_OF_PLACE.get(one.id, "BoardPage"),
            opens=_does(f"go('{one.id}')"),
            who=who,
            case=case,
            kept=_KEPT_PLACES.get(one.id, ""),
        )


_KEPT_PAGES: Final = ("people", "incidents", "evidence", "letters", "history")


def _pages() -> Iterator[Way]:
    for name, _words in casepages.PAGES:
        kept = f"case-{name}" if name in _KEPT_PAGES else ""
        yield Way(name=f"page-{name}", screen="OneCase", opens=_page(name), kept=kept)


_OF_ACTION: Final = {
    "history": "OneCase",
    "why": "Why",
    "threshold": "ThresholdPage",
    "limits": "RowsPage",
    "questions": "RowsPage",
    "letters": "LetterPage",
    "exhibits": "BoardPage",
    "handout": "BoardPage",
    "hold": "BoardPage",
    "request": "BoardPage",
    "take-in": "FormSteps",
}
_ABOUT_CASE: Final = {
    "take-in": ("clerk", received),
    "threshold": ("dsl", alleged),
    "exhibits": ("clerk", pictured),
    "request": ("head", requested),
}
_KEPT_ACTIONS: Final = {
    "history": "case-history",
    "why": "case-why",
    "limits": "case-limits",
    "letters": "letter-waits",
    "threshold": "sealed-threshold",
    "take-in": "take-in",
    "request": "request",
}


def _actions() -> Iterator[Way]:
    for one in casekeys.CASE_ACTIONS:
        who, case = _ABOUT_CASE.get(one.id, ("head", _dunn))
        yield Way(
            name=f"about-{one.id}",
            screen=_OF_ACTION.get(one.id, "FormSheet"),
            opens=_about(one.id),
            who=who,
            case=case,
            kept=_KEPT_ACTIONS.get(one.id, ""),
        )


_KEPT_ANSWERS: Final = {"y": "decision-yes", "d": "decision-no", "b": "decision-back"}


def _forms() -> Iterator[Way]:
    def answer(desk: Desk, ref: str) -> Job:
        return casejobs.answer_job(desk, ref, casejobs.open_questions(desk, ref)[0][0])

    def correct(desk: Desk, ref: str) -> Job:
        return casejobs.correct_job(desk, ref, 1)

    def limit(change: str, desk: Desk, ref: str) -> Job:
        found = limitjobs.running(desk, ref)[0]
        return limitjobs.limit_job(desk, ref, found.name, found.title, change)

    def fact(desk: Desk, ref: str) -> Job:
        return letterjobs.fact_job(desk, ref, 1, "request")

    def signature(desk: Desk, ref: str) -> Job:
        return decisionjobs.print_job(desk, ref, 1)

    yield Way(name="form-answer", screen="FormSheet", opens=_form(answer))
    yield Way(name="form-correct", screen="FormSheet", opens=_form(correct))
    yield Way(name="form-fact", screen="FormSheet", opens=_form(fact))
    yield Way(name="form-for-signature", screen="FormSheet", opens=_form(signature))
    for change in limitjobs.CHANGES:
        opens = _form(partial(limit, change))
        yield Way(name=f"limit-{change}", screen="FormSheet", opens=opens)
    for name, job in letterjobs.JOBS.items():
        yield Way(
            name=f"letter-form-{name}",
            screen="FormSheet",
            opens=_form(lambda desk, ref, job=job: job(desk, ref, 1)),  # type: ignore[misc]
        )
    for key in decisionjobs.JOBS:
        opens = _presses(_does("go('decisions')"), key)
        yield Way(
            name=f"decision-form-{key}",
            screen="AnswerSheet",
            opens=opens,
            kept=_KEPT_ANSWERS.get(key, ""),
        )


#: Lines of boards that lead on, from a place or from what opens about a case.
_LINES: Final = (
    ("calendar", "FormSheet", ("Record a day",)),
    ("calendar", "FormSheet", ("Set a stretch",)),
    ("settings", "FormSheet", ("Name of the school",)),
    ("people", "FormSheet", ("Add somebody",)),
    ("people", "BoardPage", ("clerk",)),
    ("counts", "BoardPage", ("This school year, by term",)),
    ("counts", "FormSheet", ("This school year, by term", "Write it")),
    ("keeping", "FormSheet", ("Look through",)),
    ("chair", "BoardPage", ("CW-",)),
)
_OF_EXHIBIT: Final = ("Save", "Describe", "Let it", "Add a copy", "Lock it")


_KEPT_LINES: Final = {"counts-thisschoolyearbyterm": "board-figures"}


def _lines() -> Iterator[Way]:
    for place, screen, words in _LINES:
        who, case = _HOLDERS.get(place, ("head", _dunn))
        name = "-".join("".join(c for c in one.lower() if c.isalpha()) for one in words)
        opens = _line(_does(f"go('{place}')"), *words)
        yield Way(
            name=f"{place}-{name}",
            screen=screen,
            opens=opens,
            who=who,
            case=case,
            kept=_KEPT_LINES.get(f"{place}-{name}", ""),
            steady=place != "chair",  # a history's check code is of these records alone
        )
    for begin in ("", *_OF_EXHIBIT):
        name = begin.partition(" ")[0].lower()
        opens = _line(_about("exhibits"), "1 ", *((begin,) if begin else ()))
        yield Way(
            name=f"exhibit-{name}" if name else "one-exhibit",
            screen="FormSheet" if name else "BoardPage",
            opens=opens,
            who="clerk",
            case=pictured,
        )
    opens = _line(_about("handout"), "For the chair")
    yield Way(name="handout-form", screen="FormSheet", opens=opens, kept="handout-chair")


_DONE: Final = Kept(words="Done: it is kept.", told=("Now ring:", "", "  The police: 101"))
_CAME_OUT: Final = ("Letter 1 of CW-HJ8T", "Did the paper come out, whole and readable?")
_UNPRINTED: Final = "1 letter has not been printed."

_OVER: Final = (
    Way(name="signin", screen="SignIn", opens=_stays, who="", practice=False, signed_in=False),
    Way(name="signin-people", screen="SignIn", opens=_stays, signed_in=False),
    Way(name="drawing", screen="FlowPage", opens=_drawing, kept="drawing-case"),
    Way(name="ring", screen="Ring", opens=_does("ring"), kept="ring"),
    Way(name="help", screen="Help", opens=_does("help")),
    Way(name="palette", screen="Palette", opens=_does("palette")),
    Way(name="switch", screen="SignIn", opens=_does("switch"), kept="signin-practice"),
    Way(name="clock", screen="MoveClock", opens=_does("move_clock"), kept="moveclock"),
    Way(name="lock", screen="Locked", opens=_does("lock"), practice=False, kept="locked"),
    Way(name="show-only", screen="Choose", opens=_presses(_stays, "f")),
    Way(name="trouble", screen="Notice", opens=_troubled),
    Way(
        name="told",
        screen="Told",
        opens=_puts(lambda at: Told(_DONE, at.desk)),
        kept="concern-head-handed-in",
    ),
    Way(name="why-letter", screen="WhyLetter", opens=_presses(_about("letters"), "w")),
    Way(
        name="leave",
        screen="Leaving",
        opens=_puts(lambda _at: Leaving(_UNPRINTED)),
        kept="leaving-unprinted",
    ),
    Way(
        name="came-out",
        screen="CameOut",
        opens=_puts(lambda _at: CameOut(*_CAME_OUT, Queue())),
        kept="letter-came-out",
    ),
    Way(
        name="recovery-key",
        screen="RecoveryKey",
        opens=_puts(lambda _at: RecoveryKey(KEY)),
        kept="recovery-key",
    ),
    Way(
        name="offer",
        screen="Offer",
        opens=_puts(lambda _at: Offer(TEN_MINUTES, offerwords.TAKE, offerwords.LOOK_ROUND)),
        kept="ten-minutes",
    ),
)

#: What the program does everywhere that opens no screen.
NO_SCREEN: Final = frozenset({"undo", "look"})

WAYS: Final = (*_places(), *_pages(), *_actions(), *_forms(), *_lines(), *_OVER)


def screens_without() -> set[str]:
    """Return the kinds of screen of the program to which no way leads."""
    found = set()
    for module in pkgutil.iter_modules(casework.tui.__path__):
        loaded = importlib.import_module(f"casework.tui.{module.name}")
        for name, kind in inspect.getmembers(loaded, inspect.isclass):
            if issubclass(kind, Screen) and kind.__module__ == loaded.__name__:
                found.add(name)
    return found - _PARTS - {way.screen for way in WAYS}
