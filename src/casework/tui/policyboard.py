"""Policies as a board: what each asks in our words, where it stands in print, what carries it out.

The drawing is told as lines, drawn on a screen, and can be written as a picture. Must not know a
widget.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from casework.domain.dates import local_day
from casework.domain.people import ROLE_WORDS
from casework.office import outside, policies
from casework.text import large
from casework.tui import flowchart
from casework.tui.boards import DO_HERE, Board, Figure, Row, under
from casework.tui.flowplan import length
from casework.tui.sheet import YES, Job, Kept, choice, line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casework.office.desk import Desk
    from casework.policy.model import CaseType, Clause, Policy, Track, Transition

#: How a clause binds, in words (``design.md`` section 4).
STRENGTHS: Final = {
    "will": "The school will",
    "must": "Must be done",
    "must_not": "Must not be done",
    "may": "The school may",
    "consider": "The school considers it",
    "usually": "The school usually does",
}

#: What else people call a drawing.
_DRAWN: Final = "diagram picture flow chart flowchart boxes arrows"


def board(desk: Desk) -> Board:
    """Return every policy: those the schools go by, then the others that are there.

    Those that were not read yet stand there with what their tops say, until all are.
    """
    return _board(desk, at_once=True)


def _board(desk: Desk, *, at_once: bool = False) -> Board:
    known = policies.known(desk, desk.folder, local_day(desk.now()), at_once=at_once)
    rows = [
        Row(
            left=one.title or one.name,
            beside=_standing(desk, one.adopted_by, one.review, usable=one.usable),
            leads=partial(_policy, desk, one.name) if one.usable else None,
            also=one.name,
            slow=True,
        )
        for one in known
    ]
    ours = {row.left for row, one in zip(rows, known, strict=True) if one.adopted_by}
    return Board(
        title="Policies",
        rows=(
            *under("What the school goes by", (row for row in rows if row.left in ours)),
            *under("Others that are there", (row for row in rows if row.left not in ours)),
        ),
        later=None if all(one.read for one in known) else partial(_board, desk),
    )


def _standing(desk: Desk, schools: tuple[str, ...], review: str, *, usable: bool) -> str:
    if not usable:
        return "It has mistakes: a check names them."
    names = ", ".join(desk.ledger.schools.get(one, one) for one in schools)
    adopted = f"Adopted by {names}." if names else "Not adopted."
    return f"{adopted} {large(review)}".strip()


def _policy(desk: Desk, name: str) -> Board:
    policy = policies.read(name, desk.folder).policy
    return Board(
        title=policy.title,
        rows=(
            *under(DO_HERE, _doings(desk, policy)),
            *under("What it asks, and what carries it out", _clauses(policy)),
            *under("Its kinds of case", _kinds(policy)),
            *under("Its kinds of case, drawn", _drawings(policy)),
        ),
    )


def _doings(desk: Desk, policy: Policy) -> Iterator[Row]:
    yield Row(left="See it drawn", leads=partial(_all_drawn, policy), also=_DRAWN)
    yield Row(
        left="Write its drawing as a picture",
        leads=partial(_drawing, desk, policy),
        also="diagram svg print",
    )
    if not desk.read_only and not _is_everywhere(desk, policy):
        yield Row(left="Adopt it for the school", leads=partial(_adoption, desk, policy))


def _is_everywhere(desk: Desk, policy: Policy) -> bool:
    """Tell whether every school goes by this very version: then nothing is left to adopt."""
    there = {
        one.school
        for one in desk.ledger.adoptions.values()
        if (one.policy, one.digest) == (policy.name, policy.digest)
    }
    return there.issuperset(desk.ledger.schools)


def _clauses(policy: Policy) -> Iterator[Row]:
    for row in policies.clauses(policy):
        clause = row.clause
        how = STRENGTHS.get(clause.strength, "")
        where = f"{how}. {clause.cite}" if how else clause.cite
        yield Row(left=clause.says, beside=f"{where}\n{_held(policy, clause)}")


def _held(policy: Policy, clause: Clause) -> str:
    found = list(dict.fromkeys(one.rstrip(".") for one in _carriers(policy, clause.id)))
    if found:
        return f"Carried out by: {'; '.join(found)}."
    return f"Held by: {clause.held_by}." if clause.held_by else clause.nothing_needed


def _carriers(policy: Policy, clause: str) -> Iterator[str]:
    """Yield what of a policy cites a clause, as the office calls it."""
    yield from (f"“{c.title}”" for c in policy.categories.values() if clause in c.clauses)
    yield from (f"the question “{f.ask}”" for f in policy.facts.values() if clause in f.clauses)
    yield from (f"“{c.otherwise}”" for c in policy.conditions.values() if clause in c.clauses)
    yield from (a.title for a in policy.approvals.values() if clause in a.clauses)
    for case_type in policy.case_types.values():
        yield from _in_kind(case_type, clause)


def _in_kind(case_type: CaseType, clause: str) -> Iterator[str]:
    if clause in case_type.clauses:
        yield f"the kind of case “{case_type.title}”"
    for track in case_type.tracks.values():
        if clause in track.clauses:
            yield f"the action “{track.title}”"
        yield from (step.says for step in track.transitions if clause in step.clauses)
    yield from (one.title for one in case_type.letters.values() if clause in one.clauses)
    yield from (one.title for one in case_type.deadlines.values() if clause in one.clauses)
    yield from (one.says for one in case_type.contracts if clause in one.clauses)
    if case_type.pause and clause in case_type.pause.clauses:
        yield "the pause"


# --- the drawing, told ----------------------------------------------------------------------------


def _kinds(policy: Policy) -> Iterator[Row]:
    for case_type in policy.case_types.values():
        sealed = "Only people with need to know." if case_type.sealed else ""
        yield Row(left=case_type.title, beside=sealed, leads=partial(_kind, case_type))


def _drawings(policy: Policy) -> Iterator[Row]:
    for case_type in policy.case_types.values():
        yield Row(
            left=f"See the drawing: {case_type.title}",
            leads=partial(_drawn, case_type),
            also=_DRAWN,
        )


def _all_drawn(policy: Policy) -> Board:
    rows = under("Its kinds of case, drawn", _drawings(policy))
    return Board(title=policy.title, rows=tuple(rows))


def _drawn(case_type: CaseType) -> Board:
    figures = (
        Figure(title=track.title, draw=partial(flowchart.drawn, case_type, track))
        for track in case_type.tracks.values()
    )
    told = _kind(case_type)
    return replace(told, title=f"The drawing: {told.title}", figures=tuple(figures))


def _kind(case_type: CaseType) -> Board:
    rows: list[Row] = []
    for track in case_type.tracks.values():
        rows += under(track.title, _steps(track))
    rows += under("Letters", (Row(left=one.title) for one in case_type.letters.values()))
    rows += under("Time limits", _limits(case_type))
    return Board(title=case_type.title, rows=tuple(rows))


def _steps(track: Track) -> Iterator[Row]:
    for step in track.transitions:
        way = f"{track.states[step.source].title} → {track.states[step.dest].title}"
        yield Row(left=step.says, beside=f"{way}{_terms(step)}")


def _terms(step: Transition) -> str:
    roles = ", ".join(ROLE_WORDS.get(role, role) for role in sorted(step.roles))
    parts = [f"by: {roles}"] if roles else []
    parts += [step.approval.title] if step.approval else []
    return f"\n{'; '.join(parts)}" if parts else ""


def _limits(case_type: CaseType) -> Iterator[Row]:
    for one in case_type.deadlines.values():
        rests = "" if one.clauses else " (default: not in the policy)"
        yield Row(left=one.title, beside=f"{length(one)}{rests}")


# --- the forms ------------------------------------------------------------------------------------


def _drawing(desk: Desk, policy: Policy) -> Job:
    def keep(told: Mapping[str, str], _mark: str) -> Kept:
        outside.write_file(told["file"], policies.drawn(policy, "svg").encode())
        return Kept(words=f"Done: written as {told['file']}.")

    return Job(
        desk=desk,
        draft=f"policy drawing {policy.name}",
        title="The drawing of a policy",
        button="Write it",
        says=("A picture (SVG) that any web browser opens. It names no case.",),
        asked=lambda _given: (line("file", "Where to, and under what name?", needed=True),),
        begins={"file": f"{policy.name}.svg"},
        keep=keep,
        slow=True,
        reads=True,
    )


def _adoption(desk: Desk, policy: Policy) -> Job:
    def keep(told: Mapping[str, str], _mark: str) -> Kept:
        adopted = policies.adopt(desk, policy.name, told.get("school", ""))
        return Kept(words=f"Done: the school goes by “{adopted.title}” from now on.")

    schools = tuple((title, slug) for slug, title in desk.ledger.schools.items())
    which = (choice("school", "Which school?", *schools),) if len(schools) > 1 else ()
    sure = choice("sure", "Has whoever decides on policies decided it?", ("yes", YES))
    return Job(
        desk=desk,
        draft=f"policy adopt {policy.name}",
        title=f"Adopt “{policy.title}”",
        button="Adopt it",
        says=(
            "Cases opened from now on go by it.",
            "Cases that are open stay on the version they were opened under.",
        ),
        asked=lambda _given: (*which, sure),
        keep=keep,
        slow=True,
    )
