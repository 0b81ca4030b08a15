"""The questions of a school's policies that it answers once, in its settings, for all its cases.

Some are settings of the program; the others stand under ``answers.NAME``. Must not know any case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casework.errors import Damaged, UsageFault
from casework.policy.answers import wrong_value
from casework.text import in_words, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casework.office.desk import Desk
    from casework.policy.model import Fact, Policy
    from casework.settings import SchoolSettings

#: Under this name stand the answers to the policies' own questions.
ANSWERS: Final = "answers"
#: Settings of the program that answer a policy's question, by the name a policy calls them.
_PROGRAM: Final[Mapping[str, str]] = {
    "legal-action-approver": "legal_action_approver",
    "maintained": "maintained",
}
#: An academy is run by a trust, and some policies ask for that.
_SAME: Final[Mapping[str, str]] = {"academy": "trust"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question that a policy in force leaves to the school; ``value`` is empty while open."""

    school: str
    setting: str
    ask: str
    value: str
    takes: str


def questions(desk: Desk, school: str) -> tuple[Question, ...]:
    """Return the questions of a school's policies that have no setting of the program's own."""
    settings = desk.settings.schools.get(school)
    if settings is None:
        return ()
    found = {fact.setting: fact for fact in _asked(desk, school) if fact.setting not in _PROGRAM}
    return tuple(
        Question(
            school=school,
            setting=f"{ANSWERS}.{name}",
            ask=fact.ask,
            value=settings.answers.get(name, ""),
            takes=_takes(fact),
        )
        for name, fact in found.items()
    )


def still_open(desk: Desk) -> tuple[Question, ...]:
    """Return the questions that no school of the records has answered yet."""
    schools = (questions(desk, school) for school in desk.ledger.schools)
    return tuple(one for found in schools for one in found if not one.value)


def answers(desk: Desk, school: str, policy: Policy) -> Mapping[str, str]:
    """Return what the school settled, by the name of the policy's question."""
    settings = desk.settings.schools.get(school)
    if settings is None:
        return {}
    told = {fact.name: _answer(settings, fact) for fact in _left_to_school(policy)}
    return {name: value for name, value in told.items() if value}


_LEFT: dict[str, tuple[Fact, ...]] = {}


def _left_to_school(policy: Policy) -> tuple[Fact, ...]:
    """Return a policy's questions to the school: few of hundreds, so looked for once for each."""
    if policy.digest not in _LEFT:
        _LEFT[policy.digest] = tuple(one for one in policy.facts.values() if one.setting)
    return _LEFT[policy.digest]


def checked(desk: Desk, school: str, name: str, words: str) -> str:
    """Return a typed answer as it is kept. Raises UsageFault where no policy in force takes it.

    ``name`` is the whole name of a setting; what answers no policy's question is left as it is.
    """
    top, _, key = name.partition(".")
    plain = (key if top == ANSWERS else top).replace("_", "-")
    asked = [fact for fact in _asked(desk, school) if fact.setting == plain]
    if top == ANSWERS and not asked:
        raise _unknown(desk, school, plain)
    if not asked or not words.strip():
        return words
    fits = [one for fact in asked if (one := _read(fact, words))]
    if not fits:
        raise UsageFault(
            f"{name} takes {in_words(dict.fromkeys(map(_takes, asked)), 'or')}.",
            advice="Nothing was changed; try again.",
        )
    return fits[0] if top == ANSWERS else words


def _unknown(desk: Desk, school: str, key: str) -> UsageFault:
    known = sorted({one.setting for one in questions(desk, school)})
    close = nearest(f"{ANSWERS}.{key}", known)
    return UsageFault(
        "No policy of this school asks that.",
        advice=f"Did you mean {close}?" if close else "See casework settings list.",
    )


def _asked(desk: Desk, school: str) -> Iterator[Fact]:
    """Yield the questions that policies in force leave to the school's settings."""
    for of, name in sorted(desk.ledger.adoptions):
        if of != school:
            continue
        try:
            policy = desk.policy_in_force(school, name)
        except Damaged:
            continue  # an examination tells that the version is gone
        yield from (fact for fact in policy.facts.values() if fact.setting)


def _answer(settings: SchoolSettings, fact: Fact) -> str:
    own = _PROGRAM.get(fact.setting)
    words = str(getattr(settings, own)) if own else settings.answers.get(fact.setting, "")
    return _read(fact, words)


def _read(fact: Fact, words: str) -> str:
    """Return words as an answer to the question, or nothing where they are none."""
    if not words.strip():
        return ""
    plain = "-".join(words.lower().removeprefix("the ").split())
    for value in (words.strip(), plain, _SAME.get(plain, plain)):
        if not wrong_value(fact, value):
            return value
    return ""


def _takes(fact: Fact) -> str:
    choices = fact.choices or {
        "yes-no": ("yes", "no"),
        "yes-no-unknown": ("yes", "no", "unknown"),
    }.get(fact.type, ())
    return in_words(choices, "or") if choices else {"number": "a number"}.get(fact.type, "words")
