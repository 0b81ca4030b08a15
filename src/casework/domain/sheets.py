"""What a capture sheet holds: its fields by name, in their order. Must not know how it is asked."""

from __future__ import annotations

from typing import Final

#: The names that a kept sheet has; a sheet leaves out what nobody answered.
FIELDS: Final = (
    "platform",
    "address",
    "account",
    "what",
    "seen-on",
    "seen-at",
    "captured-by",
    "how",
    "visible-to",
    "still-online",
)
