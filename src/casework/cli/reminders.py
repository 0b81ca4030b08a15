"""``casework deadline mail`` and ``outbox``: reminders by mail, one's address, what went out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casework.cli import given, output
from casework.cli.clockwork import mail_secret
from casework.cli.signing import desk, options, read_password
from casework.cli.telling import tell, tell_rows
from casework.errors import MachineFault, NotPermitted, UsageFault

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from casework.office.reminding import Post

_STATES = {
    "waiting": "goes out soon",
    "attempting": "is going out",
    "sent": "sent",
    "unknown": "NOBODY KNOWS whether it came",
    "refused": "NOT SENT: the mail server refused it",
    "held": "NOT SENT: too late to go by itself",
}
_WAYS = {
    "away": "It does not answer.",
    "certificate": "It did not prove who it is, or cannot secure the way there.",
    "login": "It did not take the name and the password.",
    "refused": "It is not a server that takes mail from here, or the way there is not secured.",
}


def mail(
    to: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Let reminders come to this address of yours.")
    ] = "",
    off: Annotated[bool, typer.Option("--off", help="No more reminders to you.")] = False,
    password_of_server: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The mail server's password, kept on this computer."),
    ] = None,
    try_: Annotated[
        bool, typer.Option("--try", help="Go to the mail server once; nothing is sent.")
    ] = False,
) -> None:
    """Show how reminders go by mail; have them, or none.

    They go only where the school has set a mail server, and say that something waits, no more.
    """
    from casework.office import reminding  # loads the store: 0.3 s

    if to and off:
        raise UsageFault("To an address, or no more?", advice="Give --to ADDRESS, or --off.")
    at = desk()
    if password_of_server is not None:
        _keep(at, read_password(password_of_server, "--password-of-server"))
    if to or off:
        reminding.opt_in(at, given.line(to))
    if try_:
        _try(at)
    _tell(at, reached=try_)


def _keep(at: Desk, word: str) -> None:
    at.must_hold("administrator", "headteacher", "office")
    if options.read_only:
        raise NotPermitted(
            "The records were opened to read only, so the password was not kept.",
            advice="Leave out --read-only.",
        )
    mail_secret().put(word)


def _try(at: Desk) -> None:
    from casework.office import reminding
    from casework.scheduling import mailing  # loads what speaks to servers

    if not reminding.is_on(at.settings):
        raise UsageFault(
            "No mail server is set, so there is none to go to.",
            advice="casework settings set mail-host=SERVER, and mail-from=ADDRESS.",
        )
    try:
        mailing.connect(at.settings, mail_secret().get()).close()
    except mailing.Unreachable as fault:
        raise MachineFault(
            f"The mail server cannot be used. {_WAYS[fault.way]}",
            advice="Look at the settings that begin with mail: casework settings list. Its "
            "password is set with --password-of-server FILE.",
        ) from fault


def _tell(at: Desk, *, reached: bool) -> None:
    from casework.office import reminding

    kept, mine = at.settings, reminding.address_of(at)
    is_on, has_password = reminding.is_on(kept), bool(mail_secret().get())
    server = f"{kept.mail_host}, port {kept.mail_port}, {kept.mail_security}"
    tell(
        {
            "on": is_on,
            "server": kept.mail_host or None,
            "port": kept.mail_port,
            "security": kept.mail_security,
            "from": kept.mail_from or None,
            "user": kept.mail_user or None,
            "password_kept": has_password,
            "to": mine or None,
            "reached": reached or None,
        },
        f"Mail server:  {server if kept.mail_host else 'none is set, so no mail is sent'}",
        f"From:         {kept.mail_from or 'nobody yet, so no mail is sent'}",
        f"Its password: {'kept on this computer' if has_password else 'none on this computer'}",
        f"To you:       {mine or 'no reminders'}",
        *(("The mail server was reached, and took name and password.",) if reached else ()),
    )


def outbox(
    sent: Annotated[int, typer.Option(metavar="N", help="It came, or need not go.")] = 0,
    again: Annotated[int, typer.Option(metavar="N", help="Send it, or send it again.")] = 0,
) -> None:
    """List your own reminders by mail, and settle them.

    Each goes out once by itself. Where nobody knows whether it came, you are asked.
    """
    from casework.office import reminding  # loads the store: 0.3 s
    from casework.office.reminding import PostState

    if sent and again:
        raise UsageFault("One at a time.", advice="Give --sent N, or --again N.")
    at = desk()
    if sent or again:
        state = PostState.SENT if sent else PostState.WAITING
        post = reminding.decide(at, sent or again, state)
        said = (
            "It is taken as sent." if sent else "It goes out within minutes, while the clock runs."
        )
        tell({"day": post.day.isoformat(), "state": str(state)}, said)
        return
    rows = reminding.posts(at)
    tell_rows(
        [_shape(number, post) for number, post in enumerate(rows, start=1)],
        ("No.", "Of", "How it stands"),
        [_row(number, post) for number, post in enumerate(rows, start=1)],
        "No reminder has gone to you by mail.",
    )
    if not options.json and any(post.state in reminding.ASKED for post in rows):
        output.note("It came, or need not go: --sent N. It is to go (again): --again N.")


def _shape(number: int, post: Post) -> dict[str, object]:
    from casework.office import reminding

    return {
        "number": number,
        "day": post.day.isoformat(),
        "state": str(post.state),
        "tried_at": post.tried_at.isoformat() if post.tried_at else None,
        "asked": post.state in reminding.ASKED,
    }


def _row(number: int, post: Post) -> tuple[str, str, str]:
    from casework.domain.dates import day_words

    return str(number), day_words(post.day), _STATES[post.state]
