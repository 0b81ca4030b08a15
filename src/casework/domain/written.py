"""The one written form of an entry: JSON with sorted keys, the same bytes for the same entry.

Must not know what any event means; the kinds stand in ``domain.events``.
"""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING

from casework.domain.events import KINDS, Entry
from casework.domain.people import Actor
from casework.errors import Damaged

if TYPE_CHECKING:
    from datetime import datetime

    from casework.domain.events import Event


def write_entry(entry: Entry) -> bytes:
    """Return the sealed part's plaintext: all but ``seq`` and ``at``, which stand in clear."""
    whole = {
        "actor": {
            "user": entry.actor.user,
            "name": entry.actor.name,
            "roles": sorted(entry.actor.roles),
        },
        "policy": entry.policy,
        "command": entry.command,
        "key": entry.key,
        "reason": entry.reason,
        "happened": entry.happened,
        "precision": entry.precision,
        "events": [_written(event) for event in entry.events],
    }
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _written(event: Event) -> dict[str, object]:
    names = _names(type(event))
    return {"kind": type(event).__name__, **{name: getattr(event, name) for name in names}}


_NAMES: dict[type[Event], tuple[str, ...]] = {}


def _names(kind: type[Event]) -> tuple[str, ...]:
    if kind not in _NAMES:
        _NAMES[kind] = tuple(field.name for field in fields(kind))
    return _NAMES[kind]


def read_entry(seq: int, at: datetime, payload: bytes) -> Entry:
    """Return the entry written as ``payload``.

    Raises Damaged where the bytes are not an entry of a known form.
    """
    try:
        whole = json.loads(payload)
        actor = whole["actor"]
        return Entry(
            seq=seq,
            at=at,
            actor=Actor(user=actor["user"], name=actor["name"], roles=frozenset(actor["roles"])),
            policy=whole["policy"],
            command=whole["command"],
            key=whole["key"],
            reason=whole["reason"],
            happened=whole["happened"],
            precision=whole["precision"],
            events=tuple(_read(event) for event in whole["events"]),
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise Damaged(
            f"Entry {seq} of this case cannot be read.",
            advice="Run casework doctor, and keep the latest backup safe.",
        ) from fault


def _read(written: dict[str, object]) -> Event:
    kind = KINDS[str(written["kind"])]
    del written["kind"]
    for name, value in written.items():
        if isinstance(value, list):
            written[name] = tuple(value)  # in place: no name comes or goes
    return kind(**written)
