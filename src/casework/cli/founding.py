"""``casework init`` and ``casework where``: making the records, and where everything lies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casework import __version__
from casework.cli import given
from casework.cli.signing import folder, founding_password, show_recovery
from casework.cli.telling import tell
from casework.errors import CaseworkError, NotFound, UsageFault

if TYPE_CHECKING:
    from casework.office.desk import Desk

#: What stays to be done in every new book, whatever its settings say.
TERM_DATES = "Load the school's term dates, INSET days and closures: casework calendar import FILE"
RECOVERY = (
    "Add the chair of governors, whose first sign-in makes the recovery key: "
    "casework user add NAME --role chair"
)
#: What the chair's own records need, instead of the school's people.
ALONE = (
    "Keep this folder on a computer and in a backup that nobody else of the school can reach.",
    (
        "Add the vice-chair, for nobody approves what they wrote: "
        "casework user add NAME --role vice-chair"
    ),
)
CHAIR, MODEL = "chair", "model"
#: Who a school cannot do without, by role, where nobody has it yet.
NEEDED = (
    ("headteacher", "the headteacher, who decides"),
    ("office", "whoever works in the office"),
    ("dsl", "the designated safeguarding lead (DSL)"),
)


def init(
    folder_: Annotated[str, typer.Argument(metavar="DIR", help="A new folder for the records.")],
    policy: Annotated[
        list[str], typer.Option(help="A policy the school goes by; repeat it for several.")
    ] = given.NOTHING,
    school: Annotated[str, typer.Option(help="The school's name.")] = "",
    admin: Annotated[str, typer.Option(help="Who looks after the users.")] = "",
    admin_role: Annotated[
        list[str], typer.Option(help="A further role of theirs, as headteacher; repeat it.")
    ] = given.NOTHING,
    for_: Annotated[
        str, typer.Option("--for", help="chair: stand-alone records, kept on another computer.")
    ] = "",
) -> None:
    """Make the school's records. What is still to do before the first real case is shown."""
    if for_ not in ("", CHAIR):
        raise UsageFault(
            "Stand-alone records are made for the chair of governors alone.",
            advice="Leave --for out, or write --for chair.",
        )
    alone = for_ == CHAIR
    policy = policy or ([MODEL] if alone else [])
    _must_be_told(folder=folder_.strip(), policy=policy, school=school, admin=admin)
    from casework import bootstrap  # loads the store: 0.3 s

    told = bootstrap.Founding(
        policies=tuple(policy),
        school=school,
        admin=admin,
        password=founding_password(),
        roles=(*([CHAIR] if alone else []), *(role.replace("_", "-") for role in admin_role)),
    )
    where_ = Path(folder_)
    signed = bootstrap.found_book(where_, told)
    if signed.recovery_key:
        show_recovery(signed.recovery_key)
    _tell_founded(where_, signed.desk, alone=alone)


def where() -> None:
    """Say where the records, the program's state and its files lie."""
    from casework import settings  # reads platformdirs: only a command that needs a path pays

    book = folder()
    exists, practice = _standing()
    rows = {
        "records": str(book.absolute()),
        "exists": exists,
        "practice": practice,
        "settings": str((book / settings.FILE_NAME).absolute()),
        "workflows": str(settings.shipped("workflows")),
        "letters": str(settings.shipped("letters")),
        "own_workflows": str(settings.overrides(book, "workflows").absolute()),
        "own_letters": str(settings.overrides(book, "letters").absolute()),
        "state": str(settings.state_folder().absolute()),
        "backup": _backup(book) if exists else None,
        "version": __version__,
    }
    kind = "practice records" if practice else "records"
    tell(
        rows,
        f"Records:           {rows['records']}" + ("" if exists else f"  (no {kind} there yet)"),
        f"Settings:          {rows['settings']}",
        f"Shipped policies:  {rows['workflows']}",
        f"Shipped letters:   {rows['letters']}",
        f"Your own policies: {rows['own_workflows']}",
        f"Your own letters:  {rows['own_letters']}",
        f"Program state:     {rows['state']}",
        *_backup_lines(rows["backup"]),
        f"Version:           {__version__}",
    )


def _must_be_told(*, folder: str, policy: list[str], school: str, admin: str) -> None:
    wanted = {"a folder": folder, "--policy": policy, "--school": school, "--admin": admin}
    missing = [what for what, value in wanted.items() if not value]
    if missing:
        raise UsageFault(
            f"New records need {', '.join(missing)}.",
            advice="For example: casework init records --policy milnthorpe "
            '--school "Milnthorpe Primary" --admin "Mrs A. Head". '
            "casework policy list shows the policies.",
        )


def _tell_founded(where_: Path, desk: Desk, *, alone: bool) -> None:
    from casework import settings  # loaded already by now

    (slug,) = desk.settings.schools
    questions = settings.questions(desk.settings)
    adopted = sorted(name for _school, name in desk.ledger.adoptions)
    lines = [f"  {one.ask}  [{one.setting}]" for one in questions]
    to_do = [TERM_DATES, *ALONE] if alone else [TERM_DATES, *_people(desk), RECOVERY]
    tell(
        {
            "book": str(where_.absolute()),
            "school": slug,
            "policies": adopted,
            "admin": desk.session.name,
            "roles": sorted(desk.actor.roles),
            "to_do": [
                *({"setting": one.setting, "ask": one.ask} for one in questions),
                *({"setting": None, "ask": one} for one in to_do),
            ],
        },
        f"The records of {desk.settings.schools[slug].name} are made in {where_}.",
        f"Policies adopted: {', '.join(adopted)}.",
        "",
        "Every command needs to know which records, and who works; say it after the word casework:",
        f"  --book {given.quoted(str(where_))} --user {given.quoted(desk.session.name)}",
        "or set CASEWORK_BOOK and CASEWORK_USER once.",
        "",
        "Before the first real case:",
        *(f"  {one}" for one in to_do),
        "",
        "Only the school can answer these (casework settings set NAME VALUE):",
        *lines,
    )


def _people(desk: Desk) -> list[str]:
    return [
        f"Add {who}: casework user add NAME --role {role}"
        for role, who in NEEDED
        if role not in desk.actor.roles
    ]


def _backup(book: Path) -> dict[str, object]:
    """Return where backups go, and the last verified one that this computer knows of."""
    from casework import bootstrap, settings  # loads the store: 0.3 s
    from casework.office import backups

    state = bootstrap.book_state(book)
    now = bootstrap.clock_for(practice=state.practice).now()
    last = backups.last(state.book)
    try:
        target = settings.load(book).backup_target
    except CaseworkError:  # what is wrong with the settings is told by what needs them
        target = ""
    return {
        "target": target or None,
        "last": last.name if last else None,
        "made": last.made.isoformat() if last else None,
        "age_hours": backups.hours(now - last.made) if last else None,
    }


def _backup_lines(found: object) -> list[str]:
    if not isinstance(found, dict):
        return []
    where_to = found["target"] or "nobody has said yet where they go"
    age = found["age_hours"]
    last = "none made on this computer" if age is None else f"the last one {age:,.0f} hours ago"
    return [f"Backups:           {where_to}  ({last})"]


def _standing() -> tuple[bool, bool]:
    from casework import bootstrap  # loads the store: 0.3 s

    try:
        state = bootstrap.book_state(folder())
    except NotFound:
        return False, False
    return True, state.practice
