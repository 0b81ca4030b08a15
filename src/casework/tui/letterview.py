"""A letter as words: its facts with their sources, its page as it will be printed, what it lacks.

The screens show it, the numbered dialogue reads it out. Must not know a widget.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casework.office import effects, letterfacts, letters, printorders
from casework.office.effects import Standing
from casework.text import plural

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from casework.office.letterfacts import Fact, Sheet

THERE, LACKS, MAY_LACK = "✓", "!", "·"
#: What opens when Enter is pressed on a fact: a form, or only words where it is corrected.
SIGNS: Final = "signs"
#: How the commonest fields are called; any other by its own name.
_CALLED: Final = {
    "reader": "Who it goes to",
    "address": "Address",
    "recipient_salutation": "Greeting",
    "post_description": "The post",
    "post_words": "Its words",
    "post_platform": "Where it was",
    "post_address": "Its address",
    "post_seen_on": "Seen on",
    "limit_words": "By when",
    "policy_title": "The policy",
    "policy_place": "Its place",
    "complaint_route": "Complaints route",
    "contact_words": "Whom to speak to",
    "free_paragraph": "Own paragraph",
    "conversation_on": "Conversation on",
    "request": "What we ask",
}
#: Where a fact is corrected, by where it is known from.
_WHERE: Final = {
    "People": "It is corrected where it lives: People, in the case (Esc, then 2).",
    "Evidence": "It is corrected where it lives: a capture sheet (E).",
    "Incidents": "It is corrected where it lives: Incidents, in the case (Esc, then 3).",
    "Answers": "It is corrected where it lives: Questions of the policy (Q).",
    "Kind": "It is corrected where it lives: what kind of thing it is, in the case.",
    "Settings": "It is corrected where it lives: the school’s settings, by the head or the office.",
    "Record": "It is corrected where it lives: in the case.",
    "Policy": "The policy says so; nobody changes it here.",
    "School": "The school’s own length; it is changed in the settings.",
    "Default": "Not in the policy: a default. The school can give its own length in the settings.",
    "Letter": "Only this letter says it: Enter writes it.",
}
_MARKS: Final = {"taken out": "[out: {}]", "put in": "[in: {}]"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """One fact: its sign, what it is called, where from; how it reads and what to do about it.

    ``opens`` is the field that a form writes, ``signs``, or nothing.
    """

    sign: str
    called: str
    source: str
    words: str
    about: str
    where: str
    opens: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterView:
    """One letter beside its page.

    ``next`` names the next thing in its life (a key of ``letterjobs.JOBS``), ``next_words`` how it
    is called; both are empty where only somebody else can go on, as ``lacks`` then says.
    """

    ref: str
    number: int
    of: tuple[int, ...]
    title: str
    stands: str
    rows: tuple[FactRow, ...]
    lacks: tuple[str, ...]
    changed: str
    signs: str
    may_sign: tuple[str, ...]
    printable: str
    next: str
    next_words: str
    waits: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """The page as it will be printed: its words line by line, and how many pages there are."""

    lines: tuple[str, ...]
    pages: int
    lacks: tuple[str, ...]


def view(desk: Desk, ref: str, number: int) -> LetterView:
    """Return a letter of a case. Raises NotFound, hidden or not."""
    sheet = letterfacts.sheet(desk, ref, number)
    order = printorders.ordered(desk, ref, number)
    next_, words = _next(sheet)
    return LetterView(
        ref=ref,
        number=number,
        of=letterfacts.numbers(desk, ref),
        title=sheet.title,
        stands=_on_its_way(order) or sheet.stands,
        rows=_rows(sheet),
        lacks=sheet.lacks,
        changed=_changed(sheet),
        signs=sheet.signs,
        may_sign=sheet.may_sign,
        printable=_not_printable(sheet),
        next="" if order else next_,
        next_words=words,
        waits=sheet.waits_for,
        why=(sheet.purpose, *sheet.clauses),
    )


def page(desk: Desk, ref: str, number: int) -> PageView:
    """Return the page from the very blocks that the PDF is made of."""
    proof = letters.preview(desk, ref, str(number))
    lines = tuple(proof.text.rstrip().splitlines())
    return PageView(lines=lines, pages=proof.pages, lacks=proof.missing)


def pdf(desk: Desk, ref: str, number: int) -> bytes:
    """Return the page as a PDF to look at, marked as what it is."""
    return letters.preview(desk, ref, str(number)).pdf


def first_open(desk: Desk, ref: str) -> int:
    """Return the letter to show first: the latest that is not done with, or the latest; or 0."""
    found = letterfacts.numbers(desk, ref)
    going = [n for n in found if letterfacts.sheet(desk, ref, n).steps]
    return (going or list(found) or [0])[-1]


# --- rows -----------------------------------------------------------------------------------------


def called(name: str) -> str:
    """Return how a field is called on a screen."""
    return (
        _CALLED.get(name)
        or name.removesuffix("_words").removesuffix("_on").replace("_", " ").capitalize()
    )


def _rows(sheet: Sheet) -> tuple[FactRow, ...]:
    """Return every fact, what is lacking first."""
    found = [*(_row(fact) for fact in sheet.facts), _sign_row(sheet)]
    return tuple(sorted(found, key=lambda row: row.sign != LACKS))


def _row(fact: Fact) -> FactRow:
    lacking = LACKS if fact.required else MAY_LACK
    return FactRow(
        sign=THERE if fact.there else lacking,
        called=called(fact.name),
        source=fact.source,
        words=fact.words,
        about=fact.about,
        where=_WHERE.get(fact.source, ""),
        opens=fact.name if fact.own else "",
    )


def _sign_row(sheet: Sheet) -> FactRow:
    return FactRow(
        sign=THERE if sheet.signs else LACKS,
        called="Sign-off" if sheet.signs else "Sign-off: choose",
        source="Letter",
        words=sheet.signs,
        about="Who signs the letter.",
        where="S chooses who signs.",
        opens=SIGNS,
    )


def _changed(sheet: Sheet) -> str:
    """Return what changed since the first draft, in one line; or nothing."""
    if not sheet.changed:
        return ""
    words = " ".join(_MARKS.get(one.part, "{}").format(one.text) for one in sheet.changed)
    return f"Changed since draft 1: {words}"


# --- what comes next ------------------------------------------------------------------------------


def _on_its_way(order: effects.Effect | None) -> str:
    if order is None:
        return ""
    waits = order.standing in {Standing.WAITING, Standing.DUE}
    return "goes to the printer" if waits else "at the printer: did it come out?"


def _next(sheet: Sheet) -> tuple[str, str]:
    """Return the next thing in a letter's life, by its name, and how it is called."""
    if sheet.stale:
        return "rewrite", "Write it anew with what is known now"
    found = {
        "approved": ("print", "Print it for signature"),
        "issued": ("print", "Print it for signature"),
        "printed": ("signed", "Record that it is signed"),
        "signed": ("sent", "Record that it is sent, and how"),
        "sent": ("received", "Record that it was received"),
    }
    return found.get(sheet.state, ("", ""))


def _not_printable(sheet: Sheet) -> str:
    """Return why a letter cannot be printed now, or nothing."""
    if sheet.state in {"approved", "issued", "printed", "signed", "sent", "received"}:
        return ""
    return " ".join(sheet.lacks) or "It cannot be printed."


def pages_words(count: int) -> str:
    """Return ``2 pages``."""
    return plural(count, "page", "pages")
