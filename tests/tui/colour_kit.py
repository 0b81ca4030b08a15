"""What a screen says without any colour: the same words, each of them still to be read.

The screen as it stands is put through the filter that ``NO_COLOR`` puts on every line. Nothing is
drawn a second time, so that each kept screen can be held to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.color import Color
from textual.filter import Monochrome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.segment import Segment
    from textual.app import App

#: Words stand out so far from what is behind them, whatever look and with or without colour.
WORDS: Final = 7.0
#: Lines, bars and the shades at a button's edge are no words.
_DRAWN: Final = range(0x2500, 0x25A0)


def without_colour(app: App[int]) -> tuple[tuple[Segment, ...], ...]:
    """Return the present screen, line by line, as it is sent where there is no colour."""
    filtered = Monochrome()
    behind = app.screen.styles.background
    strips = app.screen._compositor.render_strips()
    return tuple(tuple(filtered.apply(list(strip), behind)) for strip in strips)


def faint(app: App[int]) -> list[str]:
    """Return the words of the present screen that hardly stand out, in colour or without it."""
    drawn = (part for strip in app.screen._compositor.render_strips() for part in strip)
    plain = (part for line in without_colour(app) for part in line)
    return [part.text.strip() for part in (*drawn, *plain) if _is_faint(part)]


def _is_faint(part: Segment) -> bool:
    style = part.style
    if style is None or not any(_worded(part.text)) or style.color is None or style.bgcolor is None:
        return False
    ink, back = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
    return _ratio(ink, back) < WORDS


def _worded(text: str) -> Iterator[bool]:
    return (not sign.isspace() and ord(sign) not in _DRAWN and sign != "_" for sign in text)


def _ratio(one: Color, other: Color) -> float:
    """Return the contrast of WCAG 2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Color) -> float:
    parts = (part / 255 for part in colour.rgb)
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
