"""A letter template as written: front matter and body. Must not know Jinja2 or any value.

    ---
    title: Warning about a post
    to: author
    purpose: Sets out the concern, warns, and asks for the post to be removed.
    strength: warns
    fields:
      school_name: line, required, The school's name as on its paper.
      evidence: rows(number seen what), optional, What the school holds.
      reply: choice(agreed refused), required, What was decided.
    ---
    Dear {{ recipient_salutation }},

Keys stand once each, in any order; a field is ``name: kind, required|optional, about``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

FENCE = "---"
_KEYS = ("title", "to", "purpose", "strength", "fields")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FIELD = re.compile(
    r"  (?P<name>\S+): (?P<kind>[a-z]+)(?:\((?P<columns>[a-z0-9_ ]+)\))?,"
    r" (?P<need>required|optional), (?P<about>\S.*)"
)


class FieldKind(StrEnum):
    """What a field holds."""

    LINE = "line"  # str, one line
    TEXT = "text"  # str, may have lines and paragraphs
    NUMBER = "number"  # int
    DATE = "date"  # date
    LINES = "lines"  # list[str]
    ROWS = "rows"  # list[dict[str, str]] with the declared columns
    CHOICE = "choice"  # str, one of the declared names


class Strength(StrEnum):
    """What the letter may say: ``may`` only of what the policy merely considers."""

    INFORMS = "informs"
    ASKS = "asks"
    WARNS = "warns"
    MAY = "may"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value a letter needs; ``columns`` are the keys of a row, or the names of a choice."""

    kind: FieldKind
    required: bool
    about: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A template that was read and checked; ``body`` is Markdown with Jinja2."""

    name: str
    title: str
    to: str
    purpose: str
    strength: Strength
    fields: dict[str, Field]
    body: str


@dataclass(slots=True, kw_only=True)
class FrontMatter:
    """What could be read of a template, and what could not; lines count from 1."""

    keys: dict[str, str] = field(default_factory=dict)
    fields: dict[str, Field] = field(default_factory=dict)
    where: dict[str, int] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)
    body: str = ""
    body_line: int = 1


def read(source: str) -> FrontMatter:
    """Return the front matter and body of ``source``, with every problem found."""
    lines = source.replace("\r\n", "\n").removeprefix("\ufeff").split("\n")
    found = FrontMatter()
    if lines[0] != FENCE or FENCE not in lines[1:]:
        found.problems.append((1, "The template must begin with front matter between --- lines."))
        found.body = "\n".join(lines)
        return found
    end = lines.index(FENCE, 1)
    for number, line in enumerate(lines[1:end], 2):
        _read_line(found, number, line)
    _check_keys(found)
    found.body = "\n".join(lines[end + 1 :]).strip("\n") + "\n"
    found.body_line = end + 2 + _blank_lines(lines[end + 1 :])
    return found


def _blank_lines(lines: list[str]) -> int:
    return next((place for place, line in enumerate(lines) if line), 0)


def _read_line(found: FrontMatter, number: int, line: str) -> None:
    if line.startswith("  ") and "fields" in found.keys:
        _read_field(found, number, line)
        return
    key, colon, value = line.partition(":")
    if not colon or key not in _KEYS:
        found.problems.append((number, f"Expected one of {', '.join(_KEYS)}, then a colon."))
    elif key in found.keys:
        found.problems.append((number, f"The key {key} stands here twice."))
    else:
        found.keys[key] = value.strip()


def _read_field(found: FrontMatter, number: int, line: str) -> None:
    read_as = _FIELD.fullmatch(line.rstrip())
    if read_as is None:
        form = "name: kind, required or optional, what it is"
        found.problems.append((number, f"A field is written as two spaces, then “{form}”."))
        return
    name, kind = read_as["name"], read_as["kind"]
    columns = tuple((read_as["columns"] or "").split())
    problems = _field_problems(found, name, kind, columns)
    found.problems += [(number, problem) for problem in problems]
    if not problems:
        found.where[name] = number
        found.fields[name] = Field(
            kind=FieldKind(kind),
            required=read_as["need"] == "required",
            about=read_as["about"],
            columns=columns,
        )


def _field_problems(
    found: FrontMatter, name: str, kind: str, columns: tuple[str, ...]
) -> list[str]:
    problems = []
    if not all(_NAME.fullmatch(each) for each in (name, *columns)):
        problems.append(f"The name {name} and its columns need small letters, digits and _ only.")
    if name in found.fields:
        problems.append(f"The field {name} stands here twice.")
    if kind not in list(FieldKind):
        problems.append(f"The kind {kind} is not one of {', '.join(FieldKind)}.")
    if (kind in {FieldKind.ROWS, FieldKind.CHOICE}) != bool(columns):
        problems.append(
            f"The field {name}: rows name their columns in brackets, a choice its names,"
            " and no other kind does."
        )
    return problems


def _check_keys(found: FrontMatter) -> None:
    for key in _KEYS:
        if key not in found.keys:
            found.problems.append((1, f"The key {key} is missing."))
        elif not found.keys[key] and key != "fields":
            found.problems.append((1, f"The key {key} has no value."))
    strength = found.keys.get("strength")
    if strength and strength not in list(Strength):
        found.problems.append((1, f"The strength is not one of {', '.join(Strength)}."))
    if found.keys.get("fields"):
        found.problems.append((1, "The fields stand below “fields:”, one on each line."))
