"""What the tests of the Moat Farm policy share: the policy, and a case of it just opened."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from casework.domain.facts import CategoryClaim
from casework.policy.loader import load_policy
from tests.policy.engine_kit import HEAD, Walk, opened, opening

if TYPE_CHECKING:
    from casework.domain.people import Actor
    from casework.policy.model import Policy

ROOT = Path(__file__).parents[2]


@cache
def policy() -> Policy:
    letters = {path.stem: path.read_text("utf-8") for path in (ROOT / "letters").glob("*.md")}
    return load_policy("moat-farm", [ROOT / "workflows"], letters).policy


def case_of(case_type: str, *categories: str, actor: Actor = HEAD, **answers: str) -> Walk:
    """Return a case just opened, with categories that concern a pupil."""
    claims = tuple(CategoryClaim(code=code, target="pupil") for code in categories)
    told = {name.replace("_", "-"): value for name, value in answers.items()}
    command = opening(policy(), case_type, actor)
    return opened(policy(), replace(command, categories=claims, facts=told, said_by="A parent"))
