"""The guards around every test hold: no network, no keyring, a state folder for each test."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import subprocess
from pathlib import Path

import hypothesis
import keyring
import pytest

ROOT = Path(__file__).parents[2]
ELSEWHERE = "192.0.2.1"  # kept for documents: nobody answers there
SEEN: set[str] = set()


@pytest.mark.parametrize("call", ["connect", "connect_ex"])
def test_a_connection_to_another_machine_is_refused(call: str) -> None:
    with (
        contextlib.closing(socket.socket()) as made,
        pytest.raises(AssertionError, match="this machine alone"),
    ):
        getattr(made, call)((ELSEWHERE, 80))


def test_a_datagram_to_another_machine_is_refused() -> None:
    with (
        contextlib.closing(socket.socket(type=socket.SOCK_DGRAM)) as made,
        pytest.raises(AssertionError, match="this machine alone"),
    ):
        made.sendto(b"", (ELSEWHERE, 53))


def test_no_name_is_looked_up() -> None:
    with pytest.raises(AssertionError, match="this machine alone"):
        socket.create_connection(("example.org", 80))


def test_this_machine_may_be_spoken_to() -> None:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as server:
        with contextlib.closing(socket.create_connection(server.getsockname())) as made:
            peer = made.getpeername()

        assert peer == server.getsockname()


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_has_a_state_folder_of_its_own(turn: str) -> None:
    folder = os.environ["CASEWORK_STATE"]
    before = folder in SEEN
    SEEN.add(folder)

    assert (before, list(Path(folder).iterdir())) == (False, []), turn


@pytest.mark.parametrize("name", ["CASEWORK_BOOK", "CASEWORK_USER", "CASEWORK_PASSWORD_FILE"])
def test_nobodys_own_records_are_in_reach(name: str) -> None:
    assert name not in os.environ


def test_there_is_no_credential_store() -> None:
    keyring.core.init_backend()

    assert keyring.get_password("casework", "any") is None


def test_examples_are_the_same_for_everybody() -> None:
    now = hypothesis.settings()

    assert (now.derandomize or now.max_examples == 2_000, now.deadline) == (True, None)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no mode")
def test_a_fresh_machine_can_start_the_run() -> None:
    mode = (ROOT / ".ci" / "run").stat().st_mode

    assert mode & stat.S_IXUSR


@pytest.mark.skipif(os.name == "nt", reason="a machine with Windows runs dev.py itself")
def test_the_run_is_tests_then_lint_and_stops_at_the_first_failure(tmp_path: Path) -> None:
    told = tmp_path / "told"
    for name, code in [
        ("python3", 'case "$*" in *test) exit 7;; esac'),
        ("apt-get", ""),
        ("id", ""),
    ]:
        stand_in = tmp_path / name
        stand_in.write_text(f'#!/bin/sh\necho "{name} $*" >> "{told}"\n{code}\n', encoding="ascii")
        stand_in.chmod(0o700)
    path = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run([ROOT / ".ci" / "run"], env=path, check=False, capture_output=True)
    parts = [line for line in told.read_text("ascii").splitlines() if "dev.py" in line]

    assert (done.returncode, parts) == (7, ["python3 dev.py test"])
