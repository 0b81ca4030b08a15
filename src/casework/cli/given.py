"""What is given on the command line, read: NAME=VALUE, CODE:TARGET, ROLE=NAME, a moment. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.domain.dates import parse_when
from casework.domain.facts import CategoryClaim
from casework.domain.people import CasePerson, PersonRole
from casework.errors import UsageFault
from casework.text import in_words, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from casework.domain.dates import Happened


def pairs(given: Sequence[str], option: str) -> dict[str, str]:
    """Return NAME=VALUE pairs; ``_`` in a name stands for ``-``. Raises UsageFault."""
    found: dict[str, str] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or not name.strip():
            raise UsageFault(f"{option} takes NAME=VALUE.", advice="For example: refused=yes.")
        key = name.strip().replace("_", "-")
        if key in found:
            raise UsageFault(f"{option} names {key} twice.", advice="Give each name once.")
        found[key] = value.strip()
    return found


def fields(given: Sequence[str]) -> dict[str, str]:
    """Return FIELD=VALUE pairs for a letter; ``\\n`` in a value starts a new line."""
    found = pairs(given, "--letter")
    return {name.replace("-", "_"): value.replace("\\n", "\n") for name, value in found.items()}


def categories(given: Sequence[str]) -> tuple[CategoryClaim, ...]:
    """Return CODE or CODE:TARGET as claims."""
    claims = []
    for one in given:
        code, _colon, target = one.partition(":")
        claims.append(CategoryClaim(code=_slug(code), target=_slug(target)))
    return tuple(claims)


def people(given: Sequence[str]) -> tuple[CasePerson, ...]:
    """Return ROLE=NAME as people. Raises UsageFault for an unknown role."""
    found = []
    for one in given:
        role, equals, name = one.partition("=")
        if not equals or not name.strip():
            raise UsageFault("--person takes ROLE=NAME.", advice="For example: author=Ms J. Hart.")
        found.append(CasePerson(number=0, role=person_role(role), name=name))
    return tuple(found)


def person_role(word: str) -> PersonRole:
    """Return a person's role by its word. Raises UsageFault with the nearest one."""
    plain = _slug(word)
    known = [str(role) for role in PersonRole]
    if plain not in known:
        close = nearest(plain, known)
        raise UsageFault(
            "No person in a case has that role.",
            advice=f"Did you mean {close}?" if close else f"Roles: {in_words(known)}.",
        )
    return PersonRole(plain)


def moment(text: str, now: datetime) -> Happened | None:
    """Return when something happened, or None where nothing was given."""
    return parse_when(text, now) if text else None


def _slug(word: str) -> str:
    return word.strip().replace("_", "-").lower()
