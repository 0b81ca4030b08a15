"""What a step asks before it can be taken: questions of the policy, its reason, its letter's words.

Pure: what is asked and in which form, and the answers read back as the office takes them. Must not
know a widget.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from casework.domain.dates import parse_when, read_day, typed_day
from casework.domain.spelling import spelt
from casework.office import door, letterasks, received
from casework.office.cases import Answers
from casework.office.saying import Saying
from casework.text import small

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.office.letterasks import Ask
    from casework.policy.model import Fact, Transition

#: The answers to a question of each type that has some, and how one of them is called on a screen.
_ANSWERS: Final = {"yes-no": ("yes", "no"), "yes-no-unknown": ("yes", "no", "unknown")}
_WORDS: Final = {"unknown": "cannot be checked by us"}
#: What a form asks besides: who told us, why, when it happened, whether it is meant.
SAID_BY, REASON, HAPPENED, SURE = "who-says", "because", "happened-when", "sure"
#: A letter's own field has this before its name.
LETTER: Final = "letter--"
#: How to say when something happened.
WHEN: Final = "When was it? Empty: now. Else: yesterday, 5/11/2026 14:30, about 14:30, unknown"


class Form(StrEnum):
    """How a question is answered."""

    CHOICE = "choice"
    LINE = "line"
    DAY = "day"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question: its name, its words, the answers there are, and what stands there already."""

    name: str
    words: str
    form: Form
    answers: tuple[tuple[str, str], ...] = ()  # words, value
    known: str = ""
    needed: bool = True
    who_says: bool = False
    of_letter: bool = False


def questions(desk: Desk, ref: str, step: Transition) -> tuple[Question, ...]:
    """Return everything a step asks. Raises NotFound, hidden or not."""
    return questions_of(desk, door.load(desk, ref), step)


def questions_of(desk: Desk, file: CaseFile, step: Transition) -> tuple[Question, ...]:
    """Return what a step of a case asks: the policy's questions, its letters', why and when."""
    listed = letterasks.in_rows(file, step)
    names = (*step.asks, *step.asks_sealed)
    facts = tuple(_as_list(of_fact(file, name), listed.get(name)) for name in names)
    letters = tuple(of_letter(one) for one in letterasks.asks(desk, file, step))
    return (*facts, *_who_says(facts), *letters, *_why(step), happened(), *_sure(step))


def of_fact(file: CaseFile, name: str) -> Question:
    """Return a question of the policy, with what was answered before, or told by the call."""
    fact = file.policy.facts[name]
    return _of_fact(fact, file.snapshot.answer(name) or received.offered(file, fact))


def of_letter(ask: Ask) -> Question:
    """Return what is asked for a letter as a question."""
    forms = {"choice": Form.CHOICE, "date": Form.DAY, "text": Form.TEXT}
    forms |= {"lines": Form.TEXT, "rows": Form.TEXT}
    words = _with_cells(ask.about, ask.columns)
    return Question(
        name=f"{LETTER}{ask.name}",
        words=words,
        form=forms.get(ask.kind, Form.LINE),
        answers=tuple((told, value) for value, told in ask.answers),
        needed=ask.required,
        of_letter=True,
    )


def _as_list(question: Question, cells: tuple[str, ...] | None) -> Question:
    """Return a question whose answer is printed as a list: a line for each of its rows."""
    if cells is None or question.answers:
        return question
    return replace(question, words=_with_cells(question.words, cells), form=Form.TEXT)


def _with_cells(words: str, cells: tuple[str, ...]) -> str:
    if not cells or "|" in words:  # the policy's own question may say it already
        return words
    return f"{words} One row a line: {' | '.join(cells)}."


def happened() -> Question:
    """Return the question when something happened in the world."""
    return Question(name=HAPPENED, words=WHEN, form=Form.LINE, needed=False)


def reason(words: str = "Why? This stays in the history") -> Question:
    """Return the question for the reason, which has to be given."""
    return Question(name=REASON, words=words, form=Form.TEXT)


def _of_fact(fact: Fact, known: str) -> Question:
    answers = fact.choices or _ANSWERS.get(fact.type, ())
    plain = Form.DAY if fact.type == "date" else Form.LINE
    return Question(
        name=fact.name,
        words=fact.ask,
        form=Form.CHOICE if answers else plain,
        answers=tuple((_WORDS.get(one) or spelt(one), one) for one in answers),
        known=_as_typed(known) if plain is Form.DAY and not answers else known,
        who_says=fact.who_says,
    )


def _as_typed(known: str) -> str:
    """Return a day that is known already as somebody would type it; anything else as it is."""
    try:
        return typed_day(date.fromisoformat(known))
    except ValueError:
        return known


def _who_says(facts: tuple[Question, ...]) -> Iterator[Question]:
    if any(one.who_says for one in facts):
        yield Question(name=SAID_BY, words="Who says so?", form=Form.LINE)


def _why(step: Transition) -> Iterator[Question]:
    if step.reason:
        yield reason()


def _sure(step: Transition) -> Iterator[Question]:
    """Yield a last question where a slip could not be taken back by another step."""
    if step.closes or step.override or step.admits:
        answers = (("no, not yet", "no"), (f"yes: {small(step.says.rstrip('.'))}", "yes"))
        yield Question(name=SURE, words="Is this meant?", form=Form.CHOICE, answers=answers)


# --- answers, as the office takes them ------------------------------------------------------------


def told(asked: tuple[Question, ...], given: Mapping[str, str]) -> Answers:
    """Return what was answered to the policy and for letters. Raises UsageFault for a bad day."""
    facts: dict[str, str] = {}
    letter: dict[str, str] = {}
    for one in asked:
        value = given.get(one.name, "").strip()
        if not value or one.name in {SAID_BY, REASON, HAPPENED, SURE}:
            continue
        plain = read_day(value).isoformat() if one.form is Form.DAY else value
        if one.of_letter:
            letter[one.name.removeprefix(LETTER)] = plain
        else:
            facts[one.name] = plain
    return Answers(facts=facts, said_by=given.get(SAID_BY, "").strip(), letter=letter)


def saying(
    given: Mapping[str, str], now: datetime, expected: int | None = None, key: str = ""
) -> Saying:
    """Return what goes with a command. Raises UsageFault for a time that cannot be read."""
    when = given.get(HAPPENED, "").strip()
    return Saying(
        reason=given.get(REASON, "").strip(),
        happened=parse_when(when, now) if when else None,
        expected=expected,
        key=key,
    )
