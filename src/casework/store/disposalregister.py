"""The register of disposals, outside the records and their backups: one small file for each.

It is what destroys a case once more when a backup brings it back. A file lies under a name that
tells nobody which case, and holds opaque ids alone, sealed under the key of the database file.
Must not know what was destroyed, nor where the school keeps its backups.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from casework.errors import MachineFault
from casework.store import folder as folders
from casework.store import gone, plans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from casework.store.book import BookFile
    from casework.store.dialect import Row
    from casework.store.plans import Plan

_NAME = re.compile("[0-9a-f]{32}")
_LARGEST = 64_000_000


def keep(file: BookFile, rows: Iterable[Row], places: tuple[Path, ...]) -> None:
    """Put each disposal of a file into the register, where it is not yet.

    The first of ``places`` must take it; another may lie on a disk that is not connected now.
    """
    named = [(plans.label(file, row.case), row.plan) for row in rows]
    if not named:
        return
    _put(named, places[0], parents=True)
    for place in places[1:]:
        with suppress(MachineFault):
            _put(named, place, parents=False)  # the place of a disk that was taken out stays empty


def _put(named: list[tuple[str, bytes]], place: Path, *, parents: bool) -> None:
    try:
        place.mkdir(mode=0o700, parents=parents, exist_ok=True)
        there = {path.name for path in place.iterdir()}
    except OSError as fault:
        raise MachineFault(
            f"The register of disposals cannot be written: {fault.strerror or 'refused'}.",
            advice="Make room on this computer, then sign in again: what was begun goes on then.",
        ) from fault
    for name, plan in named:
        if name not in there:
            coming = place / f"{name}.incomplete"
            folders.write_coming(coming, plan)
            folders.publish(place / name, coming)


def unapplied(file: BookFile, places: tuple[Path, ...]) -> Iterator[Plan]:
    """Yield the plans for cases that this file still has, or has again."""
    with file.reading() as connection:
        known = {plans.label(file, case) for case in gone.cases(connection)}
    for name, path in sorted(_listed(places).items()):
        if name in known:
            continue
        plan = _read(file, name, path)
        if plan is None:
            continue
        with file.reading() as connection:
            there = plans.holds(connection, plan)
        if there:
            yield plan


def _listed(places: tuple[Path, ...]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for place in places:
        with suppress(OSError):
            found |= {p.name: p for p in place.iterdir() if _NAME.fullmatch(p.name)}
    return found


def _read(file: BookFile, name: str, path: Path) -> Plan | None:
    """Return the plan, or None for another file's; one that cannot be read applies to nothing."""
    try:
        if path.is_symlink() or path.stat().st_size > _LARGEST:
            return None
        return plans.opened(file, name, path.read_bytes())
    except (OSError, ValueError):
        return None
