"""A letter's facts, each with where it is known from; how the letter stands; what it still lacks.

Facts are corrected where they live, never in the text: each says where that is. Reads alone. Must
not know a screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from casework.domain.case import ApprovalStanding
from casework.domain.dates import day_words
from casework.domain.events import LetterDrafted
from casework.domain.people import PersonRole, part_words
from casework.domain.refusals import Refusal
from casework.letters.life import LetterState as Life
from casework.letters.life import LetterStep, after, permitted
from casework.office import letterchanges, lettergaps, letterpages, letterparties
from casework.office.letterpages import letter_in
from casework.office.letters import FREE
from casework.office.lettertexts import body_of, parted, template_of, text_of
from casework.office.lettervalues import ASKED_AS, values_for
from casework.office.reading import read
from casework.policy.counted import DEFAULT
from casework.policy.gates import ROLE_WORDS
from casework.text import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casework.domain.case import LetterState
    from casework.letters.fill import Value
    from casework.letters.template import Template
    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.policy.model import Letter

#: Where the record knows a field from; what stands in neither is an answer to a question.
_PEOPLE: Final = ("recipient_salutation", "children", "adult_words", "governor_words")
_EVIDENCE: Final = (
    *("bundle", "evidence", "material", "posts", "post_address", "post_platform"),
    *("post_seen_on", "platform_name"),
)
_INCIDENTS: Final = ("chronology", "incidents", "told_again_on", "known_since", "heard_on")
_WHERE: Final = {
    **dict.fromkeys(_PEOPLE, "People"),
    **dict.fromkeys(_EVIDENCE, "Evidence"),
    **dict.fromkeys(_INCIDENTS, "Incidents"),
    "concerns": "Kind",
}
_KIND: Final = {"settings": "Settings", "policy": "Policy", "record": "Record"}
_STANDS: Final = {
    Life.DRAFTED: "not asked for",
    Life.ASKED: "waits",
    Life.APPROVED: "approved, not printed",
    Life.ISSUED: "issued, not printed",
    Life.PRINTED: "printed, not signed",
    Life.SIGNED: "signed, not sent",
    Life.SENT: "sent",
    Life.RECEIVED: "received",
    Life.WITHDRAWN: "withdrawn",
}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Fact:
    """One value of a letter: its name, what it is, how it reads, and where it is known from.

    ``who`` says who can supply or correct it; ``own`` that its writer does so in the letter itself.
    ``there`` is false where it is lacking; a lacking one that is not ``required`` may stay so.
    """

    name: str
    about: str
    words: str
    source: str
    there: bool
    required: bool
    own: bool
    who: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Sheet:
    """A letter as one screen shows it beside its page.

    ``lacks`` are the sentences that keep it from being printed; ``stale`` tells that what it says
    is no longer what is known; ``steps`` are the steps of its life that are open now.
    """

    number: int
    name: str
    title: str
    to: str
    stands: str
    state: str
    copies: int
    facts: tuple[Fact, ...]
    signs: str
    may_sign: tuple[str, ...]
    lacks: tuple[str, ...]
    stale: bool
    drafts: int
    changed: tuple[letterchanges.Words, ...]
    takes_paragraph: bool
    steps: tuple[LetterStep, ...]
    waits_for: str
    purpose: str
    clauses: tuple[str, ...]


def sheet(desk: Desk, ref: str, number: int) -> Sheet:
    """Return a written letter with its facts. Raises NotFound, hidden or not."""
    file = read(desk, ref, "looked at a letter")
    letter = letter_in(file, number)
    kind = file.policy.case_types[file.snapshot.case_type].letters[letter.letter]
    template = template_of(file.policy, kind)
    now = text_of(desk, file, letter.letter, letter.values)
    open_ = letter.state in {Life.DRAFTED, Life.ASKED}
    stale = open_ and not now.missing and now.digest != letter.digest
    return Sheet(
        number=number,
        name=letter.letter,
        title=letter.title,
        to=letterpages.reader_of(desk, file, letter).name or part_words(letter.to),
        stands=_stands(file, letter),
        state=letter.state,
        copies=letter.copies,
        facts=tuple(_facts(desk, file, kind, template, letter)),
        signs=_signs(desk, file, letter),
        may_sign=tuple(one.name for one in letterparties.signatories(desk, file)),
        lacks=tuple(_lacks(desk, file, letter, now.missing if open_ else (), stale=stale)),
        stale=stale,
        drafts=_drafts(file, number),
        changed=letterchanges.changes(file, number).changed,
        takes_paragraph=FREE in template.fields,
        steps=permitted(Life(letter.state)),
        waits_for=_waits_for(file, letter),
        purpose=template.purpose,
        clauses=tuple(_cited(file, kind)),
    )


def numbers(desk: Desk, ref: str) -> tuple[int, ...]:
    """Return the letters of a case, in the order in which they were written."""
    return tuple(sorted(read(desk, ref, "listed the letters").snapshot.letters))


# --- facts ----------------------------------------------------------------------------------------


def _facts(
    desk: Desk, file: CaseFile, kind: Letter, template: Template, letter: LetterState
) -> Iterator[Fact]:
    said, own = parted(letter.values)
    found = letterparties.chosen(file, kind.to, said, body_of(desk, file, kind.to))
    reader = found if isinstance(found, letterparties.Reader) else None
    values = values_for(desk, file, kind, template, own, {}, reader)
    yield from _reader(desk, file, letter)
    for name, field in template.fields.items():
        source = _source(desk, file, kind, name, own)
        yield Fact(
            name=name,
            about=field.about,
            words=_in_words(values.get(name)),
            source=source,
            there=name in values,
            required=field.required,
            own=source == "Letter",
            who=lettergaps.who(name, file.policy),
        )


def _reader(desk: Desk, file: CaseFile, letter: LetterState) -> Iterator[Fact]:
    """Yield who it goes to and the address, which no template declares."""
    lines = letterpages.reader_of(desk, file, letter).lines
    named = letter.to in list(PersonRole)
    for name, about, words in (
        ("reader", "Who it goes to.", lines[0] if lines else ""),
        ("address", "Where it goes.", ", ".join(lines[1:])),
    ):
        if name == "address" and not (named or words):
            continue  # a body is known by its name
        yield Fact(
            name=name,
            about=about,
            words=words,
            source="People" if named else "Settings",
            there=bool(words),
            required=name == "reader",
            own=False,
            who="Whoever can name the person again, with an address: casework case person.",
        )


def _source(desk: Desk, file: CaseFile, kind: Letter, name: str, own: Mapping[str, str]) -> str:
    """Return where a value is known from, in one word."""
    if own.get(name):
        return "Letter"
    asked = ASKED_AS.get(name, (name.replace("_", "-"),))
    if any(file.snapshot.answer(fact) for fact in asked):
        return "Answers"
    if name == "limit_words" and kind.limit:
        return _of_limit(desk, file, kind)
    if name in _WHERE:
        return _WHERE[name]
    return _KIND.get(lettergaps.filled_from(name), "Letter")


def _of_limit(desk: Desk, file: CaseFile, kind: Letter) -> str:
    """Return whether a limit is the policy's own, the school's, or nobody's: a default."""
    case = file.snapshot
    limit = file.policy.case_types[case.case_type].deadlines[kind.limit]
    if limit.provenance != DEFAULT:
        return "Policy"
    own = desk.ledger.lengths_of(case.school, case.policy).get(limit.name, "")
    return "School" if own else "Default"


def _in_words(value: Value | None) -> str:
    match value:
        case None:
            return ""
        case date():
            return day_words(value)
        case str():
            return " ".join(value.split())
        case list():
            return "; ".join(_row(one) for one in value)
        case _:
            return str(value)


def _row(one: object) -> str:
    if isinstance(one, dict):
        return ", ".join(str(cell) for cell in one.values() if cell)
    return " ".join(str(one).split())


# --- how it stands --------------------------------------------------------------------------------


def _drafts(file: CaseFile, number: int) -> int:
    return sum(
        isinstance(event, LetterDrafted) and event.number == number
        for entry in file.entries
        for event in entry.events
    )


def _stands(file: CaseFile, letter: LetterState) -> str:
    waits = _waits_for(file, letter)
    if waits:
        return f"Draft {_drafts(file, letter.number)}, waits for {waits}"
    words = _STANDS[Life(letter.state)]
    if letter.state in {Life.SENT, Life.RECEIVED} and letter.how:
        words = f"{words}: {letter.how}"
    return f"Draft {_drafts(file, letter.number)}, {words}" if letter.state == "drafted" else words


def _waits_for(file: CaseFile, letter: LetterState) -> str:
    """Return for whose decision a letter waits, or nothing."""
    for request in file.snapshot.approvals.values():
        if request.letter == letter.number and request.standing is ApprovalStanding.ASKED:
            by = sorted(file.policy.approvals[request.role].by)
            return in_words((ROLE_WORDS.get(role, role) for role in by), "or")
    return ""


def _signs(desk: Desk, file: CaseFile, letter: LetterState) -> str:
    """Return who signs, or nothing where nobody was named: the school's own name stands there."""
    if letterparties.is_signed_for_the_school(desk, file, letter.values):
        return ""
    who = letterparties.signing(desk, file, letter.values)
    return ", ".join(part for part in (who.name, who.role) if part)


def _lacks(
    desk: Desk, file: CaseFile, letter: LetterState, missing: tuple[str, ...], *, stale: bool
) -> Iterator[str]:
    """Yield what keeps a letter from being printed, in sentences."""
    if letter.state not in {Life.DRAFTED, Life.ASKED, Life.APPROVED, Life.WITHDRAWN}:
        return
    yield from missing
    if stale:
        yield "What is known has changed since it was written: write it anew (N)."
    if not _signs(desk, file, letter):
        yield "Nobody is named to sign it: choose who signs (S)."
    if letter.state == Life.WITHDRAWN:
        yield "It was withdrawn."
    elif letter.state != Life.APPROVED:
        yield "Not approved yet."


def _cited(file: CaseFile, kind: Letter) -> Iterator[str]:
    """Yield the places of the policy that a letter rests on, as the policy is printed."""
    for clause in kind.clauses:
        cite = file.policy.clauses[clause].cite
        if cite:
            yield f"{file.policy.title}, {cite}"


def refusal(state: str, step: LetterStep) -> str:
    """Return why a step of a letter's life cannot be taken now, or nothing."""
    found = after(Life(state), step)
    return " ".join(found.sentences) if isinstance(found, Refusal) else ""
