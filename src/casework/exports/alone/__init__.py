"""What checks a bundle where nothing of this program is installed: one file of plain Python.

The two modules here use the standard library alone, of any Python from 3.8 on; together they are
the ``verify.py`` that lies in each bundle. Must not know the rest of the program.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_BEGINS = "from __future__ import annotations\n"
_LEFT_OUT = "from casework.exports.alone.ed25519 import holds"
_HEAD = '''#!/usr/bin/env python3
"""Checks a bundle of casework, a case's history, without the program, its records or a password.

    python3 verify.py BUNDLE.zip
    python3 verify.py BUNDLE.zip --code CODE --key CODE --keys FILE

CODE after --code is the check code on page 1, read out to you by the school or on an earlier paper;
after --key the code of the key it was sealed with; FILE the school's list of keys (casework export
keys). A bundle that was changed as a whole, with new keys throughout, shows only against these.
Do not trust a verify.py that came with a bundle you doubt: take one from a bundle you do not.
"""

'''


@cache
def script() -> str:
    """Return the whole of ``verify.py``."""
    bodies = []
    for name in ("ed25519.py", "checking.py"):
        source = Path(__file__).with_name(name).read_text(encoding="utf-8")
        body = source.partition(_BEGINS)[2]
        lines = (line for line in body.split("\n") if not line.startswith(_LEFT_OUT))
        bodies.append("\n".join(lines).strip("\n"))
    return _HEAD + _BEGINS + "\n" + "\n\n\n".join(bodies) + "\n"
