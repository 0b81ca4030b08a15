"""Sealed records: what was handed in becomes one, one of those who may hold it has it in charge.

A post about an adult and a child always leaves a record, whatever was found (``design.md`` section
4): its holder alone lets contact with the author go on. A record names no ordinary case in the open
and no ordinary case names it. Must not show anything to anybody, nor decide any step.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from casework import store
from casework.domain.commands import OpenCase, SetFacts, TakeStep
from casework.domain.people import CasePerson, PersonRole
from casework.errors import CaseworkError, NotPermitted
from casework.office import capacities, door, withdrawals
from casework.office.cards import Card, read_card
from casework.office.letterbox import SAFEGUARDING, HandedIn, read_handed_in
from casework.office.saying import Saying, common, common_at_opening
from casework.policy.pausing import RELEASE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from casework.domain.case import Snapshot
    from casework.office.desk import Desk
    from casework.office.door import CaseFile

#: The type of case that policies keep such records in, and its questions that the office answers.
RECORD = "staff-allegation"
CAME_FROM, LINKED, HOLDER, MARK = "came-from", "linked-case", "record-holder", "handed-in"
GO_ON = "contact-may-go-on"
NAMED = "This user is named in what was handed in since."


def take_up(desk: Desk) -> int:
    """Make a record of everything handed in that this person may read; return how many.

    What was made a record of by somebody else is only taken out of the letter box. What cannot be
    made one, because no policy in force keeps such records, stays there.
    """
    if desk.read_only or not desk.session.opens_sealed:
        return 0
    made = 0
    for drop in store.drops(desk.session):
        handed = read_handed_in(drop.payload)
        if handed is None or desk.session.user in _past(desk, handed):
            continue  # somebody else takes it up: it turned out to be about this very person
        try:
            kept = _kept(desk, handed)
        except CaseworkError:
            continue  # it stays where it is: a sign-in never fails because of what was handed in
        if kept:
            store.take_drop(desk.session, drop.id)
            made += 1
    return made


def _past(desk: Desk, handed: HandedIn) -> frozenset[str]:
    """Return whom it passes by: who was named in it then, and whoever it turns out to be now."""
    return desk.known_as(handed.about) | frozenset(handed.past) | ({handed.user} - {""})


def _kept(desk: Desk, handed: HandedIn) -> bool:
    """Keep what was handed in, in the record it belongs to or in a new one."""
    for card in _records(desk, handed.school):
        if card.record.get(MARK) == handed.mark:
            return True
        if handed.ref and card.record.get(LINKED) == handed.ref:
            if handed.answers:
                file = door.load(desk, card.ref)
                _answer(desk, file, handed.answers, handed.by, f"handed in {handed.mark}")
            _keep_out(desk, card.ref, _past(desk, handed))
            return True
    policy = _policy(desk, handed)
    if not policy:
        return False
    _open(desk, handed, policy)
    return True


def _keep_out(desk: Desk, ref: str, past: frozenset[str]) -> None:
    """Take an earlier record from those who are named by now in what it is about."""
    holders = store.holders(desk.session, door.load(desk, ref).case)
    for user in sorted(past.intersection(holders)):
        withdrawals.keep_out(desk, door.load(desk, ref), user, NAMED)


def _policy(desk: Desk, handed: HandedIn) -> str:
    """Return the adopted policy to keep it under: the case's own, else the first that can."""
    able = _keeping(desk, handed.school)
    return handed.policy if handed.policy in able else next(iter(able), "")


def _keeping(desk: Desk, school: str) -> list[str]:
    """Return the policies in force at a school under which such records are kept."""
    adopted = sorted(name for of, name in desk.ledger.adoptions if of == school)
    return [name for name in adopted if RECORD in desk.policy_in_force(school, name).case_types]


def _open(desk: Desk, handed: HandedIn, policy: str) -> None:
    people = []
    if handed.about:
        concern = PersonRole.PERSON_OF_CONCERN
        user = handed.user or desk.user_known_as(handed.about)
        people.append(CasePerson(number=0, role=concern, name=handed.about, user=user))
    if handed.by and not handed.ref:
        people.append(CasePerson(number=0, role=PersonRole.REPORTER, name=handed.by))
    facts = {
        CAME_FROM: "screening" if handed.ref else "concern",
        MARK: handed.mark,
        HOLDER: _holder(desk, handed),
        LINKED: handed.ref,
        "disclosed-by": handed.disclosed_by,
        **handed.answers,
    }
    key = f"handed in {handed.mark}"
    drawn = store.draw(desk.session, store.Place.SEALED, key)
    found = desk.policy_in_force(handed.school, policy)
    command = OpenCase(
        **common_at_opening(desk, handed.school, found, tuple(people), Saying(), key),
        ref=drawn.ref,
        case_type=RECORD,
        school=handed.school,
        summary=handed.words or f"The post of case {handed.ref}",
        facts={name: value for name, value in facts.items() if value},
        said_by=handed.by if handed.answers else "",  # the rest is what the office itself knows
        people=tuple(people),
    )
    past = _past(desk, handed)
    door.begin(desk, found, command, drawn, lambda _accepted: None, past)


def _answer(
    desk: Desk, file: CaseFile, facts: Mapping[str, str], said_by: str, key: str = ""
) -> None:
    said = common(desk, file.snapshot, Saying(key=key))
    door.carry_out(desk, file, SetFacts(**said, facts=dict(facts), said_by=said_by))


def _holder(desk: Desk, handed: HandedIn) -> str:
    """Return the name of whose turn it is: by rota, whoever is named in it passed over.

    The chair has it in charge where it names the headteacher (``design.md`` section 4).
    """
    past = _past(desk, handed)
    school = handed.school
    heads = capacities.with_role(desk, [capacities.HEAD], school)
    if past.isdisjoint(heads):
        circle = desk.ledger.circle(SAFEGUARDING, school)
        able = _free(desk, (u.id for u in desk.session.directory.members(circle)), past)
    else:
        chairs, vice = ([capacities.CHAIR], [capacities.VICE_CHAIR])
        able = _free(desk, capacities.with_role(desk, chairs, school), past)
        able = able or _free(desk, capacities.with_role(desk, vice, school), past)
    able = able or [desk.session.user]
    turn = int.from_bytes(hashlib.sha256(handed.mark.encode()).digest()[:8], "big")
    return desk.session.directory.users[able[turn % len(able)]].name


def _free(desk: Desk, users: Iterable[str], past: frozenset[str]) -> list[str]:
    """Return those who are named nowhere in it; whoever is away only where nobody else is."""
    free = sorted(user for user in users if user not in past)
    return [user for user in free if not desk.is_away(user)] or free


# --- the pause -----------------------------------------------------------------------------------


def let_go_on(desk: Desk, case: Snapshot) -> None:
    """Write into the record of a paused case that contact may go on; the case itself comes after.

    Raises NotPermitted unless this person has the record in charge. Where whoever has it is away or
    signs in no more, another who may open it stands in. It is said in the same words to everybody,
    so that nobody learns whose turn it is, or that there is none.
    """
    if not _keeping(desk, case.school):
        return  # no policy in force keeps such records: the policy's roles decide
    found = [card for card in _records(desk, case.school) if card.record.get(LINKED) == case.ref]
    mine = [door.load(desk, card.ref) for card in found if _in_charge(desk, card)]
    if not mine:
        raise NotPermitted(
            "Only the holder of its safeguarding record lets contact go on.",
            advice="Safeguarding knows whose turn it is.",
        )
    for record in mine:
        if record.snapshot.answer(GO_ON) != "yes":
            _answer(desk, record, {GO_ON: "yes"}, desk.session.name)


def put_in_charge(desk: Desk, ref: str, user: store.UserRecord) -> bool:
    """Put a record into somebody else's charge; not whoever it is about or was taken off it."""
    file = door.load(desk, ref)
    if user.id in file.snapshot.excluded or file.snapshot.names(user.id):
        return False
    _answer(desk, file, {HOLDER: user.name}, desk.session.name)
    return True


def release_what_may_go_on(desk: Desk) -> int:
    """Release every pause whose record says so; return how many.

    The holder may be somebody who cannot open the case itself; then the next of safeguarding who
    signs in does it, in safeguarding's name.
    """
    if desk.read_only or not desk.session.opens_sealed:
        return 0
    done = 0
    for card in list(_records(desk)):
        row = desk.cards.get(card.record.get(LINKED, ""))
        if card.record.get(GO_ON) == "yes" and row is not None and read_card(row.card).paused:
            done += _released(desk, door.load_by_id(desk, row.case))
    return done


def _released(desk: Desk, file: CaseFile) -> bool:
    command = TakeStep(**common(desk, file.snapshot, Saying()), trigger=RELEASE)
    circle = desk.ledger.circle(SAFEGUARDING, file.snapshot.school)
    try:
        door.carry_out(desk, file, command, also=door.Also(circle=circle))
    except CaseworkError:
        return False  # somebody faster, or not of that circle: the next session looks again
    return True


def _in_charge(desk: Desk, record: Card) -> bool:
    holder = record.record.get(HOLDER, "")
    if holder == desk.session.name:
        return True
    active = desk.session.directory.active()
    user = next((u for u in active if u.name == holder and u.opens_sealed), None)
    return user is None or desk.is_away(user.id) or user.id in record.users


def _records(desk: Desk, school: str = "") -> Iterator[Card]:
    """Yield the cards of the sealed records this person may open, of one school or of all."""
    for row in desk.cards.rows:
        if row.place is store.Place.SEALED:
            card = read_card(row.card)
            if card.case_type == RECORD and school in ("", card.school):
                yield card
