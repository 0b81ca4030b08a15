"""Answers to a policy's questions, and categories: of the right kind. Must not know steps."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from casework.domain.events import CategoryAdded, FactSet
from casework.domain.facts import FactType
from casework.domain.refusals import Reason, Refusal, RefusalKind
from casework.policy import limits
from casework.text import in_words, nearest, of_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casework.domain.facts import CategoryClaim
    from casework.domain.people import Actor
    from casework.policy.model import Category, Fact
    from casework.policy.run import Run

_YES_NO = ("yes", "no")
_YES_NO_UNKNOWN = ("yes", "no", "unknown")


def record(run: Run, facts: Mapping[str, str], said_by: str) -> Refusal | None:
    """Record every answer, or say what is wrong with any of them."""
    if not facts:
        return None
    wrong = [
        reason for name, value in facts.items() for reason in _wrong(run, name, value, said_by)
    ]
    if wrong:
        return Refusal(kind=RefusalKind.INCOMPLETE, reasons=tuple(wrong))
    for name, value in facts.items():
        run.emit(FactSet(name=name, value=value, said_by=said_by))
        limits.date_by_fact(run, name)
    return None


def categorise(run: Run, claims: Iterable[CategoryClaim]) -> Refusal | None:
    """Put the post into categories, or say which are unknown."""
    wrong = [reason for claim in claims for reason in _wrong_category(run, claim)]
    if wrong:
        return Refusal(kind=RefusalKind.INCOMPLETE, reasons=tuple(wrong))
    for claim in claims:
        run.emit(CategoryAdded(code=claim.code, target=claim.target))
    return None


def _wrong(run: Run, name: str, value: str, said_by: str) -> list[Reason]:
    fact = run.policy.facts.get(name)
    if fact is None:
        close = nearest(name, sorted(run.policy.facts))
        remedy = f"Did you mean {close}?" if close else _all_of(run, "questions")
        return [
            Reason(
                sentence=f"This policy asks no question {of_name(name, 'named {}')}.", remedy=remedy
            )
        ]
    if fact.sealed and not run.case_type.sealed:
        return [Reason(sentence="This answer is kept in a sealed record, never in the history.")]
    return [
        *wrong_answer(fact, value, run.command.actor),
        *_wrong_change(run, fact, value, said_by),
    ]


def _all_of(run: Run, what: str) -> str:
    return f"casework policy show {run.policy.name} lists its {what}."


def wrong_answer(fact: Fact, value: str, actor: Actor) -> list[Reason]:
    """Return why this person may not give this answer, wherever it is kept; nothing means well."""
    if fact.roles and fact.roles.isdisjoint(actor.roles):
        return [Reason(sentence=f"This question is not yours to answer: {fact.ask}")]
    return wrong_value(fact, value)


def wrong_value(fact: Fact, value: str) -> list[Reason]:
    """Return why this is no answer to the question, whoever gives it; nothing means well."""
    kind = FactType(fact.type)
    allowed: tuple[str, ...] = ()
    if kind is FactType.YES_NO:
        allowed = _YES_NO
    elif kind is FactType.YES_NO_UNKNOWN:
        allowed = _YES_NO_UNKNOWN
    elif kind is FactType.CHOICE:
        allowed = fact.choices
    if allowed:
        ok = value in allowed
        needs = in_words(allowed, "or")
    else:
        ok, needs = _reads_as(kind, value)
    return [] if ok else [Reason(sentence=f"{fact.ask} ({fact.name}) takes {needs}.")]


def _reads_as(kind: FactType, value: str) -> tuple[bool, str]:
    if kind is FactType.NUMBER:
        return value.isascii() and value.isdecimal() and len(value) < 10, "a whole number"
    if kind is FactType.DATE:
        try:
            return date.fromisoformat(value).isoformat() == value, "a date as 2026-11-05"
        except ValueError:
            return False, "a date that exists, as 2026-11-05"
    return bool(value.strip()), "some words"


def _wrong_change(run: Run, fact: Fact, value: str, said_by: str) -> list[Reason]:
    wrong = []
    before = run.draft.facts.get(fact.name)
    if fact.once and before is not None and before.value == "yes" and value != "yes":
        wrong.append(Reason(sentence=f"Once answered yes this stays yes: {fact.ask}"))
    if fact.who_says and not said_by:
        words = f"Who told us? The answer needs it: {fact.ask}"
        wrong.append(Reason(sentence=words, remedy="Add --said-by."))
    return wrong


def _wrong_category(run: Run, claim: CategoryClaim) -> list[Reason]:
    category = run.policy.categories.get(claim.code)
    if category is None:
        close = nearest(claim.code, sorted(run.policy.categories))
        remedy = f"Did you mean {close}?" if close else _all_of(run, "categories")
        said = f"This policy has no category {of_name(claim.code, '{}')}."
        return [Reason(sentence=said, remedy=remedy)]
    return _wrong_target(category, claim.target)


def _wrong_target(category: Category, target: str) -> list[Reason]:
    if not category.targets or target in category.targets:
        return []
    if not target and len(category.targets) == 1:
        return []
    needs = in_words(category.targets, "or")
    return [Reason(sentence=f"“{category.title}” needs whom it concerns: {needs}.")]
