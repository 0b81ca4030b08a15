"""What the program does when something goes wrong: a known fault is told, any other ends it.

It ends without a word of what was on the screen. Must not know any screen but the one that tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import App

from casework.errors import CaseworkError
from casework.tui import crash, notice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.actions import ActionParseResult
    from textual.dom import DOMNode


class Steady(App[int]):
    """An app that tells faults, and whose last words hold no data."""

    #: The report of what ended the program, or nothing.
    crashed: tuple[str, ...] = ()

    def trouble(self, fault: CaseworkError) -> None:
        """Tell what stands in the way, over the screen; one goes on after it."""
        if not isinstance(self.screen, notice.Notice):
            self.push_screen(notice.of_fault(fault))

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Run an action; a fault that the program knows is told, and no more."""
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except CaseworkError as fault:
            self.trouble(fault)
            return True

    def _handle_exception(self, error: Exception) -> None:
        """Close without a word of what was on the screen: kind, file and line alone are kept."""
        true = crash.true_cause(error)
        if isinstance(true, CaseworkError):
            self.call_later(self.trouble, true)
            return
        self._return_code = 1
        if self._exception is None:
            self._exception = true if isinstance(true, Exception) else error
            self._exception_event.set()
        self.crashed = crash.report(true)
        self._close_messages_no_wait()
