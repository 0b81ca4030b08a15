"""What somebody who takes a step is asked for the letters that it drafts: to whom, and which words.

Only what nobody else supplies just now is asked: what its writer alone knows, and what the record
or the settings lack. Must not know a screen, nor how a value is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.domain.people import PersonRole
from casework.office import lettergaps, letterparties, lettertexts, lettervalues
from casework.office.letterparties import BY, TO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.letters.template import Field, Template
    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.policy.model import CaseType, Letter, Transition

#: What fills a field that nobody but its writer can.
_WRITER = "writer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One thing that is asked for a letter: its name as it is given, what to write, and how.

    ``kind`` is a kind of field (``letters.template``); ``answers`` are value and words of each that
    there is to choose from; ``columns`` the cells of a row.
    """

    letter: str
    name: str
    about: str
    kind: str
    required: bool
    answers: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()


def letters_of(case_type: CaseType, step: Transition) -> tuple[Letter, ...]:
    """Return every letter that a step may draft, those of what follows from it among them."""
    names = _names(case_type, step, frozenset())
    return tuple(case_type.letters[name] for name in sorted(names))


def asks(desk: Desk, file: CaseFile, step: Transition) -> tuple[Ask, ...]:
    """Return what is asked for the letters of a step, each thing once."""
    case_type = file.policy.case_types[file.snapshot.case_type]
    found: dict[str, Ask] = {}
    for letter in letters_of(case_type, step):
        for one in (*_whom(file, letter), *_fields(desk, file, letter, step), _how(letter)):
            found.setdefault(one.name, one)
    return tuple(found.values())


def in_rows(file: CaseFile, step: Transition) -> dict[str, tuple[str, ...]]:
    """Return the questions of a step whose answers a letter prints as a list, each with its cells.

    A list of plain lines has no cells.
    """
    case_type = file.policy.case_types[file.snapshot.case_type]
    found: dict[str, tuple[str, ...]] = {}
    for letter in letters_of(case_type, step):
        fields = lettertexts.template_of(file.policy, letter).fields
        for name, field in fields.items():
            for fact in lettervalues.ASKED_AS.get(name, (name.replace("_", "-"),)):
                if fact in step.asks and str(field.kind) in {"rows", "lines"}:
                    found[fact] = field.columns
    return found


def _names(case_type: CaseType, step: Transition, seen: frozenset[str]) -> set[str]:
    names = {step.letter} if step.letter else set()
    for caused in case_type.by_id.values():
        follows = any((caused.track, caused.trigger) == (f.track, f.trigger) for f in step.then)
        if follows and caused.id not in seen:
            names |= _names(case_type, caused, seen | {step.id, caused.id})
    return names


def _whom(file: CaseFile, letter: Letter) -> Iterator[Ask]:
    about = f"To whom does “{letter.title}” go?"
    if letter.to not in list(PersonRole):
        words = f"{about} Name and address, a line each; empty for the one the school knows."
        yield Ask(letter=letter.title, name=TO, about=words, kind="lines", required=False)
        return
    people = {p.number: p.name for p in file.snapshot.people if p.role == letter.to}
    if len(people) > 1:
        yield Ask(
            letter=letter.title,
            name=TO,
            about=about,
            kind="choice",
            required=True,
            answers=tuple((str(number), name) for number, name in people.items()),
        )


def _how(letter: Letter) -> Ask:
    about = f"How is “{letter.title}” to be sent? As: by hand, by first-class post."
    return Ask(letter=letter.title, name=BY, about=about, kind="line", required=False)


def _fields(desk: Desk, file: CaseFile, letter: Letter, step: Transition) -> Iterator[Ask]:
    from casework.letters.fill import gaps  # loads jinja2, which only a letter needs

    template = lettertexts.template_of(file.policy, letter)
    values = lettervalues.values_for(desk, file, letter, template, {}, {}, _reader(file, letter))
    lacking = gaps(template, values)
    for name, field in template.fields.items():
        if _answered_by(name, step) or name in values:
            continue
        if name in lacking or lettergaps.filled_from(name) == _WRITER:
            yield _ask(letter, template, name, field)


def _reader(file: CaseFile, letter: Letter) -> letterparties.Reader:
    """Return whoever of those it may go to stands first: names lack nothing there."""
    return letterparties.reader(file, letter.to, 0)


def _answered_by(name: str, step: Transition) -> bool:
    """Tell whether the step itself asks the question that fills a field."""
    asked = lettervalues.ASKED_AS.get(name, (name.replace("_", "-"),))
    return not frozenset(asked).isdisjoint(step.asks)


def _ask(letter: Letter, template: Template, name: str, field: Field) -> Ask:
    kind = str(field.kind)
    choices = field.columns if kind == "choice" else ()
    return Ask(
        letter=letter.title,
        name=name,
        about=field.about,
        kind=kind,
        required=template.fields[name].required,
        answers=tuple((one, one.replace("_", " ")) for one in choices),
        columns=() if choices else field.columns,
    )
