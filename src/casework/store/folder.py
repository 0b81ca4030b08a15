"""The folder of a case book: names, permissions, and where it must not lie. Must not know keys."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from casework.errors import Conflict, MachineFault, NotFound

#: Folder names that copy their files elsewhere while the program writes, in small letters.
_SYNCED = (
    "onedrive",
    "dropbox",
    "google drive",
    "googledrive",
    "icloud drive",
    "icloud",
    "mobile documents",
    "nextcloud",
    "owncloud",
    "box sync",
    "syncthing",
    "pcloud drive",
    "mega",
)
_SYNC_MARKS = (".stfolder", ".dropbox", ".dropbox.cache", ".owncloudsync.log", ".sync")
_NETWORK = {
    "nfs",
    "nfs4",
    "cifs",
    "smb",
    "smb2",
    "smb3",
    "smbfs",
    "afpfs",
    "webdav",
    "davfs",
    "fuse.sshfs",
    "fuse.rclone",
    "fuse.davfs",
    "fuse.gvfsd-fuse",
    "ncpfs",
    "9p",
    "afs",
}
_FAT = {"vfat", "msdos", "fat", "exfat", "fuseblk.exfat"}
_MOUNTS = Path("/proc/mounts")


class Place(StrEnum):
    """Which of the two files: the one everybody's key opens, or the sealed one."""

    OFFICE = "office"
    SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class Folder:
    """A case book's folder and the names in it."""

    path: Path

    def file(self, place: Place) -> Path:
        """Return the path of one of the two files."""
        return self.path / f"{place.value}.db"

    @property
    def keys(self) -> Path:
        """Return the path of ``keys.json``."""
        return self.path / "keys.json"

    @property
    def keys_coming(self) -> Path:
        """Return the path under which new keys are written before they replace the old."""
        return self.path / "keys.json.incomplete"

    def make(self) -> None:
        """Make the folder, or take an empty one; raise ``Conflict`` where a book is already."""
        if self.keys.exists() or any(self.file(place).exists() for place in Place):
            raise Conflict(
                "There are records in that folder already.", advice="Choose an empty folder."
            )
        check_place(self.path)
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            tighten(self.path, 0o700)
            for name in ("workflows", "letters"):
                (self.path / name).mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise unwritable() from error

    def check(self) -> None:
        """Raise unless a book is here, may be written to, and lies where it is safe."""
        if not self.keys.exists() and not any(self.file(place).exists() for place in Place):
            raise NotFound(
                "There are no records in that folder.",
                advice="Check the folder’s name, or make new records (casework init).",
            )
        check_place(self.path)
        if not os.access(self.path, os.W_OK | os.X_OK):
            raise unwritable()


def unwritable() -> MachineFault:
    """Return the error for a folder that does not take what is written."""
    return MachineFault(
        "The folder of the records cannot be written to.",
        advice="Check that its disk is not full or write-protected and that you may write there.",
    )


def tighten(path: Path, mode: int) -> None:
    """Let the owner alone read ``path``; Windows keeps that in the user's own folders."""
    if sys.platform != "win32":
        path.chmod(mode)


def check_place(path: Path) -> None:
    """Raise ``MachineFault`` for a folder where databases are known to come to harm."""
    reason = risk(path)
    if reason:
        raise MachineFault(
            f"Records cannot be kept there: {reason}.",
            advice="Choose a folder on a disk of this computer, and let the backup make copies.",
        )


def risk(path: Path) -> str | None:
    """Return what may happen to files there, as the second half of a sentence, or None."""
    resolved = path.absolute()
    return _synced(resolved) or _mounted(resolved)


def _synced(path: Path) -> str | None:
    for part in path.parts:
        plain = part.casefold()
        if any(
            plain == name or plain.startswith((f"{name} -", f"{name} (", f"{name}-"))
            for name in _SYNCED
        ):
            return "the folder is copied to other computers while the program writes to it"
    for above in (path, *path.parents):
        if any((above / mark).exists() for mark in _SYNC_MARKS):
            return "the folder is copied to other computers while the program writes to it"
    return None


def _mounted(path: Path) -> str | None:
    if str(path).startswith(("\\\\", "//")):
        return "it is on another computer’s disk"
    kind = file_system(path)
    if kind in _NETWORK:
        return "it is on another computer’s disk"
    if kind in _FAT:
        return "that kind of disk (FAT) loses data when the power fails"
    return None


def file_system(path: Path) -> str | None:
    """Return the type of file system under ``path``, as the system names it, or None."""
    try:
        lines = _MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    best, kind = -1, None
    for line in lines:
        fields = line.split()
        if len(fields) < 3:
            continue
        mount = Path(fields[1].replace("\\040", " "))
        if path.is_relative_to(mount) and len(mount.parts) >= best:
            best, kind = len(mount.parts), fields[2].casefold()
    return kind


def write_coming(coming: Path, content: bytes) -> None:
    """Write ``content`` durably under a name of its own; ``publish`` then makes it the real one."""
    try:
        coming.unlink(missing_ok=True)  # what a crash left may be open to others, or a link
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(coming, flags, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        coming.unlink(missing_ok=True)
        raise unwritable() from error


def publish(path: Path, coming: Path) -> None:
    """Put ``coming`` in the place of ``path`` in one step, and make the step durable."""
    try:
        coming.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise unwritable() from error


def remove_laid_aside(path: Path) -> None:
    """Remove the copies of a file that were laid aside before it came to a new shape."""
    for copy in path.parent.glob(f"{path.name}.before-*"):
        copy.unlink(missing_ok=True)


def make_private(path: Path) -> None:
    """Make an empty file that its owner alone may read, before anything is written to it."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError as error:
        raise Conflict(
            f"{path.name} is there already.", advice="Choose an empty folder."
        ) from error
    except OSError as error:
        raise unwritable() from error


def sync_folder(path: Path) -> None:
    """Make names in a folder durable; Windows has no such call."""
    if sys.platform == "win32":
        return
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def sync_file(path: Path) -> None:
    """Make a file's content durable."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
