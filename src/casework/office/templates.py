"""Letter templates as their writer sees them: which fields each takes, and what is wrong with one.

A school's own version is held against the shipped one: what it lost is said. Must not know any
case: what a field is filled with stands in ``office.lettersources``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.errors import NotFound
from casework.letters.fill import parse_template, template_problems
from casework.letters.template import read
from casework.office.lettergaps import filled_from
from casework.office.policies import templates
from casework.text import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casework.letters.template import Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One field of a letter: what it takes, whether it must be there, what to write in it.

    ``filled_from`` says what fills it when nobody gives it: policy, settings, record or writer.
    """

    name: str
    kind: str
    required: bool
    about: str
    columns: tuple[str, ...]
    filled_from: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A letter template: what it is for, to whom it goes, and the fields it takes."""

    name: str
    title: str
    to: str
    purpose: str
    fields: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A template that was checked, and every problem with its line; none means it can be used.

    ``lost`` says what a school's own version no longer has of the shipped one: it may be meant so.
    """

    name: str
    problems: tuple[str, ...]
    own: bool = False
    lost: tuple[str, ...] = ()


def forms(book: Path | None = None) -> tuple[Form, ...]:
    """Return every letter template that can be used, by name."""
    found = sorted(templates(book).items())
    return tuple(
        _form(parse_template(name, source))
        for name, source in found
        if not template_problems(source)
    )


def form(name: str, book: Path | None = None) -> Form:
    """Return one letter template. Raises NotFound, or UsageFault with every problem in it."""
    found = templates(book)
    if name not in found:
        close = nearest(name, sorted(found))
        raise NotFound(
            "There is no letter of that name.",
            advice=f"Did you mean {close}?" if close else f"There is: {', '.join(sorted(found))}.",
        )
    return _form(parse_template(name, found[name]))


def examined(book: Path | None = None) -> tuple[Examined, ...]:
    """Check every template, the school's own and the shipped ones."""
    return tuple(examine(name, source) for name, source in sorted(templates(book).items()))


def examine(name: str, source: str) -> Examined:
    """Check one template; a school's own is held against the shipped one of its name."""
    ours = templates(None).get(name, "")
    return Examined(
        name=name,
        problems=tuple(template_problems(source)),
        own=source != ours,
        lost=tuple(_lost(ours, source)) if ours and source != ours else (),
    )


_HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)


def _lost(ours: str, own: str) -> Iterator[str]:
    """Yield in a sentence each thing that the shipped letter has and the school's own has not."""
    before, after = read(ours), read(own)
    for name, field in before.fields.items():
        if name not in after.fields:
            yield f"The field {name} is gone: {field.about}"
        elif field.required and not after.fields[name].required:
            yield f"The field {name} may now be left empty: {field.about}"
    kept = set(_HEADING.findall(after.body))
    for heading in _HEADING.findall(before.body):
        if heading not in kept:
            yield f"The heading “{heading}” is gone."
    for key in ("to", "strength"):
        if before.keys.get(key) != after.keys.get(key):
            yield f"“{key}” was “{before.keys.get(key, '')}” and is “{after.keys.get(key, '')}”."


def _form(template: Template) -> Form:
    return Form(
        name=template.name,
        title=template.title,
        to=template.to,
        purpose=template.purpose,
        fields=tuple(
            Wanted(
                name=name,
                kind=str(one.kind),
                required=one.required,
                about=one.about,
                columns=one.columns,
                filled_from=filled_from(name),
            )
            for name, one in template.fields.items()
        ),
    )
