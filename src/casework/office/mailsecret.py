"""The mail server's password, kept where the clock's secret is: on this computer, in no backup.

Must not know the server.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.errors import MachineFault

if TYPE_CHECKING:
    from casework.store import Credentials


@dataclass(frozen=True, slots=True, repr=False)
class MailSecret:
    """The password of one set of records."""

    credentials: Credentials
    book: str

    def get(self) -> str:
        """Return the password, or nothing where none is kept here."""
        kept = self.credentials.get(self._name)
        try:
            return bytes.fromhex(kept).decode() if kept else ""
        except ValueError:
            raise MachineFault(
                "The mail server’s password on this computer is damaged.",
                advice="Set it again: casework deadline mail --password-of-server FILE.",
            ) from None

    def put(self, word: str) -> None:
        """Keep the password in place of what was kept."""
        self.credentials.put(self._name, word.encode().hex())

    @property
    def _name(self) -> str:
        return f"{self.book}-mail"
