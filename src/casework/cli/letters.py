"""``casework letter``: a case's letters, from the draft to the receipt."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Annotated

import typer

from casework.cli import given, output, shapes
from casework.cli.signing import desk
from casework.cli.telling import report, saying_of, tell, tell_rows
from casework.domain.people import part_words
from casework.errors import NotFound, UsageFault
from casework.office import outside
from casework.office.outcomes import done_lines

if TYPE_CHECKING:
    from casework.domain.case import LetterState
    from casework.office.desk import Desk
    from casework.office.letterprints import Answer, Printed
    from casework.office.letters import LetterStep
    from casework.office.saying import Saying

group = typer.Typer(help="Letters: draft, issue, print, send.", rich_markup_mode=None)

#: Instead of a letter: all of the case.
ALL = "all"
#: A paragraph is a page at most; a larger file is something else (*default*).
LARGEST_PARAGRAPH = 100_000
Ref = Annotated[str, typer.Argument(metavar="REF", help="The case's reference, as CW-7F3K.")]
Which = Annotated[
    str, typer.Argument(metavar="N", help="The letter's number, or its name: the latest of it.")
]
Fields = Annotated[
    list[str],
    typer.Option("--letter", help="A field of it, FIELD=VALUE; to=2 for whom, by=post how sent."),
]
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
        str,
        typer.Argument(
            metavar="LETTER", help="A letter's number, its name in the policy, or “all”."
        ),
    ],
    out: Annotated[str, typer.Option(help="The PDF to write; for all of them, a folder.")] = "",
    fields: Fields = given.NOTHING,
) -> None:
    """Show a letter as it would come out, and what it still lacks. Nothing is recorded."""
    from casework.office import letters

    if letter == ALL:
        _all_previewed(ref, out)
        return
    values = given.fields(fields)
    at = desk()
    which = letter if letter.isdecimal() else given.slug(letter)
    proof = letters.preview(at, ref, which, values)
    if out and proof.pdf:
        outside.write_file(out, proof.pdf)
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


def _all_previewed(ref: str, out: str) -> None:
    """Write each letter of a case into a new folder, to be read before they are signed."""
    from casework.office import letters

    if not out:
        raise UsageFault(
            "All letters are previewed into a folder, and none is named.",
            advice="Name a new one: --out previews.",
        )
    found = letters.proofs(desk(), ref)
    first = next(found)  # what is refused is refused before the folder is there
    outside.new_folder(out)
    written = []
    for number, proof in chain([first], found):
        written.append(f"{out}/letter-{number}.pdf")
        outside.write_file(written[-1], proof.pdf)
    tell({"out": out, "written": written}, *(f"Written: {name}" for name in written))


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
    out: Annotated[str, typer.Option(help="A PDF to write instead; it must not exist yet.")] = "",
    open_: Annotated[
        bool, typer.Option("--open", help="Open the page, and print it from there: the sure way.")
    ] = False,
    reason: Reason = "",
    expected: Expected = None,
    key: Key = "",
) -> None:
    """Print an issued letter, and ask whether the paper came out."""
    if out and open_:
        raise UsageFault("Both --out and --open were given.", advice="Give one of them, or none.")
    if not out:
        _on_paper(ref, letter, saying=(reason, expected, key), opened=open_)
        return
    from casework.office import letters

    with outside.set_aside(out) as put:  # a print is recorded once its page is safe on the disk
        at = desk()
        saying = saying_of(at, reason, "", expected, key)
        done, _pdf = letters.print_out(at, ref, _number(at, ref, letter), saying, put)
    lines = done_lines(at.policy(done.snapshot.digest), done)
    tell({**shapes.done_shape(done), "out": out}, *lines, f"Written: {out}")


def _on_paper(ref: str, letter: str, saying: tuple[str, int | None, str], *, opened: bool) -> None:
    from casework.office import letterprints
    from casework.office.letterprints import Way

    if not output.can_ask():
        raise UsageFault(
            "Nobody can be asked here whether the paper came out, so nothing was printed.",
            advice="Write the page to a file: --out FILE.",
        )
    at = desk()
    reason, expected, key = saying
    said = saying_of(at, reason, "", expected, key)
    way = Way.OPENED if opened else Way.PRINTER
    _tell_printed(
        at, letterprints.print_on(at, ref, _number(at, ref, letter), way, _ask_paper, said)
    )


def _ask_paper(question: str) -> Answer:
    """Ask what became of a page until one of the answers is given."""
    from casework.office.letterprints import Answer

    asked = (Answer.YES, Answer.NO, Answer.UNSURE)
    answers = {word: answer for answer in asked for word in (str(answer), str(answer)[0])}
    while True:
        said = output.ask_line(f"{question} [yes/no/unsure]", "--out FILE")
        if said.strip().casefold() in answers:
            return answers[said.strip().casefold()]


def _tell_printed(at: Desk, printed: Printed) -> None:
    if printed.done is None:
        result = {"printed": False, "answer": str(printed.answer), "copy": printed.copy}
        tell(result, "Nothing is recorded as printed. Print it again when the printer is well.")
        return
    policy = at.policy(printed.done.snapshot.digest)
    shape = {**shapes.done_shape(printed.done), "printed": True, "answer": str(printed.answer)}
    lines = done_lines(policy, printed.done)
    if printed.earlier:
        lines = [*lines, "That was the page of before. Print again for a copy."]
    elif printed.answer != "yes":
        lines = [*lines, "It counts as printed, so the next page says that it is a copy."]
    tell({**shape, "copy": printed.copy, "earlier": printed.earlier}, *lines)


@group.command()
def save(
    ref: Ref,
    letter: Which,
    out: Annotated[str, typer.Option(help="The file to write; it must not exist yet.")],
    form: Annotated[
        str, typer.Option("--format", help="txt for the words alone, docx to work on them.")
    ] = "txt",
) -> None:
    """Save a letter's words as text, or as .docx to work on."""
    from casework.office import letters

    if form not in letters.FORMATS:
        raise UsageFault(
            "A letter's words are saved as txt or docx.", advice="The page itself: letter print."
        )
    outside.must_be_free(out)
    at = desk()
    made = letters.saved(at, ref, _number(at, ref, letter), form)
    outside.write_file(out, made)
    tell({"out": out, "format": form, "bytes": len(made)}, f"Written: {out}")


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
    fields: Fields = given.NOTHING,
    add: Annotated[
        str, typer.Option(help="A paragraph of your own; whoever approves is shown it apart.")
    ] = "",
    add_file: Annotated[str, typer.Option(help="The same, from a text file.")] = "",
    reason: Reason = "",
    expected: Expected = None,
    key: Key = "",
) -> None:
    """Write a draft anew with other values. A decision asked for it is asked again."""
    from casework.office import letters

    values = given.fields(fields)
    added = [add.replace("\\n", "\n")]
    if add_file:
        added.append(given.read_text(add_file, LARGEST_PARAGRAPH))
    paragraph = "\n\n".join(part.strip() for part in added if part.strip())
    if not values and not paragraph:
        raise UsageFault(
            "Nothing was given to write anew.", advice="Give --letter FIELD=VALUE, or --add TEXT."
        )
    at = desk()
    saying = saying_of(at, reason, "", expected, key)
    report(at, letters.revise(at, ref, _number(at, ref, letter), values, saying, paragraph))


def _reader(letter: LetterState) -> str:
    """Return who a letter goes to: the role, and the person's number in the case."""
    number = f" {letter.person}" if letter.person else ""
    return part_words(letter.to) + number


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
