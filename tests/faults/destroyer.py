"""Destroys one case of a small school, as ``python -m tests.faults.destroyer BOOK CASE REGISTER``.

Run under a recorder that makes the power fail at any of its writes.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from casework import store
from tests.store.conftest import NOW, PASSWORD
from tests.store.disposal_kit import REMAINS


def main(book: str, case: str, register: str) -> int:
    """Sign in, destroy the case, finish, sign out."""
    session = store.sign_in(Path(book), "head", PASSWORD, now=NOW).session
    os.write(1, b"R\n")
    store.dispose(session, case, REMAINS, now=NOW)
    os.write(1, b"A 1\n")
    whole = store.finish_disposals(session, (Path(register),))
    session.close()
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
