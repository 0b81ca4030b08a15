"""Lists talked through: cases, with what to find and what to show only; Today, with its sheet.

Must not know which case is whose, nor what is due.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.domain.dates import local_day, long_day
from casework.errors import CaseworkError
from casework.office import todays
from casework.office.letterprints import Way
from casework.text import folded, large
from casework.tui import listed, paperways, sieves
from casework.tui.talk import Choices

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.tui.listed import Row
    from casework.tui.sieves import Sieve
    from casework.tui.sitting import Sitting

    Opens = Callable[[str], None]


@dataclass(slots=True)
class TalkedList:
    """One list of cases, of which only some may be shown; ``sieve`` says which."""

    at: Sitting
    title: str
    sieve: Sieve
    sealed: bool = False

    def run(self, opens: Opens) -> None:
        """Choose among them until one goes back."""
        while True:
            rows = self._rows()
            chosen = self.at.talk.choose(self._told(rows), self._choices(rows))
            if chosen is None:
                return
            if chosen == len(rows):
                self._choose_sieve()
            else:
                opens(rows[chosen].ref)

    def _every(self) -> tuple[Row, ...]:
        found = listed.listing(self.at.desk).rows()
        return tuple(row for row in found if row.sealed is self.sealed)

    def _rows(self) -> tuple[Row, ...]:
        moment = listed.listing(self.at.desk).moment()
        return sieves.sifted(self.at.desk, self.sieve, self._every(), moment)

    def _told(self, rows: tuple[Row, ...]) -> str:
        moment = listed.listing(self.at.desk).moment()
        usual = self.sieve in {sieves.OPEN, sieves.EVERY}
        only = "" if usual else f" ({self.sieve.words})"
        return f"{self.title}{only}: {listed.counted(rows, moment)}"

    def _choices(self, rows: tuple[Row, ...]) -> Choices:
        listing = listed.listing(self.at.desk)
        words = [
            f"Case: {row.about}. {row.what}. Due: {listing.due(row) or 'no date'}. "
            f"Next: {row.next}. Reference: {row.ref}"
            for row in rows
        ]
        finds = [f"{row.find} {folded(told)}" for row, told in zip(rows, words, strict=True)]
        only = f"Show only some. Now: {self.sieve.words}"
        return Choices(words=words, finds=finds, also=(only,))

    def _choose_sieve(self) -> None:
        desk, every = self.at.desk, self._every()
        moment = listed.listing(desk).moment()
        offered = sieves.sieves(desk, every)
        words = [f"{one.words}: {len(sieves.sifted(desk, one, every, moment))}" for one in offered]
        chosen = self.at.talk.choose("Show only", words)
        if chosen is not None:
            self.sieve = offered[chosen]


def today(at: Sitting, opens: Opens) -> None:
    """Read what must happen today; open a case of it, or print the page."""
    looked = (todays.looked_into(at.desk, one) for one in todays.to_look_into(at.desk))
    found = [one for some in looked for one in some]
    parts = (*todays.due(at.desk), *todays.inside(found))
    entries = [(part.title, one) for part in parts for one in part.entries]
    words = [
        f"Case: {one.ref or 'none'}. {one.what}. Who: {'you' if one.yours else one.who}. "
        f"Due: {one.when or 'no date'}"
        for _, one in entries
    ]
    heads = [_head(at, title) for title, _ in entries]
    if not entries:
        at.talk.say("Nothing falls due today, and nothing is late.")
    at.talk.say(*todays.keeping(at.desk))
    title = f"Today, {long_day(local_day(at.desk.now()))}"
    chosen = at.talk.choose(
        title, Choices(words=words, heads=heads, also=("Print the page of today",))
    )
    if chosen == len(entries):
        _print(at)
    elif chosen is not None and entries[chosen][1].ref:
        opens(entries[chosen][1].ref)
    elif chosen is not None:
        at.talk.say(words[chosen])


def _head(at: Sitting, title: str) -> str:
    return f"{title} ({todays.closes(at.desk)})" if title == todays.NOW else title


def _print(at: Sitting) -> None:
    """Print the sheet, or open it to be printed: references and roles, never sealed work."""
    offered = paperways.ways(at.desk)
    chosen = at.talk.choose(paperways.HOW, [large(words) for words, _ in offered])
    if chosen is None:
        return
    at.talk.say("One moment: the sheet is made.")
    try:
        note = todays.on_paper(at.desk, Way(offered[chosen][1]))
    except CaseworkError as fault:
        at.talk.fault(fault)
        return
    at.talk.say(note or "Done: the sheet was handed over.")
