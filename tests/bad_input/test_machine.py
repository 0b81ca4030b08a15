"""The machine in the way: a full disk, a read-only one, a folder that is not safe.

A small disk of memory is mounted where the tests may do so (as root, on Linux); elsewhere those
tests are skipped and the ones with a limit on the size of files remain.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.bad_input.bad_kit import CANARIES, SUMMARY, Ended, School, nothing_leaks, one_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ROOM = 4_000_000
FILLER = "filler"


def _mount(folder: Path, *options: str) -> bool:
    program = shutil.which("mount")
    if program is None or sys.platform != "linux" or os.geteuid() != 0:
        return False
    ran = subprocess.run([program, *options, str(folder)], capture_output=True, check=False)
    return ran.returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes that is this test's alone."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not _mount(folder, "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs"):
        pytest.skip("a disk can be mounted by root on Linux alone")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def small(school: School, disk: Path) -> School:
    """The school with its book on the small disk."""
    shutil.move(school.home / "book", disk / "book")
    (school.home / "book").symlink_to(disk / "book")
    return school


def fill(disk: Path, but: int) -> None:
    """Fill the disk, all but so many bytes."""
    with (disk / FILLER).open("wb", buffering=0) as out, contextlib.suppress(OSError):
        while out.write(bytes(4096)):
            pass
    size = (disk / FILLER).stat().st_size
    os.truncate(disk / FILLER, max(0, size - but))


def empty(disk: Path) -> None:
    (disk / FILLER).unlink()


STEPS: dict[str, tuple[str, ...]] = {
    "open": ("clerk", "case", "open", "concern", "--summary", SUMMARY),
    "note": ("clerk", "case", "note", "{ref}", f"{CANARIES[2]} " * 400),
    "issue": ("clerk", "letter", "issue", "{ref}", "1"),
    "user": ("head", "user", "add", "Newcomer", "--role", "office"),
    "setting": ("head", "settings", "set", "closes_at", "15:00"),
    "closure": ("head", "calendar", "close", "2026-11-10"),
    "adoption": ("head", "policy", "adopt", "milnthorpe"),
}


@pytest.mark.parametrize(
    ("words", "left"),
    [*((words, 0) for words in STEPS.values()), (STEPS["open"], 20_000), (STEPS["issue"], 20_000)],
    ids=[*STEPS, "open with a little left", "issue with a little left"],
)
def test_a_full_disk_ends_a_step_whole_or_not_at_all(
    small: School, disk: Path, words: tuple[str, ...], left: int
) -> None:
    before = small.revision()
    count = len(small.does("head", "case", "list", "--all"))
    user, *command = [word.replace("{ref}", small.ref) for word in words]
    fill(disk, left)
    told = small.says(user, *command, "--json")
    empty(disk)

    assert told.code in {0, 8}, told.said
    if told.code:
        one_error(8, told)
        assert small.unharmed(before)
        assert len(small.does("head", "case", "list", "--all")) == count
    assert not small.debris()
    assert small.does("head", "doctor")["sound"]
    assert small.says(user, *command, "--json").code in {0, 2, 3, 6}


def test_a_full_disk_is_the_machine_s_fault_in_words_too(small: School, disk: Path) -> None:
    fill(disk, 0)
    message = small.fails(8, "clerk", "case", "open", "concern", "--summary", SUMMARY)
    empty(disk)

    assert message


@pytest.mark.parametrize("form", ["json", "txt", "pdf"])
def test_a_history_that_does_not_fit_leaves_no_half_of_it(
    school: School, disk: Path, form: str
) -> None:
    before = school.revision()
    out = disk / "history"
    fill(disk, 0)
    words = ("export", "history", school.ref, "--for", "chair", "--format", form, "--out", str(out))
    told = school.says("head", *words, "--json")
    left = sorted(path.name for path in disk.iterdir())
    empty(disk)

    assert one_error(8, told)
    assert left == [FILLER]
    assert school.unharmed(before)
    assert school.says("head", *words, "--json").code == 0


def test_a_letter_that_does_not_fit_can_be_printed_again(school: School, disk: Path) -> None:
    school.does("clerk", "letter", "issue", school.ref, "1")
    fill(disk, 0)
    words = ("letter", "print", school.ref, "1", "--out", str(disk / "letter.pdf"))
    told = school.says("clerk", *words, "--json")
    left = sorted(path.name for path in disk.iterdir())
    empty(disk)
    again = school.says("clerk", *words, "--json")

    assert one_error(8, told)
    assert left == [FILLER]
    assert again.code == 0
    assert (disk / "letter.pdf").read_bytes().startswith(b"%PDF")
    assert school.does("head", "doctor")["sound"]


@pytest.mark.parametrize("left", [60_000])
def test_records_that_could_not_be_made_can_be_made_there_again(
    run: Callable[..., Ended], tmp_path: Path, disk: Path, left: int
) -> None:
    password = tmp_path / "password.txt"
    password.write_text(f"{CANARIES[2]} two three four\n", encoding="utf-8")
    told = ("--policy=milnthorpe", "--school=Elsewhere", "--admin=Head")
    words = ("--password-file", str(password), "--json", "init", str(disk / "book"), *told)
    fill(disk, left)
    full = run(*words)
    empty(disk)
    again = run(*words)

    assert one_error(8, full)
    assert again.code == 0, again.said


@pytest.mark.parametrize("left", [0, 300_000])
def test_a_practice_school_that_does_not_fit_is_one_error(
    run: Callable[..., Ended], disk: Path, left: int
) -> None:
    fill(disk, left)
    told = run("practise", "--no-ui", str(disk / "school"), "--json")

    assert one_error(8, told)


# --- read-only ------------------------------------------------------------------------------------

READING: dict[str, tuple[str, ...]] = {
    "list": ("case", "list"),
    "show": ("case", "show", "{ref}"),
    "doctor": ("doctor",),
    "note": ("case", "note", "{ref}", CANARIES[2]),
    "open": ("case", "open", "concern", "--summary", SUMMARY),
    "read-only": ("--read-only", "case", "list"),
}


@pytest.fixture
def frozen(school: School, tmp_path: Path) -> Iterator[School]:
    """The school with its book seen through a mount that takes nothing."""
    folder = tmp_path / "frozen"
    folder.mkdir()
    if not _mount(folder, "--bind", str(school.book)):
        pytest.skip("a disk can be mounted by root on Linux alone")
    assert _mount(folder, "-o", "remount,ro,bind")
    yield replace(school, at=folder)
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("words", READING.values(), ids=READING)
def test_a_disk_that_takes_nothing_is_one_error(
    school: School, frozen: School, words: tuple[str, ...]
) -> None:
    before = school.revision()
    filled = [word.replace("{ref}", frozen.ref) for word in words]
    told = frozen.says("clerk", "--json", *filled)

    assert one_error(8, told)
    assert school.unharmed(before)


def test_nothing_is_made_on_a_disk_that_takes_nothing(
    run: Callable[..., Ended], tmp_path: Path, disk: Path
) -> None:
    password = tmp_path / "password.txt"
    password.write_text("one two three four\n", encoding="utf-8")
    told = ("--policy=milnthorpe", "--school=Elsewhere", "--admin=Head")
    assert _mount(disk, "-o", "remount,ro")
    made = run("--password-file", str(password), "--json", "init", str(disk / "book"), *told)
    practised = run("practise", "--no-ui", str(disk / "school"), "--json")

    assert one_error(8, made)
    assert one_error(8, practised)
    assert list(disk.iterdir()) == []


def test_a_state_folder_that_takes_nothing_makes_no_records(
    run: Callable[..., Ended], tmp_path: Path, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    password = tmp_path / "password.txt"
    password.write_text("one two three four\n", encoding="utf-8")
    monkeypatch.setenv("CASEWORK_STATE", str(disk / "state"))
    told = ("--policy=milnthorpe", "--school=Elsewhere", "--admin=Head")
    words = ("--password-file", str(password), "--json", "init", str(tmp_path / "book"), *told)
    assert _mount(disk, "-o", "remount,ro")
    first = run(*words)
    assert _mount(disk, "-o", "remount,rw")
    second = run(*words)

    assert one_error(8, first)
    assert second.code == 0, second.said


def test_a_folder_that_may_not_be_written_to_is_the_machine_s_fault(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = school.revision()
    with monkeypatch.context() as patch:
        patch.setattr(
            "casework.store.folder.os.access", lambda _path, mode, **_more: not mode & os.W_OK
        )
        message = school.fails(8, "clerk", "case", "list")

    assert "cannot be written to" in message
    assert school.unharmed(before)


@pytest.mark.parametrize("name", ["OneDrive", "Dropbox"])
def test_a_folder_that_is_copied_elsewhere_takes_no_records(
    run: Callable[..., Ended], tmp_path: Path, name: str
) -> None:
    password = tmp_path / "password.txt"
    password.write_text("one two three four\n", encoding="utf-8")
    book = tmp_path / name / "records"
    told = ("--policy=milnthorpe", "--school=Elsewhere", "--admin=Head")
    made = run("--password-file", str(password), "--json", "init", str(book), *told)

    assert one_error(8, made)
    assert not book.exists()


# --- a limit on the size of files: no root is needed ----------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
@pytest.mark.parametrize("limit", [0, 40_000])
def test_a_step_that_outgrows_its_file_is_the_machine_s_fault(school: School, limit: int) -> None:
    import resource

    def bounded() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    before = school.revision()
    told = school.process("clerk", "letter", "issue", school.ref, "1", "--json", before=bounded)

    assert one_error(8, told)
    assert nothing_leaks(told)
    assert school.unharmed(before)
    assert school.says("clerk", "letter", "issue", school.ref, "1", "--json").code == 0
