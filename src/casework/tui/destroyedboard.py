"""What was destroyed, as a board: the records of it that this person could see, as a page too.

Must not know a widget, nor how anything was destroyed.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from casework.domain.dates import instant_words
from casework.office import certificates, outside
from casework.office.evidencehandling import may_save_to
from casework.office.handouts import free_name
from casework.tui.boards import DO_HERE, Board, Row, under
from casework.tui.sheet import Job, Kept, line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.office.desk import Desk

_NONE: Final = "No case that you could see was destroyed."


def board(desk: Desk) -> Board:
    """Return the destruction records, the latest first."""
    found = sorted(certificates.certificates(desk), key=lambda one: one.at, reverse=True)
    rows = (
        Row(
            left=one.ref,
            beside=f"{one.said['title']}; {instant_words(one.at)}",
            leads=partial(_record, desk, one.ref),
        )
        for one in found
    )
    return Board(title="What was destroyed", rows=tuple(rows) or (Row(left=_NONE),))


def _record(desk: Desk, ref: str) -> Board:
    found = certificates.of_case(desk, ref)
    says = tuple(Row(left=name, beside=words) for name, words in certificates.rows(found))
    save = Row(left="Save it as a page", leads=partial(_save, desk, ref), also="pdf print export")
    return Board(
        title=f"{ref}  Destruction record",
        rows=(
            *under(DO_HERE, (save,)),
            *under("What it says", says),
            *under("Copies that may still hold it", map(_line, certificates.elsewhere(found))),
        ),
    )


def _line(words: str) -> Row:
    return Row(left=words.replace("SHA-256", "SHA256"))  # as screens call it


def _save(desk: Desk, ref: str) -> Job:
    def keep(told: Mapping[str, str], _mark: str) -> Kept:
        found = certificates.of_case(desk, ref)
        folder = may_save_to(desk, told["folder"])
        out = free_name(folder, f"{ref}-destruction.pdf")
        outside.must_be_free(out)
        outside.write_file(out, certificates.page(desk, found))
        return Kept(words=f"Done: saved as {out}.")

    return Job(
        desk=desk,
        draft=f"destroyed {ref}",
        title=f"{ref}  Save the destruction record as a page",
        button="Save it",
        says=("It names nobody the case was about: who agreed, when, and by which rule.",),
        asked=lambda _given: (line("folder", "Into which folder?", needed=True),),
        keep=keep,
        slow=True,
        reads=True,
    )
