"""What one can do about one case, wherever it is under one's hand: one table for all front ends.

The keys of a case, of the list it stands in, the palette, the help and the numbered menu are made
from it. Pure but for the forms, which are loaded when one is opened. Must not know what a form
asks: nothing here changes anything by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.office.desk import Desk
    from casework.tui.frame import Dialog, Page


def _everybody(_desk: Desk, _ref: str) -> bool:
    return True


def _writers(desk: Desk, _ref: str) -> bool:
    return not desk.read_only


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAction:
    """Something about one case: a screen of it, or a form whose button does it.

    ``may`` is asked only for a case that this person may open. A form says by its answer whether
    something was done; ``done`` are then the words of the strip.
    """

    id: str
    key: str
    words: str
    synonyms: tuple[str, ...]
    opens: Callable[[Desk, str], Page | Dialog]
    may: Callable[[Desk, str], bool] = _everybody
    done: str = "Done"


def _form(name: str) -> Callable[[Desk, str], Page]:
    """Return what opens a form of ``casejobs``."""

    def opens(desk: Desk, ref: str) -> Page:
        from casework.tui.caserows import job_page

        return job_page(desk, ref, name)

    return opens


def _page(name: str) -> Callable[[Desk, str], Page | Dialog]:
    """Return what opens a screen of ``caseforms``."""

    def opens(desk: Desk, ref: str) -> Page | Dialog:
        from casework.tui import caseforms

        return caseforms.SCREENS[name](desk, ref)

    return opens


def _letters(desk: Desk, ref: str) -> Page:
    from casework.tui.letterpage import LetterPage

    return LetterPage(desk, ref)


def _excluders(desk: Desk, ref: str) -> bool:
    from casework.office import cases

    return _writers(desk, ref) and cases.may_exclude(desk, ref)


def _evidence(desk: Desk, ref: str) -> Page:
    from casework.tui.intake import form_of

    return form_of("evidence", desk, ref)


def _check(desk: Desk, ref: str) -> Page:
    from casework.tui.intake import form_of

    return form_of("check", desk, ref)


def _exhibits(desk: Desk, ref: str) -> Page:
    from casework.tui.boardpage import BoardPage
    from casework.tui.exhibits import Exhibits

    return BoardPage(desk, Exhibits(desk, ref), ref=ref)


def _handout(desk: Desk, ref: str) -> Page:
    from casework.tui.boardpage import BoardPage
    from casework.tui.handout import HandedOut

    return BoardPage(desk, HandedOut(desk, ref), ref=ref)


def _hands_out(desk: Desk, _ref: str) -> bool:
    from casework.tui.handout import may

    return may(desk)


def _request(desk: Desk, ref: str) -> Page:
    from casework.tui import requestsboard
    from casework.tui.boardpage import BoardPage

    return BoardPage(desk, partial(requestsboard.page, desk, ref), ref=ref)


def _is_request(desk: Desk, ref: str) -> bool:
    from casework.office import laws
    from casework.office.cards import read_card

    row = desk.cards.get(ref)
    if row is None or laws.name_of(desk, read_card(row.card).digest) != laws.SUBJECT_ACCESS:
        return False
    from casework.tui import requestsboard

    return requestsboard.of_case(desk, ref)


def _might_know_source(desk: Desk, ref: str) -> bool:
    from casework.office import questions

    return _writers(desk, ref) and questions.might_know_sources(desk)  # that one looked is written


def _holds(desk: Desk, ref: str) -> Page:
    from casework.tui.boardpage import BoardPage
    from casework.tui.holdboard import Holds

    return BoardPage(desk, Holds(desk, ref), ref=ref)


def _holders(desk: Desk, _ref: str) -> bool:
    from casework.tui import holdboard

    return holdboard.may(desk)


def _take_in(desk: Desk, ref: str) -> Page:
    from casework.tui.intake import form_of

    return form_of("take-in", desk, ref)


def _received(desk: Desk, ref: str) -> bool:
    from casework.office import received

    return received.waits(desk, ref)


def _has_threshold(desk: Desk, ref: str) -> bool:
    from casework.tui.worksheet import has_one

    return has_one(desk, ref)


def _danger(desk: Desk, ref: str) -> Page:
    from casework.tui.intake import form_of

    return form_of("danger", desk, ref)


CASE_ACTIONS: Final[tuple[CaseAction, ...]] = (
    CaseAction(
        id="next",
        key="n",
        words="Next step",
        synonyms=("do it", "what now", "go on", "carry on", "record the check"),
        opens=_page("next"),
        may=_writers,
    ),
    CaseAction(
        id="take-in",
        key="i",
        words="Take in what was received",
        synonyms=("new case", "intake", "call", "the policy's questions", "who posted it"),
        opens=_take_in,
        may=_received,
    ),
    CaseAction(
        id="note",
        key="a",
        words="Note",
        synonyms=("write down", "record", "add", "remark", "rang", "telephone call"),
        opens=_form("note"),
        may=_writers,
    ),
    CaseAction(
        id="history",
        key="h",
        words="History",
        synonyms=("timeline", "what happened", "entries", "log", "correct a mistake"),
        opens=_page("history"),
    ),
    CaseAction(
        id="why",
        key="w",
        words="Why",
        synonyms=("reason", "rule", "policy", "clause", "where does it say"),
        opens=_page("why"),
    ),
    CaseAction(
        id="threshold",
        key="v",
        words="Harm threshold",
        synonyms=("worksheet", "referral", "allegation", "how serious", "must we refer"),
        opens=_page("threshold"),
        may=_has_threshold,
    ),
    CaseAction(
        id="limits",
        key="t",
        words="Time limits",
        synonyms=("deadline", "by when", "more time", "extend", "stop the clock", "waive"),
        opens=_page("limits"),
    ),
    CaseAction(
        id="questions",
        key="q",
        words="Questions of the policy",
        synonyms=("answer", "facts", "what is known", "refused", "removed"),
        opens=_page("questions"),
        may=_writers,
    ),
    CaseAction(
        id="person",
        key="",
        words="Add a person",
        synonyms=("name", "parent", "author", "witness", "address"),
        opens=_form("person"),
        may=_writers,
    ),
    CaseAction(
        id="incident",
        key="",
        words="Record a further incident",
        synonyms=("another post", "again", "new post", "happened again"),
        opens=_form("incident"),
        may=_writers,
    ),
    CaseAction(
        id="category",
        key="",
        words="Say what kind of thing it is",
        synonyms=("category", "defamatory", "threat", "complaint", "sort"),
        opens=_form("category"),
        may=_writers,
    ),
    CaseAction(
        id="link",
        key="",
        words="Link another case",
        synonyms=("belongs together", "same person", "related"),
        opens=_form("link"),
        may=_writers,
    ),
    CaseAction(
        id="admit",
        key="",
        words="Let somebody see the case",
        synonyms=("share", "colleague", "access", "let in"),
        opens=_form("admit"),
        may=_writers,
    ),
    CaseAction(
        id="exclude",
        key="",
        words="Take somebody off the case",
        synonyms=("conflict of interest", "remove", "hide from"),
        opens=_form("exclude"),
        may=_excluders,
    ),
    CaseAction(
        id="evidence",
        key="e",
        words="Evidence",
        synonyms=("screenshot", "picture", "capture", "file", "attach", "printout", "proof"),
        opens=_evidence,
        may=_writers,
    ),
    CaseAction(
        id="letters",
        key="l",
        words="Letters",
        synonyms=("letter", "send", "post", "print", "sign", "draft", "warning letter", "write to"),
        opens=_letters,
    ),
    CaseAction(
        id="exhibits",
        key="",
        words="Look at the evidence",
        synonyms=(
            *("custody", "save a copy", "release", "describe", "redact", "blur", "sheet"),
            *("take out", "picture for an export", "lock", "withhold"),
        ),
        opens=_exhibits,
    ),
    CaseAction(
        id="check-evidence",
        key="",
        words="Check the evidence again",
        synonyms=("verify", "compare", "still the same", "custody", "hash"),
        opens=_check,
        may=_writers,
    ),
    CaseAction(
        id="handout",
        key="",
        words="Hand out or print the history",
        synonyms=("export", "copy for the chair", "police", "solicitor", "bundle", "full file"),
        opens=_handout,
        may=_hands_out,
    ),
    CaseAction(
        id="request",
        key="r",
        words="This request for one’s own data (SAR)",
        synonyms=("subject access", "where they were found", "hand out", "their month", "letter"),
        opens=_request,
        may=_is_request,
    ),
    CaseAction(
        id="source",
        key="",
        words="See who passed the material on",
        synonyms=("source", "protected", "who told us", "informant", "whistleblower"),
        opens=_form("source"),
        may=_might_know_source,
    ),
    CaseAction(
        id="hold",
        key="",
        words="Hold it from being destroyed",
        synonyms=("legal hold", "lift a hold", "let go", "keep longer", "claim", "inquiry"),
        opens=_holds,
        may=_holders,
    ),
    CaseAction(
        id="danger",
        key="x",
        words="Danger: 999 first",
        synonyms=("emergency", "police now", "at risk", "threat", "override", "act first"),
        opens=_danger,
        may=_writers,
    ),
)


#: Who may do what changes a case: to nobody else, and to nobody where one may only read.
_CHANGING: Final = frozenset({_writers, _excluders, _received, _might_know_source})


def changes(action: CaseAction) -> bool:
    """Tell whether an action's form changes the case."""
    return action.may in _CHANGING


#: Keys that do nothing in records to read alone: those of all that changes a case, and undoing.
WRITING: Final = frozenset({"u", *(one.key for one in CASE_ACTIONS if changes(one))})


def case_action(name: str) -> CaseAction:
    """Return the action of that id."""
    return next(one for one in CASE_ACTIONS if one.id == name)


def possible(desk: Desk, ref: str) -> tuple[CaseAction, ...]:
    """Return what this person may open about a case, in the order of the table."""
    return tuple(one for one in CASE_ACTIONS if one.may(desk, ref))
