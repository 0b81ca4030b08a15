"""A case talked through: what happens next, what can be done, its pages, its letters.

Must not decide anything: what can be taken and what cannot is the engine's own answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.errors import CaseworkError
from casework.office import door, effects, printorders
from casework.office.effects import What
from casework.office.letterprints import Answer
from casework.tui import (
    casejobs,
    casekeys,
    casepages,
    caseview,
    intake,
    letterjobs,
    letterview,
    limitjobs,
)
from casework.tui.exhibits import Exhibits
from casework.tui.handout import HandedOut
from casework.tui.stepjob import step_job
from casework.tui.talkboard import read
from casework.tui.talkform import fill

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from casework.office.desk import Desk
    from casework.tui.casefacts import Line
    from casework.tui.casepages import Row
    from casework.tui.caseview import CaseView, Choice
    from casework.tui.letterview import LetterView
    from casework.tui.sheet import Kept
    from casework.tui.talk import Talk

    Does = Callable[["TalkedCase"], None]

_OUTCOMES: Final = (("Yes, it came out", Answer.YES), ("No, nothing came out", Answer.NO))


class Later(Exception):
    """Whoever was asked cannot say yet what came out of the printer."""


class TalkedCase:
    """One case under somebody's hand."""

    def __init__(self, talk: Talk, desk: Desk, ref: str) -> None:
        self.talk, self.desk, self.ref = talk, desk, ref
        self.last: str | None = None  # the case of what was done last; empty: it cannot be undone

    def run(self) -> None:
        """Read the case and offer what can be done, until one goes back."""
        while True:
            try:
                view = caseview.view(self.desk, self.ref)
            except CaseworkError as fault:
                self.talk.fault(fault)
                return
            self._tell(view)
            steps = tuple(_step_words(one) for one in view.choices)
            possible = casekeys.possible(self.desk, self.ref)
            doings = tuple(one for one in possible if one.id != "next")
            pages = tuple(one for one in casepages.titles(view) if one[0] != "next")
            chosen = self.talk.choose(
                f"{view.ref}: what to do",
                (*steps, *(one.words for one in doings), *(words for _, words in pages)),
            )
            if chosen is None:
                return
            if chosen < len(steps):
                self._take(view, view.choices[chosen])
            elif chosen < len(steps) + len(doings):
                self.about(doings[chosen - len(steps)].id)
            else:
                self.page(view, pages[chosen - len(steps) - len(doings)][0])

    def _tell(self, view: CaseView) -> None:
        self.talk.title(f"Case: {view.ref}. {view.title}. {view.about}")
        if view.wait:
            self.talk.say(f"Wait: do not contact the author. {view.wait}")
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
        self._fill(lambda: step_job(self.desk, self.ref, choice, view.revision))

    def _fill(self, make: Callable[[], object]) -> Kept | None:
        try:
            kept = fill(self.talk, make())  # type: ignore[arg-type] # a form of any kind
        except CaseworkError as fault:
            self.talk.fault(fault)
            return None
        if kept is not None:
            self.last = kept.ref if kept.undo else ""
        return kept

    # --- what one does about a case ---------------------------------------------------------------

    def about(self, name: str) -> None:
        """Do what the table of a case's keys names."""
        if name in casejobs.JOBS:
            self._fill(lambda: casejobs.JOBS[name](self.desk, self.ref))
        elif name in intake.JOBS:
            self._fill(lambda: intake.job_of(name, self.desk, self.ref))
        else:
            OTHERS[name](self)

    def history(self) -> None:
        """Read every entry, the newest first; one of them may be put right."""
        self._rows("History", casepages.history(self.desk, self.ref))

    def why(self) -> None:
        """Read why the case stands as it does."""
        from casework.tui.why import told  # its screen loads the widgets

        self.talk.title("Why")
        lines = told(self.desk, self.ref)
        self.talk.say(*(one if isinstance(one, str) else one[0] for one in lines))

    def limits(self) -> None:
        """Read the time limits with their explanations; change one."""
        rows = limitjobs.running(self.desk, self.ref)
        words = tuple(f"{one.title}: {one.words}. {one.why}" for one in rows)
        chosen = self.talk.choose("Time limits", words)
        if chosen is None:
            return
        kinds = tuple(limitjobs.CHANGES)
        change = self.talk.choose(rows[chosen].title, tuple(limitjobs.CHANGES.values()))
        if change is not None:
            one = rows[chosen]
            self._fill(
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
            TalkedCase(self.talk, self.desk, row.arg).run()
        elif row.opens == casepages.ANSWER:
            self._fill(lambda: casejobs.answer_job(self.desk, self.ref, row.arg))
        elif row.opens == casepages.CORRECT:
            self._fill(lambda: casejobs.correct_job(self.desk, self.ref, int(row.arg)))
        elif row.opens:
            self.about(row.arg if row.opens == casepages.ACTION else row.opens)
        else:
            self.talk.say(row.left, row.beside)

    def exhibits(self) -> None:
        """Read what evidence there is; do something with one piece."""
        for kept in read(self.talk, Exhibits(self.desk, self.ref)):
            self.last = kept.ref if kept.undo else ""

    def handout(self) -> None:
        """Read what was handed out; hand the history out."""
        for kept in read(self.talk, HandedOut(self.desk, self.ref)):
            self.last = kept.ref if kept.undo else ""

    def check(self) -> None:
        """Compare what is kept with what was taken in."""
        self.about("check")

    # --- letters ----------------------------------------------------------------------------------

    def letters(self) -> None:
        """Choose a letter, read it, do the next thing with it."""
        found = tuple(door.load(self.desk, self.ref).snapshot.letters.items())
        if not found:
            self.talk.say("No letter yet: a step that needs one drafts it.")
            return
        words = tuple(f"Letter {number}: {one.title}. {one.state}" for number, one in found)
        chosen = self.talk.choose("Letters", words)
        if chosen is not None:
            self._letter(found[chosen][0])

    def _letter(self, number: int) -> None:
        while True:
            view = letterview.view(self.desk, self.ref, number)
            self._tell_letter(view)
            names = _for_letter(view)
            chosen = self.talk.choose(
                f"Letter {number}: what to do", tuple(words for _, words in names)
            )
            if chosen is None:
                return
            self._do_letter(number, names[chosen][0])

    def _tell_letter(self, view: LetterView) -> None:
        self.talk.title(f"Letter {view.number}: {view.title}. {view.stands}")
        for row in view.rows:
            self.talk.say(f"Fact: {row.called}. {row.words or 'lacking'}. From: {row.source}")
        self.talk.say(*(f"Cannot print yet: {one}" for one in view.lacks))
        if view.changed:
            self.talk.say(f"Changed: {view.changed}")
        if view.waits:
            self.talk.say(f"It waits for {view.waits}.")

    def _do_letter(self, number: int, name: str) -> None:
        if name == "read":
            self.talk.title("The page, word for word")
            self.talk.say(*letterview.page(self.desk, self.ref, number).lines)
        elif name.startswith("fact "):
            self._fill(lambda: letterjobs.fact_job(self.desk, self.ref, number, name[5:]))
        else:
            self._fill(lambda: letterjobs.JOBS[name](self.desk, self.ref, number))
            print_ordered(self.talk, self.desk, self.ref)


def print_ordered(talk: Talk, desk: Desk, ref: str = "") -> None:
    """Hand over every page this person ordered, and ask what came out of the printer."""
    for one in effects.effects(desk, ref):
        if one.what is not What.PRINT or one.by != desk.session.user or one.row.tried_at:
            continue
        try:
            printed = printorders.carry_out(desk, one, lambda question: came_out(talk, question))
        except Later:
            continue
        except CaseworkError as fault:
            talk.fault(fault)
            continue
        if printed is not None and printed.done is not None:
            talk.say(f"Done: letter {one.number} of {one.ref} is printed. Next: sign it.")


def came_out(talk: Talk, question: str) -> Answer:
    """Ask whether paper came out; raises Later where that is not known yet."""
    chosen = talk.choose(question, tuple(words for words, _ in _OUTCOMES), "Ask me later")
    if chosen is None:
        raise Later
    return _OUTCOMES[chosen][1]


def _step_words(choice: Choice) -> str:
    return f"{choice.says} {choice.needs}".strip()


def _for_letter(view: LetterView) -> tuple[tuple[str, str], ...]:
    """Return what can be done with a letter: the next thing first, then its facts."""
    first = ((view.next, view.next_words),) if view.next else ()
    facts = tuple(
        (f"fact {row.opens}", f"Write: {row.called}")
        for row in view.rows
        if row.opens and row.opens != "signs"
    )
    others = tuple(
        (name, words)
        for name, words in (
            ("read", "Read the page"),
            ("signs", "Who signs"),
            ("paragraph", "Add a paragraph of your own"),
            ("print", "Print it"),
        )
        if name != view.next
    )
    return (*first, *others, *facts)


#: What the table of a case's keys names that is no form by itself.
OTHERS: Final[dict[str, Does]] = {
    "history": TalkedCase.history,
    "why": TalkedCase.why,
    "limits": TalkedCase.limits,
    "questions": TalkedCase.questions,
    "letters": TalkedCase.letters,
    "exhibits": TalkedCase.exhibits,
    "handout": TalkedCase.handout,
    "check-evidence": TalkedCase.check,
}
