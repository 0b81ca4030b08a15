"""The two looks, with at least seven to one between words and what is behind them.

Meaning never rests on a colour: every sign has its word. Must not know any screen.
"""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

#: Measured figures stand in the test that holds them.
CONTRAST: Final = Theme(
    name="casework-contrast",
    primary="#ffd400",
    secondary="#7fd4ff",
    warning="#ffb000",
    error="#ff9a9a",
    success="#7dff9b",
    accent="#7fd4ff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    dark=True,
    text_alpha=1.0,
    variables={
        "block-cursor-background": "#ffd400",
        "block-cursor-foreground": "#000000",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#1c1c1c",
        "block-cursor-blurred-foreground": "#ffffff",
        "border": "#ffd400",
        "border-blurred": "#b8b8b8",
        "text-muted": "#d8d8d8",
        "text-disabled": "#b8b8b8",
        "input-cursor-background": "#ffd400",
        "input-cursor-foreground": "#000000",
        "input-selection-background": "#ffd400 35%",
        "footer-background": "#1c1c1c",
        "footer-foreground": "#ffffff",
        "footer-key-foreground": "#ffd400",
    },
)
PAPER: Final = Theme(
    name="casework-paper",
    primary="#003a8c",
    secondary="#00513f",
    warning="#6b3e00",
    error="#9b0000",
    success="#004d1a",
    accent="#00513f",
    foreground="#000000",
    background="#ffffff",
    surface="#ffffff",
    panel="#ececec",
    dark=False,
    text_alpha=1.0,
    variables={
        "block-cursor-background": "#003a8c",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#ececec",
        "block-cursor-blurred-foreground": "#000000",
        "border": "#003a8c",
        "border-blurred": "#4a4a4a",
        "text-muted": "#333333",
        "text-disabled": "#4a4a4a",
        "input-cursor-background": "#003a8c",
        "input-cursor-foreground": "#ffffff",
        "input-selection-background": "#003a8c 35%",
        "footer-background": "#ececec",
        "footer-foreground": "#000000",
        "footer-key-foreground": "#003a8c",
    },
)
THEMES: Final = (CONTRAST, PAPER)
