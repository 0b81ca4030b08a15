"""The letter that goes with what is handed out to somebody who asked for their own data.

It says what is sent, what is withheld and why, and where to complain. It names nobody but whoever
asked and whom it is about, and is the same whether or not anything is kept sealed. Must not know
what stands in a history.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casework import paper
from casework.domain.dates import local_day, long_day
from casework.domain.spelling import spelt
from casework.errors import UsageFault
from casework.exports.front import withheld
from casework.exports.readers import Audience
from casework.letters.fill import fill, parse_template
from casework.office import letterhead, letterparties
from casework.office.letterasks import Ask
from casework.office.letterparties import BY, TO
from casework.office.lettertexts import parted, sent_by
from casework.office.lettervalues import typed
from casework.office.policies import templates
from casework.office.saying import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from casework.letters.fill import Value
    from casework.letters.template import Template
    from casework.office.desk import Desk
    from casework.office.letterparties import Signatory

#: The template; a school's own of this name takes its place.
LETTER: Final = "subject-access-answer"
#: Where anybody can complain about data (verify before printing; ``--letter`` says another).
REGULATOR: Final = (
    "the Information Commissioner’s Office (ICO), Wycliffe House, Water Lane, Wilmslow, Cheshire "
    "SK9 5AF, telephone 0303 123 1113"
)
#: What the request, the settings and the program say by themselves (``_known``).
_KNOWN: Final = frozenset(
    {
        *("recipient_salutation", "about_words", "asked_on", "sent", "withheld"),
        *("complaint_route", "regulator_words", "contact_words"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Answer:
    """What the letter is about: the request, who asked, about whom, and what is enclosed.

    ``sent`` is what each enclosure is and its check code; ``asked_on`` is empty where whoever
    answers does not know it.
    """

    request: str
    school: str
    person: str
    asked_by: str
    sent: tuple[tuple[str, str], ...]
    signs: Signatory
    asked_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CoveringLetter:
    """The letter, ready to be saved."""

    content: bytes
    name: str


def withheld_words() -> tuple[str, ...]:
    """Return what nobody who asks for their own data is given, and why, in sentences."""
    return withheld(Audience.SUBJECT_ACCESS)


def left_to_say(desk: Desk) -> tuple[Ask, ...]:
    """Return what nobody but its writer can say of the letter: to whom, how, its open fields."""
    told = (
        (TO, "Name and address on the letter, a line each. Empty: the name alone", "text"),
        (BY, "How is it sent? As: by hand", "line"),
        ("regulator_words", "The Information Commissioner’s address, if it has changed", "line"),
    )
    whom = (_ask(name, about, kind) for name, about, kind in told)
    open_ = {name: one for name, one in _template(desk).fields.items() if name not in _KNOWN}
    return (
        *whom,
        *(
            _ask(name, one.about, str(one.kind), required=one.required, names=one.columns)
            for name, one in open_.items()
        ),
    )


def _ask(
    name: str, about: str, kind: str, *, required: bool = False, names: tuple[str, ...] = ()
) -> Ask:
    chosen = kind == "choice"
    return Ask(
        letter=LETTER,
        name=name,
        about=about,
        kind=kind,
        required=required,
        answers=tuple((one, spelt(one)) for one in names) if chosen else (),
        columns=() if chosen else names,
    )


def must_be_readable(desk: Desk, given: Mapping[str, str]) -> None:
    """Raise UsageFault where a value for the letter cannot be read, before anything goes out."""
    template = _template(desk)
    for name, written in parted(given)[1].items():
        _typed(template, name, written)


def covering_letter(
    desk: Desk, answer: Answer, form: str, given: Mapping[str, str]
) -> CoveringLetter:
    """Return the letter, as words where ``form`` is txt and as a PDF for every other.

    Raises UsageFault with what cannot be read, or what a school's own template still needs.
    """
    template, now = _template(desk), desk.now()
    text = fill(template, _values(desk, template, answer, given))
    page = _page(desk, answer, text, given, now)
    plain = form == "txt"
    content = paper.plain_text(page).encode() if plain else paper.render(page, at=now)
    return CoveringLetter(
        content=content, name=f"{answer.request}-letter.{'txt' if plain else 'pdf'}"
    )


def _template(desk: Desk) -> Template:
    return parse_template(LETTER, templates(desk.folder)[LETTER])


def _values(
    desk: Desk, template: Template, answer: Answer, given: Mapping[str, str]
) -> dict[str, Value]:
    own = {name: _typed(template, name, said) for name, said in parted(given)[1].items() if said}
    known = {name: value for name, value in _known(desk, answer).items() if value}
    return {name: value for name, value in (known | own).items() if name in template.fields}


def _typed(template: Template, name: str, written: str) -> Value:
    if name not in template.fields:
        raise UsageFault(
            f"This letter has no field named {name}.",
            advice=f"casework letter fields {LETTER} shows what it takes.",
        )
    return typed(name, template.fields[name], words(written))


def _known(desk: Desk, answer: Answer) -> dict[str, Value]:
    """Return what the request, the settings and the program say by themselves."""
    found: dict[str, Value] = {
        "recipient_salutation": letterparties.salutation(answer.asked_by or answer.person),
        "about_words": answer.person if answer.asked_by else "",
        "sent": [{"document": what, "check_code": code} for what, code in answer.sent],
        "withheld": list(withheld(Audience.SUBJECT_ACCESS)) if answer.sent else [],
        "complaint_route": desk.school(answer.school).complaints_route,
        "regulator_words": REGULATOR,
        "contact_words": answer.signs.reach,
    }
    if answer.asked_on:
        found["asked_on"] = answer.asked_on
    return found


def _page(
    desk: Desk, answer: Answer, text: str, given: Mapping[str, str], at: datetime
) -> paper.Document:
    from casework.letters.blocks import to_blocks  # loads markdown-it, which only a page needs

    school = desk.school(answer.school)
    return paper.Document(
        kind=paper.Kind.LETTER,
        title=f"Letter {answer.request}",
        letterhead=letterhead.of(desk.folder, school),
        blocks=to_blocks(text),
        recipient=_recipient(answer, given),
        date_words=long_day(local_day(at)),
        reference=answer.request,
        case_reference=answer.request,
        signature=paper.Signature(
            name=answer.signs.name, role=answer.signs.role, closing="Yours sincerely"
        ),
        practice=desk.settings.practice,
        delivery=sent_by({BY: given.get(BY, "")}),
        window=school.window,
    )


def _recipient(answer: Answer, given: Mapping[str, str]) -> tuple[str, ...]:
    """Return name and address: as given, else the name alone."""
    lines: Iterable[str] = (line.strip() for line in given.get(TO, "").splitlines())
    return tuple(line for line in lines if line) or (answer.asked_by or answer.person,)
