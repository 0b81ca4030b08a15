"""One of a few answers, in one line where they fit: ``( ) no  (x) yes``. Must not know a question.

Arrows choose, a digit chooses by place, a letter by its first one (Y, N), the mouse too; Enter goes
on to the form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from casework.tui.safe import shown

if TYPE_CHECKING:
    from textual import events

_GAP: Final = "  "
_CHOSEN, _NOT = "(x) ", "( ) "
_STEPS: Final = {"right": 1, "left": -1, "space": 1}


class Pick(Static, can_focus=True):
    """The answers of one question; ``value`` is the chosen one, or nothing yet."""

    DEFAULT_CSS = """
    Pick { height: auto; padding: 0; }
    Pick:focus { text-style: bold reverse; }
    """
    BINDINGS: ClassVar = [
        ("right", "step(1)", "The next answer"),
        ("left", "step(-1)", "The one before"),
        ("space", "step(1)", "The next answer"),
    ]

    class Changed(Message):
        """Another answer was chosen."""

        def __init__(self, pick: Pick) -> None:
            super().__init__()
            self.pick = pick

    def __init__(self, answers: tuple[tuple[str, str], ...], value: str, id: str) -> None:  # noqa: A002 - Textual's own word
        super().__init__(id=id, markup=False)
        self._answers = answers
        self.value = value

    def on_mount(self) -> None:
        """Show the answers."""
        self._show()

    def on_resize(self) -> None:
        """Lay them out anew: in a line where they fit, else one under the other."""
        self._show()

    def action_step(self, by: int) -> None:
        """Choose the answer beside the chosen one; the first, or the last, where none is."""
        values = [value for _, value in self._answers]
        if self.value in values:
            self._choose((values.index(self.value) + by) % len(values))
        else:
            self._choose(0 if by > 0 else len(values) - 1)

    def on_key(self, event: events.Key) -> None:
        """Let a digit or a first letter choose, and no letter do anything else in a question.

        The arrows too choose here and now: on the way up to the app and down again another key
        could have left the question.
        """
        if event.key in _STEPS:
            event.stop()
            event.prevent_default()
            self.action_step(_STEPS[event.key])
        elif event.character and event.character.isprintable():
            event.stop()
            at = self._meant(event.character)
            if 0 <= at < len(self._answers):
                self._choose(at)

    def _meant(self, typed: str) -> int:
        """Return which answer a digit or a letter means: the next that begins so; -1 for none."""
        if typed in "123456789":
            return int(typed) - 1
        typed = typed.lower()
        begin = [n for n, (words, _) in enumerate(self._answers) if words.lower().startswith(typed)]
        at = next((n for n, (_, value) in enumerate(self._answers) if value == self.value), -1)
        return next((n for n in begin if n > at), begin[0] if begin else -1)

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        left = 0
        for at, width in enumerate(self._widths()):
            across = not self._stacked and left <= event.x < left + width
            if across or (self._stacked and event.y == at):
                self._choose(at)
            left += width + len(_GAP)

    @property
    def _stacked(self) -> bool:
        room = self.size.width or self.app.size.width
        return sum(self._widths()) + len(_GAP) * (len(self._answers) - 1) > room

    def _widths(self) -> list[int]:
        return [shown(words).cell_length + len(_NOT) for words, _ in self._answers]

    def _choose(self, at: int) -> None:
        self.value = self._answers[at][1]
        self._show()
        self.post_message(self.Changed(self))

    def _show(self) -> None:
        parts = [
            Content.assemble(_CHOSEN if value == self.value else _NOT, shown(words))
            for words, value in self._answers
        ]
        self.update(Content("\n" if self._stacked else _GAP).join(parts))
