"""``casework user``: people who sign in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casework.cli import given, output
from casework.cli.secondsteps import totp
from casework.cli.signing import (
    beside,
    desk,
    desk_with,
    folder,
    new_password,
    options,
    own_password,
    read_password,
    show_recovery,
)
from casework.cli.telling import tell, tell_rows
from casework.text import plural

if TYPE_CHECKING:
    from casework.office.people import User

group = typer.Typer(help="People who sign in.", rich_markup_mode=None)
recovery = typer.Typer(help="The chair's recovery key.", rich_markup_mode=None)
group.add_typer(recovery, name="recovery")
group.add_typer(totp, name="totp")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The user's name, as they sign in.")]
NewPassword = Annotated[
    Path | None, typer.Option(help="A file whose first line is the new password.")
]

Second = Annotated[
    str, typer.Option(help="Who signs in beside you and agrees: needed for the chair.")
]
SecondPassword = Annotated[
    Path | None, typer.Option(help="A file whose first line is the second person's password.")
]


@group.command()
def add(
    name: Name,
    role: Annotated[
        list[str], typer.Option(help="What they are in school; repeat it.")
    ] = given.NOTHING,
    school: Annotated[
        list[str], typer.Option(help="Where they work, of several schools; repeat it, or all.")
    ] = given.NOTHING,
    new_password_file: NewPassword = None,
) -> None:
    """Add a user. Without a password file a one-time password is made and shown once."""
    from casework.office import people

    at = desk()
    file = new_password_file or options.new_password_file
    given_ = read_password(file, "--new-password-file") if file else None
    roles = [given.slug(one) for one in role]
    shown = people.add(at, name, roles, given_, [given.line(one) for one in school])
    _show_once(given.line(name), shown, "added", sorted(set(roles)))


@group.command("list")
def list_users() -> None:
    """List everybody who signs in, with their roles and schools."""
    from casework.office import people

    rows = people.users(desk())
    tell_rows(
        [
            {
                "name": one.name,
                "roles": list(one.roles),
                "state": one.state,
                "schools": list(one.schools),
                "code": one.code,
            }
            for one in rows
        ],
        ("Name", "Roles", "State", "Schools"),
        [(one.name, ", ".join(one.roles), _state(one), ", ".join(one.schools)) for one in rows],
        "There are no users.",
    )


def _state(user: User) -> str:
    return f"{user.state}, with a code" if user.code else user.state


@group.command()
def admit(name: Name) -> None:
    """Let a newcomer see what their role may see, as one who sees it."""
    from casework.office import people

    given_keys = people.admit(desk(), name)
    tell(
        {"name": given.line(name), "keys": given_keys},
        f"{given.line(name)} was given {plural(given_keys, 'key')}."
        if given_keys
        else f"There was nothing that you could give {given.line(name)}.",
    )


@group.command()
def roles(
    name: Name,
    role: Annotated[
        list[str], typer.Option(help="What they are in school from now on; repeat it.")
    ] = given.NOTHING,
    school: Annotated[
        list[str], typer.Option(help="Where they work from now on; repeat it, or all.")
    ] = given.NOTHING,
    second: Second = "",
    second_password_file: SecondPassword = None,
) -> None:
    """Change what a user is, or where they work. Who the chair is takes two: --second."""
    from casework.office import posts

    at = desk()
    named = [given.slug(one) for one in role]
    with beside(second, second_password_file) as agrees:
        post = posts.change(at, name, named, [given.line(one) for one in school], agrees)
    shown: dict[str, object] = {
        "name": post.name,
        "roles": list(post.roles),
        "schools": list(post.schools),
        "keys": post.keys,
        "waits": list(post.waits),
    }
    tell(
        shown, f"{post.name} is now: {', '.join(post.roles)}.", *_still_shut(post.name, post.waits)
    )


def _still_shut(name: str, waits: tuple[str, ...]) -> list[str]:
    """Return what is said where somebody who belongs there has yet to hand over keys."""
    if not waits:
        return []
    return [
        f"Not yet among: {', '.join(waits)}. Somebody who is lets them in:",
        f"  casework user admit {given.quoted(name)}",
    ]


@group.command()
def disable(name: Name, second: Second = "", second_password_file: SecondPassword = None) -> None:
    """Let a user sign in no more. The chair's sign-in takes two people: --second."""
    from casework.office import people

    at = desk()
    with beside(second, second_password_file) as agrees:
        people.disable(at, name, agrees)
    tell({"name": given.line(name), "state": "disabled"}, f"{given.line(name)} signs in no more.")


@group.command()
def reset(name: Name, second: Second = "", second_password_file: SecondPassword = None) -> None:
    """Give a user a new one-time password. The chair's takes two people: --second."""
    from casework.office import people

    at = desk()
    with beside(second, second_password_file) as agrees:
        shown = people.reset(at, name, agrees)
    _show_once(given.line(name), shown, "reset", None)


@group.command()
def passwd(new_password_file: NewPassword = None) -> None:
    """Give yourself a new password."""
    from casework.office import people

    old = own_password()
    at = desk_with(old)
    people.change_password(at, old, new_password(new_password_file))
    tell({"name": at.session.name, "changed": True}, "Your password is changed.")


@group.command()
def link(
    name: Name,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Their name as cases know it.")],
) -> None:
    """Say that a user is the person known by another name in cases."""
    from casework.office import people

    people.link(desk(), name, person)
    tell(
        {"name": given.line(name), "person": given.line(person)},
        f"{given.line(name)} is {given.line(person)} in cases.",
    )


@group.command()
def away(
    first: Annotated[str, typer.Argument(metavar="FROM", help="The first day away.")],
    last: Annotated[str, typer.Argument(metavar="TO", help="The last day away.")],
    deputy: Annotated[str, typer.Option(help="Who stands in.")],
    who: Annotated[str, typer.Option(help="Who is away, if not you.")] = "",
) -> None:
    """Record an absence and who stands in; it ends by itself."""
    from casework.domain.dates import day_words
    from casework.office import people

    from_, to = given.day(first), given.day(last)
    at = desk()
    name = given.line(who) or at.session.name
    people.away(at, name, from_, to, deputy)
    tell(
        {
            "name": name,
            "first": from_.isoformat(),
            "last": to.isoformat(),
            "deputy": given.line(deputy),
        },
        f"{name} is away from {day_words(from_)} to {day_words(to)}.",
        f"{given.line(deputy)} stands in.",
    )
    missing = people.lacks(at, name, deputy)
    if missing:
        output.note(
            f"{given.line(deputy)} cannot open every case that {name} can "
            f"(not among: {', '.join(missing)}).",
            "What cannot wait is let in case by case: casework case admit REF USER --reason …",
        )


@group.command("hand-over")
def hand_over(
    former: Annotated[str, typer.Argument(metavar="OLD", help="Who leaves.")],
    successor: Annotated[str, typer.Argument(metavar="NEW", help="Who takes over.")],
    reason: Annotated[str, typer.Option(help="Why.")] = "",
) -> None:
    """Open to a successor what somebody holds and you hold too."""
    from casework.office import handover

    done = handover.hand_over(desk(), former, successor, reason)
    tell(
        {"opened": done.opened, "in_charge": done.in_charge},
        f"{plural(done.opened, 'case')} opened to {given.line(successor)}; "
        f"{plural(done.in_charge, 'record')} now in their charge.",
        "What you cannot open yourself was left alone: another holder does the same.",
    )


@recovery.command()
def renew() -> None:
    """Make a new recovery key; the old one opens nothing more."""
    from casework.office import people

    at = desk()
    show_recovery(people.renew_recovery(at))
    tell({"renewed": True}, "The recovery key is new; destroy the old envelope.")


@recovery.command()
def use(
    name: Name,
    recovery_key_file: Annotated[
        Path | None, typer.Option(help="A file whose first line is the recovery key.")
    ] = None,
    new_password_file: NewPassword = None,
) -> None:
    """Give the chair a new password by the recovery key."""
    from casework import bootstrap  # loads the store: 0.3 s
    from casework.office import arrival

    clock = bootstrap.clock_for(practice=bootstrap.book_state(folder()).practice)
    option = "--recovery-key-file"
    written = (
        read_password(recovery_key_file, option)
        if recovery_key_file
        else output.ask_secret("Recovery key", f"{option} FILE")
    )
    who, chosen = given.line(name), new_password(new_password_file)
    shown = arrival.recover(folder(), written, who, chosen, clock.now())
    show_recovery(shown)
    tell(
        {"name": who, "recovered": True},
        f"{who} has a new password. The old recovery key opens nothing more.",
    )


def _show_once(name: str, shown: str | None, what: str, roles: list[str] | None) -> None:
    result: dict[str, object] = {"name": name, "one_time_password": shown}
    if roles is not None:
        result["roles"] = roles
    if shown is None:
        tell(result, f"{name} is {what} and can sign in.")
        return
    tell(
        result,
        f"{name} is {what}. One-time password, shown this once, good for seven days:",
        f"  {shown}",
        "Hand it over in person. With it they sign in once and choose a password of their own:",
        f"  casework --user {given.quoted(name)} case list",
    )
