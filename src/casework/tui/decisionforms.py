"""The form of an answer; after a yes to a letter it asks whether to print it for signature.

Must not know what is decided.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from casework.tui.decisionjobs import PRINT, print_job
from casework.tui.formsheet import FormSheet

if TYPE_CHECKING:
    from casework.tui.app import CaseworkApp
    from casework.tui.sheet import Job, Kept


class AnswerSheet(FormSheet):
    """A yes, a no, or a question."""

    def __init__(self, job: Job, letter: int) -> None:
        super().__init__(job)
        self._letter = letter

    def _leave(self, kept: Kept) -> None:
        app = cast("CaseworkApp", self.app)
        app.pop_screen()
        app.done(kept.words, kept.ref if kept.undo else "")
        if kept.then == PRINT:
            app.push_screen(FormSheet(print_job(self.job.desk, kept.ref, self._letter)))
