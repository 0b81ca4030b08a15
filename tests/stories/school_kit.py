"""The school in which the stories happen: its records on disk, its clock, its printer.

What must be true after a story is asked here of the office's own services, whichever front end it
was told through. Must not know a screen, nor a menu.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pypdf import PdfReader

from casework.domain.dates import LONDON
from casework.domain.facts import CategoryClaim
from casework.office import cases, door, histories, people, schools, stage, timeline
from casework.office.cards import read_card
from casework.office.cases import Answers
from casework.tui.doors import Doors, Entered
from tests.office.practice_kit import NO, TAKE_UP, WHERE, Book, sign_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casework.domain.events import Entry
    from casework.exports.history import Told

RING: Final = (("Safeguarding lead (DSL)", "01632 960101"), ("Chair of governors", ""))
#: A printer: each page that it is handed lies in a folder afterwards.
_PRINTER: Final = """\
import pathlib, shutil, sys
paper, page = map(pathlib.Path, sys.argv[1:3])
paper.mkdir(exist_ok=True)
shutil.copy(page, paper / f"{len(list(paper.iterdir())) + 1:02}.pdf")
"""


@dataclass(slots=True)
class School(Book):
    """The records of one story."""

    paper: Path = field(default_factory=Path)

    # --- the world around it ----------------------------------------------------------------------

    def at(self, day: str, clock: str) -> None:
        """Let it be that time by the school's own clock; what falls due by then is recorded."""
        local = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=LONDON)
        self.clock.move(local.astimezone(UTC) - self.clock.instant)
        self.scan()

    def passes(self, **length: float) -> None:
        """Let so much time pass."""
        self.clock.move(timedelta(**length))

    def connect_a_printer(self) -> None:
        """Set up the printer, as the headteacher does in the settings."""
        script = self.paper.parent / "printer.py"
        script.write_text(_PRINTER, encoding="utf-8")
        command = ";".join((sys.executable, str(script), str(self.paper)))
        schools.change_settings(self.desk("head"), [("print_command", command)])
        self.leave()

    def doors(self) -> Doors:
        """Return what either front end is given: a name and a password open the records."""
        return Doors(sign_in=self._enter, ring=RING, clock=self.clock, look=self._looked)

    def _looked(self) -> str:
        self.scan()
        return ""

    def _enter(self, name: str, password: str, own: str) -> Entered:
        del own  # nobody of the school signs in for the first time
        desk, key = sign_in(self.folder, name, password, self.clock)
        return Entered(desk=desk, recovery_key=key)

    def joins(self, name: str, *roles: str) -> None:
        """Let somebody start work at the school, with a password of their own."""
        people.add(self.desk("head"), name, roles, PASSWORD)
        sign_in(self.folder, name, PASSWORD, self.clock)[0].session.close()
        self.leave()

    def leave(self) -> None:
        """Let everybody go whom the story's own preparations had sign in."""
        for desk in self.desks.values():
            desk.session.close()
        self.desks.clear()

    def sorted(self, ref: str, who: str) -> None:
        """Let somebody sort a case that came in by a call, and take it up."""
        claim = CategoryClaim(code="naming-or-discussing-a-child", target="pupil")
        cases.set_facts(self.desk("clerk"), ref, Answers(categories=(claim,), facts=WHERE))
        facts = {**NO, "inappropriate": "yes"}
        self.take(who, ref, "case.triage", facts, reason="It names a pupil.")
        self.take(who, ref, "case.take-up", TAKE_UP)

    # --- what is true afterwards ------------------------------------------------------------------

    def refs(self, who: str) -> set[str]:
        """Return every case that somebody may open, signed in anew."""
        return {read_card(row.card).ref for row in self.fresh(who).cards.rows}

    def state(self, ref: str, track: str, who: str = "head") -> str:
        """Return where one action of a case stands."""
        return self.case(ref, who).tracks[track].state

    def told(self, ref: str, who: str = "head") -> tuple[Told, ...]:
        """Return the case's history, entry by entry, the oldest first."""
        desk = self.fresh(who)
        return timeline.told(desk, door.load(desk, ref))

    def entries(self, ref: str, who: str = "head") -> tuple[Entry, ...]:
        """Return a case's entries as they are kept."""
        return door.load(self.fresh(who), ref).entries

    def who(self, ref: str, who: str = "head") -> list[str]:
        """Return who wrote in a case, one after the other; the clock is left out."""
        desk = self.fresh(who)
        names = {user: one.name for user, one in desk.session.directory.users.items()}
        wrote = (names.get(one.actor.user, "") for one in door.load(desk, ref).entries)
        return [name for name, _ in groupby(filter(None, wrote))]

    def said(self, ref: str, who: str = "head") -> str:
        """Return the whole history as one text, with the reasons that were given."""
        return "\n".join(
            " ".join((one.by, *(line.words for line in one.lines), one.reason))
            for one in self.told(ref, who)
        )

    def verifies(self, ref: str, who: str = "head", audience: str = "headteacher") -> bool:
        """Tell whether the case's history, written out, proves itself to any reader."""
        desk = self.fresh(who)
        made = histories.export_history(desk, ref, audience=audience, form="json")
        file = self.folder.parent / made.name
        file.write_bytes(made.content)
        return histories.verify_file(file, desk).ok

    def printed(self) -> list[str]:
        """Return the words on each page that the printer was handed, the oldest first."""
        files: Iterable[Path] = sorted(self.paper.iterdir()) if self.paper.exists() else ()
        return ["\n".join(page.extract_text() for page in PdfReader(file).pages) for file in files]

    def limits(self, ref: str, who: str = "head") -> dict[str, tuple[str, str]]:
        """Return each time limit of a case: its last day, and how it stands."""
        found = self.case(ref, who).deadlines.values()
        return {one.name: (one.due_on, str(one.standing)) for one in found}


PASSWORD: Final = stage.PASSWORD
