"""The program's own keys, made from the tables of places, deeds and what one does about a case.

Must not know what any of them does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding

from casework.tui.casekeys import CASE_ACTIONS
from casework.tui.places import ALWAYS, DEEDS, PLACES

if TYPE_CHECKING:
    from collections.abc import Iterator


def bindings() -> Iterator[Binding]:
    """Yield a binding for each key of the three tables."""
    for place in PLACES:
        if place.key:
            yield Binding(place.key, f"go('{place.id}')", place.words, id=f"go-{place.id}")
    for deed in DEEDS:
        if deed.key:
            over = deed.id in ALWAYS
            yield Binding(deed.key, deed.action, deed.words, id=deed.id, priority=over)
    for action in CASE_ACTIONS:
        if action.key:
            yield Binding(action.key, f"about('{action.id}')", action.words, id=f"case-{action.id}")
