"""Keys that come in one burst act in the order in which they were pressed."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.events import Key

from casework.tui.flowing import Flowing, Line


class OneField(App[None]):
    def __init__(self, kind: type[Line | Flowing]) -> None:
        super().__init__()
        self._kind = kind

    def compose(self) -> ComposeResult:
        yield self._kind("one", id="field")


@pytest.mark.parametrize(
    ("burst", "left"),
    [
        (("a", "b", "backspace", "c"), "oneac"),
        (("home", "x"), "xone"),
        (("home", "x", "end", "y"), "xoney"),
        (("ctrl+u", "x"), "x"),
        (("left", "x"), "onxe"),
    ],
)
@pytest.mark.parametrize("kind", [Line, Flowing])
async def test_keys_in_one_burst_act_in_their_order(
    kind: type[Line | Flowing], burst: tuple[str, ...], left: str
) -> None:
    app = OneField(kind)
    async with app.run_test() as pilot:
        field = app.query_one(kind)
        field.focus()
        await pilot.press("end")
        for key in burst:
            app.post_message(Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        await pilot.pause()
        written = field.value if isinstance(field, Line) else field.text

    assert written == left
