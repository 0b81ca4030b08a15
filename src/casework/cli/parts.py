"""``casework retention … --evidence N``: one file of a case destroyed by two people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.cli.telling import tell
from casework.errors import UsageFault
from casework.office import outside

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from casework.office.partdisposals import Part


def show(at: Desk, ref: str, number: int, out: str) -> None:
    """Show how far the destruction of a file has come; write its certificate where asked."""
    from casework.office import partdisposals

    if not ref:
        raise UsageFault("Which case is it?", advice="Give its reference with --evidence N.")
    found = partdisposals.part(at, ref, number)
    if out:
        outside.must_be_free(out)
        outside.write_file(out, partdisposals.page(at, found))
    _tell(at, found, *([f"Written: {out}"] if out else []))


def propose(at: Desk, ref: str, number: int, reason: str) -> None:
    """Propose that a file goes before its case."""
    from casework.office import partdisposals

    _tell(at, partdisposals.propose(at, ref, number, reason))


def agree(at: Desk, ref: str, number: int) -> None:
    """Agree to it."""
    from casework.office import partdisposals

    _tell(at, partdisposals.agree(at, ref, number))


def decline(at: Desk, ref: str, number: int, reason: str) -> None:
    """Let a file stay after all."""
    from casework.office import partdisposals

    _tell(at, partdisposals.decline(at, ref, number, reason))


def dispose(at: Desk, ref: str, number: int) -> None:
    """Destroy it for good."""
    from casework.office import partdisposals

    _tell(at, partdisposals.dispose(at, ref, number))


def _tell(at: Desk, found: Part, *more: str) -> None:
    from casework.office import partdisposals

    copies = partdisposals.elsewhere(at, found) if found.gone else ()
    tell(
        {
            "ref": found.ref,
            "evidence": found.item.number,
            "sha256": found.item.file["sha256"],
            "proposed": found.proposed.at.isoformat() if found.proposed else None,
            "agreed": found.agreed.at.isoformat() if found.agreed else None,
            "ready": found.ready.isoformat() if found.ready else None,
            "destroyed": found.destroyed.at.isoformat() if found.destroyed else None,
            "gone": found.gone,
            "backups": list(copies),
        },
        *(f"{name}: {words}" for name, words in partdisposals.rows(found)),
        *(["Copies that may still hold it:"] if copies else []),
        *(f"  {line}" for line in copies),
        *more,
    )
