"""What a step asks before it can be taken: questions of the policy, fields of its letter.

Pure: what is asked and in which form. Must not know a widget.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from casework.office import door, templates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.policy.model import Fact, Transition

#: The answers to a question of each type that has some, and how one of them is called on a screen.
_ANSWERS: Final = {"yes-no": ("yes", "no"), "yes-no-unknown": ("yes", "no", "unknown")}
_WORDS: Final = {"unknown": "cannot be checked by us"}
#: What fills a letter's field that only its writer can.
_WRITER: Final = "writer"


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
    """Return everything a step asks, the policy's questions first, then its letter's fields."""
    file = door.load(desk, ref)
    asked = (file.policy.facts[name] for name in (*step.asks, *step.asks_sealed))
    return (*(_of_fact(file, fact) for fact in asked), *_of_letter(desk, file, step))


def _of_fact(file: CaseFile, fact: Fact) -> Question:
    answers = fact.choices or _ANSWERS.get(fact.type, ())
    plain = Form.DAY if fact.type == "date" else Form.LINE
    return Question(
        name=fact.name,
        words=fact.ask,
        form=Form.CHOICE if answers else plain,
        answers=tuple((_WORDS.get(one, one.replace("-", " ")), one) for one in answers),
        known=file.snapshot.answer(fact.name),
        who_says=fact.who_says,
    )


def _of_letter(desk: Desk, file: CaseFile, step: Transition) -> Iterator[Question]:
    if not step.letter:
        return
    letter = file.policy.case_types[file.snapshot.case_type].letters[step.letter]
    for field in templates.form(letter.template, desk.folder).fields:
        if field.filled_from == _WRITER:
            yield Question(
                name=field.name,
                words=field.about,
                form=Form.TEXT,
                needed=field.required,
                of_letter=True,
            )
