"""What can have happened to a time limit of a case. Must not know how its day is worked out."""

from __future__ import annotations

from dataclasses import dataclass

from casework.domain.event import Event


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DeadlineArmed(Event):
    """A limit began to run; ``due_at`` is empty while it waits for its anchor or its calendar.

    ``held`` is the instant since which contact was paused, where the pause holds this limit too.
    ``own`` is the school's own length for a default that is its to set.
    """

    id: str
    name: str
    track: str
    due_at: str
    due_on: str
    anchor: str
    rule: str
    unit: str
    why: str
    calendar: int
    letter: int
    held: str = ""
    own: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DeadlineDated(Event):
    """A waiting limit received its date, a changed calendar or answer gave it another, or none.

    ``held`` is the instant from which the pause held the limit, so that it has no date;
    ``resumed`` is the one at which the pause was released and what was left of it went on.
    """

    id: str
    due_at: str
    due_on: str
    anchor: str
    why: str
    calendar: int
    held: str = ""
    resumed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DeadlineEnded(Event):
    """A limit stopped running; ``how`` is met or cancelled."""

    id: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DeadlineExtended(Event):
    """A limit was given more time; ``by`` is a length, or the new last day (ISO).

    Its new day stands in the ``DeadlineDated`` that follows, as it does after a stop.
    """

    id: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DeadlineStopped(Event):
    """Somebody stopped a limit from the instant ``since`` on, for a reason of that category."""

    id: str
    category: str
    since: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DeadlineResumed(Event):
    """A stopped limit went on from the instant ``until`` with what was left of it."""

    id: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DeadlineWaived(Event):
    """A limit need not be kept, on the word of ``authority``; the reason stands in the entry."""

    id: str
    authority: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DeadlinePassed(Event):
    """The clock found the limit's time gone. Written by the clock alone, in clear."""

    id: str
    due_at: str
