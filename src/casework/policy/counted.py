"""What a limit's day is counted from: rule, start, times it stood still, extensions.

Read alike by the engine that dates a limit and by the check that dates it again. Must not know
cases, calendars or the clock.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from casework.domain.deadlines import Hold, Length, Receipt, parse_length
from casework.domain.stoppages import STOP_WORDS, StopCategory

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casework.domain.case import Stop
    from casework.domain.deadlines import Rule
    from casework.policy.model import Deadline

#: The one provenance whose numbers are the school's to set; all others are locked.
DEFAULT: Final = "default"


def rule_of(limit: Deadline, own: str, receipt: str) -> Rule:
    """Return the rule a limit goes by; ``own`` is the school's length for it, if it gave one."""
    return _rule(limit.rule, own, receipt)


@lru_cache(maxsize=256)  # there are as many as limits in policies; a new calendar asks for all
def _rule(rule: Rule, own: str, receipt: str) -> Rule:
    lengths = (parse_length(own),) if own else rule.lengths
    return replace(rule, lengths=lengths, receipt=Receipt(receipt))


def start_of(anchor: str) -> datetime | date:
    """Return the day, or the instant, that an anchor names."""
    return date.fromisoformat(anchor) if len(anchor) == 10 else datetime.fromisoformat(anchor)


def holds_of(held: str, resumed: str, stops: Iterable[Stop]) -> tuple[Hold, ...]:
    """Return the times in which a limit stood still and that are over."""
    holds = [
        Hold(
            since=datetime.fromisoformat(stop.since),
            until=datetime.fromisoformat(stop.until),
            verb="Stopped",
            words=STOP_WORDS[StopCategory(stop.category)],
        )
        for stop in stops
        if stop.until
    ]
    if held and resumed:
        paused = Hold(since=datetime.fromisoformat(held), until=datetime.fromisoformat(resumed))
        holds.append(paused)
    return tuple(holds)


def longer_of(longer: Iterable[str]) -> tuple[Length | date, ...]:
    """Return each extension: so much more, or another last day."""
    return tuple(
        date.fromisoformat(each) if each[4:5] == "-" else parse_length(each) for each in longer
    )
