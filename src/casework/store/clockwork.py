"""The service: opens both files, signs what passed, opens no case. Must not know any policy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.errors import MachineFault
from casework.store import deadlines
from casework.store import keys as key_file
from casework.store.book import BookFile
from casework.store.folder import Folder, Place
from casework.store.session import file_grant, grants_of
from casework.store.vault import Credentials, Identity

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from casework.store.steps import DueRow


@dataclass(slots=True, repr=False)
class Service:
    """The clock's hand in the book."""

    identity: Identity
    files: dict[Place, BookFile]

    def due(self, now: datetime, limit: int) -> tuple[DueRow, ...]:
        """Return at most ``limit`` due rows of both files, by due time and id."""
        rows = [row for file in self.files.values() for row in deadlines.due(file, now, limit)]
        return tuple(sorted(rows, key=lambda row: (row.due_at, row.id))[:limit])

    def claim_and_mark(self, row: DueRow, now: datetime) -> bool:
        """Append "this deadline passed"; False when another did, or it ended meanwhile."""
        return deadlines.claim_and_mark(self.files[row.place], row.id, now, self.identity)

    def next_due(self) -> datetime | None:
        """Return when the next row of either file is due."""
        found = [when for f in self.files.values() if (when := deadlines.first_due(f)) is not None]
        return min(found, default=None)

    def close(self) -> None:
        """Close both files."""
        for file in self.files.values():
            file.close()


def open_service(path: Path, credentials: Credentials) -> Service:
    """Open the book for the clock, with the secret kept on this computer."""
    folder = Folder(path)
    folder.check()
    keys = key_file.load(folder)
    secret = credentials.get(keys.book)
    if secret is None:
        raise MachineFault(
            "This computer does not have the clock’s key for these records.",
            advice="Run the clock on the computer where the records were made.",
        )
    identity = _identity(secret)
    if identity.public != keys.service.public:
        raise key_file.damaged()
    files: dict[Place, BookFile] = {}
    try:
        for grant in grants_of(keys.service, identity):
            place = next(p for p in Place if file_grant(p) == grant.what)
            files[place] = BookFile.open(folder, place, grant.key)
    except BaseException:  # nothing stays open or half done, whatever is raised on
        for file in files.values():
            file.close()
        raise
    return Service(identity, files)


def _identity(secret: str) -> Identity:
    try:
        return Identity.of(bytes.fromhex(secret))
    except ValueError:
        raise MachineFault(
            "The clock’s key on this computer is damaged, so the clock cannot run.",
            advice="Run the clock on the computer where the records were made, or put its key "
            "back from a backup of your own settings folder.",
        ) from None
