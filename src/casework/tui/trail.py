"""Where somebody was, kept while another person works: which place, which case, which form.

No word of a case: what was typed is the drafts'. Must not know what a screen shows.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Trail:
    """One step of the way: a place, or a case with what was opened about it."""

    place: str = ""
    ref: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PutAway:
    """What one person had open when another took over."""

    user: str
    way: tuple[Trail, ...]
