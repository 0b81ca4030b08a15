"""One sentence for each thing that can have happened: a table by class. Must not know files.

Words follow ``domain.md`` section 19. Recorded words pass through the reader's redaction; the
policy's own words come from its wording, with the places they stand in print.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casework.domain import events as happened
from casework.domain.circles import plain
from casework.domain.facts import says_nothing
from casework.domain.people import PERSON_WORDS
from casework.domain.spelling import spelt
from casework.exports.captured import captured_line
from casework.exports.known import PERSON
from casework.exports.limitlines import LIMITS
from casework.exports.telling import Line as Line  # its readers name it by this module
from casework.exports.telling import Telling as Telling
from casework.exports.telling import day, stopped
from casework.exports.telling import ending as ending
from casework.text import in_words, large

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.domain.events import Event


def lines_of(telling: Telling) -> tuple[Line, ...]:
    """Return what an entry says, sentence by sentence."""
    return tuple(sentence(telling, event) for event in telling.entry.events)


def sentence(telling: Telling, event: Event) -> Line:
    """Return the sentence for one event, as this reader may read it."""
    return SENTENCES[type(event)](telling, event)


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _opened(t: Telling, e: happened.CaseOpened) -> Line:
    summary = t.reader.quoted(e.summary, "a summary was written")
    kind = f"{t.wording.case_type[:1].lower()}{t.wording.case_type[1:]}"
    return Line(
        words=_joined(
            f"The case was opened under the reference {t.reader.data(e.ref)}, as: {kind}. It goes "
            f"by the policy “{t.wording.policy}”.",
            f"Summary: {stopped(summary)}" if summary else "",
        )
    )


def _moved(t: Telling, e: happened.TrackMoved) -> Line:
    action, move = t.wording.actions.get(e.track), t.wording.moves.get(e.rule)
    title = action.title if action else "An action"
    state = action.states.get(e.dest, "") if action else ""
    says = f": “{move.says.rstrip('.')}”" if move else ""
    lead = "This brought with it a further step. " if e.followed else ""
    decided = "A decision not to act. " if e.dest == "declined" else ""
    now = f" It now stands at “{state}”." if state and e.source != e.dest else ""
    words = f"{decided}{lead}{title}, step taken{says}.{now}"
    return Line(words=words, cites=move.cites if move else ())


_ANSWERS = {"yes": "yes", "no": "no", "unknown": "it cannot be checked by us"}


def _fact(t: Telling, e: happened.FactSet) -> Line:
    asked = t.wording.questions.get(e.name)
    if asked is not None and says_nothing(e.value):
        value = "one that only the program reads"
    elif asked is None or asked.free:
        value = t.reader.quoted(e.value, "words were recorded")
    elif asked.personal and not t.reader.words:
        value = "(an answer about a person; withheld)"
    elif asked.type == "number":
        value = t.reader.counted(t.reader.data(e.value))
    elif asked.type == "date":
        value = day(t, e.value)
    else:
        words = asked.phrases.get(e.value) or _ANSWERS.get(e.value)
        value = words or t.reader.data(e.value)
    told = t.reader.quoted(e.said_by, "who said so was recorded")
    return Line(
        words=_joined(
            f"{asked.ask if asked else 'A question was answered:'} {stopped(large(value))}",
            f"Said by: {stopped(told)}" if told else "",
        ),
    )


def _category(t: Telling, e: happened.CategoryAdded) -> Line:
    known = t.wording.categories.get(e.code)
    title = f"the category “{known.title}”" if known else "a category"
    listed = known is not None and e.target in known.choices
    target = t.reader.data(e.target) if listed or t.reader.words else "(withheld)"
    about = f", concerning: {target}" if e.target else ""
    return Line(words=f"Put into {title}{about}.", cites=known.cites if known else ())


def _person(t: Telling, e: happened.PersonAdded) -> Line:
    hidden = t.reader.protects(e.role)
    of = t.reader.of_person(e.number)
    about = "" if hidden else of.quoted(e.about, "a description was recorded")
    lines = ", ".join(e.address.splitlines())
    address = "" if hidden else of.quoted(lines, "an address was recorded")
    return Line(
        words=_joined(
            f"Named in the case: {_called(t, e)}.",
            f"About them: {stopped(about)}" if about else "",
            f"Address: {stopped(address)}" if address else "",
        )
    )


def _called(t: Telling, e: happened.PersonAdded) -> str:
    """Return how a person is called in the role given here, whatever role they have besides."""
    found = t.named(PERSON, e.number)
    if not found:
        return t.person(e.number)
    return t.reader.person(e.role, e.name, found[2], number=e.number)


def _person_gone(t: Telling, e: happened.PersonRemoved) -> Line:
    return Line(words=f"Named by mistake and taken out of the case: {t.person(e.number)}.")


def _incident(t: Telling, e: happened.IncidentAdded) -> Line:
    where = t.reader.quoted(e.where, "where it was is recorded")
    words = t.reader.quoted(e.words, "a description was recorded")
    return Line(
        words=_joined(
            f"Incident {e.number}: {stopped(words)}", f"Where: {stopped(where)}" if where else ""
        )
    )


def _note(t: Telling, e: happened.NoteAdded) -> Line:
    return Line(words=f"Note: {t.reader.quoted(e.words, 'a note was written')}")


def _linked(t: Telling, e: happened.Linked) -> Line:
    why = t.reader.quoted(e.words, "a description was recorded")
    which = f"case {t.reader.data(e.ref)}" if t.reader.profile.others else "another case"
    return Line(words=_joined(f"Linked to {which}.", why))


def _corrected(t: Telling, e: happened.Corrected) -> Line:
    words = t.reader.quoted(e.words, "new words were written")
    return Line(
        words=f"Entry {e.seq} was wrong and is struck out there; it should say: {stopped(words)}"
    )


def _undone(_t: Telling, e: happened.Undone) -> Line:
    return Line(words=f"Entry {e.seq} was taken back by whoever wrote it, and counts no longer.")


def _excluded(t: Telling, e: happened.Excluded) -> Line:
    return Line(
        words=f"{t.reader.user(e.user, t.users.get(e.user, ''))} can no longer see this case."
    )


#: The circles that a case can be opened to, as they are called on paper.
_CIRCLES = {
    "office": "The office",
    "leadership": "The school's leadership",
    "safeguarding": "Safeguarding",
    "chair": "The chair of governors",
    "vice-chair": "The vice-chair of governors",
}


def _admitted(t: Telling, e: happened.Admitted) -> Line:
    circle = plain(e.circle)
    who = _CIRCLES.get(circle) or t.reader.data(circle)
    why = " because a decision fell to them" if e.why == "stand-in" else ""
    words = f"{who} was brought into this case{why}, and can read all of it from here on."
    return Line(words=words)


def _let_in(t: Telling, e: happened.UserAdmitted) -> Line:
    who = t.reader.user(e.user, t.users.get(e.user, ""))
    return Line(words=f"{who} was let into this case, and can read all of it from here on.")


def _asked(t: Telling, e: happened.ApprovalAsked) -> Line:
    rule = t.wording.decisions.get(e.role)
    who = f" {stopped(rule.title)}" if rule else ""
    return Line(
        words=f"A decision was asked for, {t.request(e.number)}.{who}",
        cites=rule.cites if rule else (),
    )


def _granted(t: Telling, e: happened.ApprovalGranted) -> Line:
    return Line(words=f"The answer was yes, to {t.request(e.number)}.")


def _declined(t: Telling, e: happened.ApprovalDeclined) -> Line:
    return Line(words=f"A decision not to act. The answer was no, to {t.request(e.number)}.")


def _lapsed(t: Telling, e: happened.ApprovalLapsed) -> Line:
    return Line(words=_joined(f"No longer asked: {t.request(e.number)}.", t.reader.data(e.why)))


def _drafted(t: Telling, e: happened.LetterDrafted) -> Line:
    known = t.wording.letters.get(e.letter)
    to = f"the {PERSON_WORDS.get(e.to) or t.reader.data(spelt(e.to))}"
    if e.person and t.shares_a_part(e.person):
        to = t.person(e.person)
    code = f" Check code of its words: {code_of(e.digest)}." if t.reader.whole else ""
    return Line(
        words=f"{t.letter(e.number)} to {to}, was drafted.{code}",
        cites=known.cites if known else (),
    )


_LETTER_STEPS = {
    "ask": "was put up for a decision",
    "approve": "was approved, for exactly these words",
    "return": "went back to being a draft",
    "withdraw": "was withdrawn",
    "sign": "was signed",
    "send": "was sent",
    "receive": "was received",
}


def _letter(t: Telling, e: happened.LetterMoved) -> Line:
    if e.step == "issue":
        done = f"was issued as number {e.serial} of this case and cannot change any more"
    elif e.step == "print":
        done = "was printed" + (f" again, as copy {e.copy}" if e.copy > 1 else "")
    else:
        done = _LETTER_STEPS.get(e.step, "moved on")
    how = t.reader.quoted(e.how, "how is recorded")
    return Line(
        words=_joined(f"{t.letter(e.number)} {done}.", f"How: {stopped(how)}" if how else "")
    )


def _paused(t: Telling, _e: happened.Paused) -> Line:
    words = (
        "Conversation, meetings and letters to the person who posted wait until safeguarding lets "
        "them go on. This is the same in every case of this kind, whatever lies behind it."
    )
    return Line(words=words, cites=t.wording.pause.cites)


def _released(t: Telling, _e: happened.PauseReleased) -> Line:
    words = "Safeguarding let conversation, meetings and letters to the person who posted go on."
    return Line(words=words, cites=t.wording.pause.cites)


def code_of(digest: str) -> str:
    """Return a check code: twenty characters of a digest in hex, in four groups of five."""
    plain = digest[:20].upper()
    return "-".join(plain[at : at + 5] for at in range(0, len(plain), 5))


def under(cites: tuple[str, ...]) -> str:
    """Return under which part of the policy something was done: heading and place.

    The first lines of a history name the policy; an answer to one of its questions needs no place.
    """
    return f"The policy: {places(cites)}." if cites else ""


def places(cites: tuple[str, ...]) -> str:
    """Return places in print, those under one heading together: ``“Aims”, first and last points``.

    A place that another one holds is left out; what stands under no heading stands by itself.
    """
    under_heading: dict[str, list[str]] = {}
    for one in (part for cite in cites for part in cite.split("; ")):
        heading, parted, place = one.partition("”, ")
        if one[:1].isdigit():
            heading, place = "", one
        known = under_heading.setdefault(f"{heading}”" if parted else heading, [])
        known += [place] if place and place not in known else []
    return "; ".join(_place(heading, found) for heading, found in under_heading.items())


def _place(heading: str, found: list[str]) -> str:
    if not heading:
        return f"{'section' if len(found) == 1 else 'sections'} {in_words(found)}"
    told, within = [heading], ""
    for one in found:
        if any(other.startswith(f"{one} and ") for other in found):
            continue
        above, parted, _ = one.rpartition(", ")
        told.append(one.removeprefix(f"{above}, ") if parted and above == within else one)
        within = above
    return ", ".join(told)


SENTENCES: dict[type[Event], Callable[[Telling, Any], Line]] = {
    happened.CaseOpened: _opened,
    happened.TrackMoved: _moved,
    happened.FactSet: _fact,
    happened.CategoryAdded: _category,
    happened.PersonAdded: _person,
    happened.PersonRemoved: _person_gone,
    happened.IncidentAdded: _incident,
    happened.NoteAdded: _note,
    happened.EvidenceAdded: captured_line,
    happened.Linked: _linked,
    happened.Corrected: _corrected,
    happened.Undone: _undone,
    happened.Excluded: _excluded,
    happened.Admitted: _admitted,
    happened.UserAdmitted: _let_in,
    happened.ApprovalAsked: _asked,
    happened.ApprovalGranted: _granted,
    happened.ApprovalDeclined: _declined,
    happened.ApprovalLapsed: _lapsed,
    happened.LetterDrafted: _drafted,
    happened.LetterMoved: _letter,
    **LIMITS,
    happened.Paused: _paused,
    happened.PauseReleased: _released,
}
