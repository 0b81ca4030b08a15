"""A form talked through: one question after the other, all answers read back, then kept.

What is typed is kept as a draft, as on the screens. Must not know what is asked.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from casework.domain.dates import local_day, typed_day
from casework.errors import CaseworkError
from casework.office import drafts
from casework.tui import gatewords, sheet
from casework.tui.asking import Form
from casework.tui.intake import JOBS, job_of
from casework.tui.talk import BACK, TakenBack
from casework.tui.talkin import read_back

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.office.drafts import Pen
    from casework.tui.asking import Question
    from casework.tui.sheet import Job, Kept
    from casework.tui.talk import Talk

_HOW: Final = (
    "Enter keeps what stands there. Type < for the question before, ! to put the form away: "
    "what you typed is kept."
)
_BEFORE, _AWAY, _NOTHING = "<", "!", "-"


class _PutAway(Exception):
    """The person puts the form away."""


def fill(talk: Talk, job: Job, done: Callable[[Kept], None]) -> Kept | None:
    """Talk a form through; return what keeping it came to, or None where it was put away.

    ``done`` says what was done. Raises TakenBack where what was done before was taken back
    meanwhile: the form was about what is no longer so, and is put away.
    """
    form = _Form(talk, job)
    try:
        kept = form.run()
    except _PutAway:
        talk.say("Put away. What you typed is kept." if form.typed else "Put away.")
        return None
    except TakenBack:
        talk.say("The form is put away. What you typed is kept." if form.typed else "Put away.")
        raise
    done(replace(kept, told=()) if kept.key else kept)  # a key is told, and read back, below
    if kept.key:
        read_back(talk, kept.key)
    if kept.then in JOBS:  # another comes next only where whoever asked does not know of one
        return fill(talk, job_of(kept.then, job.desk, kept.ref), done)
    return kept


class _Form:
    """One form on its way."""

    def __init__(self, talk: Talk, job: Job) -> None:
        self._talk, self._job = talk, job
        self._pen: Pen = drafts.pen(job.desk, job.draft, job.ref)
        self._given = {**job.begins, **self._pen.fields}
        self._warned: tuple[str, ...] = ()

    @property
    def typed(self) -> bool:
        """Tell whether anything stands in it that did not from the beginning."""
        return self._given != dict(self._job.begins)

    def run(self) -> Kept:
        """Ask, read back, keep."""
        job = self._job
        self._talk.title(job.title)
        self._talk.say(*gatewords.said(job.desk, job.ref))
        self._talk.say(*filter(None, (job.guide,)), *job.says, _HOW)
        if self._pen.fields:
            self._talk.say("What you typed earlier stands there still.")
        at = 0
        while True:
            at = self._ask_from(at)
            lacking = sheet.missing(job.asked(self._given), self._given)
            if lacking is not None:
                self._talk.say(f"Still wanted: {lacking.words}")
                at = job.asked(self._given).index(lacking)
                continue
            kept = self._review()
            if kept is not None:
                return kept
            at = 0

    def _ask_from(self, at: int) -> int:
        """Ask what is asked from there on, one after the other."""
        while at < len(asked := self._job.asked(self._given)):
            at += self._one(asked[at], f"Question {at + 1} of {len(asked)}")
            at = max(at, 0)
            self._warn()
        return at

    def _one(self, question: Question, where: str) -> int:
        """Ask one question; return the step to the next one."""
        known = self._given.get(question.name, question.known)
        self._say(question, where, known)
        typed = self._typed(question)
        if typed is None:
            return 0  # one has been elsewhere: the question is said again
        if typed == _AWAY or (typed == BACK and question.answers):
            raise _PutAway
        if typed == _BEFORE:
            return -1
        return self._take(question, typed, known)

    def _say(self, question: Question, where: str, known: str) -> None:
        may = "" if question.needed else " (may be left open)"
        self._talk.say("", f"{where}: {question.words}{may}")
        for number, (words, _) in enumerate(question.answers, start=1):
            self._talk.say(f"{number}. {words}")
        if question.answers:
            self._talk.say(f"{BACK}. Put the form away")
        if known:
            self._talk.say(f"Now: {sheet.said(question, known)}. {_NOTHING} empties it.")

    def _typed(self, question: Question) -> str | None:
        today = typed_day(local_day(self._job.desk.now()))
        hint = f" (as {today})" if question.form is Form.DAY else ""
        typed = self._talk.answer(f"Answer{hint}", typing=True)
        if question.form is not Form.TEXT or not typed or typed in {_AWAY, _BEFORE, _NOTHING}:
            return typed
        lines = [typed]
        while more := self._more(question, lines):
            lines.append(more)
        return "\n".join(lines)

    def _more(self, question: Question, lines: list[str]) -> str:
        """Return a further line; what was typed so far is kept before one goes elsewhere."""
        while (more := self._talk.answer("More, or Enter to end", typing=True)) is None:
            self._talk.say(f"You are still at: {question.words}")
        if more == _AWAY:
            self._given[question.name] = "\n".join(lines)
            self._draft()
            raise _PutAway
        return more

    def _take(self, question: Question, typed: str, known: str) -> int:
        value = known if not typed else "" if typed == _NOTHING else typed
        if typed and value and question.answers:
            value = _chosen(question, typed)
            if not value:
                if not self._talk.takes_back(typed):
                    self._talk.say("That is none of the answers: type its number.")
                return 0
        if question.needed and not value:
            self._talk.say("This one is wanted.")
            return 0
        self._given[question.name] = value
        self._draft()
        return 1

    def _draft(self) -> None:
        given = {name: value for name, value in self._given.items() if value}
        try:
            self._pen.write(self._pen.prepare(given if self.typed else {}))
        except CaseworkError as fault:
            self._talk.say(f"What you type is not being kept. {fault.message}")

    def _warn(self) -> None:
        said = self._job.warned(self._given)
        self._talk.say(*(f"Note: {one}" for one in said if one not in self._warned and one))
        self._warned = said

    def _review(self) -> Kept | None:
        """Read the answers back and keep them, or return None to go through them again."""
        asked = self._job.asked(self._given)
        given = ((one, self._given.get(one.name, "")) for one in asked)
        said = (f"{one.words} {sheet.said(one, value) or 'left open'}" for one, value in given)
        self._talk.say("", "Your answers:", *said)
        chosen = self._talk.choose(
            "Is that right?", (self._job.button, "Go through it again"), "Put it away"
        )
        if chosen is None:
            raise _PutAway
        return self._keep(asked) if chosen == 0 else None

    def _keep(self, asked: tuple[Question, ...]) -> Kept | None:
        if self._job.slow:
            self._talk.say("One moment.")
        begun = {name: self._given[name] for name in self._job.begins if name in self._given}
        try:
            kept = self._job.keep({**begun, **sheet.answered(asked, self._given)}, self._pen.mark)
        except CaseworkError as fault:
            self._talk.fault(fault)
            return None
        self._pen.done()
        return kept


def _chosen(question: Question, typed: str) -> str:
    """Return the value of the answer of that number, or of those very words."""
    if typed.isdecimal() and 1 <= int(typed) <= len(question.answers):
        return question.answers[int(typed) - 1][1]
    said = {words.casefold(): value for words, value in question.answers}
    return said.get(typed.casefold(), "")
