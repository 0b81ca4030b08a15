"""What one decided command writes to one case, as the store takes it: all of it, or nothing.

Must not know how a command is decided, nor what a case means.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from casework import store
from casework.domain.case import ENDED
from casework.domain.written import write_entry
from casework.office.cards import card_of
from casework.office.effects import held_back

if TYPE_CHECKING:
    from casework.domain.case import DeadlineState, Snapshot
    from casework.domain.commands import Command
    from casework.office.desk import Desk
    from casework.office.door import Also
    from casework.policy.decision import Accepted
    from casework.policy.model import Policy

_LIMIT = json.JSONEncoder(ensure_ascii=False, sort_keys=True)


def made_of(
    desk: Desk,
    policy: Policy,
    command: Command,
    before: Snapshot | None,
    accepted: Accepted,
    also: Also,
    content: bytes = b"",
) -> store.Step:
    """Return a decided command as one step of the store: its entry, card, limits and effects."""
    old = before.deadlines if before else {}
    new = accepted.snapshot.deadlines
    return store.Step(
        key=command.key,
        content=content,
        entries=(store.Entry(payload=write_entry(accepted.entry), as_circle=also.circle or None),),
        card=card_of(policy, accepted.snapshot),
        arm=tuple(_arm(limit) for id_, limit in new.items() if id_ not in old),
        end=tuple(
            id_
            for id_, limit in old.items()
            if limit.standing not in ENDED and (id_ not in new or new[id_].standing in ENDED)
        ),
        resume=tuple(
            id_
            for id_, limit in old.items()
            if limit.standing in ENDED and id_ in new and new[id_].standing not in ENDED
        ),
        due=tuple(
            store.Due(id=id_, due_at=_instant(new[id_].due_at), payload=_arm(new[id_]).payload)
            for id_, limit in old.items()
            if id_ in new and new[id_].due_at != limit.due_at
        ),
        blobs=also.blobs,
        custody=also.custody,
        access=also.access,
        effects=(*held_back(desk, accepted), *also.effects),
        stopped=also.stopped,
        settled=also.settled,
    )


def _arm(limit: DeadlineState) -> store.Arm:
    words = {"name": limit.name, "rule": limit.rule, "anchor": limit.anchor, "why": limit.why}
    payload = _LIMIT.encode(words).encode()
    return store.Arm(id=limit.id, due_at=_instant(limit.due_at), payload=payload)


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
