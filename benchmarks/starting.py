"""How long the program takes to say what it can do, against importing Typer alone.

Compiled bytecode on both sides, as the README's set-up leaves it.
"""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
from pathlib import Path

import casework
from benchmarks.measure import ROUNDS, Figure, in_turn

HELP = [sys.executable, "-m", "casework", "--help"]
TYPER = [sys.executable, "-c", "import typer"]
NOTHING = [sys.executable, "-c", "pass"]


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CASEWORK")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept


def _run(words: list[str]) -> None:
    subprocess.run(words, env=_environment(), stdout=subprocess.DEVNULL, check=True)


def figures(*, quick: bool = False) -> list[Figure]:
    """Return the ratio of the start."""
    compileall.compile_dir(Path(casework.__file__).parent, quiet=2)
    for words in (HELP, TYPER):  # writes the compiled files of the libraries
        _run(words)
    times = in_turn(
        {"typer": lambda: _run(TYPER), "ours": lambda: _run(HELP), "none": lambda: _run(NOTHING)},
        rounds=ROUNDS if quick else 3 * ROUNDS,
    )
    return [
        Figure(
            name="casework --help",
            ours=times["ours"] / 1e3,
            unit="ms",
            yardstick=times["typer"] / 1e3,
            against='python -c "import typer"',
            ratio=times["ours"] / times["typer"],
            most=2.5,
            note=f"the interpreter alone: {times['none'] / 1e3:.0f} ms; compiled bytecode",
        )
    ]
