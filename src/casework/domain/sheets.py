"""What a capture sheet holds: its fields by name, in their order. Must not know how it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The names that a kept sheet has; a sheet leaves out what nobody answered.
FIELDS: Final = (
    "platform",
    "address",
    "account",
    "display-name",
    "what",
    "visible-to",
    "seen-on",
    "seen-at",
    "captured-on",
    "captured-at",
    "captured-by",
    "how",
    "still-online",
    "passed-on-by",
    "redacts",
)
#: What a sheet says of the file that was taken in with it. Nobody types these.
FILE: Final = ("file-name", "file-type", "file-size", "file-sha256")
#: Why nothing was taken in; such a sheet is a reference alone.
WITHHELD: Final = "withheld"


def captured(sheet: Mapping[str, str]) -> bool:
    """Say whether a sheet is a capture: one of what nobody may look at or copy is none."""
    return WITHHELD not in sheet


def with_file(sheet: Mapping[str, str]) -> bool:
    """Say whether a file was taken in with a sheet."""
    return "file-sha256" in sheet
