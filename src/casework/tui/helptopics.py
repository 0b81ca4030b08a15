"""What help explains besides what one can do: signs, undoing, locking, who sees what, the words.

Words only, for every front end. Must not know any screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Something explained: what it is called, what people look for it under, and the words."""

    id: str
    words: str
    synonyms: tuple[str, ...]
    says: str

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the answer sentence group by sentence group."""
        return tuple(self.says.splitlines())


TOPICS: Final[tuple[Topic, ...]] = (
    Topic(
        id="next",
        words="How do I know what to do next?",
        synonyms=("first", "start", "begin", "step", "case"),
        says="Open a case with Enter. What happens next stands at the top: what, why, by when and "
        "who.\n"
        "N goes to the first step. Each step opens a form, which says what it will do before "
        "its button does it. Nothing is changed by looking.",
    ),
    Topic(
        id="signs",
        words="What do the signs beside the actions mean?",
        synonyms=("tick", "symbol", "arrow", "circle", "square", "marks"),
        says="✓ done    ► where the case is now    ○ open, or not yet\n"
        "● under way    ◊ a decision is asked for    – not taken, with its reason    ■ closed",
    ),
    Topic(
        id="not-yet",
        words="Why can a step not be taken yet?",
        synonyms=("refused", "greyed", "blocked", "not yet", "because", "cannot"),
        says="Each case lists under “Not yet, because” what the policy does not allow now, why, "
        "and what would change it.\n"
        "The reasons are the same ones that would refuse the step, so they are never out of "
        "date.",
    ),
    Topic(
        id="undo",
        words="How do I take something back?",
        synonyms=("undo", "mistake", "wrong", "revert", "correct", "slip"),
        says="After a step a line says what was done. While it shows, U takes the step back. What "
        "leaves the building waits until then.\n"
        "Later, correct a mistake by adding an entry. The history is never rewritten.",
    ),
    Topic(
        id="lock",
        words="When does the screen lock?",
        synonyms=("blank", "hide", "away", "password", "idle", "leave the desk"),
        says="After five idle minutes, and at once with ctrl+l. A locked screen shows the time and "
        "nothing of a case.\n"
        "F9 lets another person sign in; what you had begun is kept for you alone.",
    ),
    Topic(
        id="days",
        words="What is a school day, and what a working day?",
        synonyms=("deadline", "late", "holiday", "count", "half-term", "bank holiday"),
        says="A school day is a day on which the school is open to pupils. A working day is any "
        "Monday to Friday but bank holidays, school holidays included. Days are all days.\n"
        "Where the term dates of a year are not loaded no date is given.",
    ),
    Topic(
        id="sees",
        words="Who can see what I write?",
        synonyms=("confidential", "private", "secret", "sealed", "access", "permission"),
        says="Whoever may open the case. Write as if the person it is about will read it: fact, "
        "who said it, opinion as opinion.\n"
        "A case about child protection is kept by safeguarding alone. For everybody else it "
        "is not there: not in lists, not in counts, not in what is found.",
    ),
    Topic(
        id="words",
        words="What do LADO, DSL and SAR mean?",
        synonyms=("abbreviation", "short", "letters", "meaning", "words"),
        says="LADO: the local authority designated officer, who is told of an allegation about an "
        "adult who works with children.\n"
        "DSL: the designated safeguarding lead, who sees to child protection in the school.\n"
        "SAR: a subject access request, that is for one’s own data, answered within a month.",
    ),
    Topic(
        id="mouse",
        words="What does the mouse do?",
        synonyms=("click", "pointer", "button", "menu", "wheel", "touch"),
        says="The right button, or a click on the title line, shows what you can do here; a click "
        "in that list does it. A click on a key of the last line is that key.\n"
        "A click goes to a field, an answer, a page or a case; a second click on a case opens it. "
        "The wheel scrolls. A click on “U undoes it” takes back what was just done.",
    ),
    Topic(
        id="danger",
        words="Somebody may be in danger now. What do I do?",
        synonyms=("999", "emergency", "threat", "police", "child", "urgent", "safeguarding"),
        says="Ring 999 first. Nothing in this program has to be done before that.\n"
        "F10 shows whom to ring next. Write down afterwards what you did.",
    ),
)


def topic(name: str) -> Topic:
    """Return the topic of that id."""
    return next(one for one in TOPICS if one.id == name)
