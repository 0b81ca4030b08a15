"""A form as plain values: what is said, what is asked, what keeping it does.

Every form of taking things in is a ``Job``: the screens show it, the numbered dialogue reads it
out. What is asked may depend on what was answered. Must not know a widget.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from casework.domain.spelling import spelt
from casework.tui.asking import Form, Question

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casework.office.desk import Desk
    from casework.policy.model import Fact

#: The answers to a question of each type that has some, and how one of them is called on a screen.
_ANSWERS: Final = {"yes-no": ("yes", "no"), "yes-no-unknown": ("yes", "no", "unknown")}
_WORDS: Final = {"unknown": "cannot be checked by us"}
YES: Final = "yes"
NO: Final = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What keeping a form came to: the words of the strip, the case, what is to be read at once.

    ``undo`` tells whether U takes it back. ``then`` is the id of the form that comes next, about
    the same case, or nothing. ``key`` is a recovery key that is to be read back; ``told`` shows it.
    """

    words: str
    ref: str = ""
    told: tuple[str, ...] = ()
    undo: bool = False
    then: str = ""
    key: str = field(default="", repr=False)


def _nothing(_given: Mapping[str, str]) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One form of somebody, about a case or about none.

    ``draft`` is the name under which what is typed is kept; ``begins`` are answers that stand there
    from the beginning and are no draft by themselves. ``says`` stands above the questions;
    ``guide``, of a practice school's own case, stays in view above both.
    ``asked`` gives the questions by what was answered so far, ``warned`` what is to be said of the
    answers at once. ``keep`` does it, once, under the draft's mark, and raises CaseworkError with
    what is wrong; of a ``slow`` one it is said at once that it takes a moment. One that
    ``rehearses`` asks the office before ``warned`` says a word: no key waits for that.
    ``one_by_one`` asks one question after the
    other, and shows all answers before it is kept. ``meanwhile`` says how far a slow one has come.
    One that only ``reads`` is there where the records were opened to read alone, too.
    """

    desk: Desk
    draft: str
    title: str
    button: str
    asked: Callable[[Mapping[str, str]], tuple[Question, ...]]
    keep: Callable[[Mapping[str, str], str], Kept]
    ref: str = ""
    says: tuple[str, ...] = ()
    guide: str = ""
    begins: Mapping[str, str] = field(default_factory=dict)
    warned: Callable[[Mapping[str, str]], tuple[str, ...]] = _nothing
    one_by_one: bool = False
    slow: bool = False
    rehearses: bool = False
    meanwhile: Callable[[], str] = str
    reads: bool = False

    def must_be_open(self) -> None:
        """Raise NotPermitted where keeping it would write, and the records are to be read alone."""
        if not self.reads:
            self.desk.must_write()


def missing(asked: tuple[Question, ...], given: Mapping[str, str]) -> Question | None:
    """Return the first question that needs an answer and has none, or nothing."""
    return next((one for one in asked if one.needed and not given.get(one.name)), None)


def answered(asked: tuple[Question, ...], given: Mapping[str, str]) -> dict[str, str]:
    """Return the answers to what is asked, and no others: what was hidden again does not count."""
    return {one.name: given[one.name] for one in asked if given.get(one.name)}


def said(question: Question, value: str) -> str:
    """Return an answer in words: those of the choice, or what was typed."""
    return next((words for words, one in question.answers if one == value), value)


def choice(name: str, words: str, *answers: tuple[str, str], needed: bool = True) -> Question:
    """Return a question with its answers; each is its words and its value."""
    return Question(name=name, words=words, form=Form.CHOICE, answers=answers, needed=needed)


def sure(words: str) -> Question:
    """Return a question that takes a yes alone: whoever is not sure goes back."""
    return choice("sure", words, (YES, YES))


def line(name: str, words: str, *, needed: bool = False) -> Question:
    """Return a question that takes one line."""
    return Question(name=name, words=words, form=Form.LINE, needed=needed)


def text(name: str, words: str, *, needed: bool = False) -> Question:
    """Return a question that takes as many words as are wanted."""
    return Question(name=name, words=words, form=Form.TEXT, needed=needed)


def day(name: str, words: str, *, needed: bool = False) -> Question:
    """Return a question that takes a date."""
    return Question(name=name, words=words, form=Form.DAY, needed=needed)


def of_policy(fact: Fact, name: str, *, needed: bool) -> Question:
    """Return a question of the policy in the policy's own words, under a name of the form's own."""
    answers = fact.choices or _ANSWERS.get(fact.type, ())
    plain = Form.DAY if fact.type == "date" else Form.LINE
    return Question(
        name=name,
        words=fact.ask,
        form=Form.CHOICE if answers else plain,
        answers=tuple((_WORDS.get(one) or spelt(one), one) for one in answers),
        needed=needed,
    )


def only_sure(
    desk: Desk,
    does: Callable[[], Kept],
    *,
    draft: str,
    title: str,
    button: str,
    says: str,
    asks: str = "Are you sure?",
) -> Job:
    """Return a form that wants to know one thing alone: that it is meant."""
    return Job(
        desk=desk,
        draft=draft,
        title=title,
        button=button,
        says=(says,),
        asked=lambda _given: (sure(asks),),
        keep=lambda _told, _mark: does(),
    )
