"""The screens of the ten-minute case as text and as pictures, walked through in a real terminal.

``python -m benchmarks.screenpictures SCHOOL`` takes a copy of a practice school that was just made
and writes ``docs/screens``. The pictures carry no address and no font: whoever looks at them has
one. Needs tmux.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from html import escape
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from casework import settings
from tests.walk.terminal_kit import terminal
from tests.walk.way_kit import SCREENS, SIZE, masked, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.color import Color
    from rich.segment import Segment

    from tests.walk.terminal_kit import Terminal

SHOWN: Final = Path(__file__).resolve().parents[1] / "docs" / "screens"
_BLACK, _WHITE = (0, 0, 0), (255, 255, 255)
_THEME: Final = TerminalTheme(_BLACK, _WHITE, [_BLACK] * 8, [_WHITE] * 8)
#: How wide and high a cell is, and where in it the line stands on which letters sit.
_WIDE, _HIGH, _FOOT = 9, 20, 15
_SVG: Final = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" \
font-family="Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="15">
<title>{title}</title>
<rect width="{width}" height="{height}" fill="#000000"/>
{drawn}
</svg>
"""
_WORD: Final = re.compile(r"\S+")


def pictured(school: Path, state: Path, into: Path = SHOWN) -> list[str]:
    """Walk through a copy of a practice school and write its screens; return their names."""
    into.mkdir(parents=True, exist_ok=True)
    written = []
    with tempfile.TemporaryDirectory(prefix="casework-walk-") as made:
        where = Path(made)
        shutil.copytree(school, where / "practice-school")
        shutil.copytree(state, where / "state")
        apart = {"CASEWORK_STATE": str(where / "state")}
        with terminal(["practice-school/casework"], where, SIZE, apart) as at:

            def save(name: str) -> None:
                _write(at, into, name)
                written.append(name)

            walk(at, save)
    return written


def _write(at: Terminal, into: Path, name: str) -> None:
    text = masked(at.still())
    styled = masked(at.screen(styled=True))
    (into / f"{name}.txt").write_text(text, encoding="utf-8", newline="\n")
    (into / f"{name}.svg").write_text(drawn(styled, name), encoding="utf-8", newline="\n")


def drawn(styled: str, name: str) -> str:
    """Return a screen, as a terminal is told it, as a picture whose words are words."""
    console = Console(width=SIZE[0], color_system="truecolor", force_terminal=True, file=StringIO())
    lines: list[str] = []
    for row, line in enumerate(styled.splitlines()):
        at = 0
        for part in console.render(Text.from_ansi(line, end="")):
            lines += _part(part, at, row)
            at += part.cell_length
    return _SVG.format(
        width=SIZE[0] * _WIDE,
        height=SIZE[1] * _HIGH,
        title=escape(SCREENS[name]),
        drawn="\n".join(lines),
    )


def _part(part: Segment, at: int, row: int) -> Iterator[str]:
    """Yield what is behind some cells, then each word in its place."""
    style = part.style or Style.null()
    ink, back = _colour(style.color, _WHITE), _colour(style.bgcolor, _BLACK)
    if style.reverse:
        ink, back = back, ink
    place = f'height="{_HIGH}" x="{at * _WIDE}" y="{row * _HIGH}"'
    if back != "#000000":
        yield f'<rect {place} width="{part.cell_length * _WIDE}" fill="{back}"/>'
    bold = ' font-weight="bold"' if style.bold else ""
    for word in _WORD.finditer(part.text):
        x = (at + cell_len(part.text[: word.start()])) * _WIDE
        length = cell_len(word.group()) * _WIDE
        yield (
            f'<text x="{x}" y="{row * _HIGH + _FOOT}" fill="{ink}"{bold} textLength="{length}" '
            f'lengthAdjust="spacingAndGlyphs">{escape(word.group())}</text>'
        )


def _colour(colour: Color | None, otherwise: tuple[int, int, int]) -> str:
    plain = colour is None or colour.is_default
    triplet = otherwise if plain or colour is None else colour.get_truecolor(_THEME)
    return "#{:02x}{:02x}{:02x}".format(*triplet)


def main(words: list[str]) -> int:
    """Write the screens of a practice school."""
    for name in pictured(Path(words[0]), settings.state_folder()):
        print(name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
