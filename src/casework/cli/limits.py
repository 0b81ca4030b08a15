"""``casework deadline``: what people do to a time limit, and the school's own default lengths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from casework.cli import given
from casework.cli.signing import desk
from casework.cli.telling import report, saying_of, tell, tell_rows
from casework.errors import UsageFault

if TYPE_CHECKING:
    from casework.office.limits import OwnLength

Ref = Annotated[str, typer.Argument(metavar="REF", help="The case's reference, as CW-7F3K.")]
Name = Annotated[
    str, typer.Argument(metavar="NAME", help="The limit's name, as deadline list tells it.")
]
Reason = Annotated[str, typer.Option(help="Why.")]
Expected = Annotated[
    int | None,
    typer.Option(parser=given.revision, metavar="N", help="The revision this is based on."),
]
Key = Annotated[str, typer.Option(help="A key of your own: the same command is not done twice.")]


def extend(
    ref: Ref,
    name: Name,
    to: Annotated[str, typer.Option(metavar="DATE", help="The new last day.")] = "",
    by: Annotated[str, typer.Option(help='So much more: "3 school days".')] = "",
    reason: Reason = "",
    expected: Expected = None,
    key: Key = "",
) -> None:
    """Give a time limit more time. What policy, law or guidance sets is locked."""
    from casework.office import limits

    day = given.day(to) if to else None
    at = desk()
    saying = saying_of(at, reason, "", expected, key)
    report(at, limits.extend(at, ref, given.slug(name), by=by, to=day, saying=saying))


def stop(
    ref: Ref,
    name: Name,
    category: Annotated[
        str, typer.Option(help="identification, clarification, agency or away.")
    ] = "",
    from_: Annotated[
        str, typer.Option("--from", metavar="DATE", help="Since when, if not now.")
    ] = "",
    reason: Reason = "",
    expected: Expected = None,
    key: Key = "",
) -> None:
    """Stop a time limit while the school waits for somebody. What is left is kept."""
    from casework.office import limits

    since = given.day(from_) if from_ else None
    at = desk()
    saying = saying_of(at, reason, "", expected, key)
    report(at, limits.stop(at, ref, given.slug(name), given.slug(category), saying, since))


def resume(
    ref: Ref,
    name: Name,
    from_: Annotated[
        str, typer.Option("--from", metavar="DATE", help="Since when it goes on, if not now.")
    ] = "",
    reason: Reason = "",
    expected: Expected = None,
    key: Key = "",
) -> None:
    """Let a stopped time limit go on with what was left of it."""
    from casework.office import limits

    until = given.day(from_) if from_ else None
    at = desk()
    saying = saying_of(at, reason, "", expected, key)
    report(at, limits.resume(at, ref, given.slug(name), saying, until))


def waive(
    ref: Ref,
    name: Name,
    authority: Annotated[str, typer.Option(metavar="WHO", help="On whose word.")] = "",
    reason: Reason = "",
    expected: Expected = None,
    key: Key = "",
) -> None:
    """Record that a time limit need not be kept, and on whose word. For the headteacher."""
    from casework.office import limits

    at = desk()
    saying = saying_of(at, reason, "", expected, key)
    report(at, limits.waive(at, ref, given.slug(name), authority, saying))


def length(
    policy: Annotated[str, typer.Argument(metavar="POLICY", help="An adopted policy.")],
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="The limit's name.")] = "",
    words: Annotated[
        str, typer.Argument(metavar="[LENGTH]", help='The school’s own: "7 school days".')
    ] = "",
    default: Annotated[
        bool, typer.Option("--default", help="Go back to the length of the policy file.")
    ] = False,
    reason: Reason = "",
    school: Annotated[str, typer.Option(help="Which school, where there are several.")] = "",
) -> None:
    """Set a length of the school's own, or list what may be set.

    It counts for limits that begin from then on. The policy file stays the adopted one.
    """
    from casework.office import limits

    at = desk()
    if not name:
        _list_lengths(limits.own_lengths(at, given.slug(policy), school))
        return
    if bool(words) == default:
        raise UsageFault("Give one length, or --default.", advice='Write it as "7 school days".')
    made = limits.set_length(at, given.slug(policy), given.slug(name), words, reason, school)
    now = f"{made.own}, the school’s own" if made.own else f"{made.default}, the default"
    tell(
        _shape(made),
        *(f"{title}: {now}." for title in made.titles),
        "It counts for what begins from now on; what runs already keeps its day.",
    )


def _list_lengths(rows: tuple[OwnLength, ...]) -> None:
    tell_rows(
        [_shape(row) for row in rows],
        ("Name", "What", "Default", "The school’s own"),
        [(row.name, "; ".join(row.titles), row.default, row.own) for row in rows],
        "This policy leaves no length to the school.",
    )


def _shape(row: OwnLength) -> dict[str, object]:
    return {
        "name": row.name,
        "titles": list(row.titles),
        "default": row.default,
        "own_length": row.own or None,
    }
