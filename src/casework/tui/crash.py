"""The last words of a program that has to close: kind of error, file and line, nothing else.

Textual's own would show every value that was being worked with. Must not know what they were.
"""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

#: More frames than this say nothing new.
_FRAMES: Final = 40


def true_cause(error: BaseException) -> BaseException:
    """Return the error behind one that only says that a worker failed."""
    inner = getattr(error, "error", None)
    return inner if isinstance(inner, BaseException) else error


def report(error: BaseException) -> tuple[str, ...]:
    """Return the lines of a crash report: each kind of error in the chain with its places."""
    said: list[str] = []
    seen: set[int] = set()
    at: BaseException | None = true_cause(error)
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        said.append(type(at).__name__)
        frames = traceback.extract_tb(at.__traceback__)[-_FRAMES:]
        said += [f"  {_place(frame.filename)}:{frame.lineno}" for frame in frames]
        at = at.__cause__ or at.__context__
    return tuple(said)


def _place(filename: str) -> str:
    """Return a file's name from its package on; nothing of where it lies in whose home."""
    parts = Path(filename).parts
    known = [at for at, part in enumerate(parts) if part in {"casework", "site-packages"}]
    return "/".join(parts[known[-1] :]) if known else parts[-1]


def kept(folder: Path, lines: tuple[str, ...], now: datetime) -> Path | None:
    """Write the report into a folder; where it lies, or None where that could not be."""
    path = folder / f"crash-{now:%Y%m%d-%H%M%S}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError:  # the last words must not fail: they are said without a file
        return None
    return path


def last_words(lines: tuple[str, ...], path: Path | None) -> tuple[str, str]:
    """Return what is said once the screen is gone."""
    where = f"Details, with nothing of any case in them: {path}." if path else "; ".join(lines[:2])
    return (
        "Casework had to close. Each step that was done is kept, and what you typed into a form.",
        f"What to do: open it again. If it happens again, report it. {where}",
    )
