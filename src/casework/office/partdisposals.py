"""Destroying the file of one piece of evidence while its case stays: by two people, as for a case.

A copy is kept in proportion, so a picture may go before the rest. Its sheet, its hash and its
custody stay, and the custody log says who proposed, agreed and destroyed. Files of a case about a
child at risk, an allegation or prejudice stay as long as the case; a locked file goes by what was
advised about it (``evidenceadvice``), and by nothing else. Must not know how anything is destroyed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from casework import paper, store
from casework.domain.dates import day_words, instant_words, local_day
from casework.errors import Conflict, MachineFault, NotPermitted, Refused
from casework.office import (
    certificates,
    destruction,
    disposals,
    door,
    evidence,
    evidenceadvice,
    evidencecustody,
    evidencelocks,
    keeping,
    retention,
)
from casework.office.evidencecustody import Touch
from casework.office.retention import LIFTS, WORKS, must_be_free, reason
from casework.office.schedule import schedule_of

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.office.evidence import Item
    from casework.office.evidencecustody import Touched
    from casework.office.keeping import Keeping
    from casework.office.retention import Retained

#: How long after closing a file of evidence stays at least, in days (*default*).
AT_LEAST: Final = 365
#: Classes whose evidence stays as long as the case itself (*default*).
WHOLE: Final = frozenset(
    {"allegation", "low-level-concern", "staff-warning", "child-protection", "prejudice"}
)
#: Touches after which a destruction is proposed and agreed to anew.
_BEGIN_ANEW: Final = frozenset({Touch.DECLINED, Touch.WITHHELD, Touch.ADVISED})
#: What a certificate says of those who agreed.
_TWO: Final = "Two people agreed to it."
_LOST: Final = "Who agreed to it stood in records that were lost when a backup was put back."


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Part:
    """The file of one piece of evidence, and how far its destruction has come.

    ``gone``: there is no file. ``destroyed`` is who destroyed it, or None where that stood in
    records that are lost since; then ``seen`` may say who found it gone.
    """

    ref: str
    item: Item
    proposed: Touched | None
    agreed: Touched | None
    destroyed: Touched | None
    seen: Touched | None
    gone: bool
    ready: date | None


def part(desk: Desk, ref: str, number: int) -> Part:
    """Return how the file of a piece of evidence stands; that it was looked at is logged.

    Raises NotFound, and UsageFault where it has no file.
    """
    file = door.load(desk, ref)
    said = f"looked whether the file of evidence {number} is destroyed"
    store.log_access(desk.session, file.case, said.encode(), now=desk.now())
    return _part(desk, file, number)


def _part(desk: Desk, file: CaseFile, number: int) -> Part:
    item = evidenceadvice.with_file_of(desk, file, number)
    proposed = agreed = destroyed = seen = None
    for touch in item.touches:
        if touch.what == Touch.PROPOSED:
            proposed, agreed = touch, None
        elif touch.what in _BEGIN_ANEW:
            proposed = agreed = None
        elif touch.what == Touch.AGREED:
            agreed = touch
        elif touch.what == Touch.DESTROYED:
            destroyed = destroyed or touch
        elif touch.what == Touch.FOUND_GONE:
            seen = seen or touch
    gone = item.destroyed or evidence.was_destroyed(desk, file, item)
    if proposed is not None and not gone and _was_held_since(desk, file, proposed):
        proposed = agreed = None
    days = timedelta(days=schedule_of(desk.folder).cooling_off)
    return Part(
        ref=file.snapshot.ref,
        item=item,
        proposed=proposed,
        agreed=agreed,
        destroyed=destroyed or (item.going if gone else None),
        seen=seen,
        gone=gone,
        ready=local_day(agreed.at) + days if agreed else None,
    )


def _was_held_since(desk: Desk, file: CaseFile, proposed: Touched) -> bool:
    """Tell whether a hold ended a proposal, as it does for a whole case.

    Which came first is told by how many holds there were, never by a clock that may have been set
    back; only of a proposal that an older program wrote is its time all there is.
    """
    holds = keeping.keeping_of(desk, file.case).holds
    if proposed.holds is not None:
        return len(holds) > proposed.holds
    return any(hold.at >= proposed.at for hold in holds)


def propose(desk: Desk, ref: str, number: int, why: str) -> Part:
    """Propose that a file goes before its case. Raises Refused where it has to stay."""
    file = door.load(desk, ref)
    must_be_free(desk, file.snapshot, WORKS)
    found = _part(desk, file, number)
    _must_be_there(found)
    kept = _must_be_over(desk, file, found)
    said = {"why": reason(why), evidencecustody.HOLDS: str(len(kept.holds))}
    _log(desk, file, found, Touch.PROPOSED, said)
    return _part(desk, file, number)


def agree(desk: Desk, ref: str, number: int) -> Part:
    """Agree to it. Raises NotPermitted for whoever proposed it, and for who may not."""
    file = door.load(desk, ref)
    found = _part(desk, file, number)
    _must_be_there(found)
    proposed = _must_wait(found)
    _must_be_over(desk, file, found)
    if proposed.user == desk.session.user:
        raise NotPermitted(
            "You proposed this yourself, so somebody else agrees to it.",
            advice="Two different people stand behind everything that is destroyed.",
        )
    roles = destruction.agreeing(desk, file.snapshot, proposed.user)
    must_be_free(desk, file.snapshot, tuple(sorted(roles)))
    _log(desk, file, found, Touch.AGREED, {})
    return _part(desk, file, number)


def decline(desk: Desk, ref: str, number: int, why: str) -> Part:
    """Let a file stay after all, agreed to or not, and where its destruction was cut short."""
    file = door.load(desk, ref)
    must_be_free(desk, file.snapshot, LIFTS)
    found = _part(desk, file, number)
    _must_be_there(found)
    if found.proposed is None:
        raise _not_proposed()
    said = {"why": reason(why)}
    with store.together(desk.session, file.history.place):
        _log(desk, file, found, Touch.DECLINED, said)
        if found.item.going:  # a register elsewhere may have it: this log is what that goes by
            keeping.write(desk, file.case, "declined", **said)
    return _part(desk, file, number)


def dispose(desk: Desk, ref: str, number: int) -> Part:
    """Destroy the file for good. One that was cut short goes on.

    Raises Refused while it is not agreed to or still cools off, and MachineFault where somebody
    else reads the records: it goes on at the next sign-in.
    """
    desk.must_write()
    file = door.load(desk, ref)
    must_be_free(desk, file.snapshot, WORKS)
    found = _part(desk, file, number)
    if not found.gone:
        kept = _must_be_ready(desk, file, found)
        _log(desk, file, found, Touch.GOING, {})
        with store.together(desk.session, file.history.place):
            disposals.must_be_as_it_was(desk, file.case, kept)
            _must_be_agreed(desk, file, number)
            own = disposals.register(desk)
            store.destroy_item(desk.session, file.case, found.item.blob, own)
            _log(desk, file, found, Touch.DESTROYED, {})
    elif found.destroyed is None and found.seen is None:
        _log(desk, file, found, Touch.FOUND_GONE, {})
    if not disposals.finish_parts(desk):
        raise MachineFault(
            "The file is out of the records; what it left in free pages is emptied later.",
            advice="Somebody else reads the records now. It goes on at the next sign-in.",
        )
    return _part(desk, file, number)


# --- what stands in the way ----------------------------------------------------------------------


def _must_be_there(found: Part) -> None:
    if found.gone:
        raise Conflict(
            "The file of this piece of evidence was destroyed already.",
            advice="casework retention show REF --evidence N has its certificate.",
        )


def _must_be_over(desk: Desk, file: CaseFile, part: Part) -> Keeping:
    """Return what was decided about keeping the case; a locked file goes by what was advised alone.

    Raises Refused, with what would change it, where the file may not go now.
    """
    if not evidencelocks.is_withheld(part.item):
        return _must_have_served(desk, file).keeping
    kept = keeping.keeping_of(desk, file.case)
    if any(hold.until is None for hold in kept.held):
        raise Refused(
            "This case is on hold, so nothing of it goes.",
            advice="Let the hold go first, with the reason: casework retention release.",
        )
    evidenceadvice.must_say_destroy(desk, file, part.item)
    return kept


def _must_have_served(desk: Desk, file: CaseFile) -> Retained:
    """Return how a case stands whose files may go before it; raises Refused for any other."""
    found = retention.of_file(desk, file)
    if found.kept.held:
        raise Refused("This case is on hold, so nothing of it goes.", advice=found.kept.why)
    if found.of.name in WHOLE:
        raise Refused(
            "The evidence of such a case stays as long as the case.",
            advice=f"It is of the class “{found.of.title}”.",
        )
    over = found.closed + timedelta(days=AT_LEAST)
    if local_day(desk.now()) <= over:
        raise Refused(
            "The case was closed less than a year ago, so its evidence stays.",
            advice=f"Propose it after {day_words(over)}.",
        )
    if destruction.is_asked_for(desk, found):
        raise Refused(
            "Somebody has asked for their own data, and it may be in this case.",
            advice="Answer the request first: casework sar list shows what is open.",
        )
    return found


def _must_wait(found: Part) -> Touched:
    if found.proposed is None:
        raise _not_proposed()
    if found.agreed is not None:
        raise Conflict(
            "Somebody has agreed to this already.",
            advice="casework retention show REF --evidence N says from which day it can go.",
        )
    return found.proposed


def _must_be_agreed(desk: Desk, file: CaseFile, number: int) -> None:
    """Raise Conflict where somebody declined or destroyed it since it was looked at."""
    found = _part(desk, file, number)
    if found.gone or found.agreed is None:
        raise Conflict(
            "Somebody has decided something about this file at this moment.",
            advice="casework retention show REF --evidence N says how it stands now.",
        )


def _must_be_ready(desk: Desk, file: CaseFile, found: Part) -> Keeping:
    kept = _must_be_over(desk, file, found)
    if found.agreed is None or found.ready is None:
        raise Refused(
            "Nobody has agreed yet to destroy this file.",
            advice="One person proposes it, another agrees: casework retention approve.",
        )
    if local_day(desk.now()) < found.ready:
        raise Refused(
            f"It was agreed a short time ago, and can be destroyed from {day_words(found.ready)}.",
            advice="Until then it can be declined, and stays: casework retention decline.",
        )
    return kept


def _not_proposed() -> Refused:
    return Refused(
        "Nobody has proposed to destroy this file.",
        advice="Propose it first: casework retention propose REF --evidence N.",
    )


def _log(desk: Desk, file: CaseFile, found: Part, touch: Touch, said: dict[str, str]) -> None:
    desk.must_write()
    item = found.item
    entry = evidencecustody.payload(touch, item.number, item.nth, item.digest, said)
    evidencecustody.log(desk, file, entry)


# --- shown ---------------------------------------------------------------------------------------


def rows(found: Part) -> tuple[tuple[str, str], ...]:
    """Return what stands of it, in pairs of heading and words; no name of the file, no picture."""
    facts = found.item.file
    return (
        ("Case", found.ref),
        ("What part", f"the file of evidence {found.item.number}, {facts['type']}"),
        ("Size", f"{facts['size']} bytes"),
        ("SHA-256", str(facts["sha256"])),
        ("Proposed", _by(found.proposed)),
        ("Agreed", _by(found.agreed)),
        ("Can go from", day_words(found.ready) if found.ready else "not known yet"),
        ("Destroyed", _destroyed(found)),
        ("What stays", "its sheet, its hash and its custody, as long as the case"),
    )


def _by(touch: Touched | None) -> str:
    return f"{touch.by}, {instant_words(touch.at)}" if touch else "not yet"


def _destroyed(found: Part) -> str:
    if found.destroyed is not None or not found.gone:
        return _by(found.destroyed)
    by = f"; found so by {_by(found.seen)}" if found.seen else ""
    return f"yes, and by whom stood in records that are lost since{by}"


def elsewhere(desk: Desk, found: Part) -> tuple[str, ...]:
    """Return which copies of the records may still hold it, as sentences."""
    holding = certificates.holding(desk, found.item.at.date())
    return tuple(certificates.backup_line(one) for one in holding)


def page(desk: Desk, found: Part) -> bytes:
    """Return the certificate as a page (PDF). Raises Refused while the file is still there."""
    if not found.gone:
        raise Refused(
            "This file has not been destroyed, so there is no certificate of it.",
            advice="casework retention show REF --evidence N says how far it has come.",
        )
    table = paper.Table(
        header=(paper.words("Part of a case"), paper.words(found.ref)),
        rows=tuple((paper.words(name), paper.words(words)) for name, words in rows(found)),
    )
    copies = elsewhere(desk, found) or ("No backup that holds it is known.",)
    school = door.load(desk, found.ref).snapshot.school
    document = paper.Document(
        kind=paper.Kind.PAGE,
        title="Certificate of destruction of a part",
        letterhead=paper.Letterhead(school_name=desk.school(school).name),
        blocks=(
            paper.Heading(runs=paper.words("Certificate of destruction of a part")),
            paper.paragraph(
                "One file of this case was destroyed, and the case itself was not. "
                f"{_TWO if found.agreed else _LOST} "
                "What stays proves that there was a file and which bytes it was."
            ),
            table,
            paper.Heading(runs=paper.words("Copies that may still hold it"), level=2),
            *(paper.paragraph(line) for line in copies),
        ),
        practice=desk.settings.practice,
    )
    told = found.destroyed or found.seen
    return paper.render(document, at=told.at if told else desk.now())
