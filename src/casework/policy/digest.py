"""The name of a policy version: a digest over everything that can change what it does or says.

Must not know how the parts were read. The built-in templates are part of the format: they change
only with its number, and a test holds them to that.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

#: Raised when the program comes to read the same texts differently.
ENGINE: Final = 1


def version_digest(
    files: Mapping[str, str], roles: Mapping[str, Collection[str]], file_format: int
) -> str:
    """Return the SHA-256, in hex, of texts, role map, format and engine; order does not matter.

    Each part is written as JSON text, so no two different sets of parts have the same bytes.
    """
    whole = {
        "engine": ENGINE,
        "files": dict(files),
        "format": file_format,
        "roles": {name: sorted(members) for name, members in roles.items()},
    }
    written = json.dumps(whole, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(written.encode("ascii")).hexdigest()
