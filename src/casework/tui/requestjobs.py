"""Requests for one's own data (SAR), as forms: taken up, their month, handed out, closed.

The places where somebody's name stands are ``requestplaces``, what is handed out
``requesthandout``. Must not know a widget, nor how anything is looked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.domain.dates import read_day
from casework.office import subjectaccess, subjectanswers
from casework.office.saying import Saying
from casework.office.subjectaccess import HANDED_OUT, NewRequest
from casework.text import in_words
from casework.tui.requesthandout import hand_out_job
from casework.tui.sheet import Job, Kept, choice, day, line, sure, text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from casework.office.desk import Desk
    from casework.tui.asking import Question

    Told = Mapping[str, str]

#: How it is known that whoever asks may have the data; and that it is not known yet.
_BASES: Final = (
    ("it was seen who they are", "identity-seen"),
    ("they have parental responsibility for the child", "parental-responsibility"),
    ("they have the person’s authority", "authority"),
    ("it was not asked for: they are known here", "not-asked"),
)
_WAITS: Final = "wait"
_ENDS: Final = (
    ("they withdrew it", "withdrawn"),
    ("it was not proved who asks", "not-proved"),
    ("it is refused", "refused"),
)
_BASIS: Final = choice("basis", "How is it known that they may have it?", *_BASES)
_SEEN: Final = text("seen", "What was seen, or why was nothing asked for?", needed=True)
_WHY: Final = text("why", "Why?", needed=True)
_SURE: Final = sure("Is this meant?")
_NOBODY: Final = "nobody"


def basis_words(basis: str) -> str:
    """Return how it is known who asks, within a sentence; nothing where it is not known."""
    return next((words for words, one in _BASES if one == basis), "")


def end_words(outcome: str) -> str:
    """Return how a request ended, within a sentence."""
    ended = (words for words, one in _ENDS if one == outcome)
    return next(ended, "what is held was handed out")


# --- taken up -------------------------------------------------------------------------------------


def open_job(desk: Desk) -> Job:
    """Return the form by which a request is taken up; its month runs, or proof is waited for."""

    def asked(given: Told) -> tuple[Question, ...]:
        waits = given.get("basis") == _WAITS
        proof = text("proof", "Which proof do you wait for, and why?", needed=True)
        known = (choice("basis", _BASIS.words, *_BASES, ("not yet: we wait for proof", _WAITS)),)
        said = ((proof if waits else _SEEN),) if given.get("basis") else ()
        return (*_schools(desk), *_whose(), *known, *said, _which_user(desk))

    def keep(told: Told, mark: str) -> Kept:
        done = subjectaccess.begin(desk, _new(desk, told), Saying(key=mark))
        return Kept(words=f"Done: request {done.ref} is taken up.")

    return Job(
        desk=desk,
        draft="request open",
        title="A request for one’s own data (SAR)",
        button="Take it up",
        says=(
            "It may be spoken, to anybody at school, in any words; the answer is due in a month.",
            "Nobody takes up their own. Whoever it is about, and signs in here, never sees it.",
        ),
        asked=asked,
        keep=keep,
    )


def _schools(desk: Desk) -> tuple[Question, ...]:
    own = {slug: desk.ledger.schools.get(slug, slug) for slug in desk.ledger.schools}
    if len(own) < 2:
        return ()
    return (choice("school", "At which school?", *((words, slug) for slug, words in own.items())),)


def _whose() -> tuple[Question, ...]:
    return (
        line("person", "Whose data is asked for? Their whole name", needed=True),
        text("known-as", "Other names and accounts of theirs, one a line"),
        line("asked-by", "Who asked, if not that person?"),
        day("came-on", "When did it reach anybody at school? Empty is today"),
    )


def _which_user(desk: Desk) -> Question:
    users = sorted(user.name for user in desk.session.directory.active())
    return choice(
        "user",
        "Does that person sign in here? As whom?",
        ("no, not here", _NOBODY),
        *((name, name) for name in users),
        needed=False,
    )


def _new(desk: Desk, told: Told) -> NewRequest:
    user, basis = told.get("user", ""), told["basis"]
    return NewRequest(
        person=told["person"],
        known_as=tuple(told.get("known-as", "").splitlines()),
        asked_by=told.get("asked-by", ""),
        came_on=_day(told.get("came-on", "")),
        basis="" if basis == _WAITS else basis,
        seen=told.get("seen", ""),
        proof=told.get("proof", ""),
        user="" if user == _NOBODY else user,
        school=told.get("school") or desk.school_slug(""),
    )


def _day(typed: str) -> date | None:
    return read_day(typed) if typed.strip() else None


# --- its month ------------------------------------------------------------------------------------


def start_job(desk: Desk, ref: str) -> Job:
    """Return the form that says how it is known who asks, from which day the month runs."""

    def keep(told: Told, _mark: str) -> Kept:
        on = _day(told.get("on", ""))
        done = subjectaccess.start(desk, ref, told["basis"], told["seen"], on)
        return Kept(words="Done: the month runs.", ref=done.ref, undo=True)

    asked = (_BASIS, _SEEN, day("on", "From which day does it run? Empty is today"))
    says = "It runs from the day on which the proof came, else from that of the request."
    return _job(desk, ref, "start", "Let the month run", asked, keep, says)


def pause_job(desk: Desk, ref: str) -> Job:
    """Return the form that stops the time while the person is asked what they mean."""

    def keep(told: Told, _mark: str) -> Kept:
        done = subjectaccess.pause(desk, ref, told["why"], _day(told.get("on", "")))
        return Kept(words="Done: the time stands still.", ref=done.ref, undo=True)

    asked = (
        text("why", "What did you ask them?", needed=True),
        day("on", "Since which day? Empty is today"),
    )
    says = "Only while you wait to hear what exactly they ask for. What is left of it is kept."
    return _job(desk, ref, "pause", "Stop the time", asked, keep, says)


def resume_job(desk: Desk, ref: str) -> Job:
    """Return the form that lets the time go on with what was left of it."""

    def keep(told: Told, _mark: str) -> Kept:
        done = subjectaccess.resume(desk, ref, told["why"], _day(told.get("on", "")))
        return Kept(words="Done: the time goes on.", ref=done.ref, undo=True)

    asked = (
        text("why", "What did they answer?", needed=True),
        day("on", "From which day does it run again? Empty is today"),
    )
    says = "It runs again with what was left of it."
    return _job(desk, ref, "resume", "Let the time go on", asked, keep, says)


def extend_job(desk: Desk, ref: str) -> Job:
    """Return the form that takes two months more, the person having been told why."""

    def keep(told: Told, _mark: str) -> Kept:
        subjectaccess.extend(desk, ref, _day(told.get("on", "")), told["why"])
        return Kept(words="Done: it is three months by now.")

    asked = (_WHY, day("on", "On what day were they told? Empty is today"))
    says = "Tell them first, and why, within the first month. It is for what is complex alone."
    return _job(desk, ref, "extend", "Take two months more", asked, keep, says)


# --- asked apart, closed --------------------------------------------------------------------------


def ask_job(desk: Desk, ref: str) -> Job:
    """Return the form that asks safeguarding and the chair, each alone."""

    def keep(told: Told, _mark: str) -> Kept:
        made = subjectanswers.ask(desk, ref, told.get("why", ""))
        absent = in_words(made.missing)
        return Kept(
            words="Done: they were asked.",
            told=(f"Nobody to ask yet: {absent}. Ask in person.",) if absent else (),
        )

    says = (
        "The same question each time. They look in what is kept sealed, and answer the person "
        "themselves: what they hold, and whether they hold anything, never shows here."
    )
    asked = (text("why", "Is there anything they should know?"),)
    return _job(desk, ref, "ask", "Ask safeguarding and the chair", asked, keep, says)


def close_job(desk: Desk, ref: str) -> Job:
    """Return the form that closes a request: handed out, or how else it ended and why."""
    done = subjectaccess.request(desk, ref).state == HANDED_OUT
    how = choice("outcome", "How did it end, as nothing was handed out?", *_ENDS)
    asked = (_SURE,) if done else (how, _WHY)

    def keep(told: Told, _mark: str) -> Kept:
        ended = subjectaccess.close(desk, ref, told.get("outcome", ""), told.get("why", ""))
        return Kept(words="Done: the request is closed.", ref=ended.ref, undo=True)

    says = "It can be taken up again, with a reason."
    return _job(desk, ref, "close", "Close the request", asked, keep, says)


def _job(
    desk: Desk,
    ref: str,
    name: str,
    words: str,
    asked: tuple[Question, ...],
    keep: Callable[[Told, str], Kept],
    says: str,
) -> Job:
    return Job(
        desk=desk,
        ref=ref,
        draft=f"request {name}",
        title=f"{ref}  {words}",
        button=words,
        says=(says,),
        asked=lambda _given: asked,
        keep=keep,
    )


#: The steps of the law's own file that do more than a step: each has a form of its own.
BY_STEP: Final[Mapping[str, Callable[[Desk, str], Job]]] = {
    "start-the-month": start_job,
    "take-two-months-more": extend_job,
    "ask-apart": ask_job,
    "ask-apart-again": ask_job,
    "hand-out": hand_out_job,
    "hand-out-again": hand_out_job,
    "close": close_job,
    "close-without": close_job,
}
