"""Who is at the keyboard: the options every command shares, passwords, and the way to a desk.

Must not know any command.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from casework.cli import output
from casework.errors import CaseworkError, UsageFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from casework.office.desk import Desk

_Signed = TypeVar("_Signed")
#: A password file is one line; what is longer than this on its first line is no password.
LONGEST_LINE = 4096


@dataclass(slots=True)
class Options:
    """What stands before the command."""

    book: Path | None = None
    user: str = ""
    password_file: Path | None = None
    new_password_file: Path | None = None
    json: bool = False
    read_only: bool = False
    plain: bool = False
    code: str = ""


options = Options()
#: Who signed in during this command and may have written something.
_seated: list[Desk] = []


def folder() -> Path:
    """Return the folder of the case book that was named, else the person's own."""
    from casework import settings  # reads platformdirs: only a command that needs a path pays

    return options.book or settings.default_book()


def desk() -> Desk:
    """Sign the person in and return their desk; what is shown once is shown now."""
    return desk_with(own_password())


def own_password() -> str:
    """Return the password of whoever signs in, once it is clear who and to which records."""
    from casework import bootstrap  # loads the store: 0.3 s

    if not options.user:
        raise UsageFault("Who is signing in?", advice="Give --user NAME, or CASEWORK_USER.")
    bootstrap.book_state(folder())
    return password(f"Password of {options.user}")


def desk_with(word: str) -> Desk:
    """Sign the person in with this password, and their code where one is asked of them."""
    return with_code(lambda code: _desk_with(word, code))


def with_code(sign_in: Callable[[str], _Signed]) -> _Signed:
    """Sign the person in with the code they gave; where one is wanted and none was, ask for it."""
    from casework import bootstrap  # loads the store: 0.3 s

    try:
        return sign_in(options.code)
    except bootstrap.CodeWanted:
        if not output.can_ask():
            raise
        return sign_in(ask_code(options.user))


def ask_code(name: str) -> str:
    """Ask somebody for the code that their telephone shows. Raises UsageFault like a password."""
    return output.ask_secret(f"Code of {name}", "it at a terminal, where it is typed", "A code")


def _desk_with(word: str, code: str) -> Desk:
    from casework import bootstrap  # loaded by now

    file = options.new_password_file
    given = read_password(file, "--new-password-file") if file else None
    try:
        signed = bootstrap.open_desk(
            folder(), options.user, word, new_password=given, read_only=options.read_only, code=code
        )
    except bootstrap.FirstSignIn:
        if not output.can_ask():
            raise
        output.note(
            "This password was for the first sign-in only. Choose one of your own:",
            "at least ten characters; three or four words do well.",
        )
        signed = bootstrap.open_desk(
            folder(), options.user, word, new_password=ask_new(), read_only=options.read_only
        )
    if signed.recovery_key:
        show_recovery(signed.recovery_key)
    if not options.read_only:
        _seated.append(signed.desk)
    _warn(signed.desk)
    return signed.desk


def _warn(at: Desk) -> None:
    """Say beside the result that the records are older than they were, if they are."""
    from casework.office import stepbacks  # loaded by now

    for what, advice in stepbacks.unexplained(at):
        output.note(f"Warning: {what}.", f"  What to do: {advice}")


def leave() -> None:
    """Remember how far the records have come, as whoever signed in leaves them and is over."""
    while _seated:
        at = _seated.pop()
        from casework.office import reminding, stepbacks  # loaded by now

        with suppress(CaseworkError):  # the next sign-in says what is wrong with the records
            stepbacks.keep_up(at)
            reminding.catch_up(at)
        at.session.at_work.end()  # or each command would leave its file behind for a day


@contextmanager
def beside(name: str, file: Path | None) -> Iterator[Desk | None]:
    """Sign a second person in for one command; nobody where no name was given."""
    from casework import bootstrap  # loads the store: 0.3 s

    if not name:
        yield None
        return
    option = "--second-password-file"
    word = (
        read_password(file, option)
        if file
        else output.ask_secret(f"Password of {name}", f"{option} FILE")
    )
    try:
        second = bootstrap.open_desk(folder(), name, word, read_only=options.read_only).desk
    except bootstrap.CodeWanted:
        code = ask_code(name)
        signed = bootstrap.open_desk(folder(), name, word, read_only=options.read_only, code=code)
        second = signed.desk
    try:
        yield second
    finally:
        second.session.close()


def show_recovery(key: str) -> None:
    """Show the chair's recovery key, once, beside the result."""
    output.note(
        "Your recovery key, shown this once. Write it down, seal it in an envelope, keep it safe:",
        f"  {key}",
        "Whoever holds it can read what you can read.",
    )


def password(prompt: str) -> str:
    """Return the password from the password file, else ask for it."""
    if options.password_file is None:
        return output.ask_secret(prompt)
    return read_password(options.password_file)


def founding_password() -> str:
    """Return the first administrator's password: from the password file, else asked for twice."""
    return read_password(options.password_file) if options.password_file else ask_new()


def new_password(file: Path | None) -> str:
    """Return a password of somebody's own choice: from the file, else asked for twice."""
    file = file or options.new_password_file
    return read_password(file, "--new-password-file") if file else ask_new()


def ask_new() -> str:
    """Ask for a new password twice. Raises UsageFault where the two differ."""
    first = output.ask_secret("New password", "--new-password-file FILE")
    if first != output.ask_secret("The same again", "--new-password-file FILE"):
        raise UsageFault("The two passwords differ, so nothing was changed.", advice="Try again.")
    return first


def read_password(file: Path, option: str = "--password-file") -> str:
    """Return the first line of a password file. Raises UsageFault where it cannot be read."""
    try:
        with file.open(encoding="utf-8-sig") as opened:
            line = opened.readline(LONGEST_LINE + 1).rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise UsageFault("The password file cannot be read.", advice=f"Check {option}.") from None
    if not 0 < len(line) <= LONGEST_LINE:
        raise UsageFault(
            "The password file holds no password.", advice=f"Put it on the first line of {option}."
        )
    return line
