"""A page opened to be looked at, in whatever shows PDFs here. Must not know what it says.

The file bears no name of anybody and lies in the user's own state folder, readable by them alone;
it goes when the next one is opened, and at the next sign-in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.letters.printing import shown
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
    """Let what was opened before go."""
    folder = _folder(desk)
    if folder.is_dir():
        for page in folder.iterdir():
            page.unlink(missing_ok=True)


def _folder(desk: Desk) -> Path:
    return state_folder() / _FOLDER / desk.session.user
