"""``casework evidence``: capture sheets, the files taken in with them, and custody."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from casework.cli import evidenceoptions as o
from casework.cli import output, shapes
from casework.cli.signing import desk
from casework.cli.telling import report, saying_of, tell, tell_rows
from casework.office import outside
from casework.office.outcomes import done_lines
from casework.text import plural

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from casework.office.door import Done
    from casework.office.evidence import Item
    from casework.office.evidencegate import Reference, Shows
    from casework.office.evidencesheets import Sheet

T = TypeVar("T", "Sheet", "Reference")

group = typer.Typer(help="Evidence: what was seen, its files, and custody.", rich_markup_mode=None)


@group.command()
def add(
    ref: o.Ref,
    file: o.File = "",
    indecent: o.Indecent = "",
    platform: o.Platform = "",
    address: o.Address = "",
    account: o.Account = "",
    display_name: o.DisplayName = "",
    what: o.What = "",
    visible_to: o.VisibleTo = "",
    seen_on: o.SeenOn = "",
    seen_at: o.SeenAt = "",
    captured_on: o.CapturedOn = "",
    captured_at: o.CapturedAt = "",
    captured_by: o.CapturedBy = "",
    how: o.How = "",
    still_online: o.StillOnline = "",
    passed_on_by: o.PassedOnBy = "",
    redacts: o.Redacts = "",
    seen_by: o.SeenBy = "",
    held_by: o.HeldBy = "",
    reported: o.Reported = "",
    reason: o.Reason = "",
    expected: o.Expected = None,
    key: o.Key = "",
) -> None:
    """Add a capture sheet, with a file once --indecent says no."""
    typed = dict(locals())  # each option by its name, as sheet and reference have them
    from casework.office import evidence, evidencegate

    shows = _shows(indecent, file)
    at = desk()
    saying = saying_of(at, reason, "", expected, key)
    if shows in evidencegate.WITHHOLDS:
        told = _picked(evidencegate.Reference, typed)
        _refer(at, ref, shows, evidence.add_reference(at, ref, told, shows, saying))
        return
    sheet = _picked(evidence.Sheet, typed)
    done = evidence.add_sheet(at, ref, sheet, saying, file=file, shows=shows)
    if file:
        _taken_in(at, done)
    else:
        report(at, done)


def _picked(kind: type[T], typed: dict[str, str]) -> T:
    return kind(**{one.name: typed[one.name] for one in fields(kind)})


def _shows(indecent: str, file: str) -> Shows | None:
    """Return the answer to the question that comes before a file is even looked for."""
    from casework.office import evidencegate

    if not indecent and not file:
        return None
    if not indecent and output.can_ask():
        indecent = output.ask_line(evidencegate.QUESTION, "--indecent no, yes or not-sure")
    return evidencegate.answer(indecent)


def _refer(at: Desk, ref: str, shows: Shows, done: Done) -> None:
    from casework.office import door, evidencegate

    steps = evidencegate.next_steps(at, door.load(at, ref).snapshot)
    tell(
        {**shapes.done_shape(done), "withheld": str(shows), "steps": list(steps)},
        *done_lines(at.policy(done.snapshot.digest), done),
        "Nothing was read or kept. It is recorded by reference alone, with who has seen it.",
        *(f"  {number}. {step}" for number, step in enumerate(steps, start=1)),
    )


def _taken_in(at: Desk, done: Done) -> None:
    from casework.office.evidencefiles import facts_of

    item = done.snapshot.evidence[-1]
    facts = facts_of(item.sheet)
    tell(
        {**shapes.done_shape(done), "evidence": item.number, "file": facts},
        *done_lines(at.policy(done.snapshot.digest), done),
        f"  Evidence {item.number}: {facts['type']}, {facts['size']} bytes",
        f"  SHA-256 {facts['sha256']}",
        "  It was not opened. The original is where it was.",
    )


@group.command("list")
def list_(ref: o.Ref) -> None:
    """List a case's evidence; that it was read is logged."""
    from casework.office import evidence

    items = evidence.list_evidence(desk(), ref)
    tell_rows(
        [_shape(item) for item in items],
        ("No.", "Seen on", "Where", "What", "File", ""),
        [
            (
                str(item.number),
                item.sheet.get("seen-on", ""),
                item.sheet.get("platform", ""),
                item.sheet.get("what", "")[:60],
                item.sheet.get("file-type", "") if item.captured else "not taken in",
                _mark(item),
            )
            for item in items
        ],
        "This case has no evidence sheets.",
    )


def _mark(item: Item) -> str:
    if item.taken_back:
        return "taken back; locked" if item.locked and not item.destroyed else "taken back"
    if item.destroyed:
        return "file destroyed"
    return "locked" if item.locked else ""


@group.command()
def show(ref: o.Ref, number: o.Number) -> None:
    """Show a sheet and its custody; its file is verified, not opened."""
    from casework.domain.dates import instant_words
    from casework.office import evidence

    looked = evidence.show(desk(), ref, number)
    item = looked.item
    verified = ["Its file is what was taken in."] if looked.verified else []
    tell(
        {**_shape(item), "verified": looked.verified, "custody": _custody(item)},
        f"Evidence {item.number}, recorded by {item.by}, {instant_words(item.at)}",
        *_answers(item),
        *verified,
        *_kept(item),
        "Custody:",
        *(
            f"  {instant_words(one.at)}, {one.by}: {one.what}"
            + "".join(f"; {key}: {value}" for key, value in one.said.items())
            for one in item.touches
        ),
    )


def _kept(item: Item) -> list[str]:
    from casework.office import evidenceadvice

    if item.destroyed:
        return ["Its file was destroyed; its sheet and its custody are what is left."]
    if not item.locked:
        return []
    return ["Its file is locked: it should not have been taken in.", evidenceadvice.words(item)]


def _answers(item: Item) -> list[str]:
    """Return a sheet's answers in the order of its questions, dates in words."""
    from casework.office.evidencewords import answers

    return [f"  {label}: {said}" for label, said in answers(item)]


def _custody(item: Item) -> list[dict[str, object]]:
    return [
        {"what": one.what, "by": one.by, "at": one.at.isoformat(), "said": dict(one.said)}
        for one in item.touches
    ]


@group.command()
def verify(ref: o.Ref) -> None:
    """Check that custody bears out every sheet and every file."""
    from casework.office import evidence

    custody = evidence.verify_evidence(desk(), ref)
    tell(
        {
            "verified": True,
            "sheets": custody.sheets,
            "files": custody.files,
            "entries": custody.entries,
        },
        f"The custody log is unbroken and bears out {plural(custody.sheets, 'sheet')} and "
        f"{plural(custody.files, 'file')}.",
    )


@group.command()
def export(
    ref: o.Ref,
    number: o.Number,
    to: Annotated[str, typer.Option(help="The folder to save it into.")],
    reason: Annotated[str, typer.Option(help="Why it leaves the records.")],
) -> None:
    """Save a file out into a folder, under a neutral name."""
    from casework.office import evidencehandling as handling

    at = desk()
    folder = handling.may_save_to(at, to)
    out = str(folder / handling.name_of(at, ref, number))
    outside.must_be_free(out)
    saved = handling.save_out(at, ref, number, reason)
    outside.write_file(out, saved.content)
    tell(
        {"ref": ref, "evidence": number, "out": out, "type": saved.kind, "sha256": saved.sha256},
        f"Saved: {out}",
        f"It is {saved.kind}; the program did not open it. Whoever can open that folder can read "
        "it: remove it when it has served.",
        f"SHA-256 {saved.sha256}",
    )


@group.command()
def describe(
    ref: o.Ref,
    number: o.Number,
    words: Annotated[str, typer.Argument(metavar="WORDS", help="What it shows, without a name.")],
) -> None:
    """Describe what a file shows. You must have looked at it."""
    from casework.office import evidencehandling as handling

    handling.describe(desk(), ref, number, words)
    _done(ref, number, "described")


@group.command()
def release(
    ref: o.Ref,
    number: o.Number,
    to: Annotated[str, typer.Option(help="To whom, by name or post.")],
    reason: Annotated[str, typer.Option(help="Why it may go out as it is.")],
) -> None:
    """Let a file go out as it is, to whoever is named."""
    from casework.office import evidencehandling as handling

    handling.release(desk(), ref, number, to, reason)
    _done(ref, number, "released")


@group.command()
def withhold(
    ref: o.Ref,
    number: o.Number,
    seen_by: Annotated[str, typer.Option(help="Who has seen it.")],
) -> None:
    """Lock a file that should not have been taken in."""
    from casework.office import evidencehandling as handling

    held = handling.withhold(desk(), ref, number, seen_by)
    tell(
        {
            "ref": ref,
            "evidence": number,
            "done": "withheld",
            "steps": list(held.steps),
            "backups": list(held.backups),
        },
        f"Evidence {number} of {ref} is locked: nobody can open, save or hand out its file.",
        *(f"  {at}. {step}" for at, step in enumerate(held.steps, start=1)),
        *(
            ["These backups hold it too; touch none of them before there is advice:"]
            * bool(held.backups)
        ),
        *(f"  {name}" for name in held.backups),
    )


@group.command()
def advise(
    ref: o.Ref,
    number: o.Number,
    by: Annotated[str, typer.Option(help="Who advised: police, or dsl for safeguarding.")],
    advice: Annotated[str, typer.Option(help="What becomes of it: destroy, or keep.")],
    on: Annotated[str, typer.Option(help="On which date they said so.")],
    name: Annotated[str, typer.Option(help="Who of the police, by name or number.")] = "",
    reference: Annotated[str, typer.Option(help="Which reference they gave.")] = "",
) -> None:
    """Record what was advised about a locked file."""
    from casework.office import evidenceadvice, evidencelocks

    told = evidenceadvice.Advised(adviser=by, advice=advice, on=on, name=name, reference=reference)
    item = evidenceadvice.advise(desk(), ref, number, told)
    goes = evidencelocks.says_destroy(item)
    then = f"casework retention propose {ref.strip().upper()} --evidence {number}"
    tell(
        {"ref": ref, "evidence": number, "done": "advised", "may_be_destroyed": goes},
        evidenceadvice.words(item),
        *([f"Two people still agree to it: {then}."] * goes),
    )


def _done(ref: str, number: int, what: str) -> None:
    tell(
        {"ref": ref, "evidence": number, "done": what},
        f"Evidence {number} of {ref} is {what}; the custody log says by whom.",
    )


def _advice(item: Item) -> dict[str, str] | None:
    from casework.office.evidencelocks import WORDS, last_advice

    said = last_advice(item)
    if said is None:
        return None
    advice = next(str(one) for one, words in WORDS.items() if words == said["advice"])
    rest = {key: said[key] for key in ("name", "on", "reference")}
    return {"advice": advice, "given_by": said["given by"], **rest}


def _shape(item: Item) -> dict[str, object]:
    from casework.office.evidencelocks import is_withheld, says_destroy

    waits = is_withheld(item) and not item.destroyed
    return {
        "number": item.number,
        "sheet": dict(item.sheet),
        "file": item.file or None,
        "captured": item.captured,
        "entry": item.entry,
        "by": item.by,
        "at": item.at.isoformat(),
        "digest": item.digest,
        "taken_back": item.taken_back,
        "locked": item.locked,
        "advice": _advice(item),
        "may_be_destroyed": says_destroy(item) if waits else None,
        "description": item.description,
        "released_to": list(item.released_to),
        "redacted_by": item.redacted_by or None,
    }
