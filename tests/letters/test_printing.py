"""A page on its way to the printer: handed over as it is, refused in words, gone afterwards."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from casework.errors import MachineFault
from casework.letters import printing
from casework.letters.printing import Way, handed_over

PDF = b"%PDF-1.7 invented"
#: Keeps what it was given, so that a test can look: the words, and the file that came last.
KEEPER = """
import pathlib, shutil, sys
to = pathlib.Path(sys.argv[1])
to.joinpath("words").write_text("|".join(sys.argv[2:]))
shutil.copy(sys.argv[-1], to / "page")
"""


def keeper(folder: Path) -> tuple[str, ...]:
    return (sys.executable, "-c", KEEPER, str(folder))


@pytest.fixture(autouse=True)
def private_tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What is handed over waits here, so that a test can see that it is gone."""
    place = tmp_path / "spool"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    return place


def test_the_schools_own_command_gets_the_page_last(tmp_path: Path) -> None:
    with handed_over(PDF, Way.PRINTER, (*keeper(tmp_path), "-d", "office; rm")) as said:
        words = (tmp_path / "words").read_text().split("|")

    assert (said, words[:2], Path(words[2]).name) == ("", ["-d", "office; rm"], printing.NAME)
    assert (tmp_path / "page").read_bytes() == PDF


def test_the_page_is_private_while_it_waits_and_gone_after(private_tmp: Path) -> None:
    command = (sys.executable, "-c", "")
    with handed_over(PDF, Way.PRINTER, command):
        (folder,) = private_tmp.iterdir()
        mode = stat.S_IMODE(folder.stat().st_mode)
        (page,) = folder.iterdir()

        assert page.read_bytes() == PDF
    if os.name == "posix":
        assert mode == 0o700
    assert list(private_tmp.iterdir()) == []


def left_behind(private_tmp: Path, name: str, page: str, hours: int) -> Path:
    folder = private_tmp / name
    folder.mkdir()
    (folder / page).write_bytes(PDF)
    then = private_tmp.stat().st_mtime - hours * 3600
    os.utime(folder, (then, then))
    return folder


def test_a_page_that_a_cut_off_program_left_is_swept_a_day_later(private_tmp: Path) -> None:
    old = left_behind(private_tmp, "casework-abc", printing.NAME, hours=25)
    young = left_behind(private_tmp, "casework-def", printing.NAME, hours=23)
    printing.sweep()

    assert (old.exists(), (young / printing.NAME).read_bytes()) == (False, PDF)


def test_nothing_else_is_swept_with_it(private_tmp: Path) -> None:
    kept = [
        left_behind(private_tmp, "other-abc", printing.NAME, hours=48) / printing.NAME,
        left_behind(private_tmp, "casework-own", "minutes.pdf", hours=48) / "minutes.pdf",
    ]
    printing.sweep()

    assert [page.exists() for page in kept] == [True, True]


@pytest.mark.skipif(os.name != "posix", reason="a link's own time is set on POSIX alone")
def test_no_link_is_followed_to_a_page(private_tmp: Path, tmp_path: Path) -> None:
    outside = left_behind(tmp_path, "elsewhere", printing.NAME, hours=48)
    link = private_tmp / "casework-link"
    link.symlink_to(outside)
    then = private_tmp.stat().st_mtime - 200_000
    os.utime(link, (then, then), follow_symlinks=False)
    printing.sweep()

    assert (outside / printing.NAME).read_bytes() == PDF


def test_a_page_is_gone_when_the_question_fails(private_tmp: Path) -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        handed_over(PDF, Way.PRINTER, (sys.executable, "-c", "")),
    ):
        raise KeyboardInterrupt

    assert list(private_tmp.iterdir()) == []


def test_a_printer_that_refuses_says_so() -> None:
    command = (sys.executable, "-c", "raise SystemExit(3)")
    with pytest.raises(MachineFault) as fault, handed_over(PDF, Way.PRINTER, command):
        pytest.fail("nothing was handed over")

    assert fault.value.message == "The printer refused the page (it ended with 3)."
    assert "--open" in fault.value.advice


@pytest.mark.skipif(os.name != "posix", reason="no program is killed by a signal on Windows")
def test_a_printers_program_that_was_killed_is_asked_about_not_guessed() -> None:
    killed = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    with handed_over(PDF, Way.PRINTER, (sys.executable, "-c", killed)) as said:
        assert "cut off" in said


def test_what_goes_wrong_after_the_page_has_gone_is_no_fault_of_the_printer() -> None:
    command = (sys.executable, "-c", "")
    with pytest.raises(BrokenPipeError), handed_over(PDF, Way.PRINTER, command):
        raise BrokenPipeError


def test_a_printer_that_is_not_there_is_told_with_every_other_way() -> None:
    with pytest.raises(MachineFault) as fault, handed_over(PDF, Way.PRINTER, ("no-such-printer",)):
        pytest.fail("nothing was handed over")

    assert [way in fault.value.advice for way in ("--open", "--out", "print_command")] == [True] * 3
    assert "no-such-printer" not in fault.value.message


def test_a_printer_that_is_slow_is_asked_about_not_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "PATIENCE", 0.2)
    command = (sys.executable, "-c", "import threading; threading.Event().wait(5)")
    with handed_over(PDF, Way.PRINTER, command) as said:
        assert said.startswith("The printer did not answer within")


@pytest.mark.skipif(os.name != "posix", reason="CUPS is not on Windows")
def test_without_a_command_the_systems_own_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _stand_in(tmp_path, "lp")
    monkeypatch.setenv("PATH", str(tmp_path))
    with handed_over(PDF, Way.PRINTER):
        words = (tmp_path / "words").read_text().split()

    assert words[:3] == ["-t", "letter", "--"]
    assert Path(words[3]).name == printing.NAME


@pytest.mark.skipif(sys.platform != "linux", reason="another system opens with another program")
def test_opening_uses_the_desktop_whatever_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _stand_in(tmp_path, "xdg-open")
    monkeypatch.setenv("PATH", str(tmp_path))
    with handed_over(PDF, Way.OPENED, ("lp", "-d", "office")):
        (word,) = (tmp_path / "words").read_text().split()

    assert Path(word).name == printing.NAME


@pytest.mark.skipif(os.name != "posix", reason="a desktop always opens on Windows")
def test_where_nothing_opens_a_page_a_file_is_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MachineFault) as fault, handed_over(PDF, Way.OPENED):
        pytest.fail("nothing was handed over")

    assert "--out" in fault.value.advice


def _stand_in(folder: Path, name: str) -> None:
    """Put a program of that name there which keeps its words."""
    program = folder / name
    program.write_text(f'#!/bin/sh\necho "$@" > "{folder}/words"\n', encoding="utf-8")
    program.chmod(0o755)


def test_windows_is_asked_by_its_verbs(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    def verb(path: str, word: str) -> None:
        asked.append((Path(path).name, word))

    monkeypatch.setattr(os, "startfile", verb, raising=False)
    for way in (Way.PRINTER, Way.OPENED):
        with handed_over(PDF, way):
            pass

    assert asked == [(printing.NAME, "print"), (printing.NAME, "open")]


def test_windows_without_a_program_for_pdf_says_to_open_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def verb(_path: str, _word: str) -> None:
        raise OSError(1155, "No application is associated")

    monkeypatch.setattr(os, "startfile", verb, raising=False)
    with pytest.raises(MachineFault) as fault, handed_over(PDF, Way.PRINTER):
        pytest.fail("nothing was handed over")

    assert "--open" in fault.value.advice


def test_a_full_disk_is_the_machines_refusal(
    private_tmp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: Path, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(MachineFault) as fault, handed_over(PDF, Way.PRINTER):
        pytest.fail("nothing was handed over")

    assert fault.value.message == "The page could not be handed over: No space left on device."
    assert list(private_tmp.iterdir()) == []
