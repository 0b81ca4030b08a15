"""A file is read once, whole and unchanged, or not at all; its name is data and never a path."""

from __future__ import annotations

import hashlib
import os
import socket
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.errors import CaseworkError, Conflict, UsageFault
from casework.office.evidencefiles import facts_of, plain_name, read_file
from tests.office.test_evidence_kinds import PNG, zipped

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes, links and devices of Unix")


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    file = tmp_path / "shot of 4B.png"
    file.write_bytes(PNG)
    return file


def test_a_file_is_hashed_over_exactly_the_bytes_that_are_kept(picture: Path) -> None:
    taken = read_file(str(picture))

    assert (taken.data, taken.sha256) == (PNG, hashlib.sha256(PNG).hexdigest())
    assert facts_of(taken.facts()) == {
        "name": "shot of 4B.png",
        "type": "a picture (PNG)",
        "size": len(PNG),
        "sha256": taken.sha256,
    }
    assert picture.read_bytes() == PNG


def test_it_shows_nothing_of_itself_in_a_repr(picture: Path) -> None:
    assert "4B" not in repr(read_file(str(picture)))


def link(folder: Path) -> Path:
    (folder / "real").write_bytes(PNG)
    (folder / "link").symlink_to(folder / "real")
    return folder / "link"


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


def listener(folder: Path) -> Path:
    with socket.socket(socket.AF_UNIX) as made:
        here = Path.cwd()
        os.chdir(folder)  # the name of a socket may not be long
        try:
            made.bind("listener")
        finally:
            os.chdir(here)
    return folder / "listener"


def nothing(folder: Path) -> Path:
    (folder / "nothing").touch()
    return folder / "nothing"


def secret(folder: Path) -> Path:
    (folder / "secret").write_bytes(PNG)
    (folder / "secret").chmod(0)
    return folder / "secret"


ODD: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a link": (link, "links are not followed"),
    "a pipe": (pipe, "no plain file"),
    "a listener": (listener, "no plain file"),
    "a folder": (lambda folder: folder, "no plain file"),
    "a device": (lambda _folder: Path("/dev/zero"), "no plain file"),
    "nothing": (nothing, "holds nothing"),
    "what the machine only shows": (lambda _folder: Path("/proc/self/environ"), "holds nothing"),
    "what is not there": (lambda folder: folder / "gone.png", "cannot be read"),
    "a name that is too long": (lambda folder: folder / ("x" * 300), "cannot be read"),
    "a name with a NUL": (lambda folder: Path(f"{folder}/a\x00b"), "cannot be read"),
}


@pytest.mark.parametrize(("make", "words"), ODD.values(), ids=ODD)
def test_only_a_plain_file_is_read(
    tmp_path: Path, make: Callable[[Path], Path], words: str
) -> None:
    with pytest.raises(UsageFault, match=words) as fault:
        read_file(str(make(tmp_path)))

    assert str(tmp_path) not in f"{fault.value.message} {fault.value.advice}"


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    with pytest.raises(UsageFault, match="cannot be read"):
        read_file(str(secret(tmp_path)))


def test_one_byte_too_many_is_not_read(picture: Path) -> None:
    assert read_file(str(picture), largest=len(PNG)).data == PNG
    with pytest.raises(UsageFault, match="larger than"):
        read_file(str(picture), largest=len(PNG) - 1)


def test_a_file_with_a_hole_of_a_terabyte_is_refused_at_once(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.png"
    with bomb.open("wb") as out:
        out.truncate(1 << 40)
    with pytest.raises(UsageFault, match="larger than"):
        read_file(str(bomb))


def test_an_archive_is_refused_and_its_pieces_are_asked_for(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.docx"
    bomb.write_bytes(zipped("a.png", stored=bytes(1_000_000)))
    with pytest.raises(UsageFault) as fault:
        read_file(str(bomb))

    assert "each piece" in fault.value.advice


# --- a file that changes while it is read ---------------------------------------------------------


def meddled(monkeypatch: pytest.MonkeyPatch, meddle: Callable[[], None], at: int = 2) -> None:
    """Let something happen to the file at the n-th piece that is read of it."""
    real, count = os.read, 0

    def read(handle: int, size: int) -> bytes:
        nonlocal count
        count += 1
        if count == at:
            meddle()
        return real(handle, size)

    monkeypatch.setattr(os, "read", read)


def grows(file: Path) -> None:
    with file.open("ab") as out:
        out.write(b"more")


def shrinks(file: Path) -> None:
    os.truncate(file, 10)


def is_written_over(file: Path) -> None:
    """Change a byte and put size and times back, as if within one tick of the clock."""
    was = file.stat()
    with file.open("r+b") as out:
        out.seek(20)
        out.write(b"\xff")
    os.utime(file, ns=(was.st_atime_ns, was.st_mtime_ns))


@pytest.mark.parametrize("meddle", [grows, shrinks, is_written_over])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_file_that_changes_while_it_is_read_is_refused(
    picture: Path, monkeypatch: pytest.MonkeyPatch, meddle: Callable[[Path], None], at: int
) -> None:
    if meddle is is_written_over and at == 1:
        pytest.skip("before the first byte is read, that is simply the file")
    meddled(monkeypatch, lambda: meddle(picture), at)
    with pytest.raises(Conflict, match="changed while it was read"):
        read_file(str(picture))


def test_a_file_that_becomes_a_link_between_two_looks_is_not_followed(
    picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.write_bytes(PNG)
    real = os.lstat

    def lstat(path: str) -> os.stat_result:
        found = real(path)
        picture.unlink()
        picture.symlink_to(other)
        return found

    monkeypatch.setattr(os, "lstat", lstat)
    with pytest.raises(UsageFault, match="cannot be read"):
        read_file(str(picture))


def test_a_file_put_in_its_place_between_two_looks_is_refused(
    picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.lstat

    def lstat(path: str) -> os.stat_result:
        found = real(path)
        (tmp_path / "other").write_bytes(PNG)
        (tmp_path / "other").replace(picture)
        return found

    monkeypatch.setattr(os, "lstat", lstat)
    with pytest.raises(Conflict):
        read_file(str(picture))


# --- names ----------------------------------------------------------------------------------------

HOSTILE = (
    "../../etc/passwd",
    "..",
    "CON",
    "nul.txt",
    "COM1.png",
    "C:\\Windows\\x.exe",
    "trailing. ",
    "-rf",
    "\u202egnp.exe",
    "\x1b]52;c;aGk=\x07.png",
    "$(reboot).png",
    "e\u0301.png",
    "é.png",
    "=cmd|' /C calc'!A0.png",
    "a\nb.png",
    "\ud800.png",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_has_no_folder_and_can_always_be_written_down(name: str) -> None:
    found = plain_name(name)

    assert "/" not in found
    assert found.encode()


@settings(deadline=None)
@given(
    st.binary(min_size=1, max_size=200).filter(
        lambda b: not {b"/", b"\0"} & {b[i : i + 1] for i in range(len(b))}
    )
)
def test_any_name_a_disk_can_hold_is_kept_as_data(raw: bytes) -> None:
    if raw in {b".", b".."}:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/{os.fsdecode(raw)}"
        Path(path).write_bytes(PNG)
        taken = read_file(path)

    assert taken.facts()["file-name"].encode()
    assert taken.data == PNG


@settings(deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_typed_as_a_path_is_a_file_or_an_error_in_words(typed: str) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.raises(CaseworkError):
        read_file(f"{folder}/{typed}/no such file")
