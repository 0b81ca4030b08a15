"""``casework policy``: policies, readable, checked, adopted. All but adopting needs no sign-in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casework.cli import given, output, policyshapes
from casework.cli.differences import differences
from casework.cli.policylines import check_lines, clause_lines, shown_lines
from casework.cli.signing import desk, folder, options
from casework.cli.telling import tell, tell_rows
from casework.errors import UsageFault
from casework.office import outside
from casework.text import plural

if TYPE_CHECKING:
    from casework.office.policies import Checked
    from casework.policy.model import Policy

group = typer.Typer(help="Policies: read, check, draw, adopt them.", rich_markup_mode=None)

Name = Annotated[str, typer.Argument(metavar="P|FILE", help="A policy's name, or its file.")]
#: The code of a file that cannot be read at all: that is no finding about a policy.
UNREADABLE = "W001"


@group.command("list")
def list_() -> None:
    """List the policies that can be read. The school's own come first, then the shipped ones."""
    from casework import bootstrap  # loads the store: 0.3 s
    from casework.domain.dates import local_day
    from casework.office import policies

    now = bootstrap.clock_for(practice=True).now()  # the list keeps nothing, so any clock will do
    rows = policies.known(None, _book(), local_day(now))
    tell_rows(
        [
            {
                "policy": one.name,
                "title": one.title,
                "digest": one.digest,
                "usable": one.usable,
                "review": one.review or None,
            }
            for one in rows
        ],
        ("Policy", "Title", ""),
        [
            (one.name, one.title, one.review if one.usable else "has errors: policy check")
            for one in rows
        ],
        "There are no policies.",
    )


@group.command()
def show(policy: Name) -> None:
    """Show a policy: types of case, actions, steps, letters, limits."""
    read = _read(policy)
    tell(policyshapes.policy_shape(read), *shown_lines(read))


@group.command()
def clauses(policy: Name) -> None:
    """Show what implements each clause, or why nothing needs to."""
    from casework.office import policies

    rows = policies.clauses(_read(policy))
    tell([policyshapes.clause_shape(row) for row in rows], *clause_lines(rows))


@group.command()
def check(policy: Name) -> None:
    """Check a policy file by every rule. What it promises is proved for every reachable case."""
    from casework.office import policies

    with output.progress(f"Checking {policy}", plain=options.plain) as step:
        checked = policies.check(policy, _book())
        step("Checked")
    result = {
        "policy": checked.name,
        "findings": [policyshapes.finding_shape(one) for one in checked.findings],
        "exploration": policyshapes.report_shape(checked.report) if checked.report else None,
    }
    errors = [one for one in checked.findings if not one.warning]
    if any(one.code == UNREADABLE for one in errors):
        raise UsageFault(
            "The policy file cannot be read.",
            advice="Put right what stands below, then check it again.",
            reasons=tuple(str(one) for one in errors),
        )
    if errors:
        raise _found(checked, result, len(errors))
    tell(result, *check_lines(checked))


@group.command()
def draw(
    policy: Name,
    format_: Annotated[str, typer.Option("--format", help="mermaid or svg.")] = "mermaid",
    track: Annotated[str, typer.Option(help="One action alone, by its name.")] = "",
    out: Annotated[
        str, typer.Option(help="The file, or a folder for a file of each action; - prints it.")
    ] = "-",
) -> None:
    """Draw a policy's actions with their states and steps."""
    from casework.office import policies

    read = _read(policy)
    drawn = policies.drawn(read, format_, given.slug(track))
    if Path(out).is_dir():
        _draw_each(read, format_, given.slug(track), Path(out))
        return
    if out == "-":
        tell({"policy": policy, "format": format_, "drawing": drawn}, drawn.rstrip("\n"))
        return
    outside.write_file(out, drawn.encode())
    tell({"policy": policy, "format": format_, "out": out}, f"Written: {out}")


def _draw_each(policy: Policy, form: str, track: str, folder: Path) -> None:
    """Write a file for each action of each type of case into a folder, to be printed one by one."""
    from casework.office import policies

    names = policies.figures_of(policy, track)
    ending = "svg" if form == "svg" else "mmd"
    files = [str(folder / f"{policy.name}-{name.replace('/', '-')}.{ending}") for name in names]
    for file in files:
        outside.must_be_free(file)
    for name, file in zip(names, files, strict=True):
        outside.write_file(file, policies.drawn(policy, form, name).encode())
    tell(
        {"policy": policy.name, "format": form, "out": files},
        *(f"Written: {file}" for file in files),
    )


@group.command()
def diff(
    a: Annotated[str, typer.Argument(metavar="A", help="The one policy or file.")],
    b: Annotated[str, typer.Argument(metavar="B", help="The other.")],
) -> None:
    """Show in what two policies, or two versions of one, differ."""
    old, new = _read(a), _read(b)
    found = differences(_whole(old), _whole(new))
    tell(
        {
            "a": {"policy": old.name, "digest": old.digest},
            "b": {"policy": new.name, "digest": new.digest},
            "same": not found,
            "differences": [one.shape() for one in found],
        },
        *([one.line() for one in found] or ["They are the same."]),
    )


@group.command()
def adopt(
    policy: Name,
    school: Annotated[str, typer.Option(help="Which school, where there are several.")] = "",
) -> None:
    """Adopt a policy for a school; cases opened from now on go by it."""
    from casework.office import policies

    at = desk()
    adopted = policies.adopt(at, policy, school)
    slug = at.school_slug(school)
    tell(
        {"policy": adopted.name, "title": adopted.title, "digest": adopted.digest, "school": slug},
        f"{at.ledger.schools[slug]} goes by “{adopted.title}” from now on.",
        "Cases that are open stay on the version they were opened under.",
    )


def _found(checked: Checked, result: object, count: int) -> output.Found:
    if not options.json:
        output.say(*check_lines(checked))
    return output.Found(
        f"The check found {plural(count, 'error')}.",
        advice="Put right what is listed, then check it again.",
        found=result,
    )


def _whole(policy: Policy) -> dict[str, object]:
    from casework.office import policies

    shape = policyshapes.policy_shape(policy)
    rows = policies.clauses(policy)
    shape["clauses"] = {row.clause.id: policyshapes.clause_shape(row) for row in rows}
    return shape


def _read(name: str) -> Policy:
    from casework.office import policies

    return policies.read(name, _book()).policy


def _book() -> Path | None:
    """Return the folder whose own policies count, where there is one."""
    book = folder()
    return book if book.is_dir() else None
