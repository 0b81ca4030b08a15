"""A history with everything taken out that people recorded: what is left is the program's own.

The leak check compares against it: a name that is a word as well may stand where the program says
it, and nowhere else. Must not know names.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from casework.domain import events as happened
from casework.domain.written import write_entry
from casework.exports.history import tell
from casework.exports.redaction import strings
from casework.exports.wording import wording_json

if TYPE_CHECKING:
    from casework.domain.events import Entry, Event
    from casework.exports.history import History, Recorded

#: What stands where something was recorded.
BLANK = "·"
#: Names that policies and the program give to things, and dates: never what a person wrote.
_MACHINE = re.compile(r"[a-z0-9][a-z0-9TZ:._+-]*")
_SHUT = re.compile(r"closed: .*", re.DOTALL)
#: Fields that hold what a person wrote, even where it looks like a name of the program.
_DATA: dict[type[Event], frozenset[str]] = {
    happened.CaseOpened: frozenset({"summary"}),
    happened.PersonAdded: frozenset({"name", "about", "address"}),
    happened.IncidentAdded: frozenset({"words", "where"}),
    happened.NoteAdded: frozenset({"words"}),
    happened.Linked: frozenset({"ref", "words"}),
    happened.Corrected: frozenset({"words"}),
    happened.FactSet: frozenset({"said_by"}),
    happened.LetterMoved: frozenset({"how"}),
    happened.DeadlineWaived: frozenset({"authority"}),
}
#: Sentences of the program in which somebody's words may stand at the end.
_EXPLAINED = frozenset({"why", "rule"})


def bare(history: History) -> History:
    """Return ``history`` without anything that people recorded, for the same reader."""
    own = frozenset(strings(wording_json(history.wording)))
    records = tuple(_bare(record, own) for record in history.records)
    users = dict.fromkeys(history.about.users, BLANK)
    about = replace(history.about, users=users, notes=(), made_by=BLANK)
    late = {told.number: told.late for told in history.entries}
    entries = [record.entry for record in records]
    told, names = tell(entries, history.wording, history.reader, about.users, late)
    kept = {row.since for row in history.names}
    return replace(
        history,
        about=about,
        entries=told,
        records=records,
        names=tuple(row for row in names if row.since in kept),
    )


def _bare(record: Recorded, own: frozenset[str]) -> Recorded:
    entry = bare_entry(record.entry, own)
    payload = write_entry(entry) if record.payload else b""
    return replace(record, entry=entry, payload=payload)


def bare_entry(entry: Entry, own: frozenset[str]) -> Entry:
    """Return an entry without what a person wrote; ``own`` are words of the policy, which stay."""
    return replace(
        entry,
        actor=replace(entry.actor, name=BLANK),
        reason=BLANK if entry.reason else "",
        events=tuple(_event(event, own) for event in entry.events),
    )


def _event(event: Event, own: frozenset[str]) -> Event:
    data = _DATA.get(type(event), frozenset())
    given = ((one.name, getattr(event, one.name)) for one in fields(event))
    return replace(event, **{name: _value(name, v, name in data, own) for name, v in given})


def _value(name: str, value: Any, data: bool, own: frozenset[str]) -> Any:  # noqa: ANN401 - any field
    if isinstance(value, dict):
        return {key: _value(key, each, name == "sheet", own) for key, each in value.items()}
    if not isinstance(value, str) or not value:
        return value
    if name in _EXPLAINED:
        return _SHUT.sub("closed: ·.", value)
    stays = not data and (value in own or _MACHINE.fullmatch(value))
    return value if stays else BLANK
