"""Why: the rule behind what happens next, what it rests on, and where the policy says so.

Must not know how any of it was decided.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.widgets import Static

from casework.errors import CaseworkError
from casework.office import questions, whys
from casework.tui import caseview
from casework.tui import advice
from casework.tui.frame import Page
from casework.tui.safe import lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.events import Resize

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
        yield f"Not yet: {offer.transition.says}", "bold"
        for reason in offer.reasons:
            yield f" {reason.sentence}"
            places = whys.places(policy, reason.clauses)
            yield from (f"    {place}" for place in places or (whys.DEFAULT,))
            if reason.remedy:
                yield f" What would change it: {reason.remedy}"


class Why(Page):
    """The rule and what it rests on."""

    KEYS: ClassVar = (("↑↓", "Read"), ("Esc", "Back"), ("f1", "Help"))
    BINDINGS: ClassVar = [("escape", "app.pop_screen", "Back"), ("w", "app.pop_screen", "Back")]

    def __init__(self, desk: Desk, ref: str) -> None:
        super().__init__()
        self._desk, self._ref = desk, ref

    def body(self) -> ComposeResult:
        """Yield the words."""
        with VerticalScroll(id="case"):
            yield Static(id="why", markup=False)

    def on_mount(self) -> None:
        """Read the case and say why."""
        self.query_one("#case").focus()
        try:
            found = told(self._desk, self._ref)
        except CaseworkError as fault:
            found = advice.sentences(fault)
        self.query_one("#why", Static).update(lines(found))

    def on_resize(self, _event: Resize) -> None:
        """Write the title anew: its right end has moved."""
        self.entitle(f"{self._ref}  Why", self._desk.session.name)

    def about(self) -> str:
        """Return the case."""
        return self._ref
