"""Who may sit on a panel, as a form: names in, yes or no for each, never why.

Must not know a widget, nor what anybody knows of a case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.office import panels
from casework.text import plural
from casework.tui.sheet import Job, Kept, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casework.office.desk import Desk


def job(desk: Desk) -> Job:
    """Return the form that says who may sit."""

    def keep(told: Mapping[str, str], _mark: str) -> Kept:
        names = [name for name in told["names"].splitlines() if name.strip()]
        found = panels.check(desk, names)
        return Kept(
            words=f"Done: {plural(len(found), 'name')} looked at.", told=tuple(_said(found))
        )

    return Job(
        desk=desk,
        draft="panel",
        title="Who may sit on a panel",
        button="Look",
        says=(
            "For a panel on a complaint, on discipline or an exclusion. It never says why not.",
            "Looked at is what you yourself may see: whoever sees more asks the same once more.",
        ),
        asked=lambda _given: (text("names", "Who is to sit? One name a line", needed=True),),
        keep=keep,
        reads=True,
    )


def _said(found: tuple[panels.Sitting, ...]) -> Iterator[str]:
    for one in found:
        yield f"{one.name}: {'may sit' if one.sits else 'does not sit; ask somebody else'}"
