"""The letters of a case talked through: facts, the page, its life, its PDF, why.

Everything the screen of a letter has. Must not know what a letter says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.errors import CaseworkError
from casework.office import letterfacts, proofs
from casework.tui import letterjobs, letterview
from casework.tui.talk import TakenBack

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casework.tui.letterview import LetterView
    from casework.tui.sitting import Sitting

_NO_LETTER: Final = "No letter yet: a step that needs one drafts it."
_STANDS: Final = "It is no draft any more, so its words stand. A further letter can say more."
_READ_ONLY: Final = "The records were opened to read only, so nothing can be changed."
#: What changes the words of a letter: a draft's alone.
_WRITES: Final = frozenset({"signs", "paragraph"})
_FACT: Final = "fact "


def letters(at: Sitting, ref: str) -> None:
    """Choose a letter, read it, do the next thing with it."""
    found = letterfacts.numbers(at.desk, ref)
    if not found:
        at.talk.say(_NO_LETTER)
        return
    views = [letterview.view(at.desk, ref, number) for number in found]
    words = [f"Letter {one.number}: {one.title}. {one.stands}" for one in views]
    chosen = at.talk.choose("Letters", words)
    if chosen is not None:
        TalkedLetter(at, ref, found[chosen]).run()


class TalkedLetter:
    """One letter under somebody's hand."""

    def __init__(self, at: Sitting, ref: str, number: int) -> None:
        self.at, self.talk, self.desk = at, at.talk, at.desk
        self.ref, self.number = ref, number

    def run(self) -> None:
        """Read the letter and offer what can be done, until one goes back."""
        while self._round():
            pass

    def _round(self) -> bool:
        view = letterview.view(self.desk, self.ref, self.number)
        self._tell(view)
        names = offered(view)
        title = f"Letter {self.number}: what to do"
        try:
            chosen = self.talk.choose(title, tuple(words for _, words in names))
            if chosen is not None:
                self.do(view, names[chosen][0])
        except CaseworkError as fault:
            self.talk.fault(fault)
        except TakenBack:
            return self.number in letterfacts.numbers(self.desk, self.ref)
        else:
            return chosen is not None
        return True

    def _tell(self, view: LetterView) -> None:
        self.talk.title(f"Letter {view.number}: {view.title}. {view.stands}")
        for row in view.rows:
            words = row.words or ("lacking" if row.sign == letterview.LACKS else "nothing")
            self.talk.say(f"Fact: {row.called}. {words}. From: {row.source}")
        self.talk.say(*(f"Cannot print yet: {one}" for one in view.lacks))
        if view.changed:
            self.talk.say(view.changed)
        if view.waits:
            self.talk.say(f"It waits for {view.waits}.")

    def do(self, view: LetterView, name: str) -> None:
        """Do what was chosen, or say why not."""
        if name in READS:
            READS[name](self, view)
        elif name.startswith(_FACT):
            self._fact(view, int(name.removeprefix(_FACT)))
        elif why := self._not_now(view, name):
            self.talk.say(f"Not done: {why}")
        else:
            self._form(name)

    def _not_now(self, view: LetterView, name: str) -> str:
        """Return why a form does not open, or nothing."""
        if self.desk.read_only:
            return _READ_ONLY
        if name == "print" and view.printable:
            return f"it cannot be printed yet. {view.printable}"
        return _STANDS if name in _WRITES and not view.printable else ""

    def _form(self, name: str) -> None:
        self.at.fill(lambda: letterjobs.JOBS[name](self.desk, self.ref, self.number))

    def _fact(self, view: LetterView, at: int) -> None:
        row = view.rows[at]
        self.talk.say(f"{row.called}. {row.about} {row.where}".rstrip())
        if row.opens == letterview.SIGNS:
            self.do(view, "signs")
        elif row.opens and (why := self._not_now(view, "paragraph")):
            self.talk.say(f"Not done: {why}")
        elif row.opens:
            number, name = self.number, row.opens
            self.at.fill(lambda: letterjobs.fact_job(self.desk, self.ref, number, name))

    # --- reading ----------------------------------------------------------------------------------

    def page(self, _view: LetterView) -> None:
        """Read the page, word for word."""
        page = letterview.page(self.desk, self.ref, self.number)
        self.talk.title(f"The page, word for word: {letterview.pages_words(page.pages)}")
        self.talk.say(*page.lines)

    def open(self, _view: LetterView) -> None:
        """Open the page as a PDF, marked as what it is."""
        pdf = letterview.pdf(self.desk, self.ref, self.number)
        self.talk.say(proofs.opened(self.desk, pdf))

    def why(self, view: LetterView) -> None:
        """Say what the letter is for, and where the policy says so."""
        self.talk.title(f"Why: {view.title}")
        self.talk.say(*dict.fromkeys(view.why))

    def ask(self, view: LetterView) -> None:
        """Say for whose decision the letter waits: it was asked when it was written."""
        waits = view.waits
        told = f"It was asked when it was written, and waits for {waits}." if waits else ""
        self.talk.say(told or f"There is nothing to ask: the letter is {view.stands}.")

    def next(self, view: LetterView) -> None:
        """Say what the letter waits for, where only somebody else can go on."""
        self.talk.say(" ".join(view.lacks) or f"The letter {view.stands}.")


#: What is read of a letter and changes nothing, by name.
READS: Final[Mapping[str, Callable[[TalkedLetter, LetterView], None]]] = {
    "read": TalkedLetter.page,
    "open": TalkedLetter.open,
    "why": TalkedLetter.why,
    "ask": TalkedLetter.ask,
    "next": TalkedLetter.next,
}
_OTHERS: Final = (
    ("read", "Read the page"),
    ("signs", "Who signs"),
    ("paragraph", "Add a paragraph of your own"),
    ("print", "Print it, or open it to print"),
    ("open", "Open the PDF"),
    ("why", "Why: what it rests on"),
    ("ask", "Ask for the decision"),
)


def offered(view: LetterView) -> tuple[tuple[str, str], ...]:
    """Return what can be done with a letter: the next thing first, its facts last."""
    first = (view.next, view.next_words) if view.next else ("next", "What it waits for")
    others = (one for one in _OTHERS if one[0] != view.next)
    facts = ((f"{_FACT}{at}", _fact_words(row.opens, row.called)) for at, row in _facts(view))
    return (first, *others, *facts)


def _facts(view: LetterView) -> tuple[tuple[int, letterview.FactRow], ...]:
    rows = enumerate(view.rows)
    return tuple((at, row) for at, row in rows if row.opens != letterview.SIGNS)


def _fact_words(opens: str, called: str) -> str:
    return f"Write: {called}" if opens else f"Where it is corrected: {called}"
