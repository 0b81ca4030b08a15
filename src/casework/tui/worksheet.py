"""The threshold worksheet of a sealed case: the four parts, what each means, what was answered.

What follows from the answers is the policy's own test. They are kept, and never keep anybody from
referring. Must not know a widget, nor decide anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casework.domain.dates import instant_words, local_day, short_day
from casework.errors import NotFound
from casework.office import questions, whys
from casework.office.cards import read_card
from casework.office.questions import is_sealed
from casework.office.records import RECORD
from casework.tui import caseview

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.office.desk import Desk
    from casework.office.questions import Shown
    from casework.tui.caseview import Choice

TITLE: Final = "The harm threshold"
#: Under which action the answers are noted, and what asks whether a referral is owed.
_ACTION, _REFERRAL, _OWED = "threshold", "referral", "referral-owed"
_NOTE: Final = "note-threshold"
#: The question whether anything is unclear; its yes counts like that of any part.
_UNSURE: Final = "threshold-unsure"
YES, NO, UNSURE, OPEN = "YES", "NO", "UNSURE", "Not answered"
_READ_ONLY: Final = "The records were opened to read only: no answer can be noted."
INTRO: Final = "Any one part is enough. The answers never hold back a referral."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One part in our words; ``place`` is where it stands in the guidance's own list."""

    fact: str
    title: str
    means: str
    place: str


_PARTS: Final = (
    _Part(
        fact="limb-harmed",
        title="Harm",
        means="The adult may have harmed a child.",
        place="First point.",
    ),
    _Part(
        fact="limb-offence",
        title="An offence",
        means="A possible offence against a child, or related to one.",
        place="Second point.",
    ),
    _Part(
        fact="limb-risk",
        title="Risk to children",
        means="They acted in a way that suggests a risk to children.",
        place="Third point.",
    ),
    _Part(
        fact="limb-unsuitable",
        title="Suitability",
        means="They acted as if not suited to work with children: outside work too, with no child "
        "involved.",
        place="Fourth point.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Answer:
    """One part with its answer: what it means, where the guidance has it, who said what when."""

    title: str
    answer: str
    means: str
    place: str
    told: str

    @property
    def beside(self) -> str:
        """Where the guidance has it, and who said and noted the answer."""
        return " ".join(filter(None, (self.place, self.told)))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Worksheet:
    """The whole sheet: its parts, what follows, and the one step that notes the answers.

    Where nobody notes them now ``why_not`` says so.
    """

    ref: str
    revision: int
    guidance: str
    parts: tuple[Answer, ...]
    follows: tuple[str, ...]
    choice: Choice | None
    button: str
    why_not: str

    def lines(self) -> tuple[str, ...]:
        """Return the sheet to be read out."""
        parts = (
            " ".join(filter(None, (f"{number}. {one.title}: {one.answer}.", one.means, one.beside)))
            for number, one in enumerate(self.parts, start=1)
        )
        return (INTRO, self.guidance, *parts, *self.follows, *filter(None, (self.why_not,)))


def has_one(desk: Desk, ref: str) -> bool:
    """Tell whether this person may open a case of that reference and it has a worksheet."""
    row = desk.cards.get(ref)
    return row is not None and is_sealed(row) and read_card(row.card).case_type == RECORD


def sheet(desk: Desk, ref: str) -> Worksheet:
    """Return the worksheet of a case as it stands. Raises NotFound, hidden or not."""
    shown = questions.show(desk, ref)
    choice = None if desk.read_only else _choice(caseview.view_of(shown).choices)
    noted = choice is not None and choice.trigger != _NOTE
    return Worksheet(
        ref=shown.snapshot.ref,
        revision=shown.snapshot.revision,
        guidance=_guidance(desk, shown),
        parts=tuple(_answers(shown)),
        follows=tuple(_follows(shown)),
        choice=choice,
        button="Look at the answers again" if noted else "Note the answers",
        why_not=_READ_ONLY if desk.read_only else "" if choice else _why_not(shown),
    )


def _choice(choices: tuple[Choice, ...]) -> Choice | None:
    """Return the step that notes the answers, or that lets them be noted again."""
    found = [one for one in choices if one.track == _ACTION]
    return next((one for one in found if one.trigger == _NOTE), next(iter(found), None))


def _why_not(shown: Shown) -> str:
    for offer in shown.not_yet:
        if offer.transition.track == _ACTION:
            return " ".join(reason.sentence for reason in offer.reasons)
    return "The case is closed: nothing more is noted in it."


def _guidance(desk: Desk, shown: Shown) -> str:
    try:
        edition = desk.school(shown.snapshot.school).kcsie_edition
    except NotFound:
        edition = ""
    told = edition or "look up the edition in force"
    return f"Guidance: Keeping Children Safe in Education, Part Four: {told}"


def _answers(shown: Shown) -> Iterator[Answer]:
    unsure = shown.snapshot.answer(_UNSURE)
    for one in _PARTS:
        answer = _word(shown.snapshot.answer(one.fact)) or (UNSURE if unsure == "yes" else OPEN)
        yield Answer(
            title=one.title,
            answer=answer,
            means=one.means,
            place=one.place,
            told=_told(shown, _UNSURE if answer == UNSURE else one.fact),
        )
    yield Answer(
        title="Are we unsure?",
        answer=_word(unsure) or OPEN,
        means="Whoever is unsure asks the designated officer.",
        place="",
        told=_told(shown, _UNSURE),
    )


def _word(value: str) -> str:
    return {"yes": YES, "no": NO}.get(value, "")


def _told(shown: Shown, fact: str) -> str:
    """Return who said it, who wrote it down and when, and why; nothing of what is open."""
    found = shown.snapshot.facts.get(fact)
    if found is None or not found.value:
        return ""
    entry = shown.file.entries[found.seq - 1]
    said = f"Said by {shown.reader.quoted(found.said_by, 'somebody')}; " if found.said_by else ""
    noted = "noted" if said else "Noted"
    why = f" Reason: {shown.reader.quoted(entry.reason, 'written')}" if entry.reason else ""
    return f"{said}{noted} by {entry.actor.name}, {instant_words(entry.at)}.{why}"


def _follows(shown: Shown) -> Iterator[str]:
    """Yield whether a referral is owed under this policy and why, and how it stands."""
    policy, case = shown.file.policy, shown.snapshot
    test = policy.conditions[_OWED]
    places = whys.places(policy, test.clauses)
    place = f"{policy.title}: {places[0]}" if places else whys.DEFAULT
    if test.holds(case):
        yield f"A referral is owed. {test.when_it_holds} ({place})"
    else:
        yield f"No referral is owed so far. {test.otherwise} {test.remedy} ({place})"
    since = case.tracks[_REFERRAL].since
    state = case.state(_REFERRAL)
    if state != "to-refer":
        title = shown.case_type.tracks[_REFERRAL].states[state].title
        day = short_day(local_day(shown.file.entries[since - 1].at))
        yield f"{title}, {day}."
