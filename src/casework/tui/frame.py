"""The frame of every screen: one title line, the body, one line of keys. Must not know any case.

A screen says its title and its keys; data reaches a widget through ``safe`` alone.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar, Final

from textual.content import Content
from textual.events import MouseDown
from textual.screen import ModalScreen
from textual.widgets import Static

from casework.errors import CaseworkError
from casework.tui import careful
from casework.tui.careful import NARROWEST
from casework.tui.donestrip import DoneStrip
from casework.tui.gateline import GateLine
from casework.tui.keyline import KeyLine, as_key, asks_what, key_line
from casework.tui.ontop import on_top
from casework.tui.openedonce import OpenedOnce
from casework.tui.safe import shown

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.events import Event, Resize
    from textual.message import Message

    from casework.office.desk import Desk

#: Every title of a sealed case begins so.
SEALED: Final = "SEALED"
#: Said of the title where the pointer rests on it: a click is this key.
_WHAT: Final = "Click: what you can do here. The right mouse button does it anywhere."
_HELP: Final = "f1"


class Page(OpenedOnce[None]):
    """A screen with its frame; ``body`` yields what is between the two lines."""

    KEYS: ClassVar[tuple[tuple[str, str], ...]] = ()
    #: Which row of the table of places this screen is; of a screen of one case, nothing.
    place = ""
    #: Of which case it is known whether it is kept sealed: it is so for ever.
    _known_sealed: tuple[str, bool] = ("", False)
    #: What the title line says: where one is and who one is.
    _titled: tuple[str, str] = ("", "")

    async def _dispatch_message(self, message: Message) -> None:
        if careful.stands(self, message):
            await careful.kept(self.app, super()._dispatch_message(message))

    def _forward_event(self, event: Event) -> None:
        """Let the right mouse button show what one can do here, whatever it is pressed on."""
        if not asks_what(event):
            super()._forward_event(event)
        elif isinstance(event, MouseDown):
            self.app.call_later(self.app.run_action, "app.help")

    def on_resize(self, _event: Resize) -> None:
        """Write the title line anew: its right end has moved."""
        if self._titled[0]:
            self.entitle(*self._titled)

    def on_screen_resume(self) -> None:
        """Say what was done on the way, and how the gate of the case stands now."""
        for strip in self.query(DoneStrip):
            strip.catch_up()
        self.look_at_gate()

    def compose(self) -> ComposeResult:
        """Lay out title, the gate of a sealed case, body, what was just done, keys."""
        title = KeyLine(id="title", markup=False)
        title.tooltip = _WHAT
        yield title
        yield GateLine(id="gate-line", markup=False)
        yield from self.body()
        yield DoneStrip(id="done", markup=False)
        yield KeyLine(key_line(self.named()), id="keys", markup=False)
        yield careful.too_small()

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Return the keys that the last line names; a form's first is what its button does."""
        return self.KEYS

    def named(self) -> tuple[tuple[str, str], ...]:
        """Return the keys that the last line names: in records to read alone, none to write."""
        if not getattr(self.app, "reads_only", False):
            return self.keys()
        writing: frozenset[str] = getattr(self.app, "WRITING", frozenset())
        return tuple(one for one in self.keys() if one[0] not in writing)

    def about(self) -> str:
        """Return the reference of the case under one's hand here, or nothing."""
        return ""

    def of_case(self) -> tuple[Desk, str] | None:
        """Return the one case that this screen is about, with who looks; None of any other."""
        return None

    def look_at_gate(self) -> None:
        """Say how the gate of the case stands; where there is none, it takes no room."""
        if self.is_mounted:
            self.query_one(GateLine).look(self.of_case())

    def is_sealed(self) -> bool:
        """Tell whether the screen is about a case that is kept sealed."""
        at = self.of_case()
        if at is None:
            return False
        if self._known_sealed[0] != at[1]:
            from casework.tui import gatewords  # loads the records: the first screen needs none

            with suppress(CaseworkError):  # said by the screen itself; the next look asks again
                self._known_sealed = (at[1], gatewords.sealed(*at))
        return self._known_sealed[1]

    def look_again(self) -> None:
        """Take in what was done meanwhile, here or elsewhere, and keep one's place."""

    def body(self) -> ComposeResult:
        """Yield what the screen shows: nothing, until a screen says more."""
        yield from ()

    def entitle(self, where: str, who: str = "") -> None:
        """Write the title line: where one is on the left, who one is on the right."""
        self._titled = (where, who)
        line = self.query_one("#title", Static)
        who = "  ".join(part for part in (getattr(self.app, "banner", ""), who) if part)
        room = max(self.app.size.width - 2, NARROWEST)
        where = f"{SEALED}  {where}" if self.is_sealed() else where
        left = shown(titled(where, room - len(who) - 2), "bold")
        gap = " " * max(2, room - left.cell_length - shown(who).cell_length)
        line.update(as_key(Content.assemble(left, gap, shown(who)), _HELP))


class Dialog(ModalScreen[bool]):
    """A question over the screen; Esc closes it and changes nothing."""

    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("⏎", "Press the button"),
        ("Tab", "Go on"),
        ("Esc", "Back"),
        ("f10", "Who to ring"),
    )
    BINDINGS: ClassVar = [("escape", "put_away", "Back")]

    async def _dispatch_message(self, message: Message) -> None:
        if careful.stands(self, message):
            await careful.kept(self.app, super()._dispatch_message(message))

    def on_mount(self) -> None:
        """Say above it what kind of records these are; a small window shows a sentence."""
        banner = getattr(self.app, "banner", "")
        self.mount(
            Static(banner, classes="banner", markup=False),
            KeyLine(key_line(self.KEYS), classes="dialog-keys", markup=False),
            careful.too_small(),
        )

    def action_put_away(self) -> None:
        """Close without doing anything."""
        if on_top(self):  # a key pressed twice
            self.dismiss(False)


def titled(words: str, room: int) -> str:
    """Return a title as far as there is room: what explains it goes whole, and so does a count."""
    if len(words) <= room:
        return words
    plain = words.partition(" – ")[0]
    if len(plain) <= room:
        return plain
    name, _, counts = words.rpartition(": ")
    if name and all(one[:1].isdigit() for one in counts.split(", ")):
        while counts and len(f"{name}: {counts}") > room:
            counts = counts.rpartition(", ")[0]
        words = f"{name}: {counts}" if counts else name
    return cut(words, room)


def cut(words: str, room: int) -> str:
    """Return words as far as there is room: broken off between two of them, and seen to be."""
    if len(words) <= room:
        return words
    whole = words[:room].rsplit(" ", 1)[0].rstrip(" ,:–")
    return f"{whole[: max(room - 1, 0)]}…"
