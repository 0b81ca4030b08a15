"""The card of whom to ring, from the settings alone: it is shown before anybody has signed in.

Must not open the records, nor know who asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.text import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casework.settings import SchoolSettings

#: Always first, whatever a school has written down: front ends put it before the card.
DANGER: Final = ("Anyone in danger now", "999")
#: What stands in where a school wrote none down: the number is the same all over the country.
_POLICE: Final = "101"
_LACKS: Final = (
    ("ring_dsl", "the safeguarding lead (DSL)"),
    ("ring_deputy_dsl", "the deputy safeguarding lead"),
    ("ring_head", "the headteacher"),
    ("ring_lado", "the local authority designated officer (LADO)"),
    ("ring_social_care", "children’s social care"),
    ("ring_chair", "the chair of governors"),
)


def card(schools: Iterable[SchoolSettings]) -> tuple[tuple[str, str], ...]:
    """Return whom to ring after ``DANGER``, in order; of several schools each under its name.

    A row without a number is a heading, or a sentence. The chair comes last, and only for what is
    about the headteacher (``domain.md`` 10.2).
    """
    known = tuple(schools)
    rows: list[tuple[str, str]] = []
    for school in known:
        rows += [(school.name, "")] if len(known) > 1 else []
        rows += _numbers(school)
        lacking = [words for name, words in _LACKS if not getattr(school, name)]
        rows += [(f"No number is written down yet for {in_words(lacking)}.", "")] if lacking else []
    return tuple(rows)


def _numbers(school: SchoolSettings) -> Iterator[tuple[str, str]]:
    deputy = f", {school.deputy_dsl}" if school.deputy_dsl else ""
    rows = (
        ("Safeguarding lead (DSL)", school.ring_dsl),
        (f"  not reached: deputy{deputy}", school.ring_deputy_dsl),
        ("Headteacher", school.ring_head),
        ("Local authority designated officer (LADO)", school.ring_lado),
        ("Children’s social care", school.ring_social_care),
        ("Police, when nobody is in danger", school.ring_police or _POLICE),
        ("About the headteacher: chair of governors", school.ring_chair),
    )
    return (row for row in rows if row[1])
