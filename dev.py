"""One command for everything around the program: ``python dev.py test``.

Runs on a bare Python 3.11 or later, on Windows too, and must not need anything installed: what the
parts need goes into ``.venv`` beside this file. Each command stops at the first part that fails,
with that part's own exit code. Words after the command are handed on to what it runs.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "casework-installed"
DOCUMENTS = "tests/docs"  # run by lint, so that test and lint together run no test twice
#: What must take every branch of the modules listed in pyproject.toml; the rest only costs time.
STORE = (
    *("admission", "credentials", "entitled", "history", "history_again", "keys", "tampering"),
    *("vault", "vault_doors", "clockwork", "disposal"),
)
COSTLY = ("differential", "engine_properties", "exclusive", "loader", "machine_traps", "measure")
RULES = ("rules_clauses", "rules_file", "rules_tracks")
BRANCHES = (
    "tests/domain",
    "tests/policy",
    *(f"--ignore=tests/policy/{folder}" for folder in ("exploring", "rules")),
    *(f"--ignore=tests/policy/test_{name}.py" for name in (*COSTLY, *RULES)),
    *(f"tests/store/test_{name}.py" for name in STORE),
)


class FailedError(Exception):
    """A part failed; carries the exit code to end with."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def main(words: Sequence[str]) -> int:
    """Run one command and return the exit code."""
    if not words or words[0] not in COMMANDS:
        print(usage(), file=sys.stdout if words in ([], ["--help"], ["-h"]) else sys.stderr)
        return 0 if words and words[0] in {"--help", "-h"} else 2
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled files make every later start faster
    try:
        install()
        COMMANDS[words[0]](list(words[1:]))
    except FailedError as failed:
        return failed.code
    except KeyboardInterrupt:
        return 130
    return 0


def usage() -> str:
    """Return the commands with a line for each."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name:{width}}  {run.__doc__}" for name, run in COMMANDS.items()]
    return "\n".join(["usage: python dev.py COMMAND [WORDS...]", "", *lines])


def install() -> None:
    """Make ``.venv`` where there is none, and install again when what it needs has changed."""
    if not PYTHON.exists():
        run("environment", [sys.executable, "-m", "venv", str(VENV)])
    wanted = wanted_stamp()
    if STAMP.exists() and STAMP.read_text(encoding="ascii") == wanted:
        return
    STAMP.unlink(missing_ok=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run("installation", [*pip, "--compile", "-c", "constraints.txt", "-e", ".[dev]"])
    STAMP.write_text(wanted, encoding="ascii")


def wanted_stamp() -> str:
    """Return what the installation follows from; a change of it means installing again."""
    digest = hashlib.sha256(str(ROOT).encode())
    for name in ("pyproject.toml", "constraints.txt"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def run(title: str, command: Sequence[str]) -> None:
    """Run one part and print a line with its time; raises FailedError with its exit code."""
    print(f"-- {title}", flush=True)
    start = time.perf_counter()
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    took = time.perf_counter() - start
    print(f"-- {title}: {'done' if code == 0 else f'failed ({code})'}, {took:.1f} s", flush=True)
    if code != 0:
        raise FailedError(code if code > 0 else 128 - code)  # ended by a signal, as a shell counts


def python(title: str, module: str, *words: str) -> None:
    """Run a module in the environment as one part."""
    run(title, [str(PYTHON), "-m", module, *words])


def script(title: str, name: str, *words: str) -> None:
    """Run an installed command in the environment as one part."""
    run(title, [str(BIN / (f"{name}.exe" if os.name == "nt" else name)), *words])


def test(words: list[str]) -> None:
    """run the tests; words go to pytest"""
    slowest = ["--durations=10"] if os.environ.get("CI") == "true" else []
    where = words or [f"--ignore={DOCUMENTS}"]
    python("tests", "pytest", "-n", "2", "-q", *slowest, *where)


def branches(words: list[str]) -> None:
    """measure that the unit tests take every branch of what must not be wrong"""
    how = ("--cov", "-p", "no:randomly", "--timeout=120")  # measured, a test may take longer
    python("branches", "pytest", "-n", "2", "-q", *how, *BRANCHES, *words)


def lint(words: list[str]) -> None:
    """check format, rules, types, imports and documentation"""
    del words
    python("format", "ruff", "format", "--check", ".")
    python("rules", "ruff", "check", ".")
    python("types", "mypy")
    script("imports", "lint-imports", "--no-logo")
    python("documentation", "pytest", "-q", DOCUMENTS)


def check(words: list[str]) -> None:
    """all three of these"""
    test(words)
    branches([])
    lint([])


def fix(words: list[str]) -> None:
    """format the code and mend what can be mended"""
    python("rules", "ruff", "check", "--fix-only", *(words or ["."]))
    python("format", "ruff", "format", *(words or ["."]))


def practise(words: list[str]) -> None:
    """make a practice school with invented cases (in practice-school, or the folder named)"""
    script("practice school", "casework", "practise", "--no-ui", *(words or ["practice-school"]))
    program = Path(VENV.name, BIN.name, "casework")
    print(f"For records of your own the program is {program}; README.md says how to begin.")


def soak(words: list[str]) -> None:
    """run the heavy counts of the reliability programme; keeps figures in docs/evidence"""
    python("soak", "benchmarks.soak", *words)


def bench(words: list[str]) -> None:
    """measure what the README states"""
    python("benchmarks", "benchmarks", *words)


def pictures(words: list[str]) -> None:
    """make every paper of a practice school, and a picture of each page (in page-pictures)"""
    python("pictures", "benchmarks.pictures", *(words or ["page-pictures"]))


COMMANDS: dict[str, Callable[[list[str]], None]] = {
    "test": test,
    "branches": branches,
    "lint": lint,
    "check": check,
    "fix": fix,
    "practise": practise,
    "soak": soak,
    "bench": bench,
    "pictures": pictures,
}

if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - it is a bare Python of any age that runs this
        sys.exit("casework needs Python 3.11 or later; this is " + sys.version.split()[0] + ".")
    sys.exit(main(sys.argv[1:]))
