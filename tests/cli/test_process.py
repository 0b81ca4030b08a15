"""The program as its own process: what only a real process shows."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Office

#: What ``--help`` must do without (``style-guide.md`` section 3).
HEAVY = (
    *("sqlmodel", "sqlalchemy", "textual", "apscheduler", "jinja2"),
    *("typst", "transitions", "markdown_it", "nacl"),
)
CASEWORK = (sys.executable, "-m", "casework")


def process(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*CASEWORK, *words],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
    )


def signed_in(office: Office, user: str) -> tuple[str, ...]:
    password = str(office.passwords[user])
    return ("--book", str(office.book), "--user", user, "--password-file", password)


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys; from casework.cli.main import run; run(['--help']); run(['case', '--help']);"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert ran.stderr.strip() == "[]"


def quickest(*words: str) -> float:
    """Return the quickest of seven runs, in processor time: others may be busy meanwhile."""
    taken = []
    for _ in range(7):
        before = os.times()
        subprocess.run([sys.executable, *words], capture_output=True, check=True)
        after = os.times()
        user = after.children_user - before.children_user
        taken.append(user + after.children_system - before.children_system)
    return min(taken)


def test_help_takes_at_most_two_and_a_half_times_as_long_as_typer() -> None:
    assert quickest("-m", "casework", "--help") <= 2.5 * quickest("-c", "import typer")


@pytest.mark.timeout(90)  # three real processes, each of which stretches a real password
def test_a_new_book_is_made_and_opened(tmp_path: Path) -> None:
    password = tmp_path / "password.txt"
    password.write_text("one two three four\n", encoding="utf-8")
    book = str(tmp_path / "records")
    state = {"CASEWORK_STATE": str(tmp_path / "state")}
    told = ("--policy", "milnthorpe", "--school", "St Mary", "--admin", "Head")
    shared = ("--json", "--password-file", str(password))
    made = process(*shared, "init", book, *told, "--admin-role", "headteacher", **state)
    again = process(*shared, "init", book, *told, **state)
    opened = process(*shared, "--book", book, "--user", "Head", "case", "open", "concern", **state)
    result = json.loads(made.stdout)["result"]

    assert made.returncode == 0
    assert result["roles"] == ["administrator", "headteacher"]
    assert "complaints_route" in {one["setting"] for one in result["to_do"]}
    assert again.returncode == 6
    assert json.loads(opened.stdout)["result"]["ref"].startswith("CW-")


def test_a_closed_pipe_ends_quietly(office: Office) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as closed:
        ran = subprocess.run(
            [*CASEWORK, *signed_in(office, "Clerk"), "settings", "list"],
            stdout=closed,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert (ran.returncode, ran.stderr) == (0, "")


def test_a_terminal_that_knows_no_typography_gets_its_lines() -> None:
    told = process("policy", "show", "milnthorpe", PYTHONIOENCODING="ascii")
    said = process("case", "list", PYTHONIOENCODING="ascii", LC_ALL="C")

    assert told.returncode == 0
    assert told.stdout.isascii()
    assert said.returncode == 2


def _heed_ctrl_c() -> None:
    """Undo what a shell does to whatever it starts with ``&``: there Ctrl-C is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_ctrl_c_at_the_password_is_130_and_one_line(office: Office) -> None:
    master, slave = os.openpty()
    words = ("--book", str(office.book), "--user", "Clerk", "case", "list")
    with subprocess.Popen(
        [*CASEWORK, *words],
        stdin=slave,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_heed_ctrl_c,  # noqa: PLW1509 - no threads here
    ) as ran:
        assert ran.stderr is not None
        while ":" not in ran.stderr.read(1):  # until it asks
            pass
        ran.send_signal(signal.SIGINT)
        out, err = ran.communicate()
    os.close(master)
    os.close(slave)

    assert (ran.returncode, out) == (130, "")
    assert err.strip() == "Stopped. Nothing was half done."


@pytest.mark.parametrize("place", ["/proc/casework", "{file}/below"])
def test_a_place_where_nothing_can_be_made_is_the_machine_s_fault(
    tmp_path: Path, place: str
) -> None:
    file = tmp_path / "file"
    file.write_text("one two three four", encoding="utf-8")
    told = ("--policy", "milnthorpe", "--school", "S", "--admin", "A")
    shared = ("--json", "--password-file", str(file))
    ran = process(*shared, "init", place.replace("{file}", str(file)), *told)

    assert ran.returncode == 8
    assert json.loads(ran.stdout)["error"]["code"] == "machine"
