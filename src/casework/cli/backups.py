"""``casework backup`` and ``casework restore``: copies of the records, and the way back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casework.cli import output, shapes
from casework.cli.signing import (
    desk,
    desk_with,
    folder,
    options,
    own_password,
    password,
    with_code,
)
from casework.cli.telling import tell, tell_rows
from casework.errors import CaseworkError, Conflict, MachineFault, NotPermitted, UsageFault
from casework.text import plural

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.office.backups import Made
    from casework.office.desk import Desk
    from casework.office.findings import Finding
    from casework.office.restores import Restored
    from casework.store import Generation

LIST = "list"


def backup(
    what: Annotated[
        str, typer.Argument(metavar="[list]", help="list shows what there is; nothing makes one.")
    ] = "",
    to: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Another folder than the settings name.")
    ] = None,
) -> None:
    """Make a backup, checked and encrypted; or list them. It needs no user and no password."""
    if what not in {"", LIST}:
        raise UsageFault(
            "A backup is made, or backups are listed.",
            advice="Write casework backup, or casework backup list.",
        )
    if what == LIST:
        _list(to)
        return
    if options.read_only:
        raise NotPermitted(
            "The records were opened to read only, so no backup was made.",
            advice="Leave out --read-only to make one.",
        )
    made = _made(to)
    # Its size is told to nobody: it would tell of cases that are not theirs.
    lines = [f"The backup {made.name} is made and checked, in {made.path.parent}."]
    lines += [f"It could not take along {name}, which is no plain file." for name in made.left_out]
    if made.let_go:
        lines.append(f"{plural(len(made.let_go), 'older backup')} let go, as the settings say.")
    tell(
        {
            "name": made.name,
            "number": made.number,
            "path": str(made.path),
            "made": made.made.isoformat(),
            "verified": True,
            "left_out": list(made.left_out),
            "let_go": list(made.let_go),
            "notes": list(made.notes),
        },
        *lines,
        *(f"Note: {note}" for note in made.notes),
    )


def _made(to: Path | None) -> Made:
    """Make it with the service's key; where this computer has none, with the person's own."""
    from casework import bootstrap, settings  # the first loads the store: 0.3 s
    from casework.office import backups

    at = desk() if options.user and options.password_file else None
    with output.progress("The backup", plain=options.plain) as step:
        if at is not None and at.session.opens_sealed:
            return backups.run_by(at, to=to, beat=step)
        service, clock = bootstrap.open_service(folder())
        try:
            kept = settings.load(folder())
            return backups.run(service, kept, clock.now(), to=to, beat=step)
        finally:
            service.close()


def _list(to: Path | None) -> None:
    from casework import bootstrap, settings  # the first loads the store: 0.3 s
    from casework.office import backups, restores

    book = restores.book_of(folder())  # damaged records are when somebody looks for a backup
    if to is None and not book:
        bootstrap.book_state(folder())  # says what is wrong with them
    target = backups.target_of(folder(), settings.Settings() if to else settings.load(folder()), to)
    practice = bool(book) and bootstrap.book_state(folder()).practice
    now = bootstrap.clock_for(practice=practice).now()
    backups.must_be_the_disk(book, target)
    rows = backups.listed(book, target)
    ages = [backups.age_words(now - row.made) if row.made else "" for row in rows]
    tell_rows(
        [
            {
                "name": row.name,
                "path": str(row.path),
                "made": row.made.isoformat() if row.made else None,
                "age_hours": backups.hours(now - row.made) if row.made else None,
                "whole": row.whole,
            }
            for row in rows
        ],
        ("Backup", "Age", ""),
        [
            (row.name, age, "" if row.whole else "NOT WHOLE")
            for row, age in zip(rows, ages, strict=True)
        ],
        f"There is no backup of these records in {target}.",
    )


def restore(
    generation: Annotated[
        str,
        typer.Argument(
            metavar="[GENERATION]", help="Which backup: its name, number, folder, or newest."
        ),
    ] = "",
    into: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A folder that is not there yet.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why; it is recorded.")] = "",
    from_: Annotated[
        Path | None,
        typer.Option("--from", metavar="DIR", help="Another folder than the settings name."),
    ] = None,
    swap: Annotated[
        bool, typer.Option("--swap", help="Rename the present records aside; put these there.")
    ] = False,
    drill: Annotated[
        bool, typer.Option("--drill", help="Only try the newest out, and record the result.")
    ] = False,
    acknowledge: Annotated[
        bool, typer.Option("--acknowledge", help="Those concerned know of the last restore.")
    ] = False,
) -> None:
    """Put the records back from a backup, into a new folder. Nothing is ever overwritten."""
    if acknowledge:
        _acknowledge()
    elif drill:
        _drill(from_)
    elif not generation or into is None:
        raise UsageFault(
            "Which backup is restored, and into which new folder?",
            advice="For example: casework restore newest --into records-restored "
            '--reason "The disk broke".',
        )
    else:
        _restore(generation, into, reason, from_, swap=swap)


def _acknowledge() -> None:
    from casework.office import restores

    count = restores.acknowledge(desk())
    tell({"acknowledged": count}, "Acknowledged. It stays in the records’ own log.")


def _target(from_: Path | None) -> Path | None:
    """Return where backups are, or None where nobody has said."""
    from casework import settings  # reads platformdirs: only a command that needs a path pays
    from casework.office import backups

    if from_ is not None:  # the settings may be what is damaged
        return backups.target_of(folder(), settings.Settings(), from_)
    try:
        return backups.target_of(folder(), settings.load(folder()), None)
    except CaseworkError:
        return None


def _door(word: str) -> Callable[[Path], Desk]:
    """Return what opens records to read only; each of them wants a code of its own, if any."""
    from casework import bootstrap  # loads the store: 0.3 s

    def opened(place: Path) -> Desk:
        return with_code(
            lambda code: (
                bootstrap.open_desk(place, options.user, word, read_only=True, code=code).desk
            )
        )

    return opened


def _drill(from_: Path | None) -> None:
    from casework.office import backups, restores

    word = own_password()
    at = desk_with(word)
    target = backups.target_of(at.folder, at.settings, from_)
    with output.progress("Trying a restore out", plain=options.plain) as step:
        made = restores.drill(at, _door(word), target, step)
    result = {
        "generation": made.name,
        "made": made.made,
        "sound": not made.found,
        "findings": [_shape(one) for one in made.found],
    }
    if made.found:
        raise output.Found(
            f"The backup was restored, and {plural(len(made.found), 'fault')} found in it.",
            advice="Run casework doctor on the records; keep every backup there is.",
            found=result,
        )
    tell(result, f"The backup {made.name} can be restored: every check of it was passed.")


def _restore(said: str, into: Path, reason: str, from_: Path | None, *, swap: bool) -> None:
    from casework.office import restores  # loads the store: 0.3 s

    if options.read_only:
        raise NotPermitted(
            "The records were opened to read only, so nothing was restored.",
            advice="Leave out --read-only to restore.",
        )
    word = _password()
    one = restores.found(said, _target(from_), restores.book_of(folder()))
    door = _door(word)
    if swap and into.exists() and _is_done(door, into, one):
        _swapped({"generation": one.name, "into": str(into)}, [], into, one)
        return
    here = _here(word)
    wanted = restores.Wanted(generation=one, into=into, reason=reason, book=folder())
    try:
        with output.progress("Restoring", plain=options.plain) as step:
            made = restores.restore(wanted, door, here, step)
    finally:
        if here is not None:
            here.session.close()
    result, lines = _restored_shape(made), _restored_lines(made)
    if swap:
        _swapped(result, lines, into, one)
        return
    lines.append(
        f"The records are in {made.into}. Look at them with --book; to put them in the place of "
        "the present ones, do the same with --swap."
    )
    tell({**result, "swapped": False, "aside": None}, *lines)


def _password() -> str:
    if not options.user:
        raise UsageFault("Who is signing in?", advice="Give --user NAME, or CASEWORK_USER.")
    return password(f"Password of {options.user}")


def _here(word: str) -> Desk | None:
    """Return the person's desk in the records of now; None where they cannot be opened.

    Raises CodeRefused where they could be, but for the code.
    """
    from casework import bootstrap  # loads the store: 0.3 s

    try:
        return _door(word)(folder())
    except bootstrap.CodeRefused:
        raise
    except CaseworkError:
        return None


def _is_done(door: Callable[[Path], Desk], into: Path, one: Generation) -> bool:
    """Tell whether the folder is what an earlier run restored and could not put in its place."""
    from casework.office import restores

    try:
        at = door(into)
    except CaseworkError:
        return False
    try:
        return restores.is_done(at, one)
    finally:
        at.session.close()


def _swapped(result: dict[str, Any], lines: list[str], into: Path, one: Generation) -> None:
    from casework.office import restores

    try:
        aside = restores.swap(folder(), into, one)
    except (Conflict, MachineFault):
        if lines:
            output.note(*lines)
        raise
    lines.append(f"The restored records are in {folder()}.")
    if aside is not None:
        lines.append(f"Those of before lie in {aside}; keep them until you are sure.")
    tell({**result, "swapped": True, "aside": str(aside) if aside else None}, *lines)


def _restored_shape(made: Restored) -> dict[str, Any]:
    missing = made.missing
    return {
        "generation": made.name,
        "made": made.made,
        "into": str(made.into),
        "step_back": missing is not None,
        "missing": missing.count if missing else 0,
        "at_least": bool(missing and missing.more),
        "overdue": [shapes.row_shape(row) for row in made.late],
        "findings": [_shape(one) for one in made.found],
    }


def _restored_lines(made: Restored) -> list[str]:
    lines = [f"The backup {made.name} is restored and checked."]
    if made.missing is not None:
        lines.append(
            f"It is a step back: {made.missing.words} made since it are not in it. That is "
            "recorded with your reason, and shown until it is acknowledged."
        )
    lines += [f"Late: {row.ref}, {row.title}, {row.words}." for row in made.late]
    if made.late:
        lines.append("Nothing is sent or printed again by itself: look at each of these.")
    lines += [f"{one.where}: {one.what}  ({one.invariant})" for one in made.found]
    return lines


def _shape(one: Finding) -> dict[str, str]:
    return {
        "invariant": one.invariant,
        "where": one.where,
        "what": one.what,
        "advice": one.advice,
    }
