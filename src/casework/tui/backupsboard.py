"""The backups as a board: how old the last one is, where they go, who makes one, and each of them.

Whoever's keys open every file of the records makes one here; bringing one back is done beside the
program. Must not know a widget, nor how a backup is made.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from casework.office import backuplist, backups
from casework.text import plural
from casework.tui import advice
from casework.tui.boards import DO_HERE, Board, Row, under
from casework.tui.sheet import Job, Kept, line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casework.office.backuplist import There
    from casework.office.desk import Desk

TITLE: Final = "Backups: copies of the records"
_OTHERS: Final = (
    "Whoever’s keys open every record makes one here: the headteacher, the safeguarding lead or "
    "the chair of governors."
)
_BY_ITSELF: Final = "The computer whose clock looks at the records makes one every {} hours."
_BY_NOBODY: Final = "None is made by itself: name a folder and the hours between two in Settings."
_BACK: Final = (
    "Bringing records back from a backup, or trying that out, is done on the command line, by "
    "whoever looks after this computer, while nobody has the records open."
)
_LOCKED: Final = "A backup is locked like the records: nobody reads it without a password."
_NONE: Final = "There is none in that folder."


def board(desk: Desk) -> Board:
    """Return how it stands with the backups."""
    found = backuplist.there(desk)
    return Board(
        title=TITLE,
        rows=(
            *under(DO_HERE, _doings(desk, found)),
            *under("How it stands", _standing(found)),
            *under("The backups there", _made(found)),
            *under("If records are lost or harmed", (Row(left=_BACK), Row(left=_LOCKED))),
        ),
    )


def _doings(desk: Desk, found: There) -> Iterator[Row]:
    if backuplist.may_make(desk):
        yield Row(left="Make a backup now", leads=partial(_job, desk, found), also="copy save")
    elif not desk.read_only:
        yield Row(left=_OTHERS)
    yield Row(left="Where backups go, and how many are kept", place="settings", also="folder disk")


def _standing(found: There) -> Iterator[Row]:
    yield Row(left=found.last)
    yield Row(left="They go to", beside=found.target or "nobody has said yet")
    yield Row(left=_BY_ITSELF.format(found.every) if found.every else _BY_NOBODY)
    if found.trouble is not None:
        yield Row(left=advice.line(found.trouble))


def _made(found: There) -> Iterator[Row]:
    for name, age, whole in found.made:
        old = f"{age} old" if age else "its age cannot be read"
        yield Row(left=name, beside=old if whole else f"{old}, NOT WHOLE")
    if found.target and not found.made and found.trouble is None:
        yield Row(left=_NONE)


def _job(desk: Desk, found: There) -> Job:
    now: list[str] = []

    def keep(told: Mapping[str, str], _mark: str) -> Kept:
        typed = told["folder"].strip()
        to = None if typed == found.target else Path(typed).expanduser()
        made = backups.run_by(desk, to=to, beat=now.append)
        let_go = f" {plural(len(made.let_go), 'older one')} let go." if made.let_go else ""
        words = f"Done: the backup {made.name} is made and checked.{let_go}"
        left_out = (
            f"It could not take along {one}, which is no plain file." for one in made.left_out
        )
        return Kept(words=words, told=(*left_out, *made.notes))

    return Job(
        desk=desk,
        draft="backup make",
        title="Make a backup",
        button="Make it",
        says=(
            "Every file of the records is copied, locked as it is, and the copy is checked.",
            "Take the disk out afterwards, and keep it somewhere else.",
        ),
        begins={"folder": found.target} if found.target else {},
        asked=lambda _given: (line("folder", "Into which folder?", needed=True),),
        keep=keep,
        slow=True,
        meanwhile=lambda: now[-1].rstrip(".") if now else "",
    )
