"""A file that leaves the records is whole or not there, and comes before what is recorded of it."""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import TYPE_CHECKING

import pytest

from casework.cli import output
from casework.errors import MachineFault, Refused, UsageFault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def prints(folder: Path, record: Callable[[], None]) -> None:
    """Put a page aside, then record it."""
    with output.set_aside(str(folder / "letter.pdf")) as put:
        put(b"page")
        record()


def test_a_file_gets_its_name_when_all_has_ended_well(tmp_path: Path) -> None:
    out = tmp_path / "letter.pdf"
    with output.set_aside(str(out)) as put:
        put(b"page")
        before = sorted(each.name for each in tmp_path.iterdir())

    assert before == ["letter.pdf.incomplete"]
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [
        ("letter.pdf", b"page")
    ]


def test_a_file_put_aside_twice_holds_what_came_last(tmp_path: Path) -> None:
    with output.set_aside(str(tmp_path / "letter.pdf")) as put:
        put(b"a longer page")
        put(b"page")

    assert (tmp_path / "letter.pdf").read_bytes() == b"page"


@pytest.mark.parametrize("stop", [Refused("The policy says no."), KeyboardInterrupt()])
def test_nothing_stays_of_what_was_not_recorded(tmp_path: Path, stop: BaseException) -> None:
    def stopped() -> None:
        raise stop

    with pytest.raises(type(stop)):
        prints(tmp_path, stopped)

    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_stops_before_anything_is_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded: list[str] = []

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(output, "must_be_free", lambda _path: None)  # there was room a moment ago
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(MachineFault, match="No space left on device"):
        prints(tmp_path, lambda: recorded.append("printed"))

    assert (recorded, list(tmp_path.iterdir())) == ([], [])


def test_a_page_that_is_recorded_stays_even_where_it_cannot_get_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_old: str, _new: str) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "rename", refuse)
    with (
        pytest.raises(MachineFault, match="It is recorded, and the file is whole"),
        output.set_aside(str(tmp_path / "letter.pdf")) as put,
    ):
        put(b"page")

    assert (tmp_path / "letter.pdf.incomplete").read_bytes() == b"page"


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(b"older")
    with (
        pytest.raises(UsageFault),
        output.set_aside(str(tmp_path / "letter.pdf")) as put,
    ):
        put(b"page")

    assert (tmp_path / "letter.pdf").read_bytes() == b"older"


class Screen(io.StringIO):
    """Stands for a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_bar_shows_a_person_how_much_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", screen := Screen())
    monkeypatch.setenv("TERM", "xterm")
    with output.bar("Working [b]it[/b] out", plain=False) as told:
        for done in range(4):
            told(done, 3)

    assert "Working [b]it[/b] out" in screen.getvalue()
    assert "3/3" in screen.getvalue()


def test_a_bar_with_nothing_to_do_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", screen := Screen())
    with output.bar("Working it out", plain=False) as told:
        told(0, 0)

    assert "Working" not in screen.getvalue()


@pytest.mark.parametrize("plain", [True, False])
def test_no_bar_is_drawn_where_nobody_looks_on(
    capsys: pytest.CaptureFixture[str], plain: bool
) -> None:
    with output.bar("Working it out", plain=plain) as told:
        told(1, 2)

    assert capsys.readouterr() == ("", "")
