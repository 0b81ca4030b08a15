"""``casework sar``: requests for one's own data (subject access requests)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from casework.cli import given, output
from casework.cli import subjectshapes as shapes
from casework.cli.signing import desk, options
from casework.cli.telling import report, tell
from casework.errors import UsageFault
from casework.office import outside
from casework.text import in_words, plural

if TYPE_CHECKING:
    from datetime import date

    from casework.office.subjecthandout import HandedOut

group = typer.Typer(help="Requests for one’s own data (SAR).", rich_markup_mode=None)

_Ref = Annotated[str, typer.Argument(metavar="REF", help="The request's reference.")]
_Reason = Annotated[str, typer.Option(help="Why.")]
_Basis = Annotated[
    str, typer.Option(help="identity-seen, parental-responsibility, authority or not-asked.")
]
_Seen = Annotated[str, typer.Option(help="What was seen, or why nothing was asked for.")]
_On = Annotated[str, typer.Option("--on", metavar="DATE", help="The day, if not today.")]
_Format = Annotated[str, typer.Option("--format", help="pdf, txt, html, json, csv or bundle.")]
_Folder = Annotated[str, typer.Option(metavar="DIR", help="A new folder for the files.")]
_Letter = Annotated[
    list[str],
    typer.Option("--letter", help="A field of the letter that goes with it, FIELD=VALUE."),
]


@group.command("open")
def open_(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Whose data is asked for.")],
    known_as: Annotated[
        list[str], typer.Option("--known-as", help="Another name or account of theirs.")
    ] = given.NOTHING,
    asked_by: Annotated[str, typer.Option(help="Who asked, if not that person.")] = "",
    basis: _Basis = "",
    seen: _Seen = "",
    proof: Annotated[
        str, typer.Option("--await", help="Without a basis: the proof you wait for, and why.")
    ] = "",
    on: _On = "",
    is_user: Annotated[
        str, typer.Option("--is-user", metavar="NAME", help="The user they are, if any.")
    ] = "",
    school: Annotated[str, typer.Option(help="Which school, where there are several.")] = "",
    key: Annotated[
        str, typer.Option(help="A key of your own: the same command is not done twice.")
    ] = "",
) -> None:
    """Take up a request. Its month runs from when it came, or proof did."""
    from casework.office import subjectaccess
    from casework.office.saying import Saying

    new = subjectaccess.NewRequest(
        person=person,
        known_as=tuple(known_as),
        asked_by=asked_by,
        came_on=_day(on),
        basis=given.slug(basis),
        seen=seen,
        proof=proof,
        user=is_user,
        school=school,
    )
    at = desk()
    report(at, subjectaccess.begin(at, new, Saying(key=given.line(key))))


@group.command("list")
def list_(
    everything: Annotated[
        bool, typer.Option("--all", help="Closed ones and your answers as well.")
    ] = False,
) -> None:
    """List requests, and what you yourself are asked apart."""
    from casework.office import subjectaccess, subjectanswers

    at = desk()
    requests = subjectaccess.requests(at, closed_too=everything)
    asked = subjectanswers.questions(at)
    told = subjectanswers.answers(at) if everything else ()
    if options.json:
        output.say_json(
            {
                "requests": [shapes.request_shape(one) for one in requests],
                "asked_of_you": [shapes.asked_shape(one) for one in asked],
                "answered": [shapes.answered_shape(one) for one in told],
            }
        )
        return
    if requests:
        headings = ("Ref", "Person", "How it stands", "By", "Asked apart")
        output.table(headings, map(shapes.request_row, requests))
    else:
        output.say("No request for anybody’s own data is open.")
    output.say(*map(shapes.asked_line, asked), *map(shapes.answered_line, told))


@group.command()
def show(ref: _Ref) -> None:
    """Show a request, and every place where the name was found."""
    from casework.office import subjectaccess, subjectsearch

    at = desk()
    request = subjectaccess.request(at, ref)
    found = subjectsearch.search(at, subjectsearch.whom(request))
    tell(
        {**shapes.request_shape(request), "found": [shapes.found_shape(one) for one in found]},
        *shapes.request_lines(request),
        *shapes.found_lines(found, request.ref),
    )


@group.command()
def confirm(
    ref: _Ref,
    case: Annotated[str, typer.Argument(metavar="CASE", help="The case they were found in.")],
    person: Annotated[int, typer.Option(help="Their number in it; 0 for words alone.")] = 0,
    them: Annotated[bool, typer.Option("--them", help="Yes, it is them.")] = False,
    another: Annotated[bool, typer.Option("--another", help="No, another person.")] = False,
    reason: _Reason = "",
) -> None:
    """Say of one place whether it is them. It stays with that case."""
    from casework.office import subjectanswers, subjectsearch

    if them == another:
        raise UsageFault("Is it them, or another person?", advice="Give --them or --another.")
    at = desk()
    wanted = subjectanswers.whom(at, ref)
    decision = subjectsearch.THEM if them else subjectsearch.ANOTHER
    subjectsearch.confirm(at, wanted, case, person, decision, reason)
    told = {"ref": wanted.request, "case": case, "person": person, "decision": decision}
    tell(told, f"{case}, person {person}: {'it is them' if them else 'it is another person'}.")


@group.command()
def ask(ref: _Ref, reason: _Reason = "") -> None:
    """Ask safeguarding and the chair, as each time. They answer apart."""
    from casework.office import subjectanswers

    made = subjectanswers.ask(desk(), ref, reason)
    tell(
        {"ref": made.done.ref, "asked": True, "missing": list(made.missing)},
        f"{made.done.ref}: they were asked. They answer the person apart, not through you.",
        *(f"Nobody to ask yet: {in_words(made.missing)}. Ask in person." for _ in made.missing[:1]),
    )


@group.command()
def answer(
    ref: _Ref,
    outcome: Annotated[
        str, typer.Option(help="nothing, handed-out or withheld; without it, only look.")
    ] = "",
    reason: _Reason = "",
    out: _Folder = "",
    format_: _Format = "pdf",
    letter: _Letter = given.NOTHING,
) -> None:
    """Look in sealed cases and answer apart. Only for whom sar ask asked."""
    from casework.office import subjectanswers, subjecthandout

    chosen = given.slug(outcome)
    if chosen == subjectanswers.HANDED_OUT:
        told = given.fields(letter)
        _must_be_free(out)
        at = desk()
        _write(ref, subjecthandout.hand_out_apart(at, ref, reason, format_, told), out)
        return
    if chosen:
        made = subjectanswers.answer(desk(), ref, chosen, reason)
        tell(shapes.answered_shape(made), shapes.answered_line(made))
        return
    asked, found = subjectanswers.look(desk(), ref)
    tell(
        {**shapes.asked_shape(asked), "found": [shapes.found_shape(one) for one in found]},
        shapes.asked_line(asked),
        *shapes.found_lines(found, asked.request),
    )


@group.command()
def pause(ref: _Ref, reason: _Reason = "", on: _On = "") -> None:
    """Stop the time while you wait to hear what exactly is asked for."""
    from casework.office import subjectaccess

    since = _day(on)
    at = desk()
    report(at, subjectaccess.pause(at, ref, reason, since))


@group.command()
def resume(
    ref: _Ref, basis: _Basis = "", seen: _Seen = "", reason: _Reason = "", on: _On = ""
) -> None:
    """Let the time go on, or with --basis begin now that proof came."""
    from casework.office import subjectaccess

    day = _day(on)
    at = desk()
    if basis:
        done = subjectaccess.start(at, ref, given.slug(basis), seen, day)
    else:
        done = subjectaccess.resume(at, ref, reason, day)
    report(at, done)


@group.command()
def extend(
    ref: _Ref,
    told: Annotated[
        str, typer.Option("--told", metavar="DATE", help="When they were told, if not today.")
    ] = "",
    reason: _Reason = "",
) -> None:
    """Take two months more, once the person was told why in the first."""
    from casework.office import subjectaccess

    day = _day(told)
    at = desk()
    report(at, subjectaccess.extend(at, ref, day, reason))


@group.command("hand-out")
def hand_out(
    ref: _Ref, out: _Folder = "", format_: _Format = "pdf", letter: _Letter = given.NOTHING
) -> None:
    """Hand out each case's history, others masked, and a letter."""
    from casework.office import subjecthandout

    told = given.fields(letter)
    _must_be_free(out)
    at = desk()
    _write(ref, subjecthandout.hand_out(at, ref, format_, told), out)


@group.command()
def close(
    ref: _Ref,
    outcome: Annotated[
        str, typer.Option(help="withdrawn, not-proved or refused, if nothing was handed out.")
    ] = "",
    reason: _Reason = "",
) -> None:
    """Close a request: handed out, or with how else it ended and why."""
    from casework.office import subjectaccess

    at = desk()
    report(at, subjectaccess.close(at, ref, given.slug(outcome), reason))


def _day(text: str) -> date | None:
    return given.day(text) if text else None


def _must_be_free(out: str) -> None:
    """Raise unless a new folder can be made there: before anything is recorded as handed out."""
    if not out:
        raise UsageFault("A folder for the files is missing.", advice="Give --out DIR, a new one.")
    outside.must_be_free(out)


def _write(ref: str, made: HandedOut, out: str) -> None:
    from casework.office import subjecthandout

    subjecthandout.write(made, out)
    files = [{"name": each.name, "check_code": each.check_code} for each in made.files]
    held = (
        f"{plural(len(files), 'file')} and the letter" if files else "nothing is held; the letter"
    )
    told = {"ref": ref, "out": out, "files": files, "letter": made.letter.name}
    tell(told, f"Written: {out}, {held}.")
