"""What a step will do, said before it is taken. Must not know a widget.

``ahead`` says what the policy's own words promise of it; ``foretold`` rehearses it with the answers
given, so that days and refusals are the office's own. Nothing is written by either.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from casework.errors import CaseworkError
from casework.office import cases, letterasks
from casework.office.outcomes import caused_lines
from casework.text import in_words, small
from casework.tui import advice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casework.office.cases import Answers
    from casework.office.desk import Desk
    from casework.office.saying import Saying
    from casework.policy.model import CaseType, Deadline, Letter, Transition
    from casework.tui.caseview import Choice

#: Above what a step would come to, and where that is nothing besides the step itself.
_NOW: Final = "If you do it now:"
_NOTHING_ELSE: Final = "Nothing else changes."
#: How a letter is told that comes of a step; its title follows.
_DRAFTED: Final = re.compile(r"^Letter [0-9]+ is drafted: ")
#: What a limit is counted from that begins with the step itself.
_AT_ONCE: Final = "step"


def ahead(case_type: CaseType, step: Transition) -> tuple[str, ...]:
    """Return what a step will start, stop, draft and bring with it, in sentences."""
    found = tuple(_ahead(case_type, step))
    return ("This will:", *(f" – {one}" for one in found))


def _ahead(case_type: CaseType, step: Transition) -> Iterator[str]:
    track = case_type.tracks[step.track]
    letters = letterasks.letters_of(case_type, step)
    if step.approval is not None:  # its own letter is drafted now, as it is decided upon
        yield from _letters(one for one in letters if one.name == step.letter)
        letters = tuple(one for one in letters if one.name != step.letter)
        who = _small(step.approval.title)
        yield f"ask for a decision: {who}. What stands below happens once the answer is yes"
    if step.source != step.dest:
        yield f"mark “{track.title}” as “{track.states[step.dest].title}”"
    elif step.approval is None:
        yield f"be written down; “{track.title}” stays “{track.states[step.dest].title}”"
    yield from _letters(letters)
    for name in _starting(case_type, step):
        limit = case_type.deadlines[name]
        yield f"start a time limit: {limit.title}, {_long(limit)}"
    for name in _ending(case_type, step):
        yield f"end a time limit, if it is running: {case_type.deadlines[name].title}"
    yield from _following(case_type, step)
    if step.admits:
        yield f"let more people see the case: {in_words(step.admits)}"
    if step.override:
        yield "act before the advice is there, once; it stays in the history"
    if step.closes:
        yield "close the case, with every time limit that still runs"
    if step.reopens:
        yield "open the case again"


def _small(words: str) -> str:
    return small(words.rstrip("."))


def _letters(letters: Iterable[Letter]) -> Iterator[str]:
    for letter in letters:
        asked = f"; {_small(letter.approval.title)}" if letter.approval else ""
        yield f"draft a letter to be printed: {letter.title}{asked}. Nothing is sent by itself"


def _starting(case_type: CaseType, step: Transition) -> tuple[str, ...]:
    dest = case_type.tracks[step.track].states[step.dest]
    stays = step.source == step.dest and step.keeps == "deadlines"
    spine_ends = step.closes and case_type.tracks[step.track].spine
    own = (dest.next,) if dest.next and not stays else ()
    return () if spine_ends else tuple(dict.fromkeys((*step.starts, *own)))


def _long(limit: Deadline) -> str:
    """Return how long a limit is: one of no days ends on the day it is counted from."""
    if any(one.amount for one in limit.rule.lengths):
        return f"within {limit.words}"
    return "today" if limit.anchor == _AT_ONCE else "on the same day"


def _ending(case_type: CaseType, step: Transition) -> tuple[str, ...]:
    source = case_type.tracks[step.track].states[step.source]
    stays = step.source == step.dest and step.keeps == "deadlines"
    own = (source.next,) if source.next and not stays else ()
    return tuple(dict.fromkeys((*step.ends, *own)))


def _following(case_type: CaseType, step: Transition) -> Iterator[str]:
    for follow in step.then:
        track = case_type.tracks[follow.track]
        says = (one.says for one in track.transitions if one.trigger == follow.trigger)
        words = next(says, track.title).rstrip(".")
        where = "where it fits, " if follow.optional else ""
        yield f"{where}also for “{track.title}”: {small(words)}"


def foretold(
    desk: Desk, ref: str, choice: Choice, told: Answers, saying: Saying
) -> tuple[tuple[str, ...], bool]:
    """Return what would happen, or why it cannot, in lines; and whether it can be done."""
    try:
        accepted = cases.rehearse_step(desk, ref, choice.trigger, choice.track, told, saying)
    except CaseworkError as fault:
        return advice.sentences(fault), False
    policy = desk.policy(accepted.snapshot.digest)
    said = _said(policy.case_types[accepted.snapshot.case_type], choice.step)
    caused = [one for one in caused_lines(policy, accepted) if _DRAFTED.sub("", one) not in said]
    comes = (f"  {one}" for one in caused or (_NOTHING_ELSE,))
    return (_NOW, *comes), True


def _said(case_type: CaseType, step: Transition) -> frozenset[str]:
    """Return what ``ahead`` promised already in the very words of what comes of it."""
    track = case_type.tracks[step.track]
    letters = (one.title for one in letterasks.letters_of(case_type, step))
    asks = (step.approval.title.rstrip(".") + ".",) if step.approval else ()
    return frozenset((f"{track.title}: {track.states[step.dest].title}", *letters, *asks))
