"""Who and what the cases of the practice school are made of: invented people, sheets, answers.

Must not know any policy.
"""

from __future__ import annotations

from casework.domain.people import CasePerson, PersonRole
from casework.office.evidence import Sheet

HOME = "2 Example Lane\nExampleton\nZZ1 1ZZ"


def answered(asked: tuple[str, ...], *so: str) -> dict[str, str]:
    """Return a yes for what is ``so`` and a no for all else that is asked."""
    return {name: "yes" if name in so else "no" for name in asked}


def author(name: str, about: str) -> CasePerson:
    """Return whoever posted it, with an address for letters."""
    return person(PersonRole.AUTHOR, name, about, HOME)


def person(role: PersonRole, name: str, about: str = "", address: str = "") -> CasePerson:
    """Return a person of a case."""
    return CasePerson(number=0, role=role, name=name, about=about, address=address)


def where(platform: str, published: str) -> dict[str, str]:
    """Return where a parent's public post stands, and since when."""
    return {
        "platform": platform,
        "location": "public",
        "author-type": "parent",
        "first-published": published,
    }


def sheet(what: str, number: int, seen: str, at: str) -> Sheet:
    """Return a capture sheet of a post that everybody can see."""
    return Sheet(
        platform="Facebook",
        address=f"https://social.example/post/{number}",
        account="An Invented Account",
        what=what,
        seen_on=seen,
        seen_at=at,
        captured_by="the office",
        how="a picture of the screen",
        visible_to="everybody",
        still_online="yes",
    )
