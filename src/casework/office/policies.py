"""Policies: shipped with the program, overridden in the book, adopted by the school.

An edited file acts only when it is adopted; a case stays on the version it was opened under.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.errors import NotFound, UsageFault
from casework.office import reviews
from casework.office.ledger import written
from casework.policy.findings import in_order
from casework.policy.titlepage import TitlePage, title_page
from casework.settings import FILE_NAME, load, overrides, shipped
from casework.text import in_words, made_harmless

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from casework.office.desk import Desk
    from casework.policy.exploring.explore import Report
    from casework.policy.findings import Finding
    from casework.policy.loader import Loaded
    from casework.policy.model import CaseType, Clause, Policy
    from casework.settings import SchoolSettings

    Stamp = tuple[tuple[str, int, int], ...]

#: A template is a page or two; a larger file is something else (*default*).
LARGEST_TEMPLATE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A policy file: name, printed title, version, who adopted it; one with errors is no use.

    ``review`` says why it is due for review, where it is. Of one that was not ``read`` only the top
    is known: no version, nor whether there are errors in it.
    """

    name: str
    title: str
    digest: str
    adopted_by: tuple[str, ...]
    usable: bool = True
    review: str = ""
    read: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Implemented:
    """A clause, and what in the policy file implements it, or why nothing needs to."""

    clause: Clause
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check found: in the file, and by exploring every state it can reach."""

    name: str
    findings: tuple[Finding, ...]
    report: Report | None


def folders(book: Path | None) -> tuple[Path, ...]:
    """Return where policy files lie: the book's own first, then those shipped."""
    own = (overrides(book, "workflows"),) if book is not None else ()
    return tuple(folder for folder in (*own, shipped("workflows")) if folder.is_dir())


def templates(book: Path | None) -> dict[str, str]:
    """Return every letter template by name; the book's own stands instead of a shipped one.

    Raises UsageFault for one that cannot be read: a policy's version holds them all.
    """
    found: dict[str, str] = {}
    own = (overrides(book, "letters"),) if book is not None else ()
    for folder in (shipped("letters"), *own):
        if folder.is_dir():
            for file in sorted(folder.glob("*.md")):
                found[file.stem] = _template(file)
    return found


def _template(file: Path) -> str:
    try:
        if not file.is_file():
            raise _no_template(file, "it is no plain file")
        with file.open("rb") as opened:
            raw = opened.read(LARGEST_TEMPLATE + 1)
        if len(raw) > LARGEST_TEMPLATE:
            raise _no_template(file, "it is larger than 1 MB")
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise _no_template(file, "it is not plain text in UTF-8") from None
    except OSError:
        raise _no_template(file, "the machine did not let it be read") from None


def _no_template(file: Path, why: str) -> UsageFault:
    return UsageFault(
        f"The letter template {made_harmless(file.name)} cannot be read: {why}.",
        advice="Save it again as a short text in UTF-8, or take it out of the folder of letters.",
    )


def read(name: str, book: Path | None = None) -> Loaded:
    """Return a policy by name or path. Raises NotFound, or UsageFault with every finding."""
    if name not in names(book):  # a file somewhere else: its changes are seen nowhere here
        from casework.policy.loader import load_policy  # loads the schema: a file alone needs it

        return load_policy(name, folders(book), templates(book))
    stamp, kept = _stamp(book), _READ.get((name, book))
    if kept is None or kept[0] != stamp:
        kept = _READ[name, book] = stamp, _loaded_or_fault(name, book)
    if isinstance(kept[1], UsageFault):
        raise kept[1].with_traceback(None)
    return kept[1]


def _loaded_or_fault(name: str, book: Path | None) -> Loaded | UsageFault:
    from casework.policy.loader import load_policy

    try:
        return load_policy(name, folders(book), templates(book))
    except UsageFault as fault:
        if not fault.reasons:  # nothing was found in it: it could not be read just now
            raise
        return fault


def is_read(name: str, book: Path | None = None) -> bool:
    """Tell whether a policy was read already, and no file of it changed since."""
    kept = _READ.get((name, book))
    return kept is not None and kept[0] == _stamp(book)


#: What was read last under each name, with what tells whether a file was changed since: reading a
#: policy takes half a second, and a screen asks for all of them.
_READ: dict[tuple[str, Path | None], tuple[Stamp, Loaded | UsageFault]] = {}


def _stamp(book: Path | None) -> Stamp:
    """Return what changes with every file of which a policy is made."""
    own = (overrides(book, "letters"),) if book is not None else ()
    places = (*folders(book), shipped("letters"), *own)
    files = (file for place in places for file in sorted(place.rglob("*")) if file.is_file())
    return tuple((str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files)


def _fit(name: str, book: Path) -> Loaded:
    """Return a policy whose letters can be written as well; a version holds them for good."""
    from casework.letters.fill import template_problems  # loads jinja2, which reading does not
    from casework.policy.loader import load_policy

    return load_policy(name, folders(book), templates(book), template_problems)


def names(book: Path | None = None) -> tuple[str, ...]:
    """Return the names of all policies that can be read, in order."""
    return tuple(sorted({file.stem for folder in folders(book) for file in folder.glob("*.yaml")}))


def check(name: str, book: Path | None = None) -> Checked:
    """Check a file by every rule and, where it can be used, explore all that it allows."""
    from casework.letters.fill import template_problems  # loads jinja2, which only a check needs
    from casework.policy.exploring.explore import explore  # for a check alone
    from casework.policy.loader import check_file, load_policy  # loads the schema

    given = folders(book), templates(book), template_problems
    try:
        loaded = load_policy(name, *given)
    except UsageFault:  # every finding in words; here they are wanted one by one
        return Checked(name=name, findings=check_file(name, *given), report=None)
    report = explore(loaded.policy)
    findings = in_order([*loaded.findings, *report.found_at(loaded.checked.at)])
    return Checked(name=name, findings=findings, report=report)


def tracks_of(policy: Policy) -> tuple[str, ...]:
    """Return the names of a policy's actions, each once."""
    types = policy.case_types.values()
    return tuple(dict.fromkeys(name for case_type in types for name in case_type.tracks))


def figures_of(policy: Policy, track: str = "") -> tuple[str, ...]:
    """Return ``case-type/track`` of each action, or of those of that name: one figure each."""
    return tuple(
        f"{case_type.name}/{name}"
        for case_type in policy.case_types.values()
        for name in case_type.tracks
        if track in {"", name}
    )


def drawn(policy: Policy, form: str, track: str = "") -> str:
    """Return a policy, an action of it by name, or ``case-type/track`` alone, as a drawing.

    Raises UsageFault for a form there is not, NotFound for such an action.
    """
    from casework.policy import draw  # only a drawing needs it

    forms = {"mermaid": draw.mermaid, "svg": draw.svg}
    if form not in forms:
        raise UsageFault(
            "A policy is not drawn in that form.", advice=f"Forms: {in_words(forms, 'or')}."
        )
    if track and track not in (*tracks_of(policy), *figures_of(policy)):
        raise NotFound(
            "This policy has no action of that name.",
            advice=f"It has: {in_words(tracks_of(policy))}.",
        )
    return forms[form](policy, track)


def adopt(desk: Desk, name: str, school: str = "") -> Policy:
    """Adopt a policy for a school: the head's act, an entry of the book, with the whole file.

    What the policy opens at its adoption begins then, once for a school, whatever the version.
    """
    desk.must_write()
    slug = desk.school_slug(school)
    desk.must_hold_at(slug, "headteacher", "administrator")
    loaded = _fit(name, desk.folder)
    desk.record(
        written(
            "adopted",
            school=slug,
            policy=loaded.policy.name,
            digest=loaded.policy.digest,
            files=loaded.files,
            by=desk.session.name,
        )
    )
    if any(one.opens_at for one in loaded.policy.case_types.values()):
        from casework.office import adoption  # loads all that a case needs

        adoption.begin(desk, loaded.policy, slug)
    return loaded.policy


def known(
    desk: Desk | None, book: Path | None = None, today: date | None = None, *, at_once: bool = False
) -> tuple[Known, ...]:
    """Return every policy and who goes by it; with ``today``, whether it is due for review.

    ``at_once`` reads no more than the tops of those not read before: half a second less for each.
    """
    adopted = tuple(desk.ledger.adoptions.values()) if desk else ()
    return tuple(_known(name, book, adopted, today, at_once=at_once) for name in names(book))


def _known(
    name: str, book: Path | None, adopted: tuple[object, ...], today: date | None, *, at_once: bool
) -> Known:
    top = title_page(name, folders(book)) if at_once and not is_read(name, book) else None
    try:
        policy = top or read(name, book).policy
    except UsageFault:  # one bad file must not hide the others; its check says what is wrong
        return Known(name=name, title="", digest="", adopted_by=(), usable=False)
    schools = tuple(
        sorted(getattr(one, "school", "") for one in adopted if getattr(one, "policy", "") == name)
    )
    told = reviews.told_adopted(_schools(book), name)
    return Known(
        name=name,
        title=policy.title,
        digest="" if isinstance(policy, TitlePage) else policy.digest,
        adopted_by=schools,
        review=reviews.past_review(policy, told, today) if today else "",
        read=top is None,
    )


def _schools(book: Path | None) -> tuple[SchoolSettings, ...]:
    """Return what the schools of these records told, where there are records."""
    if book is None or not (book / FILE_NAME).is_file():
        return ()
    try:
        return tuple(load(book).schools.values())
    except UsageFault:  # settings with a mistake hide no policy; every other command names it
        return ()


def clauses(policy: Policy) -> tuple[Implemented, ...]:
    """Return each clause with everything that cites it, in the policy's order."""
    return tuple(
        Implemented(clause=clause, by=tuple(_citing(policy, clause.id)))
        for clause in policy.clauses.values()
    )


def _citing(policy: Policy, clause: str) -> list[str]:
    found = [
        *(f"category {c.code}" for c in policy.categories.values() if clause in c.clauses),
        *(f"question {f.name}" for f in policy.facts.values() if clause in f.clauses),
        *(f"condition {c.name}" for c in policy.conditions.values() if clause in c.clauses),
        *(f"approval {a.name}" for a in policy.approvals.values() if clause in a.clauses),
    ]
    alone = len(policy.case_types) == 1
    for case_type in policy.case_types.values():
        found += _citing_in(case_type, clause, alone=alone)
    return list(dict.fromkeys(found))


def _citing_in(case_type: CaseType, clause: str, *, alone: bool) -> list[str]:
    """Return what of a case type cites the clause; named with it, unless there is no other."""
    of = "" if alone else f"{case_type.name}/"
    found = []
    if clause in case_type.clauses:
        found.append(f"case type {case_type.name}")
    for track in case_type.tracks.values():
        if clause in track.clauses:
            found.append(f"action {of}{track.name}")
        steps = (step for step in track.transitions if clause in step.clauses)
        found += [f"step {of}{track.name}/{step.trigger}" for step in steps]
    letters, limits = case_type.letters.values(), case_type.deadlines.values()
    found += [f"letter {of}{one.name}" for one in letters if clause in one.clauses]
    found += [f"time limit {of}{one.name}" for one in limits if clause in one.clauses]
    found += [f"contract {of}{one.name}" for one in case_type.contracts if clause in one.clauses]
    if case_type.pause and clause in case_type.pause.clauses:
        found.append("the pause" if alone else f"the pause of {case_type.name}")
    return found
