"""A case's history as numbered entries in sentences: one model for every written form.

What happened, when, when it was recorded, by whom, under which part of the policy. Nothing is left
out: what was taken back or corrected is shown as such. Must not know files, seals or the store.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from casework.domain.calendar import CalendarNotLoaded
from casework.domain.dates import day_words, instant_words, local_day
from casework.domain.events import CLOCK, CaseOpened, Corrected, Undone
from casework.errors import Damaged
from casework.exports.front import About as About  # its readers name it by this module
from casework.exports.front import opening_lines
from casework.exports.known import Known, Named, learn
from casework.exports.sentences import Line, Telling, code_of, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from casework.domain.calendar import Calendar
    from casework.domain.chain import Link
    from casework.domain.events import Entry
    from casework.exports.redaction import Redaction
    from casework.exports.wording import Wording

#: An entry recorded more than so many school days after what it tells of is late (*default*).
LATE_AFTER = 1
PERSON, SHARED, CLOCK_KIND = "person", "shared", "clock"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Recorded:
    """One entry with its proof: its place in the chain, who signed it, its own bytes.

    ``kind`` is person, shared (signed in the name of several) or clock.
    """

    entry: Entry
    link: Link
    kind: str
    public_key: bytes
    payload: bytes
    opening: bytes


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Correction:
    """New words that stand beside an entry's old ones, and the entry that gave them."""

    entry: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Told:
    """One entry in sentences. ``happened`` is empty where it is the moment it was recorded.

    ``late`` is None where nobody can say; ``taken_back_by`` is 0 where it was not.
    """

    number: int
    recorded: str
    happened: str
    late: bool | None
    by: str
    lines: tuple[Line, ...]
    reason: str
    taken_back_by: int = 0
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class History:
    """The whole: what it is, every entry told, each entry's proof, what withheld entries named."""

    about: About
    reader: Redaction
    wording: Wording
    entries: tuple[Told, ...]
    records: tuple[Recorded, ...]
    names: tuple[Named, ...]

    @property
    def head(self) -> bytes:
        """The digest of the last entry."""
        return self.records[-1].link.digest

    @property
    def check_code(self) -> str:
        """The head in four groups of five characters, to be read over the telephone."""
        return code_of(self.head.hex())

    def authors(self) -> tuple[int, ...]:
        """Return for each entry which of the people who wrote in this case it is by; 0 for none.

        Who signs for two of them has signed for somebody else: that is what a check looks for.
        """
        seen: dict[str, int] = {}
        by = ((one.kind == PERSON, one.entry.actor.user) for one in self.records)
        return tuple(seen.setdefault(user, len(seen) + 1) if own else 0 for own, user in by)

    def keeps_back(self, record: Recorded) -> bool:
        """Tell whether an entry's own bytes are withheld."""
        return self.reader.keeps_back(record.entry, record.payload)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Gaps:
    """What a file says in place of entries whose own bytes it withholds."""

    told: Mapping[int, Told] = field(default_factory=dict)
    names: Mapping[int, tuple[Named, ...]] = field(default_factory=dict)
    taken_back: Mapping[int, int] = field(default_factory=dict)
    corrections: Mapping[int, tuple[Correction, ...]] = field(default_factory=dict)


def history_of(
    records: Sequence[Recorded],
    wording: Wording,
    reader: Redaction,
    about: About,
    late: Mapping[int, bool | None],
) -> History:
    """Return the history of one case for one reader.

    ``records`` are all entries from the first on; ``late`` says of each number whether it was
    recorded late. Raises Damaged where they do not begin with the opening of a case.
    """
    first = records[0].entry.events if records else ()
    if not first or not isinstance(first[0], CaseOpened):
        raise Damaged(
            "The history of this case does not begin with its opening.",
            advice="Run casework doctor, and keep the latest backup safe.",
        )
    entries = [record.entry for record in records]
    told, names = tell(entries, wording, reader, about.users, late)
    kept = {r.entry.seq for r in records if reader.keeps_back(r.entry, r.payload)}
    return History(
        about=about,
        reader=reader,
        wording=wording,
        entries=told,
        records=tuple(records),
        names=tuple(_masked(row, reader) for row in names if row.since in kept),
    )


def tell(
    entries: Sequence[Entry],
    wording: Wording,
    reader: Redaction,
    users: Mapping[str, str],
    late: Mapping[int, bool | None],
    gaps: Gaps | None = None,
) -> tuple[tuple[Told, ...], tuple[Named, ...]]:
    """Return every entry told, and everything the entries named.

    With ``gaps`` an entry that they tell of is taken from there, word for word.
    """
    gaps = gaps or Gaps()
    taken_back = {**gaps.taken_back, **_taken_back(entries)}
    corrections = {**gaps.corrections, **_corrections(entries, reader, gaps)}
    known = Known(taken_back=taken_back)
    told: list[Told] = []
    names: list[Named] = []
    for entry in entries:
        if entry.seq in gaps.told:
            known.take_in(gaps.names.get(entry.seq, ()))
            told.append(_marked(gaps.told[entry.seq], taken_back, corrections))
            continue
        names += learn(known, entry)
        within = reader.at(entry.seq)
        telling = Telling(entry=entry, wording=wording, known=known, reader=within, users=users)
        told.append(
            Told(
                number=entry.seq,
                recorded=instant_words(entry.at),
                happened=happened_words(entry),
                late=late.get(entry.seq, False),
                by=reader.author(entry.actor),
                lines=lines_of(telling),
                reason=within.quoted(entry.reason, "a reason was written"),
            )
        )
        told[-1] = _marked(told[-1], taken_back, corrections)
    return tuple(told), tuple(names)


def _marked(
    told: Told, taken_back: Mapping[int, int], corrections: Mapping[int, tuple[Correction, ...]]
) -> Told:
    return replace(
        told,
        taken_back_by=taken_back.get(told.number, 0),
        corrections=corrections.get(told.number, ()),
    )


def _taken_back(entries: Iterable[Entry]) -> dict[int, int]:
    return {e.seq: entry.seq for entry in entries for e in entry.events if isinstance(e, Undone)}


def _corrections(
    entries: Sequence[Entry], reader: Redaction, gaps: Gaps
) -> dict[int, tuple[Correction, ...]]:
    gone = _taken_back(entries).keys() | gaps.taken_back.keys()
    found: dict[int, list[Correction]] = {}
    for seq, given in gaps.corrections.items():
        found[seq] = [one for one in given if one.entry in gaps.told]
    for entry in entries:
        if entry.seq in gone:
            continue
        for event in entry.events:
            if isinstance(event, Corrected):
                within = reader.at(entry.seq)
                words = within.quoted(event.words, "new words were written")
                found.setdefault(event.seq, []).append(Correction(entry=entry.seq, words=words))
    return {seq: tuple(sorted(given, key=lambda one: one.entry)) for seq, given in found.items()}


def _masked(row: Named, reader: Redaction) -> Named:
    """Return a row of a withheld entry without the names that are withheld with it."""
    if row.kind == "request":  # the policy's own words alone
        return row
    words = tuple(reader.data(word) for word in row.words)
    if row.kind == "person" and reader.protects(row.words[0]):
        words = (words[0], "", words[2])
    return Named(kind=row.kind, key=row.key, since=row.since, words=words)


def happened_words(entry: Entry) -> str:
    """Return when something happened, in words; empty where it is when it was recorded."""
    if entry.precision == "unknown":
        return "when is not known"
    if not entry.happened:
        return ""
    if len(entry.happened) == 10:
        words = day_words(date.fromisoformat(entry.happened))
    else:
        words = instant_words(datetime.fromisoformat(entry.happened))
    return f"about {words}" if entry.precision == "about" else words


def lateness(
    entries: Iterable[Entry], calendar: Calendar, after: int = LATE_AFTER
) -> dict[int, bool | None]:
    """Return for each entry whether it was recorded more than ``after`` school days later.

    None where the time is not known, or where the term dates in between are not loaded.
    """
    return {entry.seq: _is_late(entry, calendar, after) for entry in entries}


def _is_late(entry: Entry, calendar: Calendar, after: int) -> bool | None:
    if entry.actor == CLOCK:
        return False
    if not entry.happened:
        return None if entry.precision == "unknown" else False
    whole = len(entry.happened) == 10
    day = (
        date.fromisoformat(entry.happened)
        if whole
        else local_day(datetime.fromisoformat(entry.happened))
    )
    recorded, passed = local_day(entry.at), 0
    try:
        while day < recorded and passed <= after:
            day += timedelta(days=1)
            passed += calendar.school_day(day)
    except CalendarNotLoaded:
        return None
    return passed > after


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Spoken:
    """All that a reader is told, without any proof: what every form says."""

    reference: str
    lines: tuple[str, ...]
    entries: tuple[Told, ...]
    check_code: str


def spoken(history: History) -> Spoken:
    """Return what every form of ``history`` says."""
    return Spoken(
        reference=history.about.reference,
        lines=first_lines(history),
        entries=history.entries,
        check_code=history.check_code,
    )


def first_lines(history: History) -> tuple[str, ...]:
    """Return the first lines of every written form of ``history``."""
    unsure = any(told.late is None for told in history.entries)
    return opening_lines(
        history.about,
        history.reader.audience,
        history.wording.policy,
        history.check_code,
        unsure=unsure,
    )
