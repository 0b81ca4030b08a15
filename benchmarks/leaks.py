"""Plant names in histories that were made for somebody who must not read them: each must be found.

Every generated case has people of all kinds of names, in many scripts and such as are English words
too. Its history is searched as it is (a hit is a false stop), then with one name planted where the
masking would have missed it: in a sentence, a place, a reason, a first line, the policy's words,
an entry's own bytes.
"""

from __future__ import annotations

import json
import random  # noqa: TID251 - a seed drives the planting, and the seed is printed
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from casework import paper
from casework.domain import chain
from casework.domain import events as e
from casework.domain.people import Actor
from casework.domain.written import write_entry
from casework.exports.bare import bare
from casework.exports.extracts import Passage, passages
from casework.exports.front import About
from casework.exports.guarded import to_csv
from casework.exports.history import Correction, Recorded, history_of, spoken
from casework.exports.leaks import leaks, needles_of
from casework.exports.legend import legend
from casework.exports.names import is_name, tells, words_of
from casework.exports.readers import Audience
from casework.exports.redaction import Whom, redaction
from casework.exports.seal import Sealer
from casework.exports.webpage import to_html
from casework.exports.wording import Action, Move, Question, Titled, Wording
from casework.exports.written import page_words, to_document, to_json, to_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.exports.history import History, Told
    from casework.exports.leaks import Needles
    from casework.exports.sentences import Line
    from casework.exports.traces import Trace

WORDS_TOO = (
    *("May Day", "Grace Head", "Mark Post", "Will Hope", "Mr Head", "Mrs Day", "Faith Head"),
    *("Will May", "Grace Will", "Mark Day", "Hope Post", "Rose Page", "Jack Law", "June King"),
)
PLAIN = (
    *("Persephone Quillfeather", "Siân O’Brien", "Łucja Żółć", "Nguyễn Thị Hương", "Bo Li"),
    *("Mx Robin van der Berg", "Aoife Ní Dhómhnaill", "Jean-Luc d’Arcy", "Zoë Strauß", "Sam Ng"),
)
SCRIPTS = (
    *("王小明", "محمد الخطيب", "רחל כהן", "प्रिया शर्मा", "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ", "Олена Шевченко"),
    *("김민수", "山田太郎", "Ελένη Παππά", "রহিমা বেগম", "கவிதா குமார்", "สมชาย ใจดี"),
)
#: What people write; the braces take names. Words that are names too stand in it as words.
SAID = (
    "Rang {0} at home; {1} may come on the 4 May 2026.",
    "On Monday 11 May {0} said that the head will look at the post every day.",
    "The post was marked. By the grace of {1} it will go in May 2026, one day.",
    "{0} and {1} met the class teacher. “It may be a mistake”, said {0}.",
    "It is a matter of hope; nobody knows. Will it go? {1} may know.",
)
READERS = (
    Audience.CHAIR,
    Audience.SUBJECT_ACCESS,
    Audience.NEXT_SCHOOL,
    Audience.POLICE,
    Audience.SOLICITOR,
    Audience.HEADTEACHER,
)
HEAD = paper.Letterhead(school_name="Grace Road Primary School")
PDF_EVERY = 20  # a page takes as long as all other forms of twenty cases


@dataclass(slots=True)
class Counts:
    """What became of the planted names."""

    cases: int = 0
    planted: int = 0
    forms: int = 0
    pages: int = 0
    found: int = 0
    false_stops: int = 0
    violations: int = 0
    first: str = ""


def run(seed: int, count: int, beat: Callable[[int], None] | None = None) -> Counts:
    """Make ``count`` cases, search each, then plant one name in each and search again."""
    chance, counts = random.Random(seed), Counts()
    for number in range(count):
        _one(chance, counts, number)
        if beat is not None and number % 50 == 0:
            beat(number)
    if counts.false_stops > count // 100:
        counts.violations += 1
        counts.first = counts.first or f"{counts.false_stops} false stops"
    return counts


def _one(chance: random.Random, counts: Counts, number: int) -> None:
    history = _history(chance, READERS[number % len(READERS)])
    needles = needles_of(history.reader.sought, history.reader.own)
    forms = ["json", "txt", "html", "csv", *(["pdf"] if number % PDF_EVERY == 0 else [])]
    plain = bare(history)
    own = {form: _own(form, plain) for form in forms}
    counts.cases += 1
    if any(_searched(form, history, own[form], needles) for form in forms):
        counts.false_stops += 1
    if not history.reader.sought:
        return
    place, planted = _planted(chance, history, _variant(chance, history.reader.sought, needles))
    counts.planted += 1
    hurt = [form for form in forms if form == "json" or place not in _JSON_ALONE]
    for form in hurt:
        counts.forms += 1
        counts.pages += form == "pdf"
        if _searched(form, planted, own[form], needles):
            counts.found += 1
        else:
            counts.violations += 1
            counts.first = counts.first or f"case {number}: {place} in {form}"


def _searched(
    form: str, history: History, own: tuple[Passage, ...], needles: Needles
) -> tuple[object, ...]:
    said = passages(form, _written(form, history))
    if form == "pdf":
        spare = to_document(bare(history), HEAD)
        own = (Passage(place="", words=page_words(spare, len(said))),)
        before = (Passage(place="page", words=page_words(to_document(history, HEAD), 1)),)
        if found := leaks(form, before, own, needles):
            return found
    return leaks(form, said, own, needles)


def _own(form: str, plain: History) -> tuple[Passage, ...]:
    return () if form == "pdf" else passages(form, _written(form, plain))


def _written(form: str, history: History) -> bytes:
    sealer = Sealer(public_key=bytes(32), sign=lambda _digest: bytes(64))
    made: dict[str, Callable[[], bytes]] = {
        "json": lambda: to_json(history, sealer).encode(),
        "txt": lambda: to_text(history, sealer).encode(),
        "html": lambda: to_html(spoken(history)).encode(),
        "csv": lambda: to_csv(spoken(history)).encode(),
        "pdf": lambda: paper.render(to_document(history, HEAD), at=history.about.made_at),
    }
    return made[form]()


# --- a case --------------------------------------------------------------------------------------


def _history(chance: random.Random, audience: Audience) -> History:
    names = _names(chance)
    entries = _entries(chance, names)
    one = audience in {Audience.SUBJECT_ACCESS, Audience.NEXT_SCHOOL}
    whom = Whom(
        users={"u1": (names[5],), "u2": (names[6],)}, subjects=frozenset({1} if one else ())
    )
    reader = redaction(audience, entries, whom)
    about = About(
        reference="CW-7F3K",
        chain="ab" * 16,
        school=HEAD.school_name,
        made_at=datetime(2026, 5, 4, 15, 0, tzinfo=UTC),
        made_by=reader.author(entries[0].actor),
        notes=legend(reader, entries),
    )
    return history_of([_recorded(entry) for entry in entries], _wording(), reader, about, {})


def _names(chance: random.Random) -> list[str]:
    pool = [*chance.sample(WORDS_TOO, 3), *chance.sample(PLAIN, 3), *chance.sample(SCRIPTS, 3)]
    chance.shuffle(pool)
    return pool[:7]


def _entries(chance: random.Random, names: list[str]) -> tuple[e.Entry, ...]:
    def said() -> str:
        return chance.choice(SAID).format(*chance.sample(names, 2))

    def person(number: int, role: str) -> e.PersonAdded:
        name = names[number - 1]
        return e.PersonAdded(
            number=number,
            role=role,
            name=name,
            user="",
            about=said(),
            address="4 Hedge Row\nZZ1 1ZZ",
        )

    opened = e.CaseOpened(
        ref="CW-7F3K",
        case_type="concern",
        policy="small",
        digest="ab" * 32,
        school="s",
        summary=said(),
        tracks={},
    )
    roles = ("author", "target", "child-affected", "witness", "source")
    moved = e.TrackMoved(
        track="warning",
        trigger="go",
        source="a",
        dest="b",
        rule="go",
        clauses=(),
        followed=False,
    )
    armed = e.DeadlineArmed(
        id="d" * 32,
        name="removal",
        track="warning",
        due_at="2026-05-11T23:00:00+00:00",
        due_on="2026-05-11",
        anchor="2026-05-04",
        rule="5 school days",
        unit="school days",
        why="5 school days from Fri 1 May 2026: Mon 4 May is the Early May bank holiday.",
        calendar=1,
        letter=0,
    )
    sheet = {"platform": "Facebook", "account": "@" + words_of(names[0])[0] + "99", "what": said()}
    kinds: list[tuple[e.Event, ...]] = [
        (e.NoteAdded(words=said()),),
        (e.IncidentAdded(number=1, words=said(), where="Facebook"),),
        (moved, armed),
        (e.FactSet(name="what", value=said(), said_by=said()),),
        (e.FactSet(name="seen", value="2026-05-04", said_by=""),),
        (e.EvidenceAdded(number=1, sheet=sheet),),
        (e.Corrected(seq=1, words=said()),),
    ]
    chance.shuffle(kinds)
    first = (opened, *(person(number, role) for number, role in enumerate(roles, 1)))
    groups = [first, *kinds[: chance.randrange(3, 8)]]
    return tuple(_entry(chance, seq, events, names, said) for seq, events in enumerate(groups, 1))


def _entry(
    chance: random.Random,
    seq: int,
    events: tuple[e.Event, ...],
    names: list[str],
    said: Callable[[], str],
) -> e.Entry:
    number = chance.randrange(2)
    return e.Entry(
        seq=seq,
        at=datetime(2026, 5, 4, 9, 0, tzinfo=UTC) + timedelta(hours=seq),
        actor=Actor(user=f"u{number + 1}", name=names[5 + number], roles=frozenset({"office"})),
        policy="",
        command="x",
        key=str(seq),
        reason=said() if chance.random() < 0.5 else "",
        events=events,
    )


def _recorded(entry: e.Entry) -> Recorded:
    link = chain.Link(
        chain="ab" * 16,
        seq=entry.seq,
        at=entry.at.isoformat(),
        deadline="",
        commitment=bytes(32),
        prev=bytes(32),
        digest=bytes(32),
        signature=bytes(64),
    )
    return Recorded(
        entry=entry,
        link=link,
        kind="person",
        public_key=bytes(32),
        payload=write_entry(entry),
        opening=bytes(32),
    )


def _wording() -> Wording:
    """Return a policy in which words that are names too stand as words."""
    asked = Question(
        ask="What does the Post say?",
        type="text",
        free=True,
        personal=False,
        cites=('"Posts", May edition',),
    )
    seen = replace(asked, ask="On what Day was it seen?", type="date", free=False)
    return Wording(
        policy="Policy on the Grace of a Post, as the Head Will Mark it each May Day",
        version="ab" * 32,
        case_type="Concern about a post",
        actions={"warning": Action(title="Head’s Warning", spine=False, states={}, cites=())},
        moves={"go": Move(action="warning", trigger="go", says="Mark the post.", cites=("Day 1",))},
        questions={"what": asked, "seen": seen},
        categories={},
        limits={"removal": Titled(title="The Post May not Stay", cites=("May 1",))},
        letters={},
        decisions={},
        pause=Titled(title=""),
    )


# --- planting ------------------------------------------------------------------------------------

_JSON_ALONE = frozenset({"an entry’s own bytes", "the policy’s words"})


def _variant(chance: random.Random, sought: tuple[Trace, ...], needles: Needles) -> str:
    """Return a name as somebody could write it: whole or in part, in capitals, accented, parted."""
    trace = chance.choice([t for t in sought if t.what != "name" or is_name(words_of(t.words))])
    name = trace.words
    parts = [part for part in name.split() if _by_itself(part, needles)]
    ways: list[Callable[[], str]] = [
        lambda: name,
        name.upper,
        lambda: name.lower() if len(words_of(name)) > 1 else name,
        lambda: f"{name}’s",
        lambda: "\u200b ".join(name.split(" ")),
        lambda: "\n".join(name.split(" ")),
        lambda: chance.choice(parts) if parts and trace.what == "name" else name,
    ]
    return chance.choice(ways)()


def _by_itself(part: str, needles: Needles) -> bool:
    """Tell whether one word of a name gives it away alone, as it is written here."""
    words = words_of(part)
    if len(words) != 1 or not tells(words[0]):
        return False
    sure = words[0] in needles.words or words[0] in needles.wholes
    return sure or (words[0] in needles.capitals and part[:1].isupper())


def _planted(chance: random.Random, history: History, name: str) -> tuple[str, History]:
    """Return where a name was planted, and the history with it."""
    place = chance.choice(sorted(_PLACES))
    whole = history.reader.whole
    if place in _JSON_ALONE and not whole:
        place = "a sentence"
    return place, _PLACES[place](chance, history, f"and then {name} said so")


def _told(change: Callable[[Told, str], Told]) -> Callable[[random.Random, History, str], History]:
    def plant(chance: random.Random, history: History, words: str) -> History:
        at = chance.randrange(len(history.entries))
        entries = list(history.entries)
        entries[at] = change(entries[at], words)
        return replace(history, entries=tuple(entries))

    return plant


def _line(told: Told, change: Callable[[Line], Line]) -> Told:
    return replace(told, lines=(change(told.lines[0]), *told.lines[1:]))


def _payload(chance: random.Random, history: History, words: str) -> History:
    kept = [at for at, one in enumerate(history.records) if not history.keeps_back(one)]
    if not kept:
        return _PLACES["a sentence"](chance, history, words)
    at = chance.choice(kept)
    records = list(history.records)
    whole = {**json.loads(records[at].payload), "reason": words}
    reader = replace(history.reader, hidden=replace(history.reader.hidden, pattern=None))
    payload = json.dumps(whole, ensure_ascii=False).encode()
    records[at] = replace(records[at], payload=payload)
    return replace(history, records=tuple(records), reader=reader)


def _policy(_chance: random.Random, history: History, words: str) -> History:
    return replace(history, wording=replace(history.wording, case_type=words))


_PLACES: dict[str, Callable[[random.Random, History, str], History]] = {
    "a sentence": _told(lambda t, w: _line(t, lambda one: replace(one, words=f"{one.words} {w}"))),
    "an explanation": _told(lambda t, w: _line(t, lambda one: replace(one, why=w))),
    "a place in the policy": _told(
        lambda t, w: _line(t, lambda one: replace(one, cites=(*one.cites, w)))
    ),
    "a reason": _told(lambda t, w: replace(t, reason=w)),
    "an author": _told(lambda t, w: replace(t, by=w)),
    "a time": _told(lambda t, w: replace(t, happened=w)),
    "a correction": _told(lambda t, w: replace(t, corrections=(Correction(entry=1, words=w),))),
    "whoever made it": lambda _c, h, w: replace(h, about=replace(h.about, made_by=w)),
    "a first line": lambda _c, h, w: replace(h, about=replace(h.about, notes=(*h.about.notes, w))),
    "an entry’s own bytes": _payload,
    "the policy’s words": _policy,
}
