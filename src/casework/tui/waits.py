"""How long to wait after wrong passwords: not at all for a slip, then longer and longer.

One count for the sign-in and the lock. Must not know a password.
"""

from __future__ import annotations

from casework.domain.patience import WAITS as WAITS  # those of the screens are everybody's
from casework.domain.patience import wait_after


class Waits:
    """Wrong passwords in a row, and until when nothing is tried."""

    def __init__(self) -> None:
        self._wrong, self._until = 0, 0.0

    def wrong(self, ticks: float) -> None:
        """Count one more, at that tick."""
        self._wrong += 1
        self._until = ticks + wait_after(self._wrong)

    def right(self) -> None:
        """Forget them."""
        self._wrong, self._until = 0, 0.0

    def left(self, ticks: float) -> int:
        """Return how many seconds are still to be waited, upwards."""
        return max(0, -int(-(self._until - ticks) // 1))
