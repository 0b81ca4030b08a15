"""What is given on the command line, read: NAME=VALUE, CODE:TARGET, ROLE=NAME, a moment, a file.

The domain is imported by the function that needs it: ``--help`` does without.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from casework.errors import UsageFault
from casework.office import outside
from casework.text import clean_line, in_words, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from casework.domain.dates import Happened
    from casework.domain.facts import CategoryClaim
    from casework.domain.people import CasePerson, PersonRole


#: Where an option may be repeated and was not given; Typer makes each command its own list of it.
NOTHING: Final[list[str]] = []


def pairs(given: Sequence[str], option: str) -> dict[str, str]:
    """Return NAME=VALUE pairs; ``_`` in a name stands for ``-``. Raises UsageFault."""
    found: dict[str, str] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or not slug(name):
            raise UsageFault(f"{option} takes NAME=VALUE.", advice="For example: refused=yes.")
        key = slug(name)
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
    from casework.domain.facts import CategoryClaim

    claims = []
    for one in given:
        code, _colon, target = one.partition(":")
        claims.append(CategoryClaim(code=slug(code), target=slug(target)))
    return tuple(claims)


def people(given: Sequence[str]) -> tuple[CasePerson, ...]:
    """Return ROLE=NAME as people. Raises UsageFault for an unknown role."""
    from casework.domain.people import CasePerson

    found = []
    for one in given:
        role, equals, name = one.partition("=")
        if not equals or not name.strip():
            raise UsageFault("--person takes ROLE=NAME.", advice="For example: author=Ms J. Hart.")
        found.append(CasePerson(number=0, role=person_role(role), name=name))
    return tuple(found)


def person_role(word: str) -> PersonRole:
    """Return a person's role by its word. Raises UsageFault with the nearest one."""
    from casework.domain.people import PersonRole

    plain = slug(word)
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
    from casework.domain.dates import parse_when

    return parse_when(text, now) if text else None


def revision(text: str) -> int:
    """Return the revision that ``--expected`` names. Raises UsageFault for anything else."""
    if not re.fullmatch(r"[0-9]{1,9}", text.strip(), re.ASCII):
        raise UsageFault(
            "--expected takes a revision: a whole number of at most nine digits.",
            advice="casework case show REF says at which revision a case stands.",
        )
    return int(text)


def entry(text: str) -> int:
    """Return the number of a case's entry. Raises UsageFault for anything else."""
    if not re.fullmatch(r"[0-9]{1,9}", text.strip(), re.ASCII):
        raise UsageFault(
            "An entry is named by its number: a whole number of at most nine digits.",
            advice="casework export history numbers the entries.",
        )
    return int(text)


def line(word: str) -> str:
    """Return a typed word on one line, cleaned."""
    return clean_line(word)


def quoted(word: str) -> str:
    """Return a word as it is typed, on Windows too: in double quotes where it has blanks."""
    return word if word.replace("-", "").replace("_", "").isalnum() else f'"{word}"'


def slug(word: str) -> str:
    """Return a name as policies write it: small letters, and ``-`` for ``_``."""
    return clean_line(word).replace("_", "-").lower()


def day(text: str) -> date:
    """Return a day that exists. Raises UsageFault."""
    from casework.domain.dates import read_day

    return read_day(text)


def read_text(file: str, largest: int = 5_000_000) -> str:
    """Return a text file somebody named. Raises UsageFault where it cannot be read."""
    return _decoded(outside.read_bytes(file, largest))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageFault(
            "The file is not plain text in UTF-8.", advice="Save it again as UTF-8 text."
        ) from None
