"""Limits that people change: more time, a stop, a waiver, and the school's own default lengths.

Who may change what, and which numbers are locked, the policy's engine decides; here it is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.domain.commands import ExtendLimit, ResumeLimit, StopLimit, WaiveLimit
from casework.domain.lengths import parse_length
from casework.errors import NotFound, NotPermitted, UsageFault
from casework.office import door
from casework.office.ledger import written
from casework.office.saying import common, line, words
from casework.policy.counted import DEFAULT
from casework.text import in_words, nearest

if TYPE_CHECKING:
    from datetime import date

    from casework.office.desk import Desk
    from casework.office.door import Done
    from casework.office.saying import Saying
    from casework.policy.model import Deadline, Policy

#: Whose numbers they are, where they are not the school's.
_WHOSE = {"seed": "the policy", "law": "the law", "guidance": "statutory guidance"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLength:
    """A default of a policy and what the school made of it; ``own`` is empty where it did not."""

    name: str
    titles: tuple[str, ...]
    default: str
    own: str


def extend(
    desk: Desk, ref: str, name: str, *, by: str = "", to: date | None = None, saying: Saying
) -> Done:
    """Give a limit more time: a length after its last day, or a later last day."""
    file = door.load(desk, ref)
    command = ExtendLimit(
        **common(desk, file.snapshot, saying),
        name=name,
        by=line(by),
        to=to.isoformat() if to else "",
    )
    return door.carry_out(desk, file, command, expected=saying.expected)


def stop(
    desk: Desk, ref: str, name: str, category: str, saying: Saying, since: date | None = None
) -> Done:
    """Stop a limit from a day on, today unless said, for a reason of a known category."""
    file = door.load(desk, ref)
    command = StopLimit(
        **common(desk, file.snapshot, saying),
        name=name,
        category=category,
        since=since.isoformat() if since else "",
    )
    return door.carry_out(desk, file, command, expected=saying.expected)


def resume(desk: Desk, ref: str, name: str, saying: Saying, until: date | None = None) -> Done:
    """Let a stopped limit go on from a day, today unless said, with what was left of it."""
    file = door.load(desk, ref)
    command = ResumeLimit(
        **common(desk, file.snapshot, saying),
        name=name,
        until=until.isoformat() if until else "",
    )
    return door.carry_out(desk, file, command, expected=saying.expected)


def waive(desk: Desk, ref: str, name: str, authority: str, saying: Saying) -> Done:
    """Record that a limit need not be kept, and on whose word."""
    file = door.load(desk, ref)
    command = WaiveLimit(
        **common(desk, file.snapshot, saying), name=name, authority=line(authority)
    )
    return door.carry_out(desk, file, command, expected=saying.expected)


def set_length(
    desk: Desk, policy: str, name: str, length: str, reason: str, school: str = ""
) -> OwnLength:
    """Give a default the school's own length, for limits that begin from now on.

    The headteacher's alone; in the book's own record with its reason. An empty length takes it
    back. Raises NotPermitted for a number that is not the school's to set.
    """
    desk.must_write()
    slug = desk.school_slug(school)
    desk.must_hold_at(slug, "headteacher")
    found = desk.policy_in_force(slug, policy)
    known = _defaults(found, name)
    why = words(reason)
    if not why:
        raise UsageFault("A length of the school’s own needs its reason.", advice="Add --reason.")
    own = ""
    if length:
        parsed = parse_length(length)
        if not parsed.amount:
            raise UsageFault(
                "A time limit of nothing cannot be meant.", advice="Write one, as 7 school days."
            )
        own = str(parsed)
    desk.record(
        written(
            "length",
            school=slug,
            policy=found.name,
            name=name,
            length=own,
            why=why,
            by=desk.session.name,
        )
    )
    return _own(name, known, own)


def own_lengths(desk: Desk, policy: str, school: str = "") -> tuple[OwnLength, ...]:
    """Return every default of a policy that is the school's to set, with what it made of it."""
    slug = desk.school_slug(school)
    found = desk.policy_in_force(slug, policy)
    own = desk.ledger.lengths_of(slug, found.name)
    named = dict.fromkeys(limit.name for limit in _limits(found) if limit.provenance == DEFAULT)
    return tuple(_own(name, _named(found, name), own.get(name, "")) for name in named)


def _own(name: str, known: list[Deadline], own: str) -> OwnLength:
    defaults = [limit for limit in known if limit.provenance == DEFAULT]
    return OwnLength(
        name=name,
        titles=tuple(dict.fromkeys(limit.title for limit in defaults)),
        default=in_words(dict.fromkeys(limit.words for limit in defaults), "or"),
        own=own,
    )


def _limits(policy: Policy) -> list[Deadline]:
    types = policy.case_types.values()
    return [limit for case_type in types for limit in case_type.deadlines.values()]


def _named(policy: Policy, name: str) -> list[Deadline]:
    return [limit for limit in _limits(policy) if limit.name == name]


def _defaults(policy: Policy, name: str) -> list[Deadline]:
    """Return the limits of that name. Raises NotFound, or NotPermitted where all are locked."""
    found = _named(policy, name)
    if not found:
        names = tuple(dict.fromkeys(limit.name for limit in _limits(policy)))
        like = nearest(name, names)
        raise NotFound(
            "The policy has no time limit of that name.",
            advice=f"Did you mean {like}?" if like else "casework deadline length P lists them.",
        )
    if all(limit.provenance != DEFAULT for limit in found):
        whose = _WHOSE[found[0].provenance]
        source = f", in {found[0].source}" if found[0].source else ""
        raise NotPermitted(
            f"This number is not the school’s to set: it comes from {whose}{source}.",
            advice="Only what is marked as a default of this program can be set by the school.",
        )
    return found
