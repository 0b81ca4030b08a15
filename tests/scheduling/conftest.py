"""A real school for what only real files show; the rest has limits in memory (``clock_kit``)."""

from __future__ import annotations

from tests.store.conftest import school

__all__ = ["school"]
