"""``casework school`` and ``casework settings``: the schools, and what only they can answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from casework.cli import given
from casework.cli.signing import desk
from casework.cli.telling import tell, tell_rows
from casework.errors import UsageFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.office.desk import Desk
    from casework.settings import SchoolSettings

schools = typer.Typer(help="The schools of the records.", rich_markup_mode=None)
settings = typer.Typer(help="What only a school can answer.", rich_markup_mode=None)

Json = dict[str, object]
School = Annotated[str, typer.Option(help="Which school, where there are several.")]


@schools.command()
def add(name: Annotated[str, typer.Argument(metavar="NAME", help="The school's name.")]) -> None:
    """Add a school; it adopts its policies afterwards."""
    from casework import bootstrap  # loads the store: 0.3 s

    at = desk()
    slug = bootstrap.add_school(at, name)
    tell(
        {"school": slug, "name": at.ledger.schools[slug]},
        f"Added: {at.ledger.schools[slug]}, short name {slug}.",
        f"Next: casework policy adopt POLICY --school {slug}",
    )


@schools.command("list")
def list_schools() -> None:
    """List the schools with the policies they have adopted."""
    at = desk()
    rows = [_school_shape(at, slug) for slug in at.ledger.schools]
    tell_rows(
        rows,
        ("Short name", "School", "Policies"),
        [(str(row["school"]), str(row["name"]), _policies(at, str(row["school"]))) for row in rows],
        "There is no school yet.",
    )


@settings.command("list")
def list_settings(school: School = "") -> None:
    """Show every setting and the questions still open. What each takes stands beside it."""
    at = desk()
    slug = at.school_slug(school) if school else ""
    rows = [row for row in _rows(at) if not slug or row["school"] in {slug, None}]
    tell_rows(
        rows,
        ("School", "Setting", "Value", "Takes", "Still to answer"),
        [
            (
                str(row["school"] or ""),
                str(row["name"]),
                _words(row["value"]),
                str(row["takes"]),
                str(row["ask"] or "") if row["open"] else "",
            )
            for row in rows
        ],
        "There are no settings.",
    )


@settings.command("set")
def set_setting(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The setting, or NAME=VALUE.")],
    value: Annotated[
        str | None, typer.Argument(metavar="VALUE", help="Its value; ; parts the lines of a list.")
    ] = None,
    school: School = "",
) -> None:
    """Answer a question of the settings."""
    from casework import bootstrap  # loads the store: 0.3 s

    name, value = _pair(name, value)
    at = desk()
    slug = _table(at, name, school)
    bootstrap.change_settings(at, [(name, value)], slug)
    row = next(
        (one for one in _rows(at) if (one["name"], one["school"]) == (name, slug or None)),
        {"school": slug or None, "name": name, "value": value, "open": False, "ask": None},
    )
    tell(row, f"{name} is now: {_long(at, slug, name) or _words(row['value'])}")


def _long(at: Desk, slug: str, name: str) -> str:
    """Return the day that was understood, written out; nothing for what is no day."""
    from casework.domain.dates import long_day

    top, _, policy = name.partition(".")
    day = at.settings.schools[slug].adopted.get(policy) if slug and top == "adopted" else None
    return f"{long_day(day)} ({day.isoformat()})" if day else ""


def _pair(name: str, value: str | None) -> tuple[str, str]:
    if value is None:
        name, equals, value = name.partition("=")
        if not equals:
            raise UsageFault(
                "A setting needs a value.",
                advice="casework settings set NAME VALUE, or NAME=VALUE.",
            )
    top, dot, key = given.line(name).partition(".")
    return f"{top.replace('-', '_')}{dot}{key}", value


def _table(at: Desk, name: str, school: str) -> str:
    """Return whose setting it is: the slug of a school, or nothing for all of them."""
    from casework.settings import Settings, settings_of

    if not school and name in {one.name for one in settings_of(Settings)}:
        return ""
    return at.school_slug(school)


def _school_shape(at: Desk, slug: str) -> Json:
    adopted = [one for one in at.ledger.adoptions.values() if one.school == slug]
    return {
        "school": slug,
        "name": at.ledger.schools[slug],
        "policies": [
            {"policy": one.policy, "digest": one.digest, "by": one.by, "at": one.at}
            for one in sorted(adopted, key=lambda one: one.policy)
        ],
    }


def _policies(at: Desk, slug: str) -> str:
    return ", ".join(sorted(policy for of, policy in at.ledger.adoptions if of == slug))


def _rows(at: Desk) -> Iterator[Json]:
    from casework.office import settled
    from casework.settings import questions, settings_of

    whole = at.settings
    still = {(one.school, one.setting): one.ask for one in questions(whole)}
    for one in settings_of(whole):
        yield _row(None, one.name, getattr(whole, one.name), None, one.metadata["takes"])
    for slug, school in whole.schools.items():
        for one in settings_of(school):
            ask = still.get((slug, one.name))
            yield _row(slug, one.name, getattr(school, one.name), ask, one.metadata["takes"])
        yield from _adoptions(slug, school, still)
        for asked in settled.questions(at, slug):
            ask = None if asked.value else asked.ask
            yield _row(slug, asked.setting, asked.value or None, ask, asked.takes)


def _adoptions(
    slug: str, school: SchoolSettings, still: dict[tuple[str, str], str]
) -> Iterator[Json]:
    for policy in school.policies:
        name = f"adopted.{policy}"
        day = school.adopted.get(policy)
        ask = still.get((slug, name))
        yield _row(slug, name, day.isoformat() if day else None, ask, "a day, as 1/9/2025")


def _row(school: str | None, name: str, value: object, ask: str | None, takes: str) -> Json:
    return {
        "school": school,
        "name": name,
        "value": _plain(value),
        "takes": takes,
        "open": ask is not None,
        "ask": ask,
    }


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, dict):
        return {name: str(each) for name, each in value.items()}
    return value


def _words(value: object) -> str:
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(str(each) for each in value)
    if isinstance(value, dict):
        return "; ".join(f"{name} {each}" for name, each in value.items())
    return str(value)
