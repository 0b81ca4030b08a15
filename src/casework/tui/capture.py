"""Evidence: one question before anything else, then a capture sheet, or a reference alone.

Pure: must not know a widget, and touches no file before the question was answered with a plain no.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Final

from casework.office import door, evidence, evidencegate, intake
from casework.office.evidencegate import REFERENCE_ASKS, WITHHOLDS, Reference, Shows
from casework.office.evidencesheets import ASKS, Sheet
from casework.office.saying import Saying
from casework.text import plural
from casework.tui.asking import Form, Question
from casework.tui.sheet import Job, Kept, choice, line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.office.desk import Desk
    from casework.office.evidence import Item

SHOWS: Final = "shows"
QUESTION: Final = choice(
    SHOWS,
    "Does it show, or might it show, a child nude, partly nude or in a sexual way? "
    "Do not open it again to find out.",
    ("no", Shows.NO),
    ("yes", Shows.YES),
    ("not sure", Shows.NOT_SURE),
)
SAYS: Final = (
    "Write down only what somebody who may see it has seen or was shown. Nobody",
    "signs in as somebody else or asks to be let into a group to collect evidence.",
)
FILE: Final = "file"
NOTHING: Final = "This case has no evidence yet."
_LONG: Final = frozenset({"what"})
_DAYS: Final = frozenset({"seen-on", "captured-on"})
#: Short words for what stands before a field; the questions themselves are the office's own.
SHORT: Final = {
    "platform": "Site, app or group",
    "address": "Address, or where",
    "account": "Account (handle)",
    "display-name": "Name it shows",
    "what": "What is it? Words as they stand",
    "visible-to": "Who can see it",
    "seen-on": "First seen on",
    "seen-at": "At what time",
    "captured-on": "Captured on",
    "captured-at": "At what time",
    "captured-by": "By whom, if not you",
    "how": "How captured",
    "still-online": "Is it still there?",
    "passed-on-by": "Source, by number",
    "redacts": "Copy of evidence no.",
}
_STILL: Final = (("yes", "yes"), ("no", "no"), ("cannot be checked by us", "unknown"))
_NEEDED: Final = frozenset({"platform", "address", "what", "seen-on", "how"})


def job(desk: Desk, ref: str) -> Job:
    """Return the form of one piece of evidence of a case."""
    return Job(
        desk=desk,
        draft="evidence",
        ref=ref,
        title=f"Evidence  {ref}",
        button="Keep it",
        says=SAYS,
        asked=asked,
        warned=lambda given: _warned(desk, ref, given),
        keep=lambda given, mark: _keep(desk, ref, given, mark),
        slow=True,
    )


def asked(given: Mapping[str, str]) -> tuple[Question, ...]:
    """Return the question alone, then the sheet with its file, or what a reference says."""
    answer = given.get(SHOWS, "")
    if answer == Shows.NO:
        sheet = tuple(_of_sheet(name) for name in ASKS)
        return (QUESTION, *sheet, line(FILE, "File, by its path"))
    if answer in WITHHOLDS:
        return (QUESTION, *(_of_reference(name, words) for name, words in REFERENCE_ASKS.items()))
    return (QUESTION,)


def _of_sheet(name: str) -> Question:
    needed = name in _NEEDED
    if name == "still-online":
        return choice(name, SHORT[name], *_STILL, needed=False)
    form = Form.TEXT if name in _LONG else Form.DAY if name in _DAYS else Form.LINE
    return Question(name=name, words=SHORT[name], form=form, needed=needed)


def _of_reference(name: str, words: str) -> Question:
    form = Form.TEXT if name in _LONG else Form.DAY if name in _DAYS else Form.LINE
    return Question(name=name, words=words, form=form, needed=name == "seen-by")


def _warned(desk: Desk, ref: str, given: Mapping[str, str]) -> tuple[str, ...]:
    if given.get(SHOWS) not in WITHHOLDS:
        return ()
    return evidencegate.next_steps(desk, door.load(desk, ref).snapshot)[:2]


def _keep(desk: Desk, ref: str, given: Mapping[str, str], mark: str) -> Kept:
    shows = evidencegate.answer(given.get(SHOWS, ""))
    saying = Saying(key=intake.key_of("evidence", mark, dict(given)))
    if shows in WITHHOLDS:
        told = Reference(**_picked(Reference, given))
        evidence.add_reference(desk, ref, told, shows, saying)
        steps = evidencegate.next_steps(desk, door.load(desk, ref).snapshot)
        return Kept(words="Done: kept by description alone. Nothing was looked at.", told=steps)
    file = given.get(FILE, "").strip()
    sheet = Sheet(**_picked(Sheet, given))
    done = evidence.add_sheet(desk, ref, sheet, saying, file=file, shows=shows)
    number = done.snapshot.evidence[-1].number
    what = "with its file. The original is where it was." if file else "without a file."
    return Kept(words=f"Done: evidence {number} is kept, {what}", ref=done.ref, undo=True)


def _picked(kind: type[Sheet] | type[Reference], given: Mapping[str, str]) -> dict[str, str]:
    return {one.name: given.get(one.name.replace("_", "-"), "") for one in fields(kind)}


# --- looking again --------------------------------------------------------------------------------


def check_job(desk: Desk, ref: str) -> Job:
    """Return the form that lists a case's evidence and compares it with what was taken in.

    That it was read is logged first, as with every look at evidence.
    """
    items = evidence.list_evidence(desk, ref)
    told = (f"{what}  ({how})" for what, how in map(words_of, items))
    return Job(
        desk=desk,
        draft="check",
        ref=ref,
        title=f"Evidence again  {ref}",
        button="Compare each with what was taken in",
        says=(*told,) if items else (NOTHING,),
        asked=lambda _given: (),
        keep=lambda _given, _mark: _checked(desk, ref),
        slow=True,
    )


def _checked(desk: Desk, ref: str) -> Kept:
    """Compare; raises Damaged where something is not as it was."""
    found = evidence.verify_evidence(desk, ref)
    whole = "Every sheet and file is what was taken in, and the log of who handled it is unbroken."
    counts = f"{plural(found.sheets, 'sheet')}, {plural(found.files, 'file')}"
    return Kept(words=f"Checked: {counts}.", ref=ref, told=(whole,))


def words_of(item: Item) -> tuple[str, str]:
    """Return a piece of evidence in a list: what it is, and how it stands."""
    if item.taken_back:
        return _what(item), "taken back, and its file is locked" if _waits(item) else "taken back"
    if item.destroyed:
        return _what(item), "file destroyed"
    if item.locked:
        return _what(item), "locked: nobody opens it"
    if not item.captured:
        return _what(item), "by description alone"
    kind = str(item.file.get("type", "")) if item.file else ""
    return _what(item), f"file kept ({kind})" if kind else "sheet without a file"


def _waits(item: Item) -> bool:
    return item.locked and not item.destroyed


def _what(item: Item) -> str:
    where = item.sheet.get("platform", "")
    return f"{item.number}  {' – '.join(filter(None, (where, item.sheet.get('what', ''))))}"
