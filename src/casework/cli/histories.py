"""``casework export``: histories and bundles handed out, and checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casework.cli import output
from casework.cli.signing import desk, options
from casework.cli.telling import tell, tell_rows
from casework.domain.dates import instant_words
from casework.errors import UsageFault
from casework.office import outside
from casework.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.exports.verify import Verdict
    from casework.office.histories import Exported
    from casework.office.histories_asked import Asked
    from casework.office.histories_log import Handed

group = typer.Typer(help="Histories: hand them out, check them.", rich_markup_mode=None)

TO_OUTPUT = "-"

_Ref = Annotated[str, typer.Argument(metavar="REF", help="The case's reference.")]
_For = Annotated[
    str,
    typer.Option(
        "--for",
        help="Who reads it: chair, headteacher, police, solicitor, subject-access or next-school.",
    ),
]
_Why = Annotated[str, typer.Option("--why", help="Why it is handed out; kept on record.")]
_To = Annotated[str, typer.Option("--to", help="The person who gets it; kept on record.")]
_AsAt = Annotated[str, typer.Option("--as-at", help="The case as it stood when this day ended.")]
_Person = Annotated[
    str, typer.Option("--person", help="The one person it is about: number or whole name.")
]
_Release = Annotated[
    list[str],
    typer.Option("--release", help="What is released after all: legal-advice, source or names."),
]


@group.command()
def history(
    ref: _Ref,
    for_: _For,
    format_: Annotated[str, typer.Option("--format", help="json, txt, pdf, html or csv.")] = "txt",
    out: Annotated[str, typer.Option(help="The file to write; - or none prints it.")] = TO_OUTPUT,
    why: _Why = "",
    to: _To = "",
    as_at: _AsAt = "",
    person: _Person = "",
    release: _Release = [],  # noqa: B006 - Typer reads it, nobody adds to it
) -> None:
    """Hand out a case's history. The chair's has no names."""
    from casework.office import histories

    if out == TO_OUTPUT and format_ == "pdf":
        raise UsageFault("A PDF goes into a file.", advice="Give --out FILE.")
    if out != TO_OUTPUT:
        outside.must_be_free(out)
    asked = _asked(why, to, as_at, person, release)
    made = histories.export_history(desk(), ref, audience=for_, form=format_, asked=asked)
    told = _told(ref, for_, made, None if out == TO_OUTPUT else out) | {"format": format_}
    if out != TO_OUTPUT:
        outside.write_file(out, made.content)
        tell(told, f"Written: {out}", f"Check code: {made.check_code}")
    elif options.json:
        output.say_json({**told, "history": made.content.decode()})
    else:
        output.say_bytes(made.content)


@group.command()
def bundle(
    ref: _Ref,
    for_: _For,
    out: Annotated[str, typer.Option(help="The file to write.")],
    also: Annotated[
        list[str], typer.Option("--also", help="A further form in it: txt or csv.")
    ] = [],  # noqa: B006 - Typer reads it, nobody adds to it
    why: _Why = "",
    to: _To = "",
    as_at: _AsAt = "",
    person: _Person = "",
    release: _Release = [],  # noqa: B006 - Typer reads it, nobody adds to it
) -> None:
    """Hand out a history in every form, as one sealed file."""
    from casework.office import histories_bundles

    outside.must_be_free(out)
    asked = _asked(why, to, as_at, person, release)
    made = histories_bundles.export_bundle(desk(), ref, audience=for_, asked=asked, also=also)
    outside.write_file(out, made.content)
    tell(_told(ref, for_, made, out), f"Written: {out}", f"Check code: {made.check_code}")


def _asked(why: str, to: str, as_at: str, person: str, release: list[str]) -> Asked:
    from casework.office.histories_asked import Asked  # loads the store

    return Asked(why=why, to=to, as_at=as_at, person=person, release=tuple(release))


def _told(ref: str, for_: str, made: Exported, out: str | None) -> dict[str, object]:
    return {
        "ref": ref,
        "for": for_,
        "entries": made.entries,
        "check_code": made.check_code,
        "out": out,
    }


@group.command("list")
def list_(ref: _Ref) -> None:
    """List what was handed out of a case, for whom and why."""
    from casework.office.histories_log import handed_out

    found = handed_out(desk(), ref)
    tell_rows(
        [_shape(one) for one in found],
        ("when", "by", "for", "to", "why", "form", "SHA-256"),
        (
            (
                *(instant_words(one.at), one.by, one.audience, one.to, one.why),
                *(one.form, one.sha256),
            )
            for one in found
        ),
        "Nothing was handed out of this case.",
    )


def _shape(one: Handed) -> dict[str, object]:
    return {
        "at": one.at.isoformat(),
        "by": one.by,
        "what": one.what,
        "for": one.audience,
        "to": one.to,
        "why": one.why,
        "format": one.form,
        "as_at": one.as_at,
        "released": list(one.released),
        "sha256": one.sha256,
        "check_code": one.check_code,
    }


@group.command()
def keys(
    out: Annotated[str, typer.Option(help="The file to write; - or none prints it.")] = TO_OUTPUT,
) -> None:
    """List the public keys by which others check a history."""
    from casework.office.histories_bundles import key_list

    if out != TO_OUTPUT:
        outside.must_be_free(out)
    text = key_list(desk())
    if out != TO_OUTPUT:
        outside.write_file(out, text.encode())
        tell({"out": out}, f"Written: {out}")
    else:
        listed = [line for line in text.split("\n") if line and not line.startswith("#")]
        tell({"keys": listed}, *text.rstrip("\n").split("\n"))


@group.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A history or a bundle.")],
    code: Annotated[str, typer.Option(help="The check code as you have it from elsewhere.")] = "",
    key: Annotated[
        str, typer.Option(help="The code of the key it was sealed with, from elsewhere.")
    ] = "",
    keys: Annotated[
        Path | None, typer.Option(help="The school's list of keys: casework export keys.")
    ] = None,
) -> None:
    """Check a history or bundle that was handed out."""
    from casework.office import histories

    verdict = histories.verify_file(file, code=code, key=key, keys=keys)
    tell(
        {
            "verified": verdict.ok,
            "ref": verdict.case_reference,
            "entries": verdict.entries,
            "check_code": verdict.check_code,
            "key_code": verdict.key_code,
            "notes": list(verdict.notes),
        },
        *_lines(verdict),
    )


def _lines(verdict: Verdict) -> Iterator[str]:
    yield f"{verdict.case_reference}: {plural(verdict.entries, 'entry', 'entries')}, unbroken."
    yield f"Check code: {verdict.check_code}"
    if verdict.key_code:
        yield f"Sealed with the key {verdict.key_code}"
    yield from verdict.notes
