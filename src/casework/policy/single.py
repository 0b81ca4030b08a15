"""Whether the keys of a test say exactly one thing. Must not know what any of them means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

#: Keys that only say more about another key, with that key.
COMPANIONS: Final = {
    "is_": "fact",
    "at_least": "fact",
    "target": "category",
    "in_": "track",
    "been": "track",
    "finished": "track",
    "standing": "deadline",
    "reached": "letter",
    "each": "letter",
    "each_with": "evidence",
}
#: Tests that say nothing without exactly one of these; a fact or category may stand alone.
_COMPLETED_BY: Final = {
    "track": {"in_", "been", "finished"},
    "deadline": {"standing"},
    "letter": {"reached"},
}


def is_one_test(filled: Collection[str]) -> bool:
    """Tell whether the keys that are filled in make one complete test."""
    kinds = [name for name in filled if name not in COMPANIONS]
    if len(kinds) != 1:
        return False
    (kind,) = kinds
    beside = {name for name in filled if name != kind}
    if any(COMPANIONS[name] != kind for name in beside):
        return False
    if kind == "fact":
        return len(beside) <= 1
    needed = _COMPLETED_BY.get(kind)
    return needed is None or len(beside & needed) == 1
