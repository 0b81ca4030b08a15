"""Where somebody's name stands, as rows: of each it is said whether it is them, one by one.

Looking reads every case that this person may open, so it is a form whose button does it; what it
found is kept until they leave. Must not know a widget, nor which request it is for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from casework.errors import NotFound
from casework.office import subjectsearch
from casework.office.subjectsearch import ANOTHER, IN_WORDS, THEM, Found
from casework.text import in_words, plural
from casework.tui import casejobs
from casework.tui.boards import DO_HERE, Board, Row, under
from casework.tui.sheet import Job, Kept, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from casework.office.desk import Desk
    from casework.office.subjectsearch import Whom

#: Under which words the places stand, by what was said of them.
_SHOWN: Final = {
    "": "Is it them? To be said of each",
    THEM: "It is them",
    ANOTHER: "It is somebody else",
}
_SAID: Final = {"": "Nobody has said yet whether it is them.", THEM: "It is them.", ANOTHER: ""}
_NOBODY: Final = "Nobody of the name stands in the cases that you may open."
#: Above what was said, in the form that says it.
_STAYS: Final = "It stays with that case: the request itself names none."
_HELD: Final = "That case is not destroyed until somebody lets the hold go."


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The places of one person; ``look`` reads the cases, ``key`` is what is found kept under."""

    desk: Desk
    whom: Whom
    key: str
    look: Callable[[], tuple[Found, ...]]

    @property
    def found(self) -> tuple[Found, ...] | None:
        """What was found, or None where nobody has looked since signing in."""
        kept = self.desk.kept.get(self.key)
        return kept if isinstance(kept, tuple) else None

    @property
    def open(self) -> tuple[Found, ...]:
        """The places of which nobody has said yet whether it is them."""
        return tuple(one for one in self.found or () if not one.decision)

    @property
    def theirs(self) -> tuple[Found, ...]:
        """The places that are them."""
        return tuple(one for one in self.found or () if one.decision == THEM)

    def rows(self) -> Iterator[Row]:
        """Yield every place under what was said of it."""
        if self.found is None:
            return
        for decision, words in _SHOWN.items():
            of_it = (one for one in self.found if one.decision == decision)
            yield from under(words, map(self.row, of_it))
        if not self.found:
            yield from under("Where they were found", (Row(left=_NOBODY),))

    def row(self, one: Found) -> Row:
        """Return a place as a line that leads to it."""
        which = "in its words" if one.number == IN_WORDS else f"person {one.number}"
        leads = partial(self.place, one.case, one.number)
        return Row(left=f"{one.ref}, {which}", beside=one.where, leads=leads)

    def place(self, case: str, number: int) -> Board:
        """Return one place: what stands there, and what may be said of it."""
        one = next((x for x in self.found or () if (x.case, x.number) == (case, number)), None)
        if one is None:
            raise NotFound("This place is not in the list any more.", advice="Look again.")
        said = _SAID[one.decision] or "It is somebody else."
        stands = (one.title, f"There stands: {one.where}.", said)
        looked = f"Looked for: {in_words(self.whom.names, 'or')}."
        return Board(
            title=f"{one.ref}  Is it them?",
            rows=(
                *under(DO_HERE, self._doings(one)),
                *under("What stands there", (Row(left=words) for words in (*stands, looked))),
            ),
        )

    def _doings(self, one: Found) -> Iterator[Row]:
        yield Row(left="Open the case, to see", case=one.ref)
        if self.desk.read_only:
            return
        if one.number == IN_WORDS:
            name = partial(casejobs.person_job, self.desk, one.ref)
            yield Row(left="It is them: name them in the case, then look again", leads=name)
        else:
            yield Row(left="It is them", leads=partial(self._say, one, THEM), also="yes confirm")
        leads = partial(self._say, one, ANOTHER)
        yield Row(left="It is somebody else", leads=leads, also="no namesake another")

    def _say(self, one: Found, decision: str) -> Job:
        def keep(told: Mapping[str, str], _mark: str) -> Kept:
            why = told.get("why", "")
            subjectsearch.confirm(self.desk, self.whom, one.ref, one.number, decision, why)
            self.desk.kept[self.key] = tuple(
                replace(x, decision=decision) if (x.case, x.number) == (one.case, one.number) else x
                for x in self.found or ()
            )
            return Kept(words=f"Done: {one.ref}: {words[:1].lower()}{words[1:]}.")

        words = _SHOWN[decision]
        return Job(
            desk=self.desk,
            draft=f"request place {one.ref} {one.number} {decision}",
            title=f"{one.ref}  {words}",
            button=words,
            says=(f"{one.where}.", _STAYS, *((_HELD,) if decision == THEM else ())),
            asked=lambda _given: (text("why", "How do you know?"),),
            keep=keep,
        )

    def look_job(self) -> Job:
        """Return the form that looks for them in every case that this person may open."""

        def keep(_told: Mapping[str, str], _mark: str) -> Kept:
            found = self.desk.kept[self.key] = self.look()
            left = sum(not one.decision for one in found)
            places = f"{plural(len(found), 'place')} found, {left} to be looked at"
            return Kept(words=f"Done: {places if found else 'nobody of the name was found'}.")

        return Job(
            desk=self.desk,
            draft=f"request look {self.whom.request}",
            title=f"{self.whom.request}  Look for them in every case",
            button="Look",
            says=(
                f"It looks for {in_words(self.whom.names, 'and for')}, in every case you may open.",
                "That it was looked for is written down first. With many cases it takes a moment.",
            ),
            asked=lambda _given: (),
            keep=keep,
            slow=True,
        )
