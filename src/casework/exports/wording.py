"""The words a policy gives to a history: titles, questions and places, without clause ids.

Plain data, so that a full history carries them with it and its sentences can be made again without
the policy. Must not know events or readers.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from casework.domain.spelling import spelt
from casework.text import large, made_harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casework.policy.model import CaseType, Policy, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One action of the case, with the titles of where it can stand."""

    title: str
    spine: bool
    states: Mapping[str, str]
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One step of an action, in the policy's words."""

    action: str
    trigger: str
    says: str
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question; ``free`` answers are own words, ``personal`` ones are about a person."""

    ask: str
    type: str
    free: bool
    personal: bool
    cites: tuple[str, ...]
    phrases: Mapping[str, str] = field(default_factory=dict)  # a choice -> the words it is shown in


@dataclass(frozen=True, slots=True, kw_only=True)
class Titled:
    """A category, limit, letter or kind of decision: its title, its places, what it may name."""

    title: str
    cites: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Every word of one case type that a history may need."""

    policy: str
    version: str
    case_type: str
    actions: Mapping[str, Action]
    moves: Mapping[str, Move]
    questions: Mapping[str, Question]
    categories: Mapping[str, Titled]
    limits: Mapping[str, Titled]
    letters: Mapping[str, Titled]
    decisions: Mapping[str, Titled]
    pause: Titled

    def says(self, action: str, trigger: str) -> str:
        """Return what a step of an action says, without its full stop; empty where unknown."""
        for move in self.moves.values():
            if (move.action, move.trigger) == (action, trigger):
                return move.says.rstrip(".")
        return ""


def wording_of(policy: Policy, case_type: str) -> Wording:
    """Return the words that ``policy`` gives to cases of one type."""
    kind = policy.case_types[case_type]
    places = _Places(policy)
    return Wording(
        policy=places.clean(policy.title),
        version=policy.digest,
        case_type=places.clean(kind.title),
        actions=_actions(kind, places),
        moves={name: _move(step, places) for name, step in kind.by_id.items()},
        questions={
            name: Question(
                ask=places.clean(fact.ask),
                type=fact.type,
                free=fact.type == "text",
                personal=fact.personal or fact.sealed,
                cites=places.of(fact.clauses),
                phrases={choice: phrase(choice) for choice in fact.choices},
            )
            for name, fact in policy.facts.items()
        },
        categories={
            code: Titled(
                title=places.clean(one.title),
                cites=places.of(one.clauses),
                choices=one.targets,
            )
            for code, one in policy.categories.items()
        },
        limits={
            name: Titled(title=places.clean(one.title), cites=places.of(one.clauses))
            for name, one in kind.deadlines.items()
        },
        letters={
            name: Titled(
                title=places.clean(one.title),
                cites=() if one.not_in_policy else places.of(one.clauses),
            )
            for name, one in kind.letters.items()
        },
        decisions={
            name: Titled(title=places.clean(one.title), cites=places.of(one.clauses))
            for name, one in policy.approvals.items()
        },
        pause=Titled(title="", cites=_pause(kind, places)),
    )


def _pause(kind: CaseType, places: _Places) -> tuple[str, ...]:
    """Return where the policy speaks of the pause; a default stands under no policy's name."""
    rule = kind.pause
    return () if rule is None or rule.not_in_policy else places.of(rule.clauses)


def phrase(choice: str) -> str:
    """Return a choice, which a policy file writes in one word, as words to be read."""
    words = spelt(choice)
    return words if words[1:2].isupper() else large(words)


def printed(cite: str) -> str:
    """Return a place with its quotation marks as a printer sets them."""
    return re.sub(r'"([^"]*)"', "“\\1”", cite)


class _Places:
    """Where each clause stands in print; one that paper never cites has no place."""

    def __init__(self, policy: Policy) -> None:
        self._cites = {name: clause.cite for name, clause in policy.clauses.items()}

    def of(self, clauses: Iterable[str]) -> tuple[str, ...]:
        """Return the places of the clauses, each once, in order."""
        found = (self._cites.get(name, "") for name in clauses)
        return tuple(dict.fromkeys(self.clean(printed(cite)) for cite in found if cite))

    def clean(self, words: str) -> str:
        """Return a policy's words fit to be shown."""
        return made_harmless(words)


def _actions(kind: CaseType, places: _Places) -> dict[str, Action]:
    return {
        name: Action(
            title=places.clean(track.title),
            spine=track.spine,
            states={each: places.clean(state.title) for each, state in track.states.items()},
            cites=places.of(track.clauses),
        )
        for name, track in kind.tracks.items()
    }


def _move(step: Transition, places: _Places) -> Move:
    return Move(
        action=step.track,
        trigger=step.trigger,
        says=places.clean(step.says),
        cites=() if step.not_in_policy else places.of(step.clauses),
    )


def wording_json(wording: Wording) -> dict[str, Any]:
    """Return the wording as plain JSON values."""
    return asdict(wording)


_TABLES = {
    "actions": Action,
    "moves": Move,
    "questions": Question,
    "categories": Titled,
    "limits": Titled,
    "letters": Titled,
    "decisions": Titled,
}


def wording_from_json(stored: Mapping[str, Any]) -> Wording:
    """Return what ``wording_json`` wrote; KeyError, TypeError or ValueError otherwise."""
    values = dict(stored)
    for name, kind in _TABLES.items():
        values[name] = {str(key): _row(kind, row) for key, row in values[name].items()}
    values["pause"] = _row(Titled, values["pause"])
    if values.keys() != {one.name for one in fields(Wording)}:
        raise ValueError("not a wording")
    return Wording(**values)


def _row(kind: type[Any], row: Mapping[str, Any]) -> Any:  # noqa: ANN401 - one of four row types
    return kind(**{key: tuple(v) if isinstance(v, list) else v for key, v in row.items()})
