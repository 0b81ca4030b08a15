"""Services and single checks over one book, as processes: each limit passes exactly once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from casework import bootstrap
from tests.faults.conftest import part, place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["part", "place"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(120),
    pytest.mark.skipif(sys.platform == "win32", reason="needs signals"),
]
LIMITS = 150


class Clocks:
    """The book, and the program run over it as somebody would."""

    def __init__(self, book: Path, claims: Any) -> None:  # noqa: ANN401 - the harness has no types
        self.book, self.claims = book, claims
        self.env = {**os.environ, bootstrap.CLOCK: claims.NOW.isoformat()}

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "casework", "--book", str(self.book), "deadline", *words],
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def counted(self) -> Any:  # noqa: ANN401 - the harness has no types
        return self.claims.counted(self.book, self.claims.Counts(due=LIMITS))

    def waiting(self) -> bool:
        """Tell whether a limit still waits, without claiming any."""
        service, _clock = bootstrap.open_service(self.book)
        try:
            return service.next_due() is not None
        finally:
            service.close()


@pytest.fixture
def clocks(part: Callable[[str], Any], place: Path) -> Clocks:
    claims = part("claims")
    claims.prepare(place / "book", LIMITS)
    return Clocks(place / "book", claims)


def test_any_number_of_clocks_let_each_limit_pass_once_though_one_is_killed(
    clocks: Clocks,
) -> None:
    with ExitStack() as stack:
        services = [stack.enter_context(clocks.start("run")) for _ in range(3)]
        checks = [stack.enter_context(clocks.start("check")) for _ in range(2)]
        for service in services:
            assert service.stderr is not None
            assert service.stderr.readline() == "The clock runs. Ctrl-C ends it.\n"
        services[0].kill()
        checked = [check.wait() for check in checks]
        again = stack.enter_context(clocks.start("check")).wait()
        for service in services[1:]:
            service.send_signal(signal.SIGTERM)
        ended = [service.wait() for service in services]

    counts = clocks.counted()
    assert (checked, again, ended) == ([0, 0], 0, [-signal.SIGKILL, 0, 0])
    assert (counts.passed, counts.violations, clocks.waiting()) == (LIMITS, 0, False)


def test_a_clock_killed_while_it_records_leaves_the_rest_to_the_next(clocks: Clocks) -> None:
    with clocks.start("run") as service:
        while not clocks.counted().passed:
            assert service.poll() is None
        service.kill()
    with clocks.start("run", "--once") as after:
        code = after.wait()

    counts = clocks.counted()
    assert (code, counts.passed, counts.violations) == (0, LIMITS, 0)
