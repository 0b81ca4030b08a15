"""The command palette and the help: type a word, choose what fits, and it is run.

Help begins with what one can do here and answers questions besides; the palette has everything.
Must not know what a command does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from casework.tui import commands, helptopics
from casework.tui.box import Box, all_taken
from casework.tui.commands import Command, Group
from casework.tui.frame import Page
from casework.tui.ontop import on_top
from casework.tui.safe import lines, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.app import ComposeResult
    from textual.screen import Screen

_HEADINGS: Final = {one.name: str(one) for one in Group}
_QUESTIONS: Final = "Questions"
_KEY_CELLS: Final = 9


class Palette(Page):
    """Everything one can do, narrowed by typing; ``run`` is given the action that was chosen."""

    KEYS: ClassVar = (("⏎", "Do it"), ("↑↓", "Choose"), ("Esc", "Back"), ("f10", "Who to ring"))
    BINDINGS: ClassVar = [
        ("escape", "app.pop_screen", "Back"),
        # by all that was typed before them
        Binding("down", "choose(1)", "Next", priority=True),
        Binding("up", "choose(-1)", "Before", priority=True),
        Binding("pagedown", "leaf(1)", "A page on", priority=True),
        Binding("pageup", "leaf(-1)", "A page back", priority=True),
        Binding("enter", "take", "Do it", priority=True),
    ]
    place = "palette"
    where = "Find a command"
    hint = "Type what you want to do: post, approve, term dates"

    def __init__(self, known: tuple[Command, ...], run: Callable[[str], None]) -> None:
        super().__init__()
        self._known, self._run = known, run
        self._rows: tuple[Command, ...] = ()
        self._fits = ""  # what was typed when they were looked for

    def body(self) -> ComposeResult:
        """Yield the box to type in and what fits."""
        yield Box(placeholder=self.hint, id="find")
        with Vertical(id="commands"):
            yield OptionList(id="found", markup=False)
            yield Static(id="says", markup=False)

    def on_mount(self) -> None:
        """Show all there is, ready for typing."""
        self.entitle(self.where)
        self.show("")
        self.query_one("#found", OptionList).can_focus = False
        self.query_one("#find", Input).focus()

    @on(Input.Changed, "#find")
    def _typed(self) -> None:
        typed = self.query_one("#find", Input).value
        if typed != self._fits:
            self.show(typed)

    async def _all_typed(self) -> None:
        """Show what fits all that was typed, where a key asks for it."""
        await all_taken(self.query_one("#find", Input))
        self._typed()

    def fitting(self, typed: str) -> tuple[Command, ...]:
        """Return what fits what was typed."""
        return commands.found(self._known, typed)

    def show(self, typed: str) -> None:
        """Show what fits; with nothing typed, under headings."""
        self._rows, self._fits = self.fitting(typed), typed
        options = self.query_one("#found", OptionList)
        options.clear_options()
        options.add_options(self._options(headed=not typed.strip()))
        self.query_one("#says", Static).update(
            lines([] if self._rows else [f"Nothing is called “{typed}”. Try another word."])
        )
        options.action_first()

    def _options(self, *, headed: bool) -> Iterator[Option]:
        before = ""
        for number, one in enumerate(self._rows):
            heading = self.heading(one)
            if headed and heading != before:
                yield Option(shown(heading, "bold"), disabled=True)
                before = heading
            yield Option(shown(f"  {one.key:<{_KEY_CELLS}} {one.words}"), id=str(number))

    def heading(self, command: Command) -> str:
        """Return the heading above a command."""
        return _QUESTIONS if command.action.startswith("explain") else str(command.group)

    async def action_choose(self, by: int) -> None:
        """Go to the next one, or the one before."""
        await self._all_typed()
        options = self.query_one("#found", OptionList)
        (options.action_cursor_down if by > 0 else options.action_cursor_up)()

    async def action_leaf(self, by: int) -> None:
        """Go a page on, or a page back."""
        await self._all_typed()
        options = self.query_one("#found", OptionList)
        leaf = options.action_page_down if by > 0 else options.action_page_up
        leaf()  # type: ignore[no-untyped-call] # Textual's own has no types

    async def action_take(self) -> None:
        """Run the one under the cursor."""
        await self._all_typed()
        options = self.query_one("#found", OptionList)
        if options.highlighted is not None:
            self._take(options.get_option_at_index(options.highlighted).id)

    @on(OptionList.OptionSelected, "#found")
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self._take(event.option_id)

    def _take(self, number: str | None) -> None:
        if number is None or not on_top(self):
            return
        action = self._rows[int(number)].action
        if action.startswith("explain:"):
            self.explain(action.removeprefix("explain:"))
        else:
            self._run(action)

    def explain(self, name: str) -> None:
        """Show the answer to a question below the list."""
        topic = helptopics.topic(name)
        told: list[str | tuple[str, str]] = ["", (topic.words, "bold"), *topic.lines]
        self.query_one("#says", Static).update(lines(told))


class Help(Palette):
    """What one can do here; typing looks through everything, and through the answers."""

    place = "help"
    where = "Help: what you can do here"
    hint = "Type a word: late, undo, LADO, holiday. Enter does it, or answers"

    def fitting(self, typed: str) -> tuple[Command, ...]:
        """Return what fits: with nothing typed what is possible here and the questions."""
        asked = tuple(
            Command(
                words=one.words,
                key="",
                action=f"explain:{one.id}",
                group=Group.ALL,
                synonyms=(*one.synonyms, one.says),
            )
            for one in helptopics.TOPICS
        )
        if typed.strip():
            return commands.found((*self._known, *asked), typed)
        here = tuple(one for one in self._known if one.group in {Group.HERE, Group.CASE})
        return (*here, *asked, *(one for one in self._known if one not in here))


def of_screen(screen: Screen[object]) -> Iterator[Command]:
    """Yield what a screen offers by its own keys; it may know of one that does nothing."""
    offers: Callable[[str], bool] = getattr(screen, "offers", bool)
    for _node, binding, enabled, _tip in screen.active_bindings.values():
        said = enabled and binding.description and binding.show
        if _node is screen and said and offers(binding.action):
            yield Command(
                words=binding.description,
                key=commands.written(binding.key),
                action=binding.action,
                group=Group.HERE,
            )
