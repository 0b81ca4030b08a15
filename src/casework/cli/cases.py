"""``casework case``: opening cases, taking steps, adding to the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from casework.cli import given, output, shapes
from casework.cli.caselines import same_person_lines, shown_lines
from casework.cli.signing import desk
from casework.cli.telling import report, saying_of, tell, tell_rows
from casework.office.outcomes import rehearsed_lines

if TYPE_CHECKING:
    from casework.office.cases import Answers

group = typer.Typer(help="Open cases, take steps, add to the record.", rich_markup_mode=None)

#: A summary in a list is cut here; the case shows all of it.
SHOWN = 40

Ref = Annotated[str, typer.Argument(metavar="REF", help="The case's reference, as CW-7F3K.")]
Set = Annotated[list[str], typer.Option("--set", help="An answer, FACT=VALUE; repeat it.")]
Category = Annotated[list[str], typer.Option(help="CODE or CODE:TARGET; repeat it.")]
Facts = Annotated[list[str], typer.Argument(metavar="FACT=VALUE...", help="Answers.")]
SaidBy = Annotated[str, typer.Option(help="Who told us.")]
Reason = Annotated[str, typer.Option(help="Why.")]
Happened = Annotated[str, typer.Option(help="When it happened, if not now: 2026-11-05 14:30.")]
Expected = Annotated[
    int | None,
    typer.Option(parser=given.revision, metavar="N", help="The revision this is based on."),
]
Key = Annotated[str, typer.Option(help="A key of your own: the same command is not done twice.")]


@group.command("open")
def open_(
    case_type: Annotated[str, typer.Argument(metavar="TYPE", help="The case type, as concern.")],
    policy: Annotated[str, typer.Option(help="Which adopted policy.")] = "",
    school: Annotated[str, typer.Option(help="Which school, where there are several.")] = "",
    set_: Set = given.NOTHING,
    said_by: SaidBy = "",
    category: Category = given.NOTHING,
    person: Annotated[list[str], typer.Option(help="ROLE=NAME; repeat it.")] = given.NOTHING,
    summary: Annotated[str, typer.Option(help="What it is about, in one line.")] = "",
    happened: Happened = "",
    key: Key = "",
) -> None:
    """Open a case and print its reference."""
    from casework.office import cases

    at = desk()
    new = cases.NewCase(
        case_type=given.slug(case_type),
        policy=given.slug(policy),
        school=school,
        summary=summary,
        people=given.people(person),
    )
    told = _told(set_, said_by, category)
    done = cases.open_case(at, new, told, saying_of(at, "", happened, None, key))
    tell(shapes.done_shape(done), done.ref)
    output.note(f"casework case show {done.ref} says what can be done now.")


@group.command("list")
def list_(
    due: Annotated[bool, typer.Option("--due", help="Only cases with a date to keep.")] = False,
    find: Annotated[str, typer.Option(help="A name, a place, a word.")] = "",
    all_: Annotated[bool, typer.Option("--all", help="Closed cases too.")] = False,
) -> None:
    """List the cases you may see."""
    from casework.office import questions

    rows = questions.cases_listed(desk(), find=find, due_only=due, closed_too=all_)
    tell_rows(
        [shapes.listed_shape(row) for row in rows],
        ("Case", "State", "About", "Next", "By when"),
        [
            (
                row.card.ref,
                row.card.state_title,
                row.card.summary[:SHOWN],
                row.next_title,
                shapes.due_words(row),
            )
            for row in rows
        ],
        "No cases to show.",
    )


@group.command()
def show(
    ref: Ref,
    source: Annotated[
        bool, typer.Option("--source", help="With who passed it on, for those who may know.")
    ] = False,
) -> None:
    """Show a case: how it stands, what can be done, what not yet."""
    from casework.office import questions

    shown = questions.show(desk(), ref, source=source)
    tell(shapes.shown_shape(shown), *shown_lines(shown))


@group.command()
def do(
    ref: Ref,
    trigger: Annotated[
        str, typer.Argument(metavar="TRIGGER", help="The step, as case show names it.")
    ],
    track: Annotated[str, typer.Option(help="Which action, where several have the step.")] = "",
    set_: Set = given.NOTHING,
    said_by: SaidBy = "",
    letter: Annotated[
        list[str], typer.Option(help="A letter's own FIELD=VALUE; to=2 for whom.")
    ] = given.NOTHING,
    reason: Reason = "",
    happened: Happened = "",
    expected: Expected = None,
    key: Key = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would do.")] = False,
) -> None:
    """Take a step, or ask for the decision it needs."""
    from casework.office import cases

    at = desk()
    told = _told(set_, said_by, [], letter)
    saying = saying_of(at, reason, happened, expected, key)
    step, of = given.slug(trigger), given.slug(track)
    if dry_run:
        accepted = cases.rehearse_step(at, ref, step, of, told, saying)
        lines = rehearsed_lines(at.policy(accepted.snapshot.digest), accepted)
        tell(shapes.rehearsed_shape(accepted), *lines)
        return
    report(at, cases.take_step(at, ref, step, of, told, saying))


@group.command()
def undo(ref: Ref) -> None:
    """Take the last entry back, within the undo time, if it is yours."""
    from casework.office import cases

    at = desk()
    report(at, cases.undo(at, ref))


@group.command()
def note(
    ref: Ref,
    words: Annotated[str, typer.Argument(metavar="TEXT", help="The note.")],
    happened: Happened = "",
    expected: Expected = None,
    key: Key = "",
) -> None:
    """Add a note to the record."""
    from casework.office import cases

    at = desk()
    report(at, cases.add_note(at, ref, words, saying_of(at, "", happened, expected, key)))


@group.command("set")
def set_command(
    ref: Ref,
    facts: Facts = given.NOTHING,
    set_: Set = given.NOTHING,
    said_by: SaidBy = "",
    category: Category = given.NOTHING,
    reason: Reason = "",
    happened: Happened = "",
    expected: Expected = None,
    key: Key = "",
) -> None:
    """Answer the policy's questions, add categories."""
    from casework.office import cases

    at = desk()
    told = _told([*facts, *set_], said_by, category)
    report(at, cases.set_facts(at, ref, told, saying_of(at, reason, happened, expected, key)))


@group.command()
def person(
    ref: Ref,
    who: Annotated[str, typer.Argument(metavar="ROLE=NAME", help="As author=Ms J. Hart.")],
    about: Annotated[str, typer.Option(help="As: parent of a pupil in 4B.")] = "",
    address: Annotated[str, typer.Option(help="Postal address; \\n parts its lines.")] = "",
    user: Annotated[str, typer.Option(help="The user this person also is.")] = "",
    somebody_else: Annotated[
        bool, typer.Option("--somebody-else", help="Not the person of that name who is in it.")
    ] = False,
    reason: Reason = "",
    expected: Expected = None,
    key: Key = "",
) -> None:
    """Name a person in the case."""
    from casework.domain.people import CasePerson
    from casework.office import cases

    at = desk()
    (named,) = given.people([who])
    person_ = CasePerson(
        number=0,
        role=named.role,
        name=named.name,
        user=at.session.directory.by_name(user).id if user else "",
        about=about,
        address=address.replace("\\n", "\n"),
    )
    saying = saying_of(at, reason, "", expected, key)
    done = cases.add_person(at, ref, person_, saying, somebody_else=somebody_else)
    report(at, done)
    output.note(*same_person_lines(done.snapshot, person_.role))


@group.command()
def incident(
    ref: Ref,
    words: Annotated[str, typer.Argument(metavar="TEXT", help="What happened.")],
    where: Annotated[str, typer.Option(help="Where: the platform, the group.")] = "",
    happened: Happened = "",
    reason: Reason = "",
    expected: Expected = None,
    key: Key = "",
) -> None:
    """Record a further dated incident."""
    from casework.office import cases

    at = desk()
    saying = saying_of(at, reason, happened, expected, key)
    report(at, cases.add_incident(at, ref, words, where, saying))


@group.command()
def link(
    ref: Ref,
    other: Annotated[str, typer.Argument(metavar="REF", help="The other case.")],
    words: Annotated[str, typer.Option(help="How they belong together.")] = "",
    expected: Expected = None,
    key: Key = "",
) -> None:
    """Link another case that you may see."""
    from casework.office import cases

    at = desk()
    report(at, cases.link(at, ref, other, words, saying_of(at, "", "", expected, key)))


@group.command()
def correct(
    ref: Ref,
    entry: Annotated[
        int,
        typer.Argument(parser=given.entry, metavar="ENTRY", help="The number of the wrong entry."),
    ],
    words: Annotated[str, typer.Argument(metavar="TEXT", help="What is right.")],
    reason: Reason = "",
    expected: Expected = None,
    key: Key = "",
) -> None:
    """Put new words beside an earlier entry; both can be read."""
    from casework.office import cases

    at = desk()
    report(at, cases.correct(at, ref, entry, words, saying_of(at, reason, "", expected, key)))


@group.command()
def exclude(
    ref: Ref,
    user: Annotated[str, typer.Argument(metavar="USER", help="Who loses all sight of it.")],
    reason: Reason = "",
    expected: Expected = None,
) -> None:
    """Take all sight of the case from a user."""
    from casework.office import cases

    at = desk()
    report(at, cases.exclude(at, ref, user, saying_of(at, reason, "", expected, "")))


def _told(
    set_: list[str], said_by: str, category: list[str], letter: list[str] | None = None
) -> Answers:
    from casework.office.cases import Answers

    return Answers(
        facts=given.pairs(set_, "--set"),
        said_by=said_by,
        categories=given.categories(category),
        letter=given.fields(letter or []),
    )


@group.command()
def admit(
    ref: Ref,
    user: Annotated[str, typer.Argument(metavar="USER", help="Who is to see this case too.")],
    reason: Reason = "",
    expected: Expected = None,
) -> None:
    """Let one more user see the case, with the reason."""
    from casework.office import cases

    at = desk()
    report(at, cases.admit(at, ref, user, saying_of(at, reason, "", expected, "")))
