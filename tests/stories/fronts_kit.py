"""The two front ends, for every story to be told through each."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Final, TypeAlias

import pytest

from tests.stories.hand_kit import Hand
from tests.stories.plain_hand import by_lines
from tests.stories.school_kit import School
from tests.stories.screen_hand import at_screens

Front: TypeAlias = Callable[[School], AbstractAsyncContextManager[Hand]]

FRONTS: Final = (
    pytest.param(at_screens, id="screens"),
    pytest.param(by_lines, id="plain"),
)
BOTH: Final = pytest.mark.parametrize("front", FRONTS)
