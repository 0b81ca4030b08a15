"""``casework retention``: how long closed cases are kept, holds, and destruction by two people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from casework.cli import given, output, parts
from casework.cli.signing import desk
from casework.cli.telling import tell, tell_rows
from casework.errors import UsageFault
from casework.office import outside
from casework.text import in_words

if TYPE_CHECKING:
    from enum import StrEnum
    from typing import TypeVar

    from casework.office.certificates import Certificate
    from casework.office.desk import Desk
    from casework.office.retention import Retained

    Word = TypeVar("Word", bound=StrEnum)

group = typer.Typer(help="How long cases are kept, and their destruction.", rich_markup_mode=None)

UNTIL = "until"
Ref = Annotated[str, typer.Argument(metavar="REF", help="The case, by its reference.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")]
Evidence = Annotated[
    int, typer.Option("--evidence", metavar="N", help="Only the file of that piece of evidence.")
]


@group.callback()
def _retention() -> None:
    """How long cases are kept, and their destruction."""


@group.command("list")
def listed(
    due: Annotated[
        bool, typer.Option("--due", help="Those alone that are to be looked at.")
    ] = False,
) -> None:
    """List closed cases: class, until when each is kept, how it stands."""
    from casework.office import retention

    rows = retention.listed(desk(), due_only=due)
    tell_rows(
        [_shape(one) for one in rows],
        ("Case", "Class", "Kept until", "Stands"),
        [
            (str(one.file.snapshot.ref), one.of.title, _until(one), str(one.standing))
            for one in rows
        ],
        "No closed case is to be looked at." if due else "No case is closed.",
    )


@group.command()
def explain(ref: Ref) -> None:
    """Say how long a closed case is kept, and by which source."""
    from casework.office import retention

    at = desk()
    _tell(at, retention.explained(at, ref))


@group.command()
def show(
    ref: Annotated[
        str, typer.Argument(metavar="[REF]", help="The destroyed case; left out, all are listed.")
    ] = "",
    out: Annotated[
        str, typer.Option(metavar="FILE", help="Write the certificate as a page (PDF).")
    ] = "",
    evidence: Evidence = 0,
) -> None:
    """Show the destruction record of a case, or list them all."""
    from casework.office import certificates

    at = desk()
    if evidence:
        parts.show(at, ref, evidence, out)
        return
    if not ref:
        _tell_all(certificates.certificates(at))
        return
    found = certificates.of_case(at, ref)
    if out:
        outside.must_be_free(out)
        outside.write_file(out, certificates.page(at, found))
    _tell_certificate(found, *([f"Written: {out}"] if out else []))


@group.command()
def hold(
    ref: Ref,
    ground: Annotated[
        str,
        typer.Option(
            help="inquiry, police, claim, appeal, access-request or inspection.", metavar="WHAT"
        ),
    ],
    reason: Reason = "",
) -> None:
    """Hold a case: its period stands still, and nobody destroys it."""
    from casework.office import retention
    from casework.office.keeping import Ground

    meant = _one_of(Ground, ground, "--ground")
    retention.hold(desk(), ref, meant, reason)
    tell({"ref": given.line(ref), "held": True}, f"{given.line(ref)}: on hold.")


@group.command()
def release(ref: Ref, reason: Reason = "") -> None:
    """Let every hold of a case go, so that its period runs on."""
    from casework.office import retention

    retention.release(desk(), ref, reason)
    tell({"ref": given.line(ref), "held": False}, f"{given.line(ref)}: not on hold any more.")


@group.command("set")
def tell_day(
    ref: Ref,
    what: Annotated[str, typer.Argument(metavar="WHAT", help="birth, left, pension-age or until.")],
    day: Annotated[str, typer.Argument(metavar="DATE", help="The day.")],
    reason: Reason = "",
) -> None:
    """Say a day the period counts from, or set the last day."""
    from casework.domain.retention import Start
    from casework.office import retention

    at, on = desk(), given.day(day)
    if given.slug(what) == UNTIL:
        _tell(at, retention.keep_until(at, ref, on, reason))
        return
    _tell(at, retention.tell_day(at, ref, _one_of(Start, what, "What is set", but=UNTIL), on))


@group.command()
def keep(ref: Ref, reason: Reason = "") -> None:
    """Keep a case that was looked at; it comes up again in a year."""
    from casework.office import destruction

    at = desk()
    _tell(at, destruction.keep(at, ref, reason))


@group.command()
def propose(
    ref: Ref,
    end: Annotated[
        str,
        typer.Option(
            "--as", metavar="END", help="destroyed; or anonymised, where a figure is to stay."
        ),
    ] = "destroyed",
    evidence: Evidence = 0,
    reason: Reason = "",
) -> None:
    """Propose to destroy a case whose period is over."""
    from casework.office import destruction
    from casework.office.keeping import End

    at = desk()
    if evidence:
        parts.propose(at, ref, evidence, reason)
        return
    _tell(at, destruction.propose(at, ref, _one_of(End, end, "--as"), reason))


@group.command()
def approve(ref: Ref, evidence: Evidence = 0) -> None:
    """Agree to what somebody else proposed."""
    from casework.office import destruction

    at = desk()
    if evidence:
        parts.agree(at, ref, evidence)
        return
    _tell(at, destruction.agree(at, ref))


@group.command()
def decline(ref: Ref, evidence: Evidence = 0, reason: Reason = "") -> None:
    """Take a case off the destruction list."""
    from casework.office import destruction

    at = desk()
    if evidence:
        parts.decline(at, ref, evidence, reason)
        return
    _tell(at, destruction.decline(at, ref, reason))


@group.command()
def dispose(
    ref: Ref,
    evidence: Evidence = 0,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; for scripts.")] = False,
) -> None:
    """Destroy a case for good, once two people agreed."""
    from casework.office import disposals, retention

    at, plain = desk(), given.line(ref).upper()
    if not yes:
        retention.explained(at, ref)
        what = f"the file of evidence {evidence}" if evidence else "its records"
        asked = f"This cannot be taken back. Type {plain} to destroy {what}"
        if given.line(output.ask_line(asked, "--yes")).upper() != plain:
            raise UsageFault(
                "That was another reference, so nothing was destroyed.",
                advice="Type it as it stands in the question.",
            )
    if evidence:
        parts.dispose(at, ref, evidence)
        return
    _tell_certificate(disposals.dispose(at, ref))


# --- told ----------------------------------------------------------------------------------------


def _one_of(kind: type[Word], word: str, option: str, but: str = "") -> Word:
    plain = given.slug(word)
    known = [str(each) for each in kind if str(each) != "closed"]
    if plain not in known:
        more = [*known, but] if but else known
        raise UsageFault(f"{option} is none that is known.", advice=f"Say {in_words(more, 'or')}.")
    return kind(plain)


def _until(one: Retained) -> str:
    from casework.domain.dates import day_words

    return day_words(one.kept.until) if one.kept.until else "not known"


def _shape(one: Retained) -> dict[str, object]:
    proposal = one.keeping.proposal
    return {
        "ref": str(one.file.snapshot.ref),
        "class": one.of.name,
        "title": one.of.title,
        "closed": one.closed.isoformat(),
        "until": one.kept.until.isoformat() if one.kept.until else None,
        "lacking": [str(day) for day in one.kept.lacking],
        "standing": str(one.standing),
        "held": one.kept.held,
        "why": one.kept.why,
        "source": one.of.source.words(),
        "proposed": None if proposal is None else proposal.at.isoformat(),
        "agreed": None
        if proposal is None or proposal.agreed_at is None
        else proposal.agreed_at.isoformat(),
        "notes": list(one.notes),
    }


def _tell(at: Desk, one: Retained) -> None:
    from casework.domain.dates import day_words
    from casework.office import destruction

    ready = destruction.ready_on(at, one)
    tell(
        {**_shape(one), "ready": ready.isoformat() if ready else None},
        f"{one.file.snapshot.ref}: {one.standing}. {one.kept.why}",
        *(f"  {note}" for note in one.notes),
        *([f"  It can be destroyed from {day_words(ready)}."] if ready else []),
    )


def _tell_certificate(found: Certificate, *more: str) -> None:
    from casework.office import certificates

    rows, copies = certificates.rows(found), certificates.elsewhere(found)
    tell(
        {
            "ref": found.ref,
            "entries": found.entries,
            "before": found.before,
            "head": found.head,
            "whole": found.whole,
            "again": found.again,
            "record": found.said,
        },
        *(f"{name}: {words}" for name, words in rows),
        *(["Copies that may still hold it:"] if copies else ["No copy is known."]),
        *(f"  {line}" for line in copies),
        *more,
    )


def _tell_all(found: tuple[Certificate, ...]) -> None:
    from casework.domain.dates import instant_words

    tell_rows(
        [{"ref": one.ref, "at": one.at.isoformat(), "whole": one.whole} for one in found],
        ("Case", "Class", "Destroyed", "Whole"),
        [
            (one.ref, str(one.said["title"]), instant_words(one.at), "yes" if one.whole else "no")
            for one in found
        ],
        "No case was destroyed.",
    )
