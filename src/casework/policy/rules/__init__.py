"""The rules of a good policy file: one rule, one code, one message.

Must not change what they check. A new module of rules is named here.
"""

from __future__ import annotations

from casework.policy.rules import (
    clauses,
    counts,
    deadlines,
    entering,
    facts,
    file,
    gates,
    letters,
    roles,
    sentences,
    settled,
    tracks,
    triggers,
    whole,
)
from casework.policy.rules.base import RULES

__all__ = [
    "RULES",
    "clauses",
    "counts",
    "deadlines",
    "entering",
    "facts",
    "file",
    "gates",
    "letters",
    "roles",
    "sentences",
    "settled",
    "tracks",
    "triggers",
    "whole",
]

_in_order = dict(sorted(RULES.items()))
RULES.clear()
RULES.update(_in_order)
