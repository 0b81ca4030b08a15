"""How long to wait after wrong answers at a door: not at all for a slip, then longer and longer.

Must not know what was wrong.
"""

from __future__ import annotations

from typing import Final

#: Seconds to wait after so many wrong ones in a row (*default*): the last goes on for ever.
WAITS: Final = (0, 0, 2, 5, 15, 30, 60)


def wait_after(wrong: int) -> int:
    """Return how many seconds to wait after so many wrong ones in a row."""
    return WAITS[min(wrong, len(WAITS) - 1)]
