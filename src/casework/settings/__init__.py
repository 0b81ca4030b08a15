"""Every path, and ``casework.toml``: what a school has answered and what it still has to answer.

Must not know cases, what a policy says, or the store.
"""

from __future__ import annotations

from casework.settings.change import changed
from casework.settings.file import FILE_NAME, load, save, written
from casework.settings.model import (
    Question,
    SchoolSettings,
    Settings,
    questions,
    school_slug,
    settings_of,
)
from casework.settings.paths import (
    Kind,
    default_book,
    disposals_folder,
    overrides,
    shipped,
    state_folder,
)

__all__ = [
    "FILE_NAME",
    "Kind",
    "Question",
    "SchoolSettings",
    "Settings",
    "changed",
    "default_book",
    "disposals_folder",
    "load",
    "overrides",
    "questions",
    "save",
    "school_slug",
    "settings_of",
    "shipped",
    "state_folder",
    "written",
]
