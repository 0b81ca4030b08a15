"""One case as parts to read: what happens next, actions, not yet and why, what comes by itself.

Must not know how a part looks. Every sentence is the policy's or the engine's own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from casework.domain.case import ApprovalStanding
from casework.domain.dates import local_day, short_day
from casework.domain.people import post_words
from casework.office import laws, questions, whys
from casework.office.cards import decided
from casework.policy.gates import only
from casework.text import in_words, large, small
from casework.tui import caseactions, casefacts, pressing, setoff

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from casework.domain.case import Approval
    from casework.office.deadlines import Row
    from casework.office.desk import Desk
    from casework.office.practiceway import Guided
    from casework.office.questions import Shown
    from casework.policy.model import Transition
    from casework.policy.offers import Offer
    from casework.tui.caseactions import Action
    from casework.tui.casefacts import Line

#: What stands where nobody may do anything just now.
NOTHING: Final = "Nothing that you can do now."
_REQUEST: Final = (
    "“This request” (R) has all of it: where they were found, the time, what is handed out."
)
#: More roles than these are not told one by one.
_FEW: Final = 4
#: Said over what waits while contact with the author does.
WAIT: Final = "Wait: do not contact the author"
#: A promise that bars so many steps stands in view by itself.
_WIDE: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A step that can be taken now: how it is called, under which action, and what it needs."""

    trigger: str
    track: str
    says: str
    action: str
    needs: str
    step: Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What happens next: what, why, where the policy says so, by when, who; and the step itself."""

    what: str
    why: str = ""
    place: str = ""
    by_when: str = ""
    who: str = ""
    choice: Choice | None = None

    def lines(self) -> tuple[Line, ...]:
        """Return it as lines: the word left, the words beside it."""
        parts = (("Why", self.why), ("Policy", self.place), ("By", self.by_when), ("Who", self.who))
        return tuple((word, said) for word, said in parts if said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading and its lines; a line is what stands left, and what stands beside it."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case as screens show it. ``choices`` are the steps that can be taken, the next one first.

    ``gate`` is what must not happen as a sealed case stands, in sentences. ``not_yet`` is a step
    and why not, with what would change it; ``by_itself`` a day and what comes of it; ``parts`` is
    what else stands in the case; ``guide`` says what to do in a practice school's own case.
    """

    ref: str
    title: str
    about: str
    revision: int
    sealed: bool
    wait: str
    next: NextStep
    choices: tuple[Choice, ...]
    actions: tuple[Action, ...]
    gate: tuple[str, ...]
    not_yet: tuple[Line, ...]
    by_itself: tuple[Line, ...]
    parts: tuple[Part, ...]
    guide: str = ""

    def part(self, title: str) -> tuple[Line, ...]:
        """Return the lines of a part; none where there is nothing of it."""
        return next((one.lines for one in self.parts if one.title == title), ())


def view(desk: Desk, ref: str) -> CaseView:
    """Return a case opened to be read. Raises NotFound, hidden or not.

    Where the records are to be read alone no step of it can be taken.
    """
    shown = questions.show(desk, ref)
    found = view_of(shown, _guided(desk, shown))
    if desk.read_only:
        return replace(found, choices=(), next=replace(found.next, choice=None))
    return found


def _guided(desk: Desk, shown: Shown) -> Guided | None:
    """Return where the practice school's own case has got to; nothing in any other case."""
    if not desk.settings.practice:
        return None
    from casework.office import practiceway  # a practice school's alone

    return practiceway.told(shown.snapshot, desk.session.name, desk.now())


def view_of(shown: Shown, guided: Guided | None = None) -> CaseView:
    """Return a case that was just read, as screens show it."""
    case = shown.snapshot
    choices = tuple(_choices(shown))
    first = _first(shown, choices, guided)
    pause = shown.case_type.pause
    parts = (Part(title=title, lines=tuple(make(shown))) for title, make in _PARTS)
    return CaseView(
        ref=case.ref,
        title=shown.case_type.title,
        about=_about(shown),
        revision=case.revision,
        sealed=shown.case_type.sealed,
        wait=pause.otherwise if case.pause == "standing" and pause else "",
        next=_next(shown, first, guided),
        choices=_in_front(first, choices),
        actions=caseactions.actions(shown, first.track if first else ""),
        gate=tuple(_gate(shown)),
        not_yet=tuple(_not_yet(shown)),
        by_itself=tuple(_by_itself(shown)),
        parts=tuple(part for part in parts if part.lines),
        guide=guided.words if guided else _pointed(shown),
    )


_PARTS: Final = (
    ("By when", casefacts.limits),
    ("Waiting for a decision", casefacts.requests),
    ("People", casefacts.people),
    ("What is known", casefacts.known),
    ("Incidents", casefacts.incidents),
    ("Evidence", casefacts.evidence),
    ("Letters", casefacts.letters),
    ("Linked cases", casefacts.linked),
)


def _pointed(shown: Shown) -> str:
    """Return where all there is to do about a request for one's own data is to be found."""
    return _REQUEST if shown.law == laws.SUBJECT_ACCESS else ""


def _about(shown: Shown) -> str:
    """Return ``Hart, parent of a pupil in 4B``, or what was written down of it."""
    for role in ("author", "person-of-concern", "target"):
        for person in shown.people:
            if person.role == role and person.name:
                return ", ".join(filter(None, (person.name, person.about)))
    return shown.snapshot.summary


# --- what happens next ----------------------------------------------------------------------------


def _choices(shown: Shown) -> Iterator[Choice]:
    for offer in shown.next:
        step = offer.transition
        yield Choice(
            trigger=step.trigger,
            track=step.track,
            says=shown.says(step),
            action=shown.case_type.tracks[step.track].title,
            needs=step.approval.title if step.approval else "",
            step=step,
        )


def _first(
    shown: Shown, choices: tuple[Choice, ...], guided: Guided | None = None
) -> Choice | None:
    """Return the most pressing step of those that can be taken.

    Where practice has a way through the case, its next step. None where what presses is another's.
    """
    if guided is not None and guided.step is not None:
        choices = choices if guided.mine else ()
        return next((one for one in choices if (one.track, one.trigger) == guided.step), None)
    if shown.law == laws.SUBJECT_ACCESS:
        return pressing.in_a_request(choices)
    if _ending(shown):
        return None
    at_once = pressing.at_once(shown, choices)
    if at_once is not None or _of_others(shown):
        return at_once
    return pressing.later(shown, choices)


def _in_front(first: Choice | None, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    return (first, *(one for one in choices if one is not first)) if first else choices


def _next(shown: Shown, first: Choice | None, guided: Guided | None) -> NextStep:
    if first is None:
        guide = NextStep(what=guided.does) if guided and guided.does else None
        return guide or _ending(shown) or _of_others(shown) or _nothing(shown)
    step = first.step
    row = _limit_of(shown, first)
    cites = () if step.not_in_policy else whys.places(shown.file.policy, step.clauses)
    title = shown.file.policy.title
    return NextStep(
        what=f"{first.says}.",
        why=setoff.why(shown, row) if row else "",
        place=f"{title}: {cites[0]}" if cites else whys.DEFAULT,
        by_when=f"{row.title}: {row.words}" if row else "",
        who=_who(step.roles),
        choice=first,
    )


def _limit_of(shown: Shown, choice: Choice) -> Row | None:
    """Return the limit that a step keeps, the earliest first."""
    for row in pressing.in_turn(shown.limits):
        if pressing.keeps(shown, choice.step, row):
            return row
    return None


def _nothing(shown: Shown) -> NextStep:
    if shown.requests:  # another action's limit is no matter of it
        asked = shown.requests[0]
        approval = shown.snapshot.approvals[int(asked.id.rpartition(".")[2])]
        return NextStep(
            what=f"A decision is waited for: {asked.title}.",
            why=f"Asked by {asked.asked_by}.",
            who=_who(shown.file.policy.approvals[approval.role].by),
        )
    row = next(iter(pressing.in_turn(shown.limits)), None)
    return NextStep(
        what=NOTHING,
        why=setoff.why(shown, row) if row else "",
        by_when=f"{row.title}: {row.words}" if row else "",
        who=_who(row.to) if row else "",
        choice=None,
    )


def _ending(shown: Shown) -> NextStep | None:
    """Return the decision to end the case, where it is waited for and no action is due before it.

    The limit of the case itself asks for another step when it is missed; until then nobody need
    take back what somebody is just asked to agree to.
    """
    rows = pressing.in_turn(shown.limits)
    if rows and not shown.case_type.tracks[shown.case_type.deadlines[rows[0].name].track].spine:
        return None
    case, offers = shown.snapshot, shown.case_type.offers
    for asked in case.approvals.values():
        if asked.track and asked.standing is ApprovalStanding.ASKED:
            for step in offers.get((asked.track, case.state(asked.track)), ()):
                if step.closes and step.trigger == asked.trigger:
                    return _decided(shown, asked, step, rows)
    return None


def _decided(shown: Shown, asked: Approval, step: Transition, rows: list[Row]) -> NextStep | None:
    """Return a decision as what comes next; nothing where others are not told of it yet."""
    for one in shown.requests:
        if one.id.rpartition(".")[2] == str(asked.number):
            opens = " F4 opens it." if one.yours else ""
            return NextStep(
                what=f"A decision is waited for: {decided(step.says)}.",
                why=f"Asked by {one.asked_by}.{opens}",
                by_when=next((f"{row.title}: {row.words}" for row in rows), ""),
                who=_who(shown.file.policy.approvals[asked.role].by),
            )
    return None


def _of_others(shown: Shown) -> NextStep | None:
    """Return what the earliest limit asks of somebody else, where it asks nothing of this person.

    Whoever answers the telephone reads there that it lies with the headteacher, and not the first
    thing in a list that they might do instead.
    """
    rows = pressing.limits(shown)
    if any(pressing.keeps(shown, offer.transition, row) for row in rows for offer in shown.next):
        return None
    for row in rows:
        for offer in shown.not_yet:
            step = offer.transition
            theirs = [reason.sentence for reason in offer.reasons] == [only(step)]
            if theirs and pressing.asks_for(shown, step, row):
                return NextStep(
                    what=f"{shown.says(step)}.",
                    why=setoff.why(shown, row),
                    by_when=f"{row.title}: {row.words}",
                    who=_who(step.roles),
                )
    return None


def _who(roles: Collection[str]) -> str:
    if len(roles) > _FEW:
        return "Anyone of the staff who can see this case"
    words = in_words(sorted(post_words(role) for role in roles), "or")
    return large(words)


# --- not yet, and by itself -----------------------------------------------------------------------


def _gate(shown: Shown) -> Iterator[str]:
    """Yield the promises of a sealed case that bar steps or letters as it now stands."""
    contracts = shown.case_type.contracts if shown.case_type.sealed else ()
    wide = (one for one in contracts if one.letters_to or len(one.steps) >= _WIDE)
    for one in wide:  # what bars a single step is said where that step is told as not yet
        if one.while_ is not None and one.while_(shown.snapshot):
            yield one.says


def _not_yet(shown: Shown) -> Iterator[Line]:
    """Yield each reason once, with the steps that wait for it before it."""
    grouped: dict[str, list[str]] = {}
    for offer in shown.not_yet:
        why = " ".join(_reasons(offer))
        says = shown.says(offer.transition)
        grouped.setdefault(why, []).append(says)
    for why, steps in grouped.items():
        yield "; ".join(dict.fromkeys(steps)), why


def _reasons(offer: Offer) -> Iterator[str]:
    for reason in offer.reasons:
        yield reason.sentence
        if reason.remedy:
            yield reason.remedy


def _by_itself(shown: Shown) -> Iterator[Line]:
    """Yield what a time limit changes when it passes: a list, never a letter or a decision."""
    for row in pressing.in_turn(shown.limits):
        if row.standing == "passed":
            continue
        limit = shown.case_type.deadlines[row.name]
        asked = _asked(shown, limit.track, limit.when_missed)
        day = short_day(_day_of(row))
        then = f", and asks: {small(asked)}" if asked else ""
        yield day, f"“{row.title}” is late and stands on the list of the {_who_small(row)}{then}."


def _day_of(row: Row) -> date:
    if row.due_on:
        return date.fromisoformat(row.due_on)
    return local_day(datetime.fromisoformat(row.due_at))


def _who_small(row: Row) -> str:
    words = (post_words(role) for role in row.to)
    return in_words(sorted(words), "and")


def _asked(shown: Shown, track: str, trigger: str) -> str:
    for step in shown.case_type.tracks[track].transitions if trigger else ():
        if step.trigger == trigger:
            return step.says.rstrip(".")
    return ""
