"""Who a letter goes to, how it greets them, who signs it and whom it names as contact.

A letter to a role goes to one person of that role; a letter to a body goes to it by its name. In a
case that the headteacher does not run, whoever manages it signs. Must not know any template.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casework.domain.people import ROLE_WORDS, PersonRole, part_words
from casework.domain.spelling import spelt
from casework.errors import UsageFault
from casework.office import capacities
from casework.text import in_words, large

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.domain.case import Snapshot
    from casework.domain.people import CasePerson
    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.settings import SchoolSettings

#: Under which name the writer says to whom a letter goes; no template's field has it.
TO = "to"
#: Under which name the writer says how a letter is to be sent: by hand, by first-class post.
BY = "by"
#: Under which name the writer says who signs a letter.
SIGNS = "signs"
#: Who may sign a letter besides whom the school named (*default*), the first standing first.
_SIGN: Final = ("headteacher", "senior-leader")
#: How a letter begins that goes to nobody by name.
NOBODY = "Sir or Madam"
_TITLES = frozenset({"Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Revd"})
_BODIES = {
    "internet-provider": "The internet provider",
    "it-provider": "The IT provider",
    "lado": "The local authority designated officer",
    "social-care": "Children’s social care",
    "governors": "The governing body",
    "families": "All parents and carers",
}
#: How a letter greets readers who are many.
_GREETED = {"families": "parents and carers", "governors": "governors"}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Reader:
    """Who a letter goes to: a person's number in the case, or 0; the name; name and address."""

    number: int
    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Signatory:
    """Who signs, in which post, and how to reach them; ``reach`` is empty where that is unknown."""

    name: str
    role: str
    reach: str


def chosen(file: CaseFile, to: str, given: str, body: str = "") -> Reader | str:
    """Return who a new letter goes to, or in a sentence what the writer has yet to say.

    ``given`` is a person's number in the case, or a body's name and address. Raises UsageFault.
    """
    if to not in list(PersonRole):
        return addressed(file, to, 0, given, body)
    numbers = list(dict.fromkeys(one.number for one in file.snapshot.people if one.role == to))
    if given and given.lstrip("0") not in {str(number) for number in numbers}:
        raise UsageFault(
            "This letter goes to nobody of that number in the case.",
            advice="casework case show numbers them; say it as --letter to=2.",
        )
    if given:
        return reader(file, to, int(given))
    if not numbers:
        return f"Still needed (to): the {part_words(to)}, by name (casework case person)."
    if len(numbers) > 1:
        words = in_words([str(number) for number in numbers], "or")
        return f"Still needed (to): which person of the case it goes to, number {words}."
    return reader(file, to, numbers[0], body)


def reader(file: CaseFile, to: str, number: int, body: str = "") -> Reader:
    """Return a person of the case as the reader of a letter; the body where there is none."""
    person = _latest(file.snapshot, to, number)
    if person is None:
        return Reader(number=0, name="", lines=(body,))
    lines = (person.name, *person.address.splitlines())
    return Reader(number=person.number, name=person.name, lines=lines)


def _latest(case: Snapshot, to: str, number: int) -> CasePerson | None:
    """Return the person; named again, as with an address, the latest counts."""
    people = [person for person in case.people if person.role == to]
    wanted = number or (people[0].number if people else 0)
    return next((one for one in reversed(people) if one.number == wanted), None)


def addressed(file: CaseFile, to: str, number: int, given: str, body: str) -> Reader:
    """Return who a drafted letter goes to: the person of that number, else the body as given."""
    if to not in list(PersonRole) and _lines(given):
        return Reader(number=0, name="", lines=_lines(given))
    return reader(file, to, number, body)


def body_name(to: str, school: SchoolSettings, platform: str = "") -> str:
    """Return the name of a body that a letter goes to: of the platform, of the police force."""
    found = {"platform": platform, "police": school.police_force}.get(to, "")
    if to == "lado" and school.lado:
        return f"{_BODIES[to]}, {school.lado}"
    name = found or _BODIES.get(to) or spelt(to)
    return large(name)


def _lines(given: str) -> tuple[str, ...]:
    """Return a body's name and address; a number names a person, whom another letter goes to."""
    lines = (line.strip() for line in given.splitlines())
    return () if given.isdecimal() else tuple(line for line in lines if line)


def salutation(name: str, to: str = "") -> str:
    """Return how a letter greets somebody: by title and last name where there is a title."""
    if not name:
        return _GREETED.get(to, NOBODY)
    first, *rest = name.split()
    return f"{first} {rest[-1]}" if first.rstrip(".") in _TITLES and rest else name


# --- who signs ----------------------------------------------------------------------------------


def signatory(desk: Desk, file: CaseFile, school: SchoolSettings) -> Signatory:
    """Return who signs: whom the school named, or the case manager where the head stands back."""
    if _head_stands_back(desk, file.snapshot):
        return _manager(desk, file.snapshot, school)
    parts = (school.signatory_name or "the office", school.telephone, school.email)
    return Signatory(
        name=school.signatory_name or school.name,
        role=school.signatory_role,
        reach=", ".join(part for part in parts if part),
    )


def signatories(desk: Desk, file: CaseFile) -> tuple[Signatory, ...]:
    """Return who may sign a letter of this case, by name and post; the usual one stands first.

    Nobody who is part of the case, or was taken off it. In a case that the head does not run it is
    its manager alone.
    """
    case, school = file.snapshot, desk.school(file.snapshot.school)
    usual = signatory(desk, file, school)
    if _head_stands_back(desk, case):
        return (usual,)
    part = {person.user for person in case.people if person.user} | case.excluded
    found = {usual.name: usual} if school.signatory_name else {}
    for role in _SIGN:
        for user in capacities.with_role(desk, [role], case.school):
            name = name_in_cases(desk, user)
            if name and user not in part:
                post = ROLE_WORDS[role].capitalize()
                found.setdefault(name, Signatory(name=name, role=post, reach=usual.reach))
    return tuple(found.values())


def chosen_to_sign(desk: Desk, file: CaseFile, given: str) -> str:
    """Return who was chosen to sign, as the letter keeps it: name and post.

    Raises UsageFault where that person may not sign, or no longer may.
    """
    wanted = " ".join(given.split()).casefold()
    may = signatories(desk, file)
    for one in may:
        if wanted in {one.name.casefold(), _as_kept(one).casefold()}:
            return _as_kept(one)
    names = in_words([one.name for one in may], "or")
    raise UsageFault(
        "Whoever was chosen to sign this letter may not sign it.",
        advice=f"Choose {names}." if names else "Say in the settings who signs: signatory_name.",
    )


def _as_kept(one: Signatory) -> str:
    return ", ".join(part for part in (one.name, one.role) if part)


def signing(desk: Desk, file: CaseFile, values: Mapping[str, str]) -> Signatory:
    """Return who signs a letter: whom its writer chose at the time, else whom the school named."""
    school = desk.school(file.snapshot.school)
    usual = signatory(desk, file, school)
    name, _comma, post = values.get(SIGNS, "").rpartition(", ")
    return Signatory(name=name, role=post, reach=usual.reach) if name else usual


def is_signed_for_the_school(desk: Desk, file: CaseFile, values: Mapping[str, str]) -> bool:
    """Tell whether nobody was named to sign: the letter then ends with the school's own name."""
    school = desk.school(file.snapshot.school)
    return signing(desk, file, values).name == school.name and not school.signatory_name


def _head_stands_back(desk: Desk, case: Snapshot) -> bool:
    """Tell whether a headteacher is part of the case, or off it, and does not manage it."""
    heads = capacities.heads_of(desk, case.school)
    part = {person.user for person in case.people if person.user} | case.excluded
    managers = capacities.case_managers(desk, case.school, case.people, case.excluded)
    return bool(heads & part) and heads.isdisjoint(managers)


def _manager(desk: Desk, case: Snapshot, school: SchoolSettings) -> Signatory:
    """Return the case manager; never the school's own number, which the head may answer."""
    managers = capacities.case_managers(desk, case.school, case.people, case.excluded)
    if not managers:
        return Signatory(name="", role="Case manager", reach="")
    roles = desk.ledger.roles_at(managers[0], case.school)
    name = name_in_cases(desk, managers[0]) or desk.session.directory.users[managers[0]].name
    role, number = "Case manager", ""
    if capacities.CHAIR in roles:
        role, number = "Chair of governors", school.ring_chair
    elif capacities.VICE_CHAIR in roles:
        role = "Vice-chair of governors"
    return Signatory(name=name, role=role, reach=f"{name}, {number}" if number else "")


def name_in_cases(desk: Desk, user: str) -> str:
    """Return the name under which a user is known in cases, where it was entered."""
    people: Mapping[str, str] = desk.ledger.people
    return people.get(user, "")


def governor(desk: Desk, case: Snapshot) -> str:
    """Return who comes to a meeting for the governors: the chair, or the vice-chair instead."""
    part = {person.user for person in case.people if person.user} | case.excluded
    for role, title in ((capacities.CHAIR, "chair"), (capacities.VICE_CHAIR, "vice-chair")):
        free = [u for u in capacities.with_role(desk, [role], case.school) if u not in part]
        names = [name_in_cases(desk, user) for user in free if name_in_cases(desk, user)]
        if names:
            return f"{names[0]}, the {title} of governors"
    return ""
