"""The two looks, with at least seven to one between words and what is behind them.

Meaning never rests on a colour: every sign has its word. Must not know any screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.theme import Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """The colours of a look (``tui-guide.md`` 8); measured figures stand in the test."""

    back: str
    text: str
    primary: str
    secondary: str
    warning: str
    error: str
    success: str
    panel: str
    muted: str
    disabled: str


def _look(name: str, of: Colours, *, dark: bool) -> Theme:
    """Return a theme in which the cursor is what is behind, on the primary colour."""
    return Theme(
        name=name,
        primary=of.primary,
        secondary=of.secondary,
        warning=of.warning,
        error=of.error,
        success=of.success,
        accent=of.secondary,
        foreground=of.text,
        background=of.back,
        surface=of.back,
        panel=of.panel,
        dark=dark,
        text_alpha=1.0,
        variables={
            "block-cursor-background": of.primary,
            "block-cursor-foreground": of.back,
            "block-cursor-text-style": "bold",
            "block-cursor-blurred-background": of.panel,
            "block-cursor-blurred-foreground": of.text,
            "border": of.primary,
            "border-blurred": of.disabled,
            "text-muted": of.muted,
            "text-disabled": of.disabled,
            "input-cursor-background": of.primary,
            "input-cursor-foreground": of.back,
            "input-selection-background": f"{of.primary} 35%",
            "footer-background": of.panel,
            "footer-foreground": of.text,
            "footer-key-foreground": of.primary,
        },
    )


CONTRAST: Final = _look(
    "casework-contrast",
    Colours(
        back="#000000",
        text="#ffffff",
        primary="#ffd400",
        secondary="#7fd4ff",
        warning="#ffb000",
        error="#ff9a9a",
        success="#7dff9b",
        panel="#1c1c1c",
        muted="#d8d8d8",
        disabled="#b8b8b8",
    ),
    dark=True,
)
PAPER: Final = _look(
    "casework-paper",
    Colours(
        back="#ffffff",
        text="#000000",
        primary="#003a8c",
        secondary="#00513f",
        warning="#6b3e00",
        error="#9b0000",
        success="#004d1a",
        panel="#ececec",
        muted="#333333",
        disabled="#4a4a4a",
    ),
    dark=False,
)
THEMES: Final = (CONTRAST, PAPER)


class PlainBars(ScrollBarRender):
    """Scroll bars of whole cells alone: no sign that an old console has not."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * 8


def choose_bars(*, plain: bool) -> None:
    """Draw every scroll bar of this process in one way."""
    ScrollBar.renderer = PlainBars if plain else ScrollBarRender
