"""Where things lie on this computer. Must not know what is in any of them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from casework.errors import Damaged

Kind = Literal["workflows", "letters"]
PACKAGE = Path(__file__).resolve().parents[1]


def shipped(kind: Kind) -> Path:
    """Return the folder of shipped files: inside the wheel, else at the checkout's root."""
    for folder in (PACKAGE / "shipped" / kind, PACKAGE.parents[1] / kind):
        if folder.is_dir():
            return folder
    raise Damaged(
        f"The {kind} that come with casework are missing.", advice="Install casework again."
    )


def overrides(book: Path, kind: Kind) -> Path:
    """Return the folder of the school's own files of this kind, which need not exist."""
    return book / kind


def default_book() -> Path:
    """Return where the records lie when nobody named a folder."""
    import platformdirs  # only where a path is asked for: --help asks for none

    return platformdirs.user_data_path("casework", appauthor=False)


def state_folder() -> Path:
    """Return this person's folder for the program's own state; ``CASEWORK_STATE`` moves it."""
    import platformdirs  # only where a path is asked for: --help asks for none

    moved = os.environ.get("CASEWORK_STATE")
    return Path(moved) if moved else platformdirs.user_state_path("casework", appauthor=False)


def disposals_folder(book: str) -> Path:
    """Return where this person's register of what was destroyed lies, for records (their id)."""
    return state_folder() / f"disposals-{book}"
