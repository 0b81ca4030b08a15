"""In what two shapes differ: what was added, taken out or changed, by its path. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: What is different in any two versions, and tells a reader nothing.
SKIPPED = frozenset({"digest"})
_MARKS = {"added": "+", "removed": "-", "changed": "~"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that differs: where, and its value before and after."""

    kind: str
    path: tuple[str, ...]
    old: object = None
    new: object = None

    def shape(self) -> dict[str, object]:
        """Return it as JSON."""
        return {"kind": self.kind, "path": list(self.path), "old": self.old, "new": self.new}

    def line(self) -> str:
        """Return it on one line."""
        where = ".".join(self.path)
        if self.kind == "changed":
            return f"~ {where}: {_said(self.old)} → {_said(self.new)}"
        return f"{_MARKS[self.kind]} {where}"


def differences(old: Mapping[str, object], new: Mapping[str, object]) -> list[Difference]:
    """Return every difference, in the order of the two."""
    return list(_between((), keyed(old), keyed(new)))


def keyed(value: object) -> object:
    """Return the value with each list of steps as a mapping, so that order alone is no change."""
    if isinstance(value, dict):
        return {str(name): keyed(each) for name, each in value.items() if name not in SKIPPED}
    if isinstance(value, list) and value and all(_is_step(each) for each in value):
        return {f"{each['trigger']} from {each['source']}": keyed(each) for each in value}
    return value


def _is_step(value: object) -> bool:
    return isinstance(value, dict) and {"trigger", "source"} <= set(value)


def _between(path: tuple[str, ...], old: object, new: object) -> Iterator[Difference]:
    if isinstance(old, dict) and isinstance(new, dict):
        for name in dict.fromkeys([*old, *new]):
            where = (*path, name)
            if name not in new:
                yield Difference(kind="removed", path=where, old=old[name])
            elif name not in old:
                yield Difference(kind="added", path=where, new=new[name])
            else:
                yield from _between(where, old[name], new[name])
    elif old != new:
        yield Difference(kind="changed", path=path, old=old, new=new)


def _said(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
