"""What somebody at a screen may know of the backups: how old the last is, where they go, each one.

No size and no number of files: those would tell of cases that are not theirs. Must not know how a
backup is made, nor how any of this is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.errors import CaseworkError
from casework.office import backups, upkeep

if TYPE_CHECKING:
    from casework.office.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class There:
    """The backups of these records, as far as they can be seen from here.

    ``made`` are the name, the age and whether it is whole of each, the latest first; ``trouble`` is
    why nobody can look, ``every`` the hours between two that the clock makes by itself, or nought.
    """

    last: str
    target: str
    every: int
    made: tuple[tuple[str, str, bool], ...] = ()
    trouble: CaseworkError | None = None


def there(desk: Desk) -> There:
    """Return how it stands with the backups; a disk that is away is told and raises nothing."""
    book, now = desk.session.office.meta("book").hex(), desk.now()
    told = There(
        last=upkeep.age_line(book, now),
        target=desk.settings.backup_target,
        every=desk.settings.backup_hours if desk.settings.backup_target else 0,
    )
    if not told.target:
        return told
    try:
        target = backups.target_of(desk.folder, desk.settings, None)
        backups.must_be_the_disk(book, target)
        rows = backups.listed(book, target)
    except CaseworkError as fault:
        return There(last=told.last, target=told.target, every=told.every, trouble=fault)
    ages = (backups.age_words(now - one.made) if one.made else "" for one in rows)
    made = tuple((one.name, age, one.whole) for one, age in zip(rows, ages, strict=True))
    return There(last=told.last, target=told.target, every=told.every, made=made[::-1])


def may_make(desk: Desk) -> bool:
    """Tell whether this person's own keys make one: they must open every file of the records."""
    return desk.session.opens_sealed and not desk.read_only
