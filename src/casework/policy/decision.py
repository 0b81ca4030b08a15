"""What a decision is: an entry to append and the case after it, or a refusal. Pure values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.domain.refusals import Refusal

if TYPE_CHECKING:
    from casework.domain.case import Snapshot
    from casework.domain.events import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """Allowed: ``entry`` says everything the command causes, ``snapshot`` is the case after it."""

    entry: Entry
    snapshot: Snapshot


Decision = Accepted | Refusal
