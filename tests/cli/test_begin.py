"""The screens begin without the reader of command lines, where both would read the same."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.cli import begin, ending
from casework.cli.main import run
from casework.cli.signing import Options, options
from casework.errors import EXIT_INTERRUPTED, NotFound, UsageFault

WORDS = ("--read-only", "--book", "--book=b", "--book=", "b", "-", "--", "--plain", "--json", "--x")


def _read_by_typer(words: list[str]) -> Options:
    assert run(words) == 0

    return Options(book=options.book, read_only=options.read_only)


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("CASEWORK_")]:
        monkeypatch.delenv(name)


# --- what is read ---------------------------------------------------------------------------------


@given(words=st.lists(st.sampled_from(WORDS), max_size=4))
def test_what_is_read_at_once_is_read_in_the_same_way_by_the_whole_reader(words: list[str]) -> None:
    found = begin.alone(words, {})

    assert found is None or found == _read_by_typer(words)


def test_the_folder_comes_from_the_environment_unless_it_is_named() -> None:
    environment = {"CASEWORK_BOOK": "kept"}

    found = [begin.alone(words, environment) for words in ([], ["--book", "named"])]

    assert found == [Options(book=Path("kept")), Options(book=Path("named"))]


def test_nothing_at_all_asks_for_the_screens_of_ones_own_records() -> None:
    assert begin.alone([], {"CASEWORK_BOOK": ""}) == Options()


@pytest.mark.parametrize(
    "words", [["case"], ["--help"], ["--plain"], ["--json"], ["--book"], ["--book", "--read-only"]]
)
def test_whatever_else_is_asked_for_is_left_to_the_whole_reader(words: list[str]) -> None:
    assert begin.alone(words, {}) is None


@pytest.mark.parametrize("name", ["CASEWORK_USER", "CASEWORK_PASSWORD_FILE", "CASEWORK_PLAIN"])
def test_a_shared_option_in_the_environment_is_left_to_the_whole_reader(name: str) -> None:
    assert begin.alone([], {name: "1"}) is None


# --- how it ends ----------------------------------------------------------------------------------


def test_without_a_terminal_nothing_is_shown_but_what_there_is_to_begin_with() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "casework"], capture_output=True, text=True, check=True
    )

    assert "casework --help lists every command." in done.stdout


def test_where_there_are_no_records_the_terminal_is_told_so_in_words(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    words = [sys.executable, "-m", "casework", "--book", str(tmp_path / "none")]
    done = subprocess.run(
        words, stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(theirs)
    os.close(ours)

    assert done.returncode == NotFound.exit_code
    assert done.stderr.startswith("There are no records of casework in ")


def test_a_fault_beside_the_reader_ends_with_its_own_code(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def stopped() -> int:
        raise KeyboardInterrupt

    def wrong() -> int:
        raise UsageFault("That is not to be had.", advice="Ask for another.")

    codes = [ending.code_of(work) for work in (stopped, wrong)]

    assert codes == [EXIT_INTERRUPTED, UsageFault.exit_code]
    assert "Stopped. Nothing was half done." in capsys.readouterr().err
