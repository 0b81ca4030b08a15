"""What is done with a letter, each as a form: a fact, who signs, printing, signed, sent, received.

The screens show them, the numbered dialogue reads them out. Must not know a widget.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.errors import UsageFault
from casework.office import letterfacts, letters, printorders
from casework.office.letterparties import SIGNS
from casework.office.letterprints import Way, usual_way
from casework.office.letters import FREE, LetterStep
from casework.tui import asking, letterview, sheet
from casework.tui.paperways import HOW, ways
from casework.tui.sheet import Job, Kept

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casework.office.desk import Desk

    Given = Mapping[str, str]

_AGAIN: Final = "What was asked about it is asked again, for the words as they then are."


def fact_job(desk: Desk, ref: str, number: int, name: str) -> Job:
    """Return the form that writes one field of a draft. Raises NotFound."""
    found = letterfacts.sheet(desk, ref, number)
    fact = next(one for one in found.facts if one.name == name)
    own = name == FREE

    def keep(given: Given, mark: str) -> Kept:
        said = asking.saying({}, desk.now(), key=mark)
        done = letters.revise(desk, ref, number, {name: given.get("words", "")}, said)
        return Kept(words="Done: the letter is written anew.", ref=done.ref, undo=True)

    says = "No template and no policy stands behind these words: whoever approves sees them apart."
    return Job(
        desk=desk,
        ref=ref,
        draft=f"letter-{number}-{name}",
        title=f"Letter {number}: {letterview.called(name)}",
        button="Write the letter anew",
        says=(fact.about, *((says,) if own else ()), _AGAIN),
        begins={"words": fact.words} if fact.words and not own else {},
        asked=lambda _given: (sheet.text("words", letterview.called(name), needed=fact.required),),
        keep=keep,
        slow=True,
    )


def paragraph_job(desk: Desk, ref: str, number: int) -> Job:
    """Return the form that adds a paragraph of one's own."""

    def keep(given: Given, mark: str) -> Kept:
        said = asking.saying({}, desk.now(), key=mark)
        done = letters.revise(desk, ref, number, {}, said, added=given["words"])
        return Kept(words="Done: the paragraph is added.", ref=done.ref, undo=True)

    return Job(
        desk=desk,
        ref=ref,
        draft=f"letter-{number}-own",
        title=f"Letter {number}: a paragraph of your own",
        button="Add it",
        says=(
            "No template and no policy stands behind it: whoever approves sees it apart.",
            _AGAIN,
        ),
        asked=lambda _given: (sheet.text("words", "The paragraph", needed=True),),
        keep=keep,
        slow=True,
    )


def signs_job(desk: Desk, ref: str, number: int) -> Job:
    """Return the form that chooses who signs."""
    found = letterfacts.sheet(desk, ref, number)
    answers = tuple((name, name) for name in found.may_sign)

    def keep(given: Given, mark: str) -> Kept:
        if not answers:
            raise UsageFault(
                "Nobody is known here who may sign.",
                advice="Say in the settings who signs, or link a name to the head’s sign-in.",
            )
        said = asking.saying({}, desk.now(), key=mark)
        done = letters.revise(desk, ref, number, {SIGNS: given["who"]}, said)
        return Kept(words=f"Done: {given['who']} signs it.", ref=done.ref, undo=True)

    return Job(
        desk=desk,
        ref=ref,
        draft=f"letter-{number}-signs",
        title=f"Letter {number}: who signs",
        button="Choose",
        says=("Nobody who is part of the case signs a letter of it.", _AGAIN),
        begins={"who": found.may_sign[0]} if found.may_sign else {},
        asked=lambda _given: (sheet.choice("who", "Who signs?", *answers),),
        keep=keep,
        slow=True,
    )


def rewrite_job(desk: Desk, ref: str, number: int) -> Job:
    """Return the form that writes a draft anew with what is known now."""

    def keep(_given: Given, mark: str) -> Kept:
        said = asking.saying({}, desk.now(), key=mark)
        done = letters.revise(desk, ref, number, {}, said)
        return Kept(words="Done: the letter is written anew.", ref=done.ref, undo=True)

    return Job(
        desk=desk,
        ref=ref,
        draft=f"letter-{number}-anew",
        title=f"Letter {number}: write it anew",
        button="Write it anew",
        says=("With what the case, the school and the policy say now.", _AGAIN),
        begins={"sure": "yes"},
        asked=lambda _given: (sheet.sure("Write it anew?"),),
        keep=keep,
        slow=True,
    )


# --- printing -------------------------------------------------------------------------------------


def print_job(desk: Desk, ref: str, number: int) -> Job:
    """Return the form that prints a letter, or opens it to be printed."""
    found = letterfacts.sheet(desk, ref, number)
    copy = (f"The page will be marked COPY {found.copies + 1}.",) if found.copies else ()

    def keep(given: Given, _mark: str) -> Kept:
        words = printorders.order(desk, ref, number, Way(given["how"]))
        return Kept(words=f"Done: {words}.", ref=ref, undo=True)

    return Job(
        desk=desk,
        ref=ref,
        draft=f"letter-{number}-print",
        title=f"Letter {number}: print it again" if found.copies else f"Letter {number}: print it",
        button="Print it",
        says=(f"{found.title}, to {found.to}.", *copy, "You are asked whether it came out."),
        begins={"how": str(usual_way(desk))},
        asked=lambda _given: (sheet.choice("how", HOW, *ways(desk)),),
        keep=keep,
        slow=True,
    )


# --- its life -------------------------------------------------------------------------------------


def signed_job(desk: Desk, ref: str, number: int) -> Job:
    """Return the form that records a signature."""
    return _life(desk, ref, number, LetterStep.SIGN, "it is signed", ())


def sent_job(desk: Desk, ref: str, number: int) -> Job:
    """Return the form that records how a letter went."""
    how = sheet.line("how", "How? by post, by hand to Ms Hart, with the pupil", needed=True)
    return _life(desk, ref, number, LetterStep.SEND, "it is sent", (how,))


def received_job(desk: Desk, ref: str, number: int) -> Job:
    """Return the form that records that a letter came."""
    how = sheet.line("how", "How is that known?")
    return _life(desk, ref, number, LetterStep.RECEIVE, "it was received", (how,))


def _life(
    desk: Desk,
    ref: str,
    number: int,
    step: LetterStep,
    words: str,
    more: tuple[asking.Question, ...],
) -> Job:
    def keep(given: Given, mark: str) -> Kept:
        said = asking.saying(given, desk.now(), key=mark)
        done = letters.move(desk, ref, number, step, said, given.get("how", ""))
        return Kept(words=f"Done: {words}.", ref=done.ref, undo=True)

    limits = "Time limits from its receipt run from then."
    return Job(
        desk=desk,
        ref=ref,
        draft=f"letter-{number}-{step}",
        title=f"Letter {number}: {words}",
        button="Record it",
        says=(limits,) if step is LetterStep.RECEIVE else (),
        asked=lambda _given: (*more, asking.happened()),
        keep=keep,
        slow=True,
    )


#: What is done with a letter, by name; a fact and its field are ``fact_job``.
JOBS: Final[Mapping[str, Callable[[Desk, str, int], Job]]] = {
    "signs": signs_job,
    "rewrite": rewrite_job,
    "paragraph": paragraph_job,
    "print": print_job,
    "signed": signed_job,
    "sent": sent_job,
    "received": received_job,
}
