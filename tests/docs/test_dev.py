"""``dev.py`` keeps what the documents promise of it, with nothing really run."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[2]


class Runs:
    """Stands in for the processes: remembers each command, fails at the chosen one."""

    def __init__(self, fail_at: str = "", code: int = 0) -> None:
        self.commands: list[list[str]] = []
        self._fail_at, self._code = fail_at, code

    def __call__(self, command: list[str], **_how: object) -> Runs:
        self.commands.append(command)
        self.returncode = self._code if self._fail_at and self._fail_at in command else 0
        return self

    @property
    def modules(self) -> list[str]:
        return [Path(each[0]).stem if each[1] != "-m" else each[2] for each in self.commands]


@pytest.fixture
def desk(dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A checkout with two files, and its environment already made."""
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).write_text("x", encoding="ascii")
    python = tmp_path / ".venv" / "python"
    python.parent.mkdir()
    python.touch()
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "PYTHON", python)
    monkeypatch.setattr(dev, "STAMP", tmp_path / ".venv" / "stamp")
    monkeypatch.setenv("CI", "")
    return dev


def do(desk: ModuleType, monkeypatch: pytest.MonkeyPatch, runs: Runs, *words: str) -> int:
    monkeypatch.setattr(desk.subprocess, "run", runs)
    code: int = desk.main(list(words))
    return code


def test_it_needs_nothing_installed() -> None:
    tree = ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"))
    used = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        for name in (
            [each.name for each in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert used - set(sys.stdlib_module_names) == set()


def test_it_installs_before_the_first_command(
    desk: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = Runs()
    do(desk, monkeypatch, runs, "test")

    assert (runs.modules, "--compile" in runs.commands[0]) == (["pip", "pytest"], True)


def test_it_installs_once(desk: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    do(desk, monkeypatch, Runs(), "test")
    runs = Runs()
    do(desk, monkeypatch, runs, "test")

    assert runs.modules == ["pytest"]


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_it_installs_again_when_what_it_needs_has_changed(
    desk: ModuleType, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    do(desk, monkeypatch, Runs(), "test")
    (desk.ROOT / name).write_text("y", encoding="ascii")
    runs = Runs()
    do(desk, monkeypatch, runs, "test")

    assert runs.modules == ["pip", "pytest"]


def test_an_installation_that_failed_is_tried_again(
    desk: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    do(desk, monkeypatch, Runs("pip", 1), "test")
    runs = Runs()
    do(desk, monkeypatch, runs, "test")

    assert runs.modules == ["pip", "pytest"]


def test_it_makes_the_environment_where_there_is_none(
    desk: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.PYTHON.unlink()
    runs = Runs()
    do(desk, monkeypatch, runs, "bench")

    assert runs.modules == ["venv", "pip", "benchmarks"]


def test_lint_stops_at_the_first_failure_with_its_own_code(
    desk: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = Runs("mypy", 3)
    code = do(desk, monkeypatch, runs, "lint")

    assert (code, runs.modules) == (3, ["pip", "ruff", "ruff", "mypy"])


def test_check_is_test_then_branches_then_lint(
    desk: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = Runs()
    code = do(desk, monkeypatch, runs, "check")

    assert (code, runs.modules) == (
        0,
        ["pip", "pytest", "pytest", "ruff", "ruff", "mypy", "lint-imports", "pytest"],
    )


def test_only_what_is_measured_runs_twice_in_a_check(
    desk: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = Runs()
    do(desk, monkeypatch, runs, "check")
    all_but, measured, documents = (each for each in runs.commands if "pytest" in each)

    assert (
        "--ignore=tests/docs" in all_but,
        "--cov" in measured,
        "tests/docs" in measured,
        documents[-1],
    ) == (True, True, False, "tests/docs")


def test_a_branch_nobody_tests_ends_a_check(
    desk: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = Runs("--cov", 1)
    code = do(desk, monkeypatch, runs, "check")

    assert (code, runs.modules) == (1, ["pip", "pytest", "pytest"])


def test_no_measured_option_swallows_a_folder_of_tests(
    desk: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What follows ``--cov`` without a dash would be taken for what to measure."""
    runs = Runs()
    do(desk, monkeypatch, runs, "branches")
    command = runs.commands[-1]

    assert command[command.index("--cov") + 1].startswith("-")


def test_a_part_ended_by_a_signal_ends_as_a_shell_says_it(
    desk: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert do(desk, monkeypatch, Runs("pytest", -9), "test") == 137


def test_a_machine_shows_its_slowest_tests(
    desk: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    runs = Runs()
    do(desk, monkeypatch, runs, "test")

    assert "--durations=10" in runs.commands[-1]


def test_more_words_go_to_what_is_run(desk: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = Runs()
    do(desk, monkeypatch, runs, "practise", "elsewhere")

    assert runs.commands[-1][1:] == ["practise", "--no-ui", "elsewhere"]


@pytest.mark.parametrize(
    ("words", "run"), [((), ["page-pictures"]), (("elsewhere", "--keep"), ["elsewhere", "--keep"])]
)
def test_pictures_are_made_in_a_folder_of_their_own_or_the_one_named(
    desk: ModuleType, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], run: list[str]
) -> None:
    runs = Runs()
    do(desk, monkeypatch, runs, "pictures", *words)

    assert runs.commands[-1][1:] == ["-m", "benchmarks.pictures", *run]


def test_each_part_has_a_line_and_a_time(
    desk: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    do(desk, monkeypatch, Runs(), "bench")

    assert "-- benchmarks: done, 0.0 s" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["tests"]])
def test_an_unknown_word_shows_the_commands(
    desk: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
) -> None:
    code = do(desk, monkeypatch, Runs(), *words)
    shown = capsys.readouterr()

    assert (code, "usage: python dev.py COMMAND" in shown.out + shown.err) == (2, True)
