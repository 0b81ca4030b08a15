"""What ``--json`` prints and what text says of a case: plain values and lines. A contract.

Keys are only ever added (``docs/commands.md``). Must not ask the office anything by itself.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from casework.office import outcomes

if TYPE_CHECKING:
    from casework.domain.case import LetterState
    from casework.domain.events import Entry
    from casework.office.approvals import Request
    from casework.office.deadlines import Row
    from casework.office.door import Done
    from casework.office.letterchanges import Changes
    from casework.office.questions import Listed, Shown
    from casework.policy.decision import Accepted
    from casework.policy.offers import Offer

Json = dict[str, object]


def done_shape(done: Done) -> Json:
    """Return what a step did: reference, revision, and every event by its kind."""
    entry = done.entry
    return {
        "ref": done.ref,
        "revision": done.revision,
        "replayed": done.replayed,
        "entry": entry.seq if entry else None,
        "events": [type(event).__name__ for event in entry.events] if entry else [],
        "tracks": {name: track.state for name, track in done.snapshot.tracks.items()},
        "approvals": outcomes.asked_by(done),
    }


def rehearsed_shape(accepted: Accepted) -> Json:
    """Return what a step would cause."""
    tracks = accepted.snapshot.tracks
    return {
        "dry_run": True,
        "ref": accepted.snapshot.ref,
        "events": [type(event).__name__ for event in accepted.entry.events],
        "tracks": {name: track.state for name, track in tracks.items()},
    }


def listed_shape(listed: Listed) -> Json:
    """Return one row of ``case list``."""
    card = listed.card
    return {
        "ref": card.ref,
        "type": card.case_type,
        "policy": card.policy,
        "school": card.school,
        "summary": card.summary,
        "state": card.state,
        "closed": card.closed,
        "paused": card.paused,
        "revision": listed.revision,
        "people": [{"role": role, "name": name} for role, name, _about in card.people],
        "categories": list(card.categories),
        "next": listed.next_title,
        "due": _due_day(listed) or listed.next_due or None,
        "due_at": listed.next_due or None,
        "late": listed.late,
    }


def due_words(listed: Listed) -> str:
    """Return when a case's next limit ends: its last day, or the hour where it has none."""
    from casework.domain.dates import day_words, instant_words  # --help does without it

    late = ", late" if listed.late else ""
    if day := _due_day(listed):
        return day_words(date.fromisoformat(day)) + late
    at = datetime.fromisoformat(listed.next_due) if listed.next_due else None
    return instant_words(at) + late if at else ""


def _due_day(listed: Listed) -> str:
    """Return the last day of the next limit, whose instant is the end of that day."""
    limits = listed.card.limits
    days = (one.due_on for one in limits if one.due_at == listed.next_due)
    return next((day for day in days if day), "")


def shown_shape(shown: Shown) -> Json:
    """Return ``case show``: everything design.md section 9 promises."""
    case = shown.snapshot
    return {
        "ref": case.ref,
        "type": case.case_type,
        "policy": case.policy,
        "policy_digest": case.digest,
        "school": case.school,
        "summary": case.summary,
        "revision": case.revision,
        "opened_at": case.opened_at.isoformat(),
        "paused": case.pause == "standing",
        "check_code": shown.file.head[:20].upper(),
        "tracks": {name: track.state for name, track in case.tracks.items()},
        "facts": {name: fact.value for name, fact in case.facts.items()},
        "categories": [{"code": c.code, "target": c.target} for c in case.categories],
        "people": [
            {"number": p.number, "role": p.role, "name": p.name, "about": p.about}
            for p in shown.people
        ],
        "incidents": [
            {"number": i.number, "words": i.words, "where": i.where, "happened": i.happened}
            for i in case.incidents
        ],
        "evidence": [{"number": e.number, **e.sheet} for e in case.evidence],
        "deadlines": deadlines_shape(shown),
        "next": [offer_shape(shown, offer) for offer in shown.next],
        "not_yet": [not_yet_shape(offer) for offer in shown.not_yet],
        "approvals": approvals_shape(shown),
        "letters": [letter_shape(letter) for letter in case.letters.values()],
        "events": [entry_shape(shown, entry) for entry in shown.file.entries],
        "links": list(case.links),
    }


def deadlines_shape(shown: Shown) -> list[Json]:
    """Return every limit of the case, ended ones too."""
    standings = {row.id: row.standing for row in shown.limits}
    return [
        {
            "id": limit.id,
            "name": limit.name,
            "track": limit.track,
            "due": limit.due_on or limit.due_at or None,
            "due_at": limit.due_at or None,
            "unit": limit.unit,
            "standing": str(standings.get(limit.id, limit.standing)),
            "why": limit.why,
            "rule": limit.rule,
            "provenance": shown.case_type.deadlines[limit.name].provenance,
            "own_length": limit.own or None,
            "extended": list(limit.longer),
            "stopped": limit.stopped is not None,
            "decide": shown.case_type.deadlines[limit.name].when_missed,
        }
        for limit in shown.snapshot.deadlines.values()
    ]


def offer_shape(shown: Shown, offer: Offer) -> Json:
    """Return a step that may be taken now; ``command`` is for one that case do refuses alone."""
    step = offer.transition
    return {
        "trigger": step.trigger,
        "track": step.track,
        "says": step.says,
        "dest": step.dest,
        "clauses": list(step.clauses),
        "needs_approval": step.approval.name if step.approval else None,
        "needs_reason": step.reason,
        "asks": list(step.asks),
        "asks_sealed": list(step.asks_sealed),
        "starts": list(step.starts),
        "letter": step.letter or None,
        "command": shown.command(step) or None,
    }


def not_yet_shape(offer: Offer) -> Json:
    """Return a step that may not be taken now, with every reason and what would change it."""
    step = offer.transition
    clauses = dict.fromkeys(clause for reason in offer.reasons for clause in reason.clauses)
    return {
        "trigger": step.trigger,
        "track": step.track,
        "says": step.says,
        "reasons": [reason.sentence for reason in offer.reasons],
        "remedies": [reason.remedy for reason in offer.reasons if reason.remedy],
        "clauses": list(clauses),
    }


def approvals_shape(shown: Shown) -> list[Json]:
    """Return every request of the case and how it stands, but those others may still take back."""
    return [
        {
            "id": f"{shown.snapshot.ref}.{request.number}",
            "track": request.track,
            "trigger": request.trigger,
            "role": request.role,
            "standing": str(request.standing),
            "letter": request.letter or None,
            "why": request.why,
            "taken_back_until": _until(shown, request.seq),
        }
        for request in shown.snapshot.approvals.values()
        if request.number not in shown.untold
    ]


def _until(shown: Shown, seq: int) -> str | None:
    found = shown.until.get(seq)
    return found.isoformat() if found else None


def request_shape(request: Request) -> Json:
    """Return one row of the queue of decisions."""
    return {
        "id": request.id,
        "ref": request.ref,
        "title": request.title,
        "asked_by": request.asked_by,
        "asked_at": request.asked_at,
        "letter": request.letter or None,
        "yours": request.yours,
        "several_capacities": list(request.capacities),
        "letter_changed": request.changed,
        "nobody_can_decide": request.stuck,
        "could_be_let_in": list(request.could),
        "taken_back_until": request.until.isoformat() if request.until else None,
    }


def changes_shape(letter: Changes) -> Json:
    """Return a letter that waits: its words, those of somebody's own, and what changed in it."""
    return {
        "title": letter.title,
        "to": letter.to,
        "text": letter.text,
        "own": list(letter.own),
        "drafts": letter.drafts,
        "changed": [{"part": str(each.part), "words": each.text} for each in letter.changed],
    }


def letter_shape(letter: LetterState) -> Json:
    """Return a letter of the case."""
    return {
        "number": letter.number,
        "letter": letter.letter,
        "title": letter.title,
        "to": letter.to,
        "person": letter.person or None,
        "state": letter.state,
        "serial": letter.serial or None,
        "copies": letter.copies,
        "how": letter.how,
    }


def entry_shape(shown: Shown, entry: Entry) -> Json:
    """Return an entry of the history in short; ``export history`` gives the sentences."""
    return {
        "seq": entry.seq,
        "at": entry.at.isoformat(),
        "by": entry.actor.name,
        "command": entry.command,
        "reason": entry.reason,
        "happened": entry.happened or None,
        "events": [type(event).__name__ for event in entry.events],
        "taken_back_until": _until(shown, entry.seq),
    }


def row_shape(row: Row) -> Json:
    """Return one row of ``deadline list``."""
    return {
        "ref": row.ref,
        "name": row.name,
        "title": row.title,
        "due": row.due_on or row.due_at or None,
        "due_at": row.due_at or None,
        "unit": row.unit,
        "standing": str(row.standing),
        "words": row.words,
        "why": row.why,
        "to": list(row.to),
        "yours": row.yours,
        "stage": row.stage,
        "remark": row.remark,
        "own_length": row.own or None,
    }
