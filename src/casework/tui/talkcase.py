"""A case talked through: what happens next, what can be done, its pages, its letters.

Must not decide anything: what can be taken and what cannot is the engine's own answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.errors import CaseworkError
from casework.tui import (
    casejobs,
    casekeys,
    casepages,
    caseview,
    gatewords,
    intake,
    limitjobs,
    requestsboard,
    talkin,
    talkletter,
    whylines,
    worksheet,
)
from casework.tui.exhibits import Exhibits
from casework.tui.handout import HandedOut
from casework.tui.holdboard import Holds
from casework.tui.stepjob import step_job
from casework.tui.talk import TakenBack
from casework.tui.talkboard import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from casework.tui.casefacts import Line
    from casework.tui.casepages import Row
    from casework.tui.caseview import CaseView, Choice
    from casework.tui.sitting import Sitting

    Does = Callable[["TalkedCase"], None]


class TalkedCase:
    """One case under somebody's hand."""

    def __init__(self, at: Sitting, ref: str) -> None:
        self.at, self.talk, self.desk, self.ref = at, at.talk, at.desk, ref
        self._told: CaseView | None = None

    def run(self) -> None:
        """Read the case and offer what can be done, until one goes back."""
        with self.at.in_case(self.ref):
            while self._round():
                pass

    def _round(self) -> bool:
        try:
            return self._once()
        except TakenBack:
            return True

    def _once(self) -> bool:
        try:
            view = caseview.view(self.desk, self.ref)
        except CaseworkError as fault:
            self.talk.fault(fault)
            return False
        if view != self._told:  # what is as it was is not said again
            self._tell(view)
            self._told = view
        steps = tuple(_step_words(one) for one in view.choices)
        possible = casekeys.possible(self.desk, self.ref)
        doings = tuple(one for one in possible if one.id != "next")
        named = {"next", *(one.id for one in doings)}  # once: they read and do what the page does
        pages = tuple(one for one in casepages.titles(view) if one[0] not in named)
        words = (*steps, *(one.words for one in doings), *(words for _, words in pages))
        chosen = self.talk.choose(f"{view.ref}: what to do", words)
        if chosen is None:
            return False
        if chosen < len(steps):
            self._take(view, view.choices[chosen])
        elif chosen < len(steps) + len(doings):
            self.about(doings[chosen - len(steps)].id)
        else:
            self.page(view, pages[chosen - len(steps) - len(doings)][0])
        return True

    def _tell(self, view: CaseView) -> None:
        sealed = " SEALED." if view.sealed else ""
        self.talk.title(f"Case: {view.ref}.{sealed} {view.title}. {view.about}")
        self.talk.say(*((talkin.READ_ONLY,) if self.desk.read_only else ()))
        self.talk.say(*gatewords.said(self.desk, self.ref))
        if view.wait:
            self.talk.say(f"Wait: do not contact the author. {view.wait}")
        if view.guide:
            self.talk.say(view.guide)
        self.talk.say(f"Next: {view.next.what}")
        self.talk.say(*(f"{word}: {said}" for word, said in view.next.lines()))
        self.talk.say(*(f"Must not happen yet: {one}" for one in view.gate))
        for one in view.actions:
            self.talk.say(f"Action: {one.title}. {one.word}. {one.told}".rstrip(" ."))
        self._lines("Not yet", view.not_yet)
        self._lines("By itself", view.by_itself)

    def _lines(self, word: str, lines: Iterable[Line]) -> None:
        for left, beside in lines:
            self.talk.say(f"{word}: {left}. {beside}".replace("..", "."))

    def _take(self, view: CaseView, choice: Choice) -> None:
        self.at.fill(lambda: step_job(self.desk, self.ref, choice, view.revision))

    # --- what one does about a case ---------------------------------------------------------------

    def about(self, name: str) -> None:
        """Do what the table of a case's keys names."""
        if name == "next":
            self.next()
        elif name in casejobs.JOBS:
            self.at.fill(lambda: casejobs.JOBS[name](self.desk, self.ref))
        elif name in intake.JOBS:
            self.at.fill(lambda: intake.job_of(name, self.desk, self.ref))
        else:
            OTHERS[name](self)

    def next(self) -> None:
        """Take the next step, or say why there is none to take here."""
        view = caseview.view(self.desk, self.ref)
        if view.next.choice is None:
            self.talk.say(f"Next: {view.next.what}")
            self._lines("Not yet", view.not_yet)
        else:
            self._take(view, view.next.choice)

    def history(self) -> None:
        """Read every entry, the newest first; one of them may be put right."""
        self._rows("History", casepages.history(self.desk, self.ref))

    def why(self) -> None:
        """Read why the case stands as it does."""
        self.talk.title("Why")
        lines = whylines.told(self.desk, self.ref)
        self.talk.say(*(one if isinstance(one, str) else one[0] for one in lines))

    def threshold(self) -> None:
        """Read the threshold worksheet; note the answers."""
        found = worksheet.sheet(self.desk, self.ref)
        self.talk.title(worksheet.TITLE)
        self.talk.say(*gatewords.said(self.desk, self.ref), *found.lines())
        choice = found.choice
        if choice is not None and self.talk.choose("What to do", (found.button,)) is not None:
            self.at.fill(lambda: step_job(self.desk, self.ref, choice, found.revision))

    def limits(self) -> None:
        """Read the time limits with their explanations; change one."""
        rows = limitjobs.running(self.desk, self.ref)
        words = tuple(
            " ".join(filter(None, (f"{one.title}: {one.words}. {one.why}", one.remark)))
            for one in rows
        )
        chosen = self.talk.choose("Time limits", words)
        if chosen is None:
            return
        kinds = tuple(limitjobs.CHANGES)
        change = self.talk.choose(rows[chosen].title, tuple(limitjobs.CHANGES.values()))
        if change is not None:
            one = rows[chosen]
            self.at.fill(
                lambda: limitjobs.limit_job(self.desk, self.ref, one.name, one.title, kinds[change])
            )

    def questions(self) -> None:
        """Read what the policy asks; answer one."""
        self._rows("Questions of the policy", casepages.questions(self.desk, self.ref))

    def page(self, view: CaseView, name: str) -> None:
        """Read one page of the case."""
        title = dict(casepages.titles(view))[name]
        self._rows(title, casepages.rows(self.desk, view, name))

    def _rows(self, title: str, rows: tuple[Row, ...]) -> None:
        chosen = self.talk.choose(title, tuple(f"{one.left}. {one.beside}" for one in rows))
        if chosen is not None:
            self._open(rows[chosen])

    def _open(self, row: Row) -> None:
        if row.opens == casepages.CASE:
            TalkedCase(self.at, row.arg).run()
        elif row.opens == casepages.ANSWER:
            self.at.fill(lambda: casejobs.answer_job(self.desk, self.ref, row.arg))
        elif row.opens == casepages.CORRECT:
            self.at.fill(lambda: casejobs.correct_job(self.desk, self.ref, int(row.arg)))
        elif row.opens:
            self.about(row.arg if row.opens == casepages.ACTION else row.opens)
        else:
            self.talk.say(row.left, row.beside)

    def exhibits(self) -> None:
        """Read what evidence there is; do something with one piece."""
        read(self.at, Exhibits(self.desk, self.ref))

    def handout(self) -> None:
        """Read what was handed out; hand the history out."""
        read(self.at, HandedOut(self.desk, self.ref))

    def request(self) -> None:
        """Read the request for one's own data that this case is; do what comes next."""
        read(self.at, lambda: requestsboard.page(self.desk, self.ref), case=self._other)

    def holds(self) -> None:
        """Read what holds the case from being destroyed; hold it, let it go."""
        read(self.at, Holds(self.desk, self.ref))

    def _other(self, ref: str) -> None:
        if ref != self.ref:  # the one that one is in is a step back
            TalkedCase(self.at, ref).run()

    def check(self) -> None:
        """Compare what is kept with what was taken in."""
        self.about("check")

    def letters(self) -> None:
        """Choose a letter, read it, do the next thing with it."""
        talkletter.letters(self.at, self.ref)


def _step_words(choice: Choice) -> str:
    return f"{choice.says} {choice.needs}".strip()


#: What the table of a case's keys names that is no form by itself.
OTHERS: Final[dict[str, Does]] = {
    "history": TalkedCase.history,
    "why": TalkedCase.why,
    "threshold": TalkedCase.threshold,
    "limits": TalkedCase.limits,
    "questions": TalkedCase.questions,
    "letters": TalkedCase.letters,
    "exhibits": TalkedCase.exhibits,
    "handout": TalkedCase.handout,
    "request": TalkedCase.request,
    "hold": TalkedCase.holds,
    "check-evidence": TalkedCase.check,
}
