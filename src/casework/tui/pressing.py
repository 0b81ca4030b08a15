"""Which of the steps that can be taken now comes first. Must not know how a step is shown.

That is the step the earliest time limit asks for; then what goes on with an action that somebody
began; then what the policy wants decided or done before the case can close. A look at the case as
it stands, some day, comes after all of these: nobody waits for it.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from casework.tui import caseactions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from casework.office.deadlines import Row
    from casework.office.questions import Shown
    from casework.policy.model import Transition
    from casework.tui.caseview import Choice


#: The steps of the law's own file in the order in which they are wanted.
_OF_A_REQUEST = ("close", "start-the-month", "ask-apart", "hand-out")


def at_once(shown: Shown, choices: Sequence[Choice]) -> Choice | None:
    """Return what a limit asks for, else what goes on with an action under way; else nothing."""
    return _kept_by(shown, choices, limits(shown)) or _under_way(shown, choices)


def in_a_request(choices: Sequence[Choice]) -> Choice | None:
    """Return what comes first in a request for one's own data, of which all is asked in turn."""
    can = {one.trigger: one for one in choices}
    return next((can[name] for name in _OF_A_REQUEST if name in can), None)


def later(shown: Shown, choices: Sequence[Choice]) -> Choice | None:
    """Return what comes first where nothing presses; nothing where nothing can be done."""
    wanted = _wanted(shown, choices) or _kept_by(shown, choices, in_turn(shown.limits))
    return wanted or next(iter(choices), None)


def in_turn(rows: Iterable[Row]) -> list[Row]:
    """Return the limits that have a day, the earliest first."""
    return sorted((row for row in rows if row.due_at), key=lambda row: (row.due_at, row.title))


def limits(shown: Shown) -> list[Row]:
    """Return the limits that come before the day on which the case is only looked at again."""
    return list(takewhile(lambda row: not _looks_again(shown, row), in_turn(shown.limits)))


def asks_for(shown: Shown, step: Transition, row: Row) -> bool:
    """Tell whether a limit, when missed, asks for the step."""
    limit = shown.case_type.deadlines[row.name]
    return (step.track, step.trigger) == (limit.track, limit.when_missed)


def keeps(shown: Shown, step: Transition, row: Row) -> bool:
    """Tell whether a limit is kept by the step."""
    return asks_for(shown, step, row) or row.name in step.ends


def _looks_again(shown: Shown, row: Row) -> bool:
    """Tell whether a limit still to come asks for no more than a look at the case as it stands."""
    track = shown.case_type.tracks[shown.case_type.deadlines[row.name].track]
    asked = (step for step in track.transitions if asks_for(shown, step, row))
    stays = any(step.source == step.dest for step in asked)
    return track.spine and stays and row.standing != "passed"


def _kept_by(shown: Shown, choices: Sequence[Choice], rows: Iterable[Row]) -> Choice | None:
    """Return the step that the first of these limits asks for, else one that ends it."""
    for row in rows:
        for choice in choices:
            if asks_for(shown, choice.step, row):
                return choice
        for choice in choices:
            if row.name in choice.step.ends:
                return choice
    return None


def _under_way(shown: Shown, choices: Sequence[Choice]) -> Choice | None:
    """Return the first step that goes on with an action somebody began."""
    for one in choices:
        track = shown.case_type.tracks[one.track]
        begun = shown.snapshot.tracks[one.track].since > caseactions.OPENING
        if begun and one.step.source != track.initial and _goes_on(shown, one):
            return one
    return None


def _wanted(shown: Shown, choices: Sequence[Choice]) -> Choice | None:
    """Return the first step into what the policy wants decided or done before the case closes."""
    for one in choices:
        track = shown.case_type.tracks[one.track]
        asks = (rule for rule in (track.owed_when, track.decide_when) if rule is not None)
        if any(rule.holds(shown.snapshot) for rule in asks) and _goes_on(shown, one):
            return one
    return None


def _goes_on(shown: Shown, choice: Choice) -> bool:
    """Tell whether a step takes an action further, and neither ends it nor is a way round."""
    track, step = shown.case_type.tracks[choice.track], choice.step
    onward = step.source not in track.finals and step.dest not in {step.source, *track.finals}
    return onward and not (track.spine or step.override or step.danger)
