"""Destroying what two people agreed to destroy, finishing what was begun, and the register of it.

The register lies outside the records and their backups: in this person's state folder, and beside
the backups. It is applied at each sign-in and after each restore, before anything is shown. Must
not decide that anything is destroyed.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

from casework import store
from casework.domain.dates import local_day
from casework.errors import Conflict, Damaged, MachineFault
from casework.office import (
    backups,
    certificates,
    destruction,
    door,
    evidenceadvice,
    keeping,
)
from casework.office.cards import destroyed_card
from casework.office.retention import WORKS, must_be_free, of_file
from casework.settings import disposals_folder

if TYPE_CHECKING:
    from pathlib import Path

    from casework.office.certificates import Certificate
    from casework.office.desk import Desk
    from casework.office.keeping import Keeping


def dispose(desk: Desk, ref: str) -> Certificate:
    """Destroy a case for good; return its certificate.

    Raises Refused while it is not agreed to or still cools off. One that was cut short goes on.
    """
    desk.must_write()
    plain = ref.strip().upper()
    if all(one.ref != plain for one in store.read_destroyed(desk.session)):
        file = door.load(desk, ref)
        must_be_free(desk, file.snapshot, WORKS)
        found = of_file(desk, file)
        proposal = destruction.must_be_ready(desk, found)
        remains = store.Remains(
            expected=file.revision,
            record=certificates.record(desk, found, proposal),
            card=destroyed_card(local_day(desk.now()).isoformat()),
        )
        with store.together(desk.session, file.history.place):
            must_be_as_it_was(desk, file.case, found.keeping)
            evidenceadvice.must_keep_none(desk, file)  # a file may have been locked at this moment
            store.dispose(desk.session, file.case, remains, now=desk.now())
    store.finish_disposals(desk.session, registers(desk))
    return certificates.of_case(desk, ref)


def must_be_as_it_was(desk: Desk, case: str, kept: Keeping) -> None:
    """Raise Conflict where anything was decided about keeping a case (its id) since it was read.

    A hold set at this moment counts: it is asked where nobody else writes any more.
    """
    if keeping.keeping_of(desk, case) != kept:
        raise Conflict(
            "Somebody has decided something about keeping this case at this moment.",
            advice="Nothing was destroyed. casework retention explain says how it stands now.",
        )


def keep_up(desk: Desk) -> None:
    """Finish what was begun, and destroy once more what a backup brought back.

    Where the machine does not let it, the doctor names it and it is tried at the next sign-in:
    nobody is kept from the records for it.
    """
    with suppress(MachineFault, Damaged):
        own = (register(desk),)  # a disk away would take long
        store.finish_disposals(desk.session, own)
        store.finish_parts(desk.session, own)


def after_restore(desk: Desk, beside: Path) -> None:
    """Apply the register to records just put back, with what lies ``beside`` their backup too."""
    own, book = register(desk), desk.session.office.meta("book").hex()
    _take_along(backups.register_beside(beside, book), own)
    store.finish_disposals(desk.session, (own,))
    store.finish_parts(desk.session, (own,))


def finish_parts(desk: Desk) -> bool:
    """Finish what was begun of single files, and say so beside the backups; tell whether all is.

    False where somebody else reads the records: it goes on at the next sign-in.
    """
    own, *others = registers(desk)
    for place in others:
        with suppress(MachineFault, OSError):  # a disk that was taken out
            store.keep_parts(desk.session.files.values(), own, place)
    return store.finish_parts(desk.session, (own,))


def register(desk: Desk) -> Path:
    """Return where this person's own register of these records lies."""
    return disposals_folder(desk.session.office.meta("book").hex())


def registers(desk: Desk) -> tuple[Path, ...]:
    """Return where the register lies: first this person's own folder, then beside the backups."""
    book = desk.session.office.meta("book").hex()
    targets = certificates.backup_targets(desk)
    return (register(desk), *(backups.register_beside(target, book) for target in targets))


def _take_along(source: Path, target: Path) -> None:
    """Copy what is in one register and not in another: small files under opaque names."""
    if source.is_symlink() or not source.is_dir():
        return
    try:
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in source.iterdir():
            if path.is_file() and not path.is_symlink() and not (target / path.name).exists():
                shutil.copyfile(path, target / path.name)
    except OSError as fault:
        raise MachineFault(
            "The register of what was destroyed could not be read beside the backup.",
            advice="Check the disk of the backup, then restore again.",
        ) from fault
