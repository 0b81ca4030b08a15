"""Where the service's secret lives: on this computer, never in the book. The only user of keyring.

Must not know what the secret opens.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from casework.errors import MachineFault
from casework.store import folder as folders

if TYPE_CHECKING:
    from pathlib import Path

_SERVICE: Final = "casework"


class Credentials(Protocol):
    """Where the service's secret lives: on this computer, never in the book."""

    def get(self, book: str) -> str | None:
        """Return the secret of the book with this id, or None."""
        ...

    def put(self, book: str, secret: str) -> None:
        """Keep the secret of the book with this id."""
        ...


@dataclass(frozen=True, slots=True)
class FileCredentials:
    """A file that its owner alone may read, in the user's state folder; replaced whole."""

    folder: Path

    def get(self, book: str) -> str | None:
        """Return the secret from the file, or None."""
        try:
            return self._path(book).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise _no_credentials() from error

    def put(self, book: str, secret: str) -> None:
        """Write the secret to a file of its own, mode 0600."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            coming = self._path(book).with_suffix(".incomplete")
            folders.write_coming(coming, secret.encode("ascii"))
            folders.publish(self._path(book), coming)
        except (OSError, MachineFault) as error:
            raise _no_credentials() from error

    def _path(self, book: str) -> Path:
        return self.folder / f"service-{book}.key"


@dataclass(frozen=True, slots=True)
class SystemCredentials:
    """The operating system's credential store; the file where there is none."""

    folder: Path
    fallback: FileCredentials = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fallback", FileCredentials(self.folder))

    def get(self, book: str) -> str | None:
        """Return the secret from the store, else from the file."""
        import keyring  # looks for back ends when loaded; only the clock and first steps need it
        import keyring.errors

        with contextlib.suppress(keyring.errors.KeyringError):
            found = keyring.get_password(_SERVICE, book)
            if found is not None:
                return found
        return self.fallback.get(book)

    def put(self, book: str, secret: str) -> None:
        """Keep the secret in the store; in the file when the store does not take it."""
        import keyring
        import keyring.errors

        with contextlib.suppress(keyring.errors.KeyringError):
            keyring.set_password(_SERVICE, book, secret)
            if keyring.get_password(_SERVICE, book) == secret:  # some take a secret and keep none
                return
        self.fallback.put(book, secret)


def _no_credentials() -> MachineFault:
    return MachineFault(
        "The clock’s key could not be read or kept on this computer.",
        advice="Check that you may write to your own settings folder, then try again.",
    )
