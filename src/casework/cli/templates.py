"""``casework letter fields`` and ``casework letter check``: the templates behind the letters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casework.cli import given, output
from casework.cli.signing import folder, options
from casework.cli.telling import tell
from casework.domain.people import part_words
from casework.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.office.templates import Examined, Form

#: What fills a field by itself, where it is not for the writer to give.
_FILLED = {name: f", from the {name}" for name in ("policy", "settings", "record")}
#: A template is a page or two; a larger file is something else (*default*).
LARGEST = 1_000_000


def fields(
    letter: Annotated[str, typer.Argument(metavar="[LETTER]", help="One letter, by name.")] = "",
) -> None:
    """Show the fields that letters take; needs no sign-in."""
    from casework.office import templates

    if letter:
        shown = [templates.form(given.slug(letter), _book())]
    else:
        shown = list(templates.forms(_book()))
    tell([_shape(one) for one in shown], *(line for one in shown for line in _lines(one)))


def check(
    file: Annotated[
        str, typer.Argument(metavar="[FILE]", help="A template file; none means all.")
    ] = "",
) -> None:
    """Check letter templates, and what a school's own version lost."""
    from casework.office import templates

    if file:
        found = [templates.examine(Path(file).stem, given.read_text(file, LARGEST))]
    else:
        found = list(templates.examined(_book()))
    problems = [f"{one.name}: {problem}" for one in found for problem in one.problems]
    result = [
        {
            "letter": one.name,
            "problems": list(one.problems),
            "own": one.own,
            "lost": list(one.lost),
        }
        for one in found
    ]
    if problems:
        if not options.json:
            output.say(*problems, *(line for one in found for line in _lost(one)))
        raise output.Found(
            f"The check found {plural(len(problems), 'problem')}.",
            advice="Put right what is listed, then check it again.",
            found=result,
        )
    tell(result, *_sound(found))


def _sound(found: list[Examined]) -> Iterator[str]:
    for one in found:
        yield f"{one.name}: nothing is wrong with it."
        yield from _lost(one)


def _lost(one: Examined) -> Iterator[str]:
    """Yield what a school's own version no longer has; it may be meant so, and is no problem."""
    if one.lost:
        yield f"{one.name}: the school's own version no longer has what the shipped one has:"
        yield from (f"  {each}" for each in one.lost)


def _shape(form: Form) -> dict[str, object]:
    return {
        "letter": form.name,
        "title": form.title,
        "to": form.to,
        "purpose": form.purpose,
        "fields": [
            {
                "name": one.name,
                "kind": one.kind,
                "required": one.required,
                "about": one.about,
                "columns": list(one.columns),
                "filled_from": one.filled_from,
            }
            for one in form.fields
        ],
    }


def _lines(form: Form) -> Iterator[str]:
    yield f"{form.title}  [{form.name}], to: {part_words(form.to)}"
    yield f"  {form.purpose}"
    for one in form.fields:
        needed = "needed" if one.required else "if known"
        columns = f" ({', '.join(one.columns)})" if one.columns else ""
        filled = _FILLED.get(one.filled_from, "")
        yield f"  {one.name}: {one.about}  ({one.kind}{columns}, {needed}{filled})"


def _book() -> Path | None:
    book = folder()
    return book if book.is_dir() else None
