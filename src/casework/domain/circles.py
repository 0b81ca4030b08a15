"""The names of circles: a further school's carry its short name, so that its keys are its own.

The first school of the records keeps the plain names. Must not know who belongs to a circle.
"""

from __future__ import annotations

_AT = "@"


def circle_at(circle: str, school: str) -> str:
    """Return the name of a circle at a school; the plain one where ``school`` is empty."""
    return f"{circle}{_AT}{school}" if school else circle


def plain(circle: str) -> str:
    """Return what a circle is called at every school, as policies and pages call it."""
    return circle.partition(_AT)[0]


def place_of(circle: str) -> str:
    """Return the short name of the school that a circle's name carries, or nothing."""
    return circle.partition(_AT)[2]
