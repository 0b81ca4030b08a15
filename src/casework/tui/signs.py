"""The signs that screens draw, and what stands for them where a terminal cannot show them.

The old Windows console has no font for them (Windows Terminal has). A sign always has its word
beside it, so nothing is lost. Must not know any screen.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Each sign and what stands for it (``tui-guide.md`` 3.3).
_PLAIN: Final = {
    "✓": "[x]",
    "►": "[>]",
    "○": "[ ]",
    "●": "[*]",
    "◊": "<?>",
    "■": "[#]",
    "×": "x",
    "⏎": "Enter",
    "→": "->",
    "←": "<-",
    "↑": "Up",
    "↓": "Down",
    "…": "...",
    "›": ">",
    "·": ".",
    "•": "*",
    "│": "|",
    "─": "-",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
}
_TABLE: Final = str.maketrans(_PLAIN)
#: A dash is a sign only where a line begins with it: elsewhere it is a dash.
_NOT_TAKEN: Final = re.compile(r"^(\s*)– ", re.MULTILINE)


class Drawing:
    """How signs are drawn in this process: as they are, or in plain letters."""

    def __init__(self) -> None:
        self.plain = False

    def drawn(self, words: str) -> str:
        """Return words as this terminal can show them."""
        if not self.plain:
            return words
        return _NOT_TAKEN.sub(r"\1[-] ", words).replace("–", "-").translate(_TABLE)


DRAWING: Final = Drawing()


def wants_plain(system: str, environment: Mapping[str, str]) -> bool:
    """Tell whether the terminal is the old Windows console, or somebody asks for plain signs."""
    if environment.get("CASEWORK_ASCII", "") not in {"", "0"}:
        return True
    return system == "win32" and not environment.get("WT_SESSION")
