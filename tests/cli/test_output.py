"""What is shown beside a result: bars and words, for a person who waits."""

from __future__ import annotations

import io
import sys

import pytest

from casework.cli import output


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


@pytest.mark.parametrize(
    ("typed", "firmly", "readily"),
    [("yes\n", True, True), ("Y\n", True, True), ("no\n", False, False), ("\n", False, True)],
)
def test_enter_alone_agrees_only_where_it_is_said_to(
    monkeypatch: pytest.MonkeyPatch, typed: str, firmly: bool, readily: bool
) -> None:
    monkeypatch.setattr(sys, "stderr", screen := Screen())
    found = []
    for how in (False, True):
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        found.append(output.agreed("Open it now?", readily=how))

    assert found == [firmly, readily]
    assert "[yes/no] " in screen.getvalue()
    assert "[yes/no, Enter is yes] " in screen.getvalue()
