"""``casework letter``: a case's letters, from the draft to the receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from casework.cli import given, output, shapes
from casework.cli.signing import desk
from casework.cli.steplines import done_lines
from casework.cli.telling import report, saying_of, tell, tell_rows
from casework.errors import NotFound

if TYPE_CHECKING:
    from casework.domain.case import LetterState
    from casework.office.desk import Desk
    from casework.office.letters import LetterStep
    from casework.office.saying import Saying

group = typer.Typer(help="Letters: draft, issue, print, send.", rich_markup_mode=None)

Ref = Annotated[str, typer.Argument(metavar="REF", help="The case's reference, as CW-7F3K.")]
Which = Annotated[
    str, typer.Argument(metavar="N", help="The letter's number, or its name: the latest of it.")
]
Fields = Annotated[
    list[str], typer.Option("--letter", help="A field of it, FIELD=VALUE; to=2 for whom.")
]
Out = Annotated[str, typer.Option(help="The PDF to write.")]
How = Annotated[str, typer.Option(help="How, in words: post, by hand to Ms Hart.")]
Reason = Annotated[str, typer.Option(help="Why, if you wish to say.")]
Happened = Annotated[str, typer.Option(help="When it happened, if not now: 2026-11-05 14:30.")]
Expected = Annotated[
    int | None,
    typer.Option(parser=given.revision, metavar="N", help="The revision this is based on."),
]
Key = Annotated[str, typer.Option(help="A key of your own: the same command is not done twice.")]


@group.command("list")
def list_(ref: Ref) -> None:
    """List a case's letters and how each stands."""
    from casework.office import questions

    shown = questions.show(desk(), ref)
    letters = shown.snapshot.letters.values()
    tell_rows(
        [shapes.letter_shape(letter) for letter in letters],
        ("No.", "Letter", "To", "State", "Sent"),
        [(str(one.number), one.title, _reader(one), one.state, one.how) for one in letters],
        "This case has no letters.",
    )


@group.command()
def preview(
    ref: Ref,
    letter: Annotated[
        str, typer.Argument(metavar="LETTER", help="A letter's number, or its name in the policy.")
    ],
    out: Out = "",
    fields: Fields = given.NOTHING,
) -> None:
    """Show a letter as it would come out, and what it still lacks. Nothing is recorded."""
    from casework.office import letters

    values = given.fields(fields)
    at = desk()
    which = letter if letter.isdecimal() else given.slug(letter)
    proof = letters.preview(at, ref, which, values)
    if out and proof.pdf:
        output.write_file(out, proof.pdf)
    tell(
        {
            "title": proof.title,
            "text": proof.text,
            "missing": list(proof.missing),
            "out": out if out and proof.pdf else None,
        },
        proof.title,
        *(["", proof.text] if proof.text else []),
        *(f"  {one}" for one in proof.missing),
        *([f"Written: {out}"] if out and proof.pdf else []),
    )


@group.command()
def issue(
    ref: Ref,
    letter: Which,
    reason: Reason = "",
    happened: Happened = "",
    expected: Expected = None,
    key: Key = "",
) -> None:
    """Number and freeze an approved letter."""
    from casework.office import letters

    at = desk()
    saying = saying_of(at, reason, happened, expected, key)
    report(at, letters.issue(at, ref, _number(at, ref, letter), saying))


@group.command("print")
def print_(
    ref: Ref,
    letter: Which,
    out: Annotated[str, typer.Option(help="The PDF to write; it must not exist yet.")],
    reason: Reason = "",
    expected: Expected = None,
    key: Key = "",
) -> None:
    """Write an issued letter's PDF; a second print says COPY 2."""
    from casework.office import letters

    with output.set_aside(out) as put:  # a print is recorded once its page is safe on the disk
        at = desk()
        saying = saying_of(at, reason, "", expected, key)
        done, _pdf = letters.print_out(at, ref, _number(at, ref, letter), saying, put)
    lines = done_lines(at.policy(done.snapshot.digest), done)
    tell({**shapes.done_shape(done), "out": out}, *lines, f"Written: {out}")


@group.command()
def signed(
    ref: Ref,
    letter: Which,
    reason: Reason = "",
    happened: Happened = "",
    expected: Expected = None,
    key: Key = "",
) -> None:
    """Record that a printed letter is signed."""
    from casework.office.letters import LetterStep

    at = desk()
    saying = saying_of(at, reason, happened, expected, key)
    _move(at, ref, letter, LetterStep.SIGN, saying, "")


@group.command()
def sent(
    ref: Ref,
    letter: Which,
    how: How,
    reason: Reason = "",
    happened: Happened = "",
    expected: Expected = None,
    key: Key = "",
) -> None:
    """Record that a signed letter is on its way, and how."""
    from casework.office.letters import LetterStep

    at = desk()
    saying = saying_of(at, reason, happened, expected, key)
    _move(at, ref, letter, LetterStep.SEND, saying, how)


@group.command()
def received(
    ref: Ref,
    letter: Which,
    how: How = "",
    reason: Reason = "",
    happened: Happened = "",
    expected: Expected = None,
    key: Key = "",
) -> None:
    """Record that a letter has arrived, and how that is known. Limits run from here."""
    from casework.office.letters import LetterStep

    at = desk()
    saying = saying_of(at, reason, happened, expected, key)
    _move(at, ref, letter, LetterStep.RECEIVE, saying, how)


@group.command()
def revise(
    ref: Ref,
    letter: Which,
    fields: Fields,
    reason: Reason = "",
    expected: Expected = None,
    key: Key = "",
) -> None:
    """Write a draft anew with other values. A decision asked for it is asked again."""
    from casework.office import letters

    values = given.fields(fields)
    at = desk()
    saying = saying_of(at, reason, "", expected, key)
    report(at, letters.revise(at, ref, _number(at, ref, letter), values, saying))


def _reader(letter: LetterState) -> str:
    """Return who a letter goes to: the role, and the person's number in the case."""
    number = f" {letter.person}" if letter.person else ""
    return letter.to.replace("-", " ") + number


def _move(at: Desk, ref: str, letter: str, step: LetterStep, saying: Saying, how: str) -> None:
    from casework.office import letters
    from casework.office.saying import line

    report(at, letters.move(at, ref, _number(at, ref, letter), step, saying, line(how)))


def _number(at: Desk, ref: str, letter: str) -> int:
    """Return a letter's number; a name means the latest letter of that name."""
    if letter.isdecimal():
        return int(letter[:9])
    from casework.office import door

    name = given.slug(letter)
    known = door.load(at, ref).snapshot.letters.values()
    numbers = [one.number for one in known if one.letter == name]
    if not numbers:
        raise NotFound(
            "This case has no letter of that name.", advice="casework letter list shows them."
        )
    return max(numbers)
