"""``casework.toml``, read and written. Must not know what a setting is for.

Reading gathers all problems into one fault; writing puts the whole file in place or none of it.
"""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from casework.errors import MachineFault, UsageFault
from casework.settings.change import known
from casework.settings.model import SchoolSettings, Settings, Table, default_of, settings_of
from casework.settings.values import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE_NAME: Final = "casework.toml"
FORMAT: Final = 1
LARGEST_FILE: Final = 1_000_000
SYSTEM = os.name
#: Brackets that open one after the other: the reader of TOML takes a level of the interpreter's
#: stack for each, and near its end nothing else works either. No settings come near it.
_TOO_DEEP: Final = re.compile(r"(?:[\[{][^\[\]{}]*){60}")


def load(folder: Path) -> Settings:
    """Read ``casework.toml`` in ``folder``; raises one UsageFault that lists every problem."""
    return _read(_text_of(folder / FILE_NAME), folder)


def _read(text: str, folder: Path) -> Settings:
    problems: list[str] = []
    settings = _settings(_parsed(text), problems)
    if _inside(settings.backup_target, folder):
        problems.append("backup_target: takes a folder outside the folder of the records")
    if problems:
        raise _faulty(*problems)
    return settings


def _faulty(*reasons: str) -> UsageFault:
    return UsageFault(
        f"{FILE_NAME} cannot be used as it is.",
        advice="Mend what is listed in the file, or put back the last copy from a backup.",
        reasons=reasons,
    )


def _text_of(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise _faulty("It is far too long to be a settings file.")
        return file.read_bytes().decode("utf-8-sig")  # Notepad may put a mark in front
    except FileNotFoundError:
        raise UsageFault(
            f"There is no {FILE_NAME} in this folder, so it holds no records of casework.",
            advice="Check the folder, or make new records (casework init).",
        ) from None
    except UnicodeDecodeError:
        raise _faulty("It is not plain text in UTF-8.") from None
    except OSError as fault:
        raise MachineFault(
            f"{FILE_NAME} cannot be read: {fault.strerror}.",
            advice="Check that this user may read the folder, then try again.",
        ) from None


def _parsed(text: str) -> dict[str, object]:
    try:
        if _TOO_DEEP.search(text):
            raise ValueError("nested too deeply")
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as fault:
        place = re.search(r"line \d+, column \d+", str(fault))
        where = f" at {place[0]}" if place else ""
        raise _faulty(f"It cannot be read as TOML{where}.") from None
    form = table.pop("casework", None)
    if type(form) is not int or form != FORMAT:
        raise _faulty(f"It lacks the line casework = {FORMAT}, the format this version reads.")
    return table


def _settings(table: dict[str, object], problems: list[str]) -> Settings:
    schools = table.pop("schools", {})
    told = _values(Settings, "", table, problems)
    if not isinstance(schools, dict):
        problems.append("schools: takes a table for each school, such as [schools.milnthorpe]")
        schools = {}
    made = {slug: _school(slug, each, problems) for slug, each in schools.items()}
    return Settings(schools={slug: each for slug, each in made.items() if each}, **told)


def _school(slug: str, table: object, problems: list[str]) -> SchoolSettings | None:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        problems.append("schools: a short name takes small letters, digits and hyphens only")
        return None
    if not isinstance(table, dict):
        problems.append(f"schools.{slug}: takes a table of settings")
        return None
    told = _values(SchoolSettings, f"schools.{slug}.", table, problems)
    if not told.get("name"):
        problems.append(f"schools.{slug}.name: is missing")
        return None
    return SchoolSettings(answered=frozenset(told), **told)


def _values(
    kind: type[Table], place: str, table: Mapping[str, object], problems: list[str]
) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name, value in table.items():
        try:
            told[name] = known(settings_of(kind), name).metadata["read"](value)
        except UnreadableError as fault:
            problems.append(f"{place}{name}: {fault}")
        except UsageFault as fault:
            problems.append(f"{place}{fault.message}")
    return told


def _inside(target: str, folder: Path) -> bool:
    return bool(target) and Path(target).resolve().is_relative_to(folder.resolve())


def save(folder: Path, settings: Settings) -> None:
    """Write ``casework.toml`` whole or not at all.

    Raises UsageFault for settings that ``load`` would refuse and for a new logo that is not there,
    MachineFault when the disk does; the old file stands in each case.
    """
    import tempfile  # loads five more modules, and settings are seldom written

    text = written(settings)
    _read(text, folder)
    _logos_are_there(folder, settings)
    try:
        handle, name = tempfile.mkstemp(dir=folder, prefix=f"{FILE_NAME}.", suffix=".incomplete")
        try:
            _fill(handle, text)
            Path(name).replace(folder / FILE_NAME)
        except BaseException:  # whatever stopped it, no half-written file may stay
            Path(name).unlink(missing_ok=True)
            raise
        _sync(folder)
    except OSError as fault:
        raise MachineFault(
            f"{FILE_NAME} was not saved: {fault.strerror}.",
            advice="Check the space on the drive and who may write to the folder, then try again.",
        ) from None


def _logos_are_there(folder: Path, settings: Settings) -> None:
    """Raise unless each logo somebody names now is there; one lost later bars no other answer."""
    try:
        before = load(folder).schools
    except (UsageFault, MachineFault):
        before = {}
    for slug, school in settings.schools.items():
        old = before[slug].logo if slug in before else ""
        if school.logo not in {"", old} and not _is_file(folder / school.logo):
            raise UsageFault(
                "There is no such file in the folder of the records, so the logo was not changed.",
                advice="Copy the picture into that folder first; casework where says which it is.",
            )


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name longer than any file's
        return False


def _fill(handle: int, text: str) -> None:
    with os.fdopen(handle, "wb") as out:
        out.write(text.encode())
        out.flush()
        os.fsync(out.fileno())


def _sync(folder: Path) -> None:
    if SYSTEM != "posix":  # Windows cannot sync a folder
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def written(settings: Settings) -> str:
    """Return the file's text; reading it gives equal settings."""
    told = [
        one.name for one in settings_of(settings) if getattr(settings, one.name) != default_of(one)
    ]
    parts = [
        "# Settings of casework. A setting that is missing is a question still open.\n"
        f"casework = {FORMAT}\n" + _table(settings, told)
    ]
    for slug, school in settings.schools.items():
        names = [one.name for one in settings_of(school) if one.name in school.answered]
        parts.append(f"[schools.{slug}]\n" + _table(school, names))
    return "\n".join(parts)


def _table(table: Table, names: list[str]) -> str:
    return "".join(f"{name} = {_toml(getattr(table, name))}\n" for name in names)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + re.sub(r'["\\\x00-\x1f\x7f]', _escape, value) + '"'
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_toml(v)}" for key, v in value.items()) + " }"
    return str(value)  # whole numbers and dates stand as they are


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _toml(name)


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    return f"\\{character}" if character in '"\\' else f"\\u{ord(character):04X}"
