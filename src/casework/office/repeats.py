"""What makes a command the same as an earlier one: all that a person said in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casework.domain.commands import Command

_CONTENT = json.JSONEncoder(sort_keys=True)
_UNSAID = frozenset(
    {
        "calendar",
        "lengths",
        "settled",
        "nonce",
        "key",
        "actor",
        "history",
        "letters",
        "item",
        "digest",
        "ref",
        "stand_ins",
        "substitutes",
    }
)


_KEPT: dict[type, tuple[str, ...]] = {}


def content_of(command: Command) -> bytes:
    """Return what a repeated command must equal: all that a person said."""
    said = {name: _said(getattr(command, name)) for name in _kept(type(command))}
    return _CONTENT.encode([type(command).__name__, said]).encode()


def _kept(kind: type[Command]) -> tuple[str, ...]:
    """Return the names of what is kept of a kind of command: worked out once for each."""
    if kind not in _KEPT:
        _KEPT[kind] = tuple(one.name for one in fields(kind) if one.name not in _UNSAID)
    return _KEPT[kind]


def _said(value: object) -> object:
    if isinstance(value, str):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _said(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): _said(each) for name, each in value.items()}
    if isinstance(value, tuple | frozenset):
        return sorted((_said(each) for each in value), key=str)
    return value if isinstance(value, int) else str(value)
