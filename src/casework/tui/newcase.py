"""A new case, one question after the other: danger first, then the policy's own in its own order.

Pure: must not know a widget. What is asked apart goes to safeguarding alone, as the office does it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.domain.dates import parse_when, read_day
from casework.domain.facts import CategoryClaim
from casework.domain.people import CasePerson, PersonRole
from casework.domain.spelling import spelt
from casework.office import intake
from casework.tui.call import DANGER, RING_FIRST, TYPIST
from casework.tui.sheet import NO, YES, Job, Kept, choice, line, of_policy, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from casework.office.desk import Desk
    from casework.office.intake import Kind
    from casework.policy.model import Category
    from casework.tui.asking import Question

#: The policy's own questions stand under this, so that none is taken for one of ours.
FACT: Final = "fact-"
#: So many categories one post may carry here; more can be added to the case.
MOST: Final = 4
PROTECTED: Final = "Kept apart: the name shows on no list, letter or export."
SEALED: Final = "It is kept sealed: only those who may know of it will find it."
PAUSES: Final = (
    "The author may be a witness: conversation, meeting and letters to them wait until "
    "safeguarding lets them go on. Keep evidence, and report to the platform, all the same."
)
_CHILD: Final = "pupil"
#: Questions that a received case is asked as well.
SOURCE: Final = line(
    "source", "Who passed it on, if somebody else did? Their name stays protected."
)
WHEN: Final = line("when", "When did it happen, or when was it seen? As 5 Nov 14:00; empty: now.")
AUTHOR: Final = line("author", "Who posted or did it? Their name, or empty where nobody knows.")
AUTHOR_ABOUT: Final = line("author-about", "Who are they? As: parent of a pupil in 4B.")
ABOUT: Final = line("about", "Who is it about? Their name, or empty where nobody is named.")
TELLER: Final = line("teller", "Who told us? Their name, or empty where nobody will say.")
ADULT: Final = line(
    "adult", "Which adult does it name? If they sign in here, they will not see this case."
)


def job(desk: Desk) -> Job:
    """Return the form of a new case. Raises NotPermitted where this person opens none."""
    kinds = intake.kinds(desk)
    if not kinds:
        intake.usual(desk)  # says why
    return Job(
        desk=desk,
        draft="new",
        title="New case",
        button="Open the case",
        asked=lambda given: asked(desk, kinds, given),
        warned=lambda given: warned(desk, kinds, given),
        keep=lambda given, mark: _keep(desk, kinds, given, mark),
        one_by_one=True,
    )


# --- what is asked --------------------------------------------------------------------------------


def asked(desk: Desk, kinds: tuple[Kind, ...], given: Mapping[str, str]) -> tuple[Question, ...]:
    """Return the questions in their order, by what was answered so far."""
    kind = _kind(kinds, given)
    first = (DANGER, *(() if len(kinds) == 1 else (_which(kinds),)))
    if kind is None:
        return first
    told = (
        TELLER,
        SOURCE,
        text("what", "What happened? Facts, and what was said by whom.", needed=True),
    )
    return (
        *first,
        *told,
        *_of_policy(desk, kind, given),
        WHEN,
        *_people(kind, given),
        choice("typist", "Are you, typing this, in the group, related, or named in it?", *TYPIST),
    )


def _which(kinds: tuple[Kind, ...]) -> Question:
    several = len({kind.policy.name for kind in kinds}) > 1
    answers = (
        (f"{kind.case_type.title}, {kind.policy.title}" if several else _titled(kind), _key(kind))
        for kind in kinds
    )
    return choice("kind", "What is it?", *answers)


def _titled(kind: Kind) -> str:
    return f"{kind.case_type.title} (sealed)" if kind.case_type.sealed else kind.case_type.title


def _key(kind: Kind) -> str:
    return f"{kind.policy.name}/{kind.case_type.name}"


def _kind(kinds: tuple[Kind, ...], given: Mapping[str, str]) -> Kind | None:
    if len(kinds) == 1:
        return kinds[0]
    return next((kind for kind in kinds if _key(kind) == given.get("kind")), None)


def _of_policy(desk: Desk, kind: Kind, given: Mapping[str, str]) -> Iterator[Question]:
    """Yield the policy's questions; each may be left for whoever sorts the case."""
    before = intake.before_contact(kind.case_type)
    for fact in intake.asked_first(desk, kind):
        yield of_policy(fact, f"{FACT}{fact.name}", needed=fact.name in before)
    if alleged(kind, given):
        yield ADULT


def alleged(kind: Kind, given: Mapping[str, str]) -> bool:
    """Tell whether an answer so far is one at which contact with the author waits."""
    return bool(intake.before_contact(kind.case_type)) and intake.pauses(kind, facts(given))


def _people(kind: Kind, given: Mapping[str, str]) -> Iterator[Question]:
    yield AUTHOR
    if given.get("author"):
        yield AUTHOR_ABOUT
    yield from categories(kind.policy.categories.values(), given)
    yield ABOUT


def categories(known: Iterable[Category], given: Mapping[str, str]) -> Iterator[Question]:
    """Yield the question for a category, and for another one after each that was given."""
    left = list(known)
    for nth in range(1, MOST + 1):
        name = f"category-{nth}"
        none = (("no other", NO),) if nth > 1 else (("leave it to whoever sorts it", NO),)
        words = "What kind of misuse is it?" if nth == 1 else "Is it of another kind as well?"
        rest = ((one.title, one.code) for one in left)
        yield choice(name, words, *rest, *none, needed=nth == 1)
        chosen = next((one for one in left if one.code == given.get(name)), None)
        if chosen is None:
            return
        left.remove(chosen)
        if len(chosen.targets) > 1:
            targets = ((spelt(target), target) for target in chosen.targets)
            yield choice(f"target-{nth}", f"{chosen.title}: whom does it concern?", *targets)


# --- what is said of the answers ------------------------------------------------------------------


def warned(desk: Desk, kinds: tuple[Kind, ...], given: Mapping[str, str]) -> tuple[str, ...]:
    """Return what is to be said of the answers at once."""
    kind = _kind(kinds, given)
    danger = RING_FIRST if given.get("danger") == YES else ()
    typist = intake.typist_told(given.get("typist", ""))
    source = (PROTECTED,) if given.get("source") else ()
    if kind is None:
        return danger
    pause = (PAUSES,) if intake.pauses(kind, facts(given), claims(kind, given)) else ()
    sealed = (SEALED,) if kind.case_type.sealed else ()
    route = intake.complaints_route(desk, kind, claims(kind, given))
    return (*danger, *sealed, *source, *pause, *((route,) if route else ()), *typist)


# --- keeping it -----------------------------------------------------------------------------------


def _keep(desk: Desk, kinds: tuple[Kind, ...], given: Mapping[str, str], mark: str) -> Kept:
    kind = _kind(kinds, given) or kinds[0]
    when = given.get("when", "")
    report = intake.Report(
        what=given.get("what", ""),
        typist=given.get("typist", ""),
        source=given.get("source", ""),
        facts=kept(kind, given),
        categories=claims(kind, given),
        people=tuple(named(kind, given)),
        said_by=given.get("teller", ""),
        happened=parse_when(when, desk.now()) if when else None,
    )
    done = intake.open_report(desk, kind, report, mark)
    danger = given.get("danger") == YES
    return Kept(
        words=f"Done: case {done.ref} is open.",
        ref=done.ref,
        told=warned(desk, kinds, {**given, "danger": ""}),
        then="danger" if danger else "",
    )


def kept(kind: Kind, given: Mapping[str, str]) -> dict[str, str]:
    """Return the policy's answers as the office takes them. Raises UsageFault for a bad day."""
    asked = kind.policy.facts
    return {
        name: read_day(value).isoformat() if asked[name].type == "date" else value
        for name, value in facts(given).items()
    }


def facts(given: Mapping[str, str]) -> dict[str, str]:
    """Return the answers to the policy's own questions as they were typed, by their names."""
    return {
        name.removeprefix(FACT): value
        for name, value in given.items()
        if name.startswith(FACT) and value
    }


def claims(kind: Kind, given: Mapping[str, str]) -> tuple[CategoryClaim, ...]:
    """Return the categories that were chosen, with whom each concerns."""
    found = []
    for nth in range(1, MOST + 1):
        code = given.get(f"category-{nth}", "")
        known = kind.policy.categories.get(code)
        if known is None:
            break
        only = known.targets[0] if len(known.targets) == 1 else ""
        found.append(CategoryClaim(code=code, target=given.get(f"target-{nth}", "") or only))
    return tuple(found)


def named(kind: Kind, given: Mapping[str, str]) -> Iterator[CasePerson]:
    """Yield whoever was named, in the part that they have."""
    child = any(claim.target == _CHILD for claim in claims(kind, given))
    about = PersonRole.CHILD_AFFECTED if child else PersonRole.TARGET
    roles = (
        ("teller", PersonRole.REPORTER, ""),
        ("author", PersonRole.AUTHOR, given.get("author-about", "")),
        ("about", about, ""),
        ("adult", PersonRole.PERSON_OF_CONCERN, ""),
    )
    for name, role, told in roles:
        if given.get(name, "").strip():
            yield CasePerson(number=0, role=role, name=given[name], about=told)
