"""Why: the rule behind what happens next, what it rests on, and where the policy says so, in lines.

Must not know how any of it was decided, nor a widget.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.office import questions, whys
from casework.tui import caseview

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.office.desk import Desk

    Told = str | tuple[str, str]


def told(desk: Desk, ref: str) -> tuple[Told, ...]:
    """Return in lines why a case stands as it does. Raises NotFound."""
    return tuple(_told(desk, ref))


def _told(desk: Desk, ref: str) -> Iterator[Told]:
    shown = questions.show(desk, ref)
    view = caseview.view_of(shown)
    policy = shown.file.policy
    yield "What happens next", "bold"
    yield f" {view.next.what}"
    yield from (f" {word}: {said}" for word, said in view.next.lines() if word != "Policy")
    yield ""
    yield "What it rests on", "bold"
    yield f" The policy: {policy.title}"
    if view.next.choice is not None:
        for one in whys.of_step(policy, shown.case_type, view.next.choice.step):
            yield f" {one.words}"
            yield from (f"    {place}" for place in one.places or (whys.DEFAULT,))
    for offer in shown.not_yet:
        yield ""
        yield f"Not yet: {shown.says(offer.transition)}.", "bold"
        for reason in offer.reasons:
            yield f" {reason.sentence}"
            places = whys.places(policy, reason.clauses)
            yield from (f"    {place}" for place in places or (whys.DEFAULT,))
            if reason.remedy:
                yield f" What would change it: {reason.remedy}"
