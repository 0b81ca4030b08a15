"""The last words: kind, file and line, and nothing of what was on the screen or in a variable."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casework.tui import crash
from casework.tui.frame import Page
from tests.tui.screen_kit import entered, settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week

NOW = datetime(2026, 11, 10, 9, 5, tzinfo=UTC)


class WorkerFailedError(Exception):
    """As Textual wraps what went wrong in a worker."""

    def __init__(self, error: BaseException) -> None:
        super().__init__("it failed")
        self.error = error


def _raised(secret: str) -> BaseException:
    try:
        raise ValueError(f"cannot read {secret}")
    except ValueError as inner:
        try:
            raise KeyError(secret) from inner
        except KeyError as outer:
            return outer


def test_a_report_has_kinds_files_and_lines_and_no_words() -> None:
    report = crash.report(_raised("Hart"))

    assert report[0] == "KeyError"
    assert "ValueError" in report
    assert any(line.startswith("  test_crash.py:") for line in report)
    assert "Hart" not in "\n".join(report)


def test_the_error_behind_a_failed_worker_is_the_one_reported() -> None:
    assert crash.report(WorkerFailedError(_raised("Hart")))[0] == "KeyError"


def test_places_say_nothing_of_whose_computer_it_is() -> None:
    assert crash._place(f"{Path.home()}/casework/src/casework/tui/app.py") == "casework/tui/app.py"
    assert crash._place("C:x") == "C:x"


def test_a_report_is_kept_where_it_can_be_and_named_without_a_case(tmp_path: Path) -> None:
    path = crash.kept(tmp_path / "state", ("KeyError", "  app.py:1"), NOW)

    assert path is not None
    assert path.name == "crash-20261110-090500.txt"
    assert path.read_text(encoding="utf-8") == "KeyError\n  app.py:1\n"


def test_where_nothing_can_be_written_the_last_words_are_said_all_the_same(
    tmp_path: Path,
) -> None:
    (tmp_path / "state").write_text("a file where the folder should be", encoding="utf-8")
    path = crash.kept(tmp_path / "state", ("KeyError", "  app.py:1"), NOW)
    said = " ".join(crash.last_words(("KeyError", "  app.py:1"), path))

    assert path is None
    assert "KeyError;   app.py:1" in said
    assert "Casework had to close." in said


async def test_a_crash_in_a_screen_ends_the_program_and_leaks_nothing(
    week: Week, opened: Callable[..., CaseworkApp], capfd: pytest.CaptureFixture[str]
) -> None:
    class Broken(Page):
        def on_mount(self) -> None:
            about = "Ms Hart, 4 Mill Lane"
            raise RuntimeError(about)

    async def work() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await entered(pilot)
            app.push_screen(Broken())
            await settled(pilot)

    app = opened(week, "clerk")
    with pytest.raises(RuntimeError):
        await work()
    written = "".join(capfd.readouterr())

    assert app.crashed[0] == "RuntimeError"
    assert app.return_code == 1
    assert "Hart" not in "\n".join(app.crashed)
    assert "Hart" not in written
