"""Files of this computer's own, replaced whole. Must not know what is in them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def replace(path: Path, data: bytes) -> None:
    """Put ``data`` in the place of ``path`` in one step, for its owner alone; raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    coming = path.with_name(f"{path.name}.incomplete")
    coming.unlink(missing_ok=True)  # what a crash left may be open to others, or a link
    with os.fdopen(os.open(coming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    coming.replace(path)
