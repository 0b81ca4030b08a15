"""From a path of keys in the finished policy to the file and line it came from.

Must not know what stands there. What a branch or a template brought is traced back to its origin.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casework.policy.findings import Path


@dataclass(slots=True)
class Places:
    """Lines of every file read, and which parts of the whole came from elsewhere."""

    main: str
    lines: dict[str, dict[Path, int]] = field(default_factory=dict)
    moved: dict[Path, tuple[str, Path]] = field(default_factory=dict)

    def move(self, path: Path, file: str, origin: Path) -> None:
        """Note that what stands at ``path`` was written at ``origin`` of ``file``."""
        self.moved[path] = (file, origin)

    def at(self, path: Path) -> tuple[str, int]:
        """Return file and line of ``path``, or of the nearest key above it."""
        file, origin = self.origin(path)
        lines = self.lines.get(file, {})
        for length in range(len(origin), -1, -1):
            line = lines.get(origin[:length])
            if line is not None:
                return file, line
        return file, 1

    def origin(self, path: Path) -> tuple[str, Path]:
        """Return the file and the path within it at which ``path`` was written."""
        for length in range(len(path), 0, -1):
            found = self.moved.get(path[:length])
            if found is not None:
                file, origin = found
                return file, (*origin, *path[length:])
        return self.main, path
