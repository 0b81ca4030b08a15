"""Who a history is made for, and what each reader gets. Must not know any case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache


class Audience(StrEnum):
    """Who a history is made for."""

    HEADTEACHER = "headteacher"  # the full file: all but who passed the material on
    CHAIR = "chair"  # no names, no free words
    POLICE = "police"
    SOLICITOR = "solicitor"
    SUBJECT_ACCESS = "subject-access"  # one person's own data
    NEXT_SCHOOL = "next-school"  # one child's, for the school the child goes to


class Release(StrEnum):
    """What may be handed out after all, by whoever answers for it."""

    LEGAL_ADVICE = "legal-advice"
    SOURCE = "source"
    NAMES = "names"  # to the chair, where the policy itself brought the chair in


class Names(StrEnum):
    """Whose names a reader gets."""

    ALL = "all"
    ONE = "one"  # of the one person it is about
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What one kind of reader gets; ``may_release`` is what can be added by name.

    ``words`` says whether free words are shown, ``others`` whether references of other cases are,
    ``legal`` whether legal advice is; ``why`` whether a reason must be given for handing it out.
    """

    title: str
    names: Names
    words: bool
    legal: bool
    others: bool
    why: bool
    may_release: frozenset[Release] = frozenset()


_ADVICE = frozenset({Release.LEGAL_ADVICE})
_EVERYBODY_OUTSIDE = Profile(
    title="the police",
    names=Names.ALL,
    words=True,
    legal=False,
    others=False,
    why=True,
    may_release=_ADVICE | {Release.SOURCE},
)
_ONE_PERSON = replace(_EVERYBODY_OUTSIDE, title="", names=Names.ONE, may_release=frozenset())
PROFILES: dict[Audience, Profile] = {
    Audience.HEADTEACHER: Profile(
        title="the headteacher", names=Names.ALL, words=True, legal=True, others=True, why=False
    ),
    Audience.CHAIR: Profile(
        title="the chair of governors",
        names=Names.NONE,
        words=False,
        legal=False,
        others=False,
        why=False,
        may_release=frozenset({Release.NAMES}),
    ),
    Audience.POLICE: _EVERYBODY_OUTSIDE,
    Audience.SOLICITOR: replace(_EVERYBODY_OUTSIDE, title="the school’s solicitor"),
    Audience.SUBJECT_ACCESS: replace(_ONE_PERSON, title="a person who asked for their own data"),
    Audience.NEXT_SCHOOL: replace(_ONE_PERSON, title="the school that a child goes to next"),
}


@cache
def profile_of(audience: Audience, released: frozenset[Release] = frozenset()) -> Profile:
    """Return what a reader gets once ``released`` is added."""
    plain = PROFILES[audience]
    if Release.NAMES in released:
        plain = replace(plain, names=Names.ALL, words=True, legal=True, why=True)
    return replace(plain, legal=plain.legal or Release.LEGAL_ADVICE in released)


def listed(audiences: tuple[Audience, ...] = tuple(Audience)) -> str:
    """Return the readers there are, as a person types them."""
    return ", ".join(audiences[:-1]) + f" or {audiences[-1]}"
