"""What the chair of governors sees, as a board: figures and roles; names in cases alone.

What falls to them to decide, the cases that the policy brought them into (there alone names are
lifted), the histories left for them, the figures of the term. Must not know a widget.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from casework.domain.dates import instant_words
from casework.office import approvals, chairhistories, outside, people, subjectanswers
from casework.office.evidencehandling import may_save_to
from casework.office.handouts import free_name
from casework.text import plural
from casework.tui import keyback, listed
from casework.tui.boards import DO_HERE, Board, Row, under
from casework.tui.sheet import Job, Kept, choice, line, only_sure, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casework.office.chairhistories import Given
    from casework.office.desk import Desk

TITLE: Final = "What the chair sees"
_NAMELESS: Final = f"{TITLE}: figures and roles, no names"
_FORMS: Final = (("paper (PDF)", "pdf"), ("plain text", "txt"), ("for a program (JSON)", "json"))
_NO_HISTORY: Final = (
    "Nobody has left you a history yet. The office or the headteacher does, from a case."
)
_INVOLVED: Final = (
    "You have been in these: you do not sit on a panel about one. The vice-chair does."
)


def may(desk: Desk) -> bool:
    """Tell whether this person is chair or vice-chair at any school."""
    return chairhistories.is_reader(desk)


def board(desk: Desk) -> Board:
    """Return what there is for the chair, what falls to them first."""
    cases, histories = tuple(_cases(desk)), tuple(_histories(desk))
    return Board(
        title=TITLE if cases else _NAMELESS,
        rows=(
            *under("For you to decide", _decisions(desk)),
            *under("Cases you were brought into, with names", cases),
            *under("Histories left for you, without names", histories or (Row(left=_NO_HISTORY),)),
            *under("Figures", (Row(left="The term’s figures", place="counts", also="sheet"),)),
            *under("Yours alone", _own(desk)),
        ),
    )


def _decisions(desk: Desk) -> Iterator[Row]:
    for one in approvals.waiting(desk):
        if one.yours:
            yield Row(left=one.title, beside=one.ref, place="decisions")
    for asked in subjectanswers.questions(desk):
        words = "Answer a request for one’s own data (SAR)"
        yield Row(left=words, beside=asked.request, place="requests")


def _cases(desk: Desk) -> Iterator[Row]:
    rows = listed.rows(desk, closed=True)
    for row in rows:
        beside = f"{row.what}. {'Closed' if row.closed else f'Next: {row.next}'}"
        yield Row(left=f"{row.ref}  {row.about}", beside=beside, case=row.ref)
    sealed = sum(row.sealed for row in listed.listing(desk).rows())
    if sealed:
        yield Row(left=f"{plural(sealed, 'sealed case')} you are named on", place="sealed")
    if rows:
        yield Row(left=_INVOLVED)


def _histories(desk: Desk) -> Iterator[Row]:
    several = len(desk.ledger.schools) > 1
    for one in chairhistories.given(desk):
        school = f", {desk.ledger.schools.get(one.school, one.school)}" if several else ""
        beside = f"{plural(one.entries, 'entry', 'entries')}, left {instant_words(one.at)}{school}"
        yield Row(left=one.ref, beside=beside, leads=partial(history, desk, one.mark))


def _own(desk: Desk) -> Iterator[Row]:
    if not desk.read_only and "chair" in desk.actor.roles:
        yield Row(left="Make a new recovery key", leads=partial(_renew, desk), also="envelope")


# --- one history ----------------------------------------------------------------------------------


def history(desk: Desk, mark: str) -> Board:
    """Return a history left here: what it is, whether it bears its check, every entry in order."""
    what = chairhistories.one(desk, mark)
    return Board(
        title=f"{what.ref}  The history, without names",
        rows=(
            *under(DO_HERE, _doings(desk, what)),
            *under("What it is", _about(desk, what)),
            *under("Copies saved out", _copies(desk, what)),
            *under(
                "What happened", (Row(left=when, beside=w) for when, w in chairhistories.told(what))
            ),
        ),
    )


def _doings(desk: Desk, what: Given) -> Iterator[Row]:
    if desk.read_only:  # that a copy was saved out is noted beside it
        return
    yield Row(left="Save a copy out", leads=partial(_copy, desk, what), also="export print pdf")
    yield Row(left="Put it away for good", leads=partial(_put_away, desk, what), also="delete")


def _about(desk: Desk, what: Given) -> Iterator[Row]:
    yield Row(left=f"Left by the {what.by}, {instant_words(what.at)}")
    wrong = chairhistories.checked(desk, what)
    sound = ("It bears its own check, and the keys in it are those of this school.",)
    for words in (f"Check code: {what.check_code}", *(wrong or sound), *chairhistories.front(what)):
        yield Row(left=words)


def _copies(desk: Desk, what: Given) -> Iterator[Row]:
    for one in chairhistories.copies(desk, what.mark):
        beside = f"{one.by}, for {one.to}; why: {one.why}; as {one.form}"
        yield Row(left=instant_words(one.at), beside=beside)


def _copy(desk: Desk, what: Given) -> Job:
    def keep(told: Mapping[str, str], _mark: str) -> Kept:
        folder = may_save_to(desk, told["folder"])
        form = told["form"]
        out = free_name(folder, f"{what.ref}-history-chair.{form}")
        outside.must_be_free(out)
        content = chairhistories.record_copy(desk, what, form, told["to"], told["why"])
        outside.write_file(out, content)
        return Kept(
            words=f"Done: the history is saved as {out}.",
            told=(
                f"Check code: {what.check_code}",
                "Whoever can open that folder can read it: remove it when it has served.",
            ),
        )

    return Job(
        desk=desk,
        draft=f"chair copy {what.mark}",
        title=f"{what.ref}  Save a copy of the history out",
        button="Save a copy",
        says=("For whom and why is noted beside it, for the chair alone.",),
        asked=lambda _given: (
            choice("form", "As what?", *_FORMS),
            line("folder", "Into which folder?", needed=True),
            line("to", "Who gets it?", needed=True),
            text("why", "Why?", needed=True),
        ),
        keep=keep,
        slow=True,
    )


def _put_away(desk: Desk, what: Given) -> Job:
    def does() -> Kept:
        chairhistories.put_away(desk, what.mark)
        return Kept(words=f"Done: the history of {what.ref} is put away.")

    return only_sure(
        desk,
        does,
        draft=f"chair away {what.mark}",
        title=f"{what.ref}  Put the history away",
        button="Put it away",
        says="It goes out of your list, with the notes on its copies. The case is as it was.",
        asks="For good?",
    )


def _renew(desk: Desk) -> Job:
    def does() -> Kept:
        key = people.renew_recovery(desk)
        return Kept(words="Done: there is a new recovery key.", told=keyback.shown(key), key=key)

    return only_sure(
        desk,
        does,
        draft="chair recovery",
        title="A new recovery key",
        button="Make it",
        says="The key in the envelope opens nothing more from then on: destroy it.",
        asks="Have you pen and paper?",
    )
