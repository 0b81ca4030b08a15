"""One case as parts to read: what happens next, actions, not yet and why, people, what was said.

Must not know how a part looks. Every sentence is the policy's or the engine's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.office import questions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.office.desk import Desk
    from casework.office.questions import Shown
    from casework.policy.model import Track, Transition
    from casework.policy.offers import Offer

#: A sign always has its word beside it (``tui-guide.md`` 3.3).
_DONE, _HERE, _OPEN, _GOING, _ASKED = "✓", "►", "○", "●", "◊"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A step that can be taken now: how it is called, under which action, and what it needs."""

    trigger: str
    track: str
    says: str
    action: str
    needs: str
    step: Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading and its lines; a line is what stands left, and what stands beside it."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case as one screen shows it."""

    ref: str
    title: str
    about: str
    revision: int
    sealed: bool
    wait: str
    choices: tuple[Choice, ...]
    parts: tuple[Part, ...]


def view(desk: Desk, ref: str) -> CaseView:
    """Return a case opened to be read. Raises NotFound, hidden or not."""
    shown = questions.show(desk, ref)
    case = shown.snapshot
    wait = (
        shown.case_type.pause.otherwise
        if case.pause == "standing" and shown.case_type.pause
        else ""
    )
    return CaseView(
        ref=case.ref,
        title=shown.case_type.title,
        about=case.summary,
        revision=case.revision,
        sealed=shown.case_type.sealed,
        wait=wait,
        choices=tuple(_choices(shown)),
        parts=tuple(part for part in _parts(shown) if part.lines),
    )


def _choices(shown: Shown) -> Iterator[Choice]:
    for offer in shown.next:
        step = offer.transition
        yield Choice(
            trigger=step.trigger,
            track=step.track,
            says=step.says,
            action=shown.case_type.tracks[step.track].title,
            needs=step.approval.title if step.approval else "",
            step=step,
        )


def _parts(shown: Shown) -> Iterator[Part]:
    yield Part(title="By when", lines=tuple(_limits(shown)))
    yield Part(title="Waiting for a decision", lines=tuple(_requests(shown)))
    yield Part(title="Actions", lines=tuple(_actions(shown)))
    yield Part(title="Not yet, because", lines=tuple(_not_yet(shown)))
    yield Part(title="People", lines=tuple(_people(shown)))
    yield Part(title="What is known", lines=tuple(_known(shown)))
    yield Part(title="Incidents", lines=tuple(_incidents(shown)))
    yield Part(title="Letters", lines=tuple(_letters(shown)))


def _limits(shown: Shown) -> Iterator[tuple[str, str]]:
    for row in shown.limits:
        words = row.words[:1].upper() + row.words[1:]
        yield f"{row.title}: {words}", " ".join(part for part in (row.why, row.remark) if part)


def _requests(shown: Shown) -> Iterator[tuple[str, str]]:
    for one in shown.requests:
        yield f"{_ASKED} {one.title}", f"asked by {one.asked_by}" + (", yours" if one.yours else "")


def _actions(shown: Shown) -> Iterator[tuple[str, str]]:
    asked = {one.track for one in shown.snapshot.approvals.values() if one.standing == "asked"}
    for track in shown.case_type.tracks.values():
        yield (
            f"{_sign(shown, track, asked=track.name in asked)} {track.title}",
            _state(shown, track),
        )


def _state(shown: Shown, track: Track) -> str:
    return track.states[shown.snapshot.state(track.name)].title


def _sign(shown: Shown, track: Track, *, asked: bool) -> str:
    state = shown.snapshot.state(track.name)
    if asked:
        return _ASKED
    if state in track.finals:
        return _DONE
    if track.spine:
        return _HERE
    return _OPEN if state == track.initial else _GOING


def _not_yet(shown: Shown) -> Iterator[tuple[str, str]]:
    for offer in shown.not_yet:
        yield offer.transition.says, " ".join(_reasons(offer))


def _reasons(offer: Offer) -> Iterator[str]:
    for reason in offer.reasons:
        yield reason.sentence
        if reason.remedy:
            yield reason.remedy


def _people(shown: Shown) -> Iterator[tuple[str, str]]:
    for person in shown.people:
        yield (
            str(person.role).replace("-", " "),
            ", ".join(part for part in (person.name, person.about) if part),
        )


def _known(shown: Shown) -> Iterator[tuple[str, str]]:
    policy = shown.file.policy
    for claim in shown.snapshot.categories:
        known = policy.categories.get(claim.code)
        yield known.title if known else claim.code, claim.target.replace("-", " ")
    for name, fact in shown.snapshot.facts.items():
        asked = policy.facts.get(name)
        told = f" (said by {fact.said_by})" if fact.said_by else ""
        yield asked.ask if asked else name, f"{fact.value.replace('-', ' ')}{told}"


def _incidents(shown: Shown) -> Iterator[tuple[str, str]]:
    for one in shown.snapshot.incidents:
        yield f"{one.number}", ", ".join(part for part in (one.words, one.where) if part)


def _letters(shown: Shown) -> Iterator[tuple[str, str]]:
    for number, letter in shown.snapshot.letters.items():
        yield f"{number}  {letter.title}", letter.state
