"""The rules of a good policy file: one rule, one code, one message.

Must not change what they check.
"""

from __future__ import annotations

import importlib
import pkgutil

from casework.policy.rules.base import RULES

__all__ = ["RULES"]

for _module in sorted(module.name for module in pkgutil.iter_modules(__path__)):
    importlib.import_module(f"{__name__}.{_module}")
_ordered = dict(sorted(RULES.items()))
RULES.clear()
RULES.update(_ordered)
