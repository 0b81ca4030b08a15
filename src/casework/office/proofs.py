"""A page opened to be looked at, in whatever shows PDFs here. Must not know what it says.

The file bears no name of anybody and lies in the user's own state folder, readable by them alone;
it goes when the next one is opened, and at the next sign-in.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from casework.letters.printing import shown
from casework.letters.printing import sweep as sweep_pages
from casework.settings import state_folder

if TYPE_CHECKING:
    from pathlib import Path

    from casework.office.desk import Desk

_FOLDER: Final = "looking"


def opened(desk: Desk, pdf: bytes) -> str:
    """Open a page; return what to say of it. Raises MachineFault where nothing opens a PDF."""
    clear(desk)
    shown(pdf, _folder(desk))
    return "The PDF is open. What lies open there is a copy to look at, and it goes again."


def clear(desk: Desk) -> None:
    """Let what this person opened before go; what a viewer still holds goes at the next sign-in."""
    _emptied(_folder(desk))


def sweep() -> None:
    """Let go what anybody opened on this computer: whoever opened it may never sign in again.

    So does a page that was on its way to a printer when the program was cut off.
    """
    sweep_pages()
    everybody = state_folder() / _FOLDER
    if everybody.is_dir():
        for folder in everybody.iterdir():
            _emptied(folder)


def _emptied(folder: Path) -> None:
    if folder.is_dir():
        for page in folder.iterdir():
            with suppress(OSError):  # Windows keeps what a viewer holds
                page.unlink(missing_ok=True)


def _folder(desk: Desk) -> Path:
    return state_folder() / _FOLDER / desk.session.user
