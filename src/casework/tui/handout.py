"""Handing out a case's history, as a form: for whom, why, in which form, and where it goes.

What this person may not make is not offered. Each is on record before it leaves the records. Must
not know a widget, nor how a history is written.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from casework.domain.dates import instant_words
from casework.office import door, handouts, histories_log
from casework.office.handouts import FORMS, PAPER, Goes, Wish
from casework.office.histories_asked import Asked
from casework.tui.boards import DO_HERE, Board, Row, under
from casework.tui.sheet import NO, YES, Job, Kept, choice, day, line, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casework.office.desk import Desk
    from casework.office.handouts import HandedOut as Made
    from casework.office.handouts import Reader
    from casework.office.histories_log import Handed
    from casework.tui.asking import Question

CHAIR: Final = "chair"
_GOES: Final = {
    Goes.FOLDER: ("save it into a folder", str(Goes.FOLDER)),
    Goes.PRINTER: ("print it", str(Goes.PRINTER)),
    Goes.CHAIR: ("leave it in the chair’s own list here", str(Goes.CHAIR)),
}
#: What is to be thought of once it has left, by where it went.
_AFTER: Final = {
    Goes.FOLDER: "Whoever can open that folder can read it: remove it when it has served.",
    Goes.PRINTER: "Whoever has it can read it: leave it with nobody else.",
    Goes.CHAIR: "The chair finds it at the next sign-in, with no name in it. The case stays shut.",
}
_NOT_YOURS: Final = "No history of this case is yours to make: the headteacher or the office does."
_READ_ONLY: Final = "The records were opened to read only: nothing is handed out of them."
_SAYS: Final = (
    "Before anything leaves, the file is searched for every name its reader must not get.",
    "Who handed it out, to whom and why stays in the record of this case, and there alone.",
)


class Progress:
    """What is being done at this moment, in words."""

    def __init__(self) -> None:
        self.words = ""

    def __call__(self, words: str) -> None:
        """Take the words of the next part."""
        self.words = words

    def now(self) -> str:
        """Return what is being done now."""
        return self.words


def may(desk: Desk) -> bool:
    """Tell whether this person may come to hand out a history; no case is opened to tell."""
    return handouts.might_make_some(desk)


def job(desk: Desk, ref: str, reader: str = "") -> Job:
    """Return the form of one history, for ``reader`` where that is known already."""
    readers = {one.name: one for one in handouts.readers(desk, ref)}
    people = tuple(_people(desk, ref))
    progress = Progress()

    def asked(given: Mapping[str, str]) -> tuple[Question, ...]:
        chosen = readers.get(given.get("for", reader))
        whom = tuple((one.words, one.name) for one in readers.values())
        first = choice("for", "For whom is it?", *whom)
        return (first, *_about(chosen, people, given)) if chosen else (first,)

    def keep(told: Mapping[str, str], _mark: str) -> Kept:
        wish = _wish(told, readers[told["for"]])
        return _kept(ref, wish, handouts.hand_out(desk, ref, wish, progress))

    return Job(
        desk=desk,
        ref=ref,
        draft="handout",
        title=f"{ref}  Hand out the history",
        button="Hand it out",
        says=_SAYS,
        begins={"for": reader} if reader in readers else {},
        asked=asked,
        keep=keep,
        slow=True,
        meanwhile=progress.now,
    )


def _about(
    reader: Reader, people: tuple[tuple[str, str], ...], given: Mapping[str, str]
) -> Iterator[Question]:
    """Yield what is asked once it is known for whom."""
    ways = tuple(words for goes, words in _GOES.items() if goes is not Goes.CHAIR)
    if reader.name == CHAIR:
        ways = (_GOES[Goes.CHAIR], *ways)
    yield choice("goes", "Where does it go?", *ways)
    goes = given.get("goes", "")
    if not goes:
        return
    if reader.about_one:
        yield choice("person", "About which person?", *people)
    if goes == Goes.FOLDER:
        yield choice("form", "As what?", *((words, name) for name, words in FORMS))
        yield line("folder", "Into which folder?", needed=True)
    if goes != Goes.CHAIR:
        yield line("to", "Who gets it? A person or a post", needed=True)
    yield text("why", "Why is it handed out?", needed=True)
    if goes != Goes.CHAIR:
        yield day("as-at", "As it stood at the end of which day? Empty: as it is now")
        for name, words in reader.releases:
            asks = f"Release {words} as well?"
            yield choice(f"release-{name}", asks, ("no", NO), ("yes", YES), needed=False)


def _wish(told: Mapping[str, str], reader: Reader) -> Wish:
    released = (name for name, _ in reader.releases if told.get(f"release-{name}") == YES)
    return Wish(
        reader=reader.name,
        form=told.get("form", PAPER),
        goes=Goes(told["goes"]),
        folder=told.get("folder", ""),
        asked=Asked(
            why=told["why"],
            to=told.get("to", ""),
            as_at=told.get("as-at", ""),
            person=told.get("person", ""),
            release=tuple(released),
        ),
    )


def _kept(ref: str, wish: Wish, made: Made) -> Kept:
    return Kept(
        words=f"Done: the history is {made.words}.",
        ref=ref,
        told=(
            f"Check code: {made.check_code}",
            "Read the code out to whoever gets it: the same one stands in what they have.",
            _AFTER[wish.goes],
        ),
    )


def _people(desk: Desk, ref: str) -> Iterator[tuple[str, str]]:
    named = {one.number: one.name for one in door.load(desk, ref).snapshot.people}
    return ((name, str(number)) for number, name in named.items())


# --- what was handed out --------------------------------------------------------------------------


class HandedOut:
    """What was handed out of a case; made anew without another log entry while it stays open."""

    def __init__(self, desk: Desk, ref: str) -> None:
        self._desk, self._ref, self._logged = desk, ref, False

    def __call__(self) -> Board:
        """Return each history with who made it, for whom, why and in which form."""
        found = self._handed()
        self._logged = True
        rows = (Row(left=instant_words(one.at), beside=_told(one)) for one in reversed(found))
        nothing = () if found else (Row(left="Nothing was handed out of this case yet."),)
        doings = tuple(self._doings()) or (Row(left=self._why_not()),)
        return Board(
            title=f"{self._ref}  Handing out the history",
            rows=(*under(DO_HERE, doings), *under("Handed out", rows), *nothing),
        )

    def _handed(self) -> tuple[Handed, ...]:
        if self._logged:
            return histories_log.of_case(self._desk, door.load(self._desk, self._ref))
        return histories_log.handed_out(self._desk, self._ref)

    def _why_not(self) -> str:
        return _READ_ONLY if self._desk.read_only else _NOT_YOURS

    def _doings(self) -> Iterator[Row]:
        if self._desk.read_only:
            return
        for one in handouts.readers(self._desk, self._ref):
            leads = partial(job, self._desk, self._ref, one.name)
            yield Row(left=f"For {one.words}", leads=leads, also="export print copy bundle")


def _told(one: Handed) -> str:
    reader = handouts.reader_words(one.audience)
    whom = f"{reader} ({one.to})" if one.to not in ("", reader) else reader
    why = f"; why: {one.why}" if one.why else ""
    return f"{one.by}, for {whom}{why}; as {one.form}. Check code: {one.check_code}"
