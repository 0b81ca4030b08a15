"""The service: opens both files, signs what passed, opens no case. Must not know any policy."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from casework.errors import CaseworkError, MachineFault
from casework.store import deadlines
from casework.store import keys as key_file
from casework.store.book import BookFile
from casework.store.folder import Folder, Place
from casework.store.session import Grant, file_grant, grants_of
from casework.store.vault import Identity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from casework.store.credentials import Credentials
    from casework.store.steps import DueRow

T = TypeVar("T")


@dataclass(slots=True, repr=False)
class Service:
    """The clock's hand in the book. A file that is damaged does not keep it from the other."""

    identity: Identity
    _open: dict[Place, BookFile]
    unsound: dict[Place, CaseworkError] = field(default_factory=dict)

    @property
    def files(self) -> Mapping[Place, BookFile]:
        """Return both files, for whatever needs the whole. Raises what is wrong with one."""
        for fault in self.unsound.values():
            raise fault
        return self._open

    def due(self, now: datetime, limit: int) -> tuple[DueRow, ...]:
        """Return at most ``limit`` due rows of both files, by due time and id."""
        found = self._asked(lambda file: deadlines.due(file, now, limit))
        rows = [row for rows in found for row in rows]
        return tuple(sorted(rows, key=lambda row: (row.due_at, row.id))[:limit])

    def claim_and_mark(self, row: DueRow, now: datetime) -> bool:
        """Append "this deadline passed"; False when another did, or it ended meanwhile."""
        return deadlines.claim_and_mark(self._open[row.place], row.id, now, self.identity)

    def next_due(self) -> datetime | None:
        """Return when the next row of either file is due."""
        found = self._asked(deadlines.first_due)
        return min((when for when in found if when is not None), default=None)

    def _asked(self, question: Callable[[BookFile], T]) -> list[T]:
        """Return the answers of the files; one that cannot answer is not asked again."""
        answers = []
        for place, file in self._open.items():
            try:
                if place not in self.unsound:
                    answers.append(question(file))
            except CaseworkError as fault:
                self.unsound[place] = fault
        return answers

    def take(self, folder: Folder, grant: Grant) -> None:
        """Open the file that ``grant`` gives the key of, or keep what is wrong with it."""
        place = next(p for p in Place if file_grant(p) == grant.what)
        try:
            self._open[place] = BookFile.open(folder, place, grant.key)
        except CaseworkError as fault:
            self.unsound[place] = fault

    def close(self) -> None:
        """Close both files, whatever one of them says. Raises what was not known before."""
        new = None
        for place, file in self._open.items():
            try:
                file.close()
            except CaseworkError as fault:
                new = new if place in self.unsound else new or fault
        self._open = {}
        if new is not None:
            raise new


def open_service(path: Path, credentials: Credentials) -> Service:
    """Open the book for the clock, with the secret kept on this computer.

    A file that does not open stands in ``unsound``; raises its fault where neither does.
    """
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
    service = Service(identity, {})
    try:
        for grant in grants_of(keys.service, identity):
            service.take(folder, grant)
    except BaseException:  # nothing stays open or half done, whatever is raised on
        service.close()
        raise
    if len(service.unsound) == len(Place):
        raise next(iter(service.unsound.values()))
    return service


def _identity(secret: str) -> Identity:
    try:
        return Identity.of(bytes.fromhex(secret))
    except ValueError:
        raise MachineFault(
            "The clock’s key on this computer is damaged, so the clock cannot run.",
            advice="Run the clock on the computer where the records were made, or put its key "
            "back from a backup of your own settings folder.",
        ) from None
