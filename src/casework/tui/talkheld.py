"""What was done last, line by line: U takes it back; what leaves the building waits until then.

It goes when the next thing is done, with the first line typed after its time is over, or with
whoever signs in after one has left. No thread stands beside the dialogue: a page is handed over,
and asked about, between two questions and never in a form. One of the case in which something can
still be taken back waits on: that it was printed would stand in the way. Must not know how a page
is printed, nor what a row holds.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from casework.errors import CaseworkError, NotPermitted
from casework.office import effects, pageorders, printorders
from casework.office.effects import What
from casework.office.letterprints import Answer
from casework.tui.sheet import Kept
from casework.tui.talk import UNDO, TakenBack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from casework.office.desk import Desk
    from casework.office.door import Done
    from casework.office.effects import Effect
    from casework.office.letterprints import Printed
    from casework.tui.talk import Talk

#: So long after something stood in the way of a page it is tried again, in seconds.
_AGAIN: Final = 30.0
#: The usual length of time, in words; another is said in figures.
_IN_WORDS: Final = {5: "five", 10: "ten"}
_NOTHING: Final = "There is nothing to undo. To correct a mistake, add an entry."
_PAGE_WAITS: Final = "The page goes when that time is over: press Enter then, or go on."
_OUTCOMES: Final = (
    ("Yes, it came out", Answer.YES),
    ("Print again: the next page is marked COPY", Answer.AGAIN),
    ("No, nothing came out", Answer.NO),
)


class Later(Exception):
    """Whoever was asked cannot say yet what came out of the printer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Last:
    """What was done last: in which case, and until which second it can be taken back here."""

    ref: str
    until: float


@dataclass(slots=True)
class Held:
    """What waits of this sitting; ``ticks`` is a counter of seconds that nobody sets."""

    talk: Talk
    desk: Desk
    ticks: Callable[[], float]
    _last: _Last | None = None
    _due: dict[str, float] = field(default_factory=dict)
    _asks: bool = False
    _fills: bool = False

    def begin(self) -> None:
        """Hold back from now on what can be taken back."""
        self.desk.holds_back = not self.desk.read_only

    def end(self) -> None:
        """Say that nobody sits here any more to take anything back."""
        self._last = None
        with suppress(CaseworkError):  # closed, or not to be written: the rows wait as they are
            effects.let_go(self.desk)

    @contextmanager
    def filling(self) -> Iterator[None]:
        """Let no page be asked about inside a form: its print would change what that is about."""
        before, self._fills = self._fills, True
        try:
            yield
        finally:
            self._fills = before

    # --- what was done, and taking it back --------------------------------------------------------

    def done(self, kept: Kept) -> None:
        """Say what was done and how it is taken back; let go what was done before it."""
        earlier = frozenset(self._due)
        self._offer(kept)
        self._due = {row: 0.0 if row in earlier else at for row, at in self._due.items()}
        self._go()

    def _offer(self, kept: Kept) -> None:
        before = frozenset(self._due)
        seconds = effects.patience_of(self.desk, kept.ref).total_seconds() if kept.undo else 0.0
        self._last = _Last(ref=kept.ref, until=self.ticks() + seconds) if seconds else None
        words = _offered(kept.words, int(seconds)) if seconds else kept.words
        self.talk.say(*filter(None, (words,)))
        with suppress(CaseworkError):  # it is done, whatever is in the way now
            new = (one for one in self._waiting() if one.row.id not in before)
            if any(one.what is What.PRINT for one in new):
                self.talk.say(_PAGE_WAITS)
        self.talk.say(*filter(None, kept.told))

    def take_back(self) -> None:
        """Take back what was done last, and nothing else. Raises TakenBack where it was."""
        last, self._last = self._last, None
        if last is None or self.ticks() >= last.until:
            self.talk.say(_NOTHING)
            self.let_go()
            return
        try:
            said = printorders.take_back(self.desk, last.ref)
        except CaseworkError as fault:
            self.talk.fault(fault)
            return
        self.talk.say(said)
        raise TakenBack

    def hears(self, typed: str, typing: bool) -> bool:
        """Take back by U what was done last; else let go what has waited long enough.

        Tells whether the line was that U. In a form (``typing``) U is a word.
        """
        if typed.casefold() == UNDO and not typing and self._last is not None:
            self.take_back()
            return True
        self.let_go()
        return False

    # --- letting go -------------------------------------------------------------------------------

    def let_go(self) -> None:
        """Let go what has waited long enough; a page only where nobody fills in a form."""
        if self._due:
            self._go(pages_too=not self._fills)

    def _go(self, *, pages_too: bool = True) -> None:
        if self._asks:
            return
        over: set[str] = set()
        pages: tuple[Effect, ...] = ()
        with suppress(CaseworkError):  # locked for a moment: the next line looks again
            over.update(self._over())
            pages = effects.release(self.desk, frozenset(over))
        for one in pages if pages_too else ():
            if one.row.id in over:
                self._due[one.row.id] = self.ticks() + _AGAIN  # where it stays, it is tried again
                self._print(one)

    def _over(self) -> Iterator[str]:
        now = self.ticks()
        for one in self._waiting():
            if self._due[one.row.id] <= now and not self._would_stand_in_the_way(one):
                yield one.row.id

    def _waiting(self) -> list[Effect]:
        """Return what was set going here and is not taken up; from now on each is waited for."""
        here, now = self.desk.session.at_work.id, self.ticks()
        found = [
            one for one in effects.effects(self.desk) if one.at == here and one.row.tried_at is None
        ]
        self._due = {one.row.id: self._due.get(one.row.id, now + one.seconds) for one in found}
        return found

    def _would_stand_in_the_way(self, one: Effect) -> bool:
        """Tell whether a page's print would keep from taking back what was done since."""
        last = self._last
        if last is None or one.what is not What.PRINT:
            return False
        return one.ref == last.ref and self.ticks() < last.until

    # --- paper ------------------------------------------------------------------------------------

    def look_round(self) -> None:
        """Ask about every page whose end nobody knows; hand over what waits for nobody else."""
        if self.desk.read_only:
            return
        for one in printorders.unknown(self.desk):
            self._settle(one)
        self._go()
        here = self.desk.session.at_work.id
        for one in pageorders.ready(self.desk):
            if one.at != here and not self._would_stand_in_the_way(one):
                self._print(one)

    def _settle(self, page: Effect) -> None:
        try:
            answer = self._asked(printorders.question(page))
        except Later:
            return
        try:
            done = printorders.settle(self.desk, page, answer)
        except CaseworkError as fault:  # somebody else said it meanwhile, or it is asked again
            self.talk.fault(fault)
            return
        if done is not None and answer is Answer.AGAIN:
            self._say_again(page, done)

    def _print(self, page: Effect) -> None:
        """Hand a page over, and ask what came out of the printer."""
        try:
            printed = printorders.carry_out(self.desk, page, self._asked)
        except Later:
            return
        except CaseworkError as fault:
            if not isinstance(fault, NotPermitted) or page.by == self.desk.session.user:
                self.talk.fault(fault)  # else it waits for somebody whose it is
            return
        if printed is not None:
            self._say_printed(page, printed)

    def _say_printed(self, page: Effect, printed: Printed) -> None:
        if printed.done is None:
            self.talk.say("Nothing is recorded as printed. It can be printed again.")
        elif printed.answer is Answer.AGAIN:
            self._say_again(page, printed.done)
        else:
            self.talk.say(f"Done: letter {page.number} of {page.ref} is printed. Next: sign it.")

    def _say_again(self, page: Effect, done: Done) -> None:
        """Say that a copy is on its way, because the page that came out will not do."""
        said = printorders.copy_ordered(page, done)
        self._offer(Kept(words=f"Done: {said}.", ref=page.ref, undo=True))

    def _asked(self, question: str) -> Answer:
        """Ask whether paper came out; raises Later where that is not known yet."""
        before, self._asks = self._asks, True
        try:
            words = tuple(words for words, _ in _OUTCOMES)
            chosen = self.talk.choose(question, words, "Ask me later")
        finally:
            self._asks = before
        if chosen is None:
            raise Later
        return _OUTCOMES[chosen][1]


def _offered(words: str, seconds: int) -> str:
    told = _IN_WORDS.get(seconds, str(seconds))
    return f"{words.removesuffix('.')}; to take it back, type U and Enter within {told} seconds."
