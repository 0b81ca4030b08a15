"""The first lines of a history: what it is, for whom, what was withheld and why, what it is not.

They stand before the first entry of every form, word for word. Must not know entries one by one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from casework.domain.dates import day_words, instant_words
from casework.exports.readers import Audience, Names, Release, profile_of
from casework.text import made_harmless

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class About:
    """What a history is, for whom, by whom, and of which case.

    ``as_at`` is the day as of which it stands, in ISO, or empty for now; ``notes`` are first lines
    of this one history: dates a solicitor needs, who has which letter.
    """

    reference: str
    chain: str
    school: str
    made_at: datetime
    made_by: str
    practice: bool = False
    as_at: str = ""
    released: frozenset[Release] = frozenset()
    notes: tuple[str, ...] = ()
    users: Mapping[str, str] = field(default_factory=dict)


_SOURCE = (
    "Withheld from every copy is who passed the material on, to protect that person; whatever "
    "was written with their name in it shows “[name withheld]” there."
)
_RELEASED_SOURCE = (
    "Who passed the material on is named, although that is withheld as a rule: whoever made this "
    "copy released it. Protect that person."
)
_NO_NAMES = (
    "Withheld are names: people in the case have letters instead, and so has everybody who worked "
    "on it, governors included, as a member of staff. A role is shown only where at least five "
    "people hold it. So the chair can judge how the case was handled and still sit on a panel."
)
_NO_NUMBERS = (
    "Withheld are small numbers: a number of people or things under five is “fewer than five”."
)
_NO_WORDS = (
    "Withheld are free words (summaries, notes, reasons, letters, evidence, descriptions), "
    "because names hide in them; what kind of words were recorded is shown."
)
_ONE_NAME = (
    "Shown by name is only the person this history is about. Everybody else has a letter, the same "
    "from the first entry to the last and within the words that somebody wrote, because this is "
    "their data too; “[name withheld]” stands where a name could be that of several."
)
_NO_ADVICE = (
    "Withheld is legal advice, which is privileged: what was asked of a lawyer and what was "
    "answered. The entries that hold it are there and say so."
)
_RELEASED_ADVICE = "Legal advice is in it, because whoever made this copy released it."
_NO_OTHERS = "Withheld are the references of other cases."
_LIFTED = (
    "NOT ANONYMISED: the policy brought the chair of governors into this one case, so names and "
    "words are shown. Whoever reads it knows the case and sits on no panel about it; the "
    "vice-chair, or another governor who has not read it, does."
)


def withheld(audience: Audience, released: frozenset[Release] = frozenset()) -> tuple[str, ...]:
    """Return what this reader does not get, and why, in sentences."""
    return tuple(_withheld(audience, released))


def _withheld(audience: Audience, released: frozenset[Release]) -> Iterator[str]:
    profile = profile_of(audience, released)
    if Release.NAMES in released:
        yield _LIFTED
    if profile.names is Names.NONE:
        yield from (_NO_NAMES, _NO_NUMBERS)
    if profile.names is Names.ONE:
        yield _ONE_NAME
    if not profile.words:
        yield _NO_WORDS
    elif not profile.legal:
        yield _NO_ADVICE
    if Release.LEGAL_ADVICE in released:
        yield _RELEASED_ADVICE
    if not profile.others:
        yield _NO_OTHERS
    yield _RELEASED_SOURCE if Release.SOURCE in released else _SOURCE


def opening_lines(
    about: About, audience: Audience, policy: str, check_code: str, *, unsure: bool
) -> tuple[str, ...]:
    """Return what a history is, for whom, what was withheld and why, and what it does not say.

    ``unsure``: of some entry nobody can say whether it was recorded late.
    """
    return tuple(_opening(about, audience, policy, check_code, unsure=unsure))


def _opening(
    about: About, audience: Audience, policy: str, check_code: str, *, unsure: bool
) -> Iterator[str]:
    if about.practice:
        yield "PRACTICE – INVENTED: nobody and nothing in it is real."
    school = made_harmless(about.school)
    yield f"This is the history of one case, {about.reference}, kept by {school}."
    if about.as_at:
        day = day_words(date.fromisoformat(about.as_at))
        yield f"It is the case as it stood at the end of {day}; nothing recorded later is in it."
    yield (
        f"It goes by the school’s policy “{policy}”, called “the policy” from here on; headings "
        "and places are those of the printed policy."
    )
    title = profile_of(audience, about.released).title
    yield f"Made for {title} on {instant_words(about.made_at)}, by {about.made_by}."
    yield from about.notes
    yield "It says nothing of any other record: neither that there is one, nor that there is none."
    yield from withheld(audience, about.released)
    yield "It follows the law and guidance of England only."
    yield (
        f"Check code of the case: {check_code}. Whoever has the records can read theirs out; if "
        "the two differ, this is not the history as it stood when it was made."
    )
    if unsure:
        yield (
            "Of some entries it cannot be said whether they were recorded late: the time is not "
            "known, or the term dates are not loaded."
        )
