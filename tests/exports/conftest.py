"""An invented case in which everything happened that can happen, signed and chained for real."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casework.domain import chain
from casework.domain import events as e
from casework.domain.calendar import empty_calendar, with_year
from casework.domain.people import Actor
from casework.domain.terms import SchoolYear, Term
from casework.domain.written import write_entry
from casework.exports.front import About
from casework.exports.history import History, Recorded, history_of, lateness
from casework.exports.legend import legend
from casework.exports.readers import Audience, Release
from casework.exports.redaction import Whom, redaction
from casework.exports.seal import Sealer
from casework.exports.wording import Action, Move, Question, Titled, Wording
from casework.store.vault import Identity, signed_by

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.domain.calendar import Calendar

RECORD = "0123456789abcdef0123456789abcdef"
BEGINS = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
HEAD = Actor(user="u1", name="Henrietta Oakbridge", roles=frozenset({"headteacher"}))
CLERK = Actor(user="u2", name="Quentin Marlowe", roles=frozenset({"office"}))
ICT = Actor(user="u3", name="Thaddeus Vinter", roles=frozenset({"ict-manager"}))
SAFE = Actor(user="safeguarding", name="safeguarding", roles=frozenset({"dsl"}))
KEYS = {name: Identity.of(name.encode().ljust(32, b"-")) for name in ("u1", "u2", "u3", "ring")}
CLOCK_KEY = Identity.of(b"clock".ljust(32, b"-"))

NAMES = {
    "author": "Persephone Quillfeather",
    "target": "Balthazar Underhay",
    "witness": "Ermintrude Zawadzka",
    "source": "Leopoldina Grimshawe",
}
#: Words in every field that takes words; each holds the names of everybody.
EVERYBODY = ", ".join([*NAMES.values(), HEAD.name, CLERK.name, ICT.name])


def wording() -> Wording:
    """Return a small policy's words."""
    return Wording(
        policy="Policy on Social Networking",
        version="ab" * 32,
        case_type="Concern about a post",
        actions={
            "warning": Action(
                title="Warning letter",
                spine=False,
                states={"considered": "Being considered", "declined": "Decided against"},
                cites=('"Procedure", first point',),
            )
        },
        moves={
            "decline-considered": Move(
                action="warning",
                trigger="decline",
                says="Decide against a warning letter.",
                cites=('"Procedure", first point', '"Overview", sixth paragraph'),
            ),
            "consider": Move(
                action="warning",
                trigger="consider",
                says="Consider a warning letter.",
                cites=('"Procedure", first paragraph',),
            ),
        },
        questions={
            "refused": Question(
                ask="Did the parent refuse to remove it?",
                type="yes-no-unknown",
                free=False,
                personal=False,
                cites=('"Procedure", first paragraph',),
            ),
            "what": Question(
                ask="What does the post say?", type="text", free=True, personal=True, cites=()
            ),
            "where": Question(
                ask="Where does it stand?",
                type="choice",
                free=False,
                personal=False,
                cites=(),
                phrases={"private-group": "Private group", "unknown": "Unknown"},
            ),
            "seen": Question(
                ask="When was it first seen?", type="date", free=False, personal=False, cites=()
            ),
        },
        categories={
            "threat": Titled(
                title="Threat of violence", cites=('"Use", eighth point',), choices=("staff",)
            )
        },
        limits={"removal": Titled(title="The post is to be removed", cites=())},
        letters={"warning": Titled(title="Written warning", cites=('"Procedure", first point',))},
        decisions={"head": Titled(title="The headteacher decides", cites=())},
        pause=Titled(title="", cites=()),
    )


@dataclass(slots=True)
class Case:
    """Entries put one after another, an hour apart."""

    records: list[Recorded] = field(default_factory=list)
    gap: timedelta = timedelta(hours=1)
    clerk: Actor = CLERK

    def rename_clerk(self, name: str) -> None:
        """Let another clerk write what follows."""
        self.clerk = Actor(user="u2", name=name, roles=frozenset({"office"}))

    def sealer(self) -> Sealer:
        """Return the headteacher's key, as whoever makes the export."""
        return Sealer(public_key=KEYS["u1"].public.sign, sign=KEYS["u1"].sign)

    def say(
        self,
        *events: e.Event,
        by: Actor | None = None,
        reason: str = "",
        happened: str = "",
        precision: str = "exact",
        ring: bool = False,
    ) -> None:
        """Append a person's entry."""
        seq = len(self.records) + 1
        by = by or self.clerk
        entry = e.Entry(
            seq=seq,
            at=BEGINS + self.gap * seq,
            actor=by,
            policy="ab" * 32,
            command="TakeStep",
            key=f"k{seq}",
            reason=reason,
            happened=happened,
            precision=precision,
            events=events,
        )
        payload = write_entry(entry)
        opening = hashlib.sha256(b"opening %d" % seq).digest()
        signer = KEYS["ring" if ring else by.user]
        committed = chain.commitment(opening, payload)
        self._append(entry, "", committed, "shared" if ring else "person", signer, payload, opening)

    def entry(self, *events: e.Event) -> e.Entry:
        """Return an entry by itself, appended to nothing."""
        self.say(*events)
        return self.records.pop().entry

    def tick(self, deadline: str, due: datetime) -> None:
        """Append the clock's entry."""
        seq = len(self.records) + 1
        entry = e.clock_entry(seq, BEGINS + self.gap * seq, deadline, due.isoformat())
        mark = f"{deadline} {stamp(due)}"
        self._append(entry, mark, chain.NOTHING, "clock", CLOCK_KEY, b"", b"")

    def _append(
        self,
        entry: e.Entry,
        mark: str,
        committed: bytes,
        kind: str,
        signer: Identity,
        payload: bytes,
        opening: bytes,
    ) -> None:
        prev = self.records[-1].link.digest if self.records else chain.first_prev(RECORD)
        at = stamp(entry.at)
        digest = chain.digest(RECORD, entry.seq, at, mark, committed, prev)
        link = chain.Link(
            chain=RECORD,
            seq=entry.seq,
            at=at,
            deadline=mark,
            commitment=committed,
            prev=prev,
            digest=digest,
            signature=signer.sign(digest),
        )
        self.records.append(
            Recorded(
                entry=entry,
                link=link,
                kind=kind,
                public_key=signer.public.sign,
                payload=payload,
                opening=opening,
            )
        )

    def history(
        self,
        audience: Audience,
        *,
        practice: bool = False,
        subjects: frozenset[int] = frozenset(),
        released: frozenset[Release] = frozenset(),
        common: frozenset[str] = frozenset(),
    ) -> History:
        """Return the case's history for one reader."""
        entries = [record.entry for record in self.records]
        one = audience in {Audience.SUBJECT_ACCESS, Audience.NEXT_SCHOOL}
        whom = Whom(
            users={"u3": (ICT.name,)},
            subjects=subjects or frozenset({1} if one else ()),
            released=released,
            common=common,
        )
        limits = redaction(audience, entries, whom)
        return history_of(
            self.records,
            wording(),
            limits,
            About(
                reference="CW-7F3K",
                chain=RECORD,
                school="Little Wexcombe Primary School",
                made_at=datetime(2026, 12, 1, 15, 0, tzinfo=UTC),
                made_by="the headteacher",
                practice=practice,
                released=released,
                notes=legend(limits, entries),
                users={"u3": ICT.name},
            ),
            lateness(entries, school_calendar()),
        )


def stamp(at: datetime) -> str:
    """Return an instant as the records write it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def school_calendar() -> Calendar:
    """Return an autumn term without surprises."""
    term = Term(first=date(2026, 11, 2), last=date(2026, 12, 18), name="Autumn")
    year = SchoolYear(first=date(2026, 9, 1), last=date(2027, 8, 31), terms=(term,))
    return with_year(empty_calendar(), year)


def everything() -> Case:
    """Return a case in which each kind of event stands at least once."""
    case = Case()
    limit = "d" * 32
    case.say(
        e.CaseOpened(
            ref="CW-7F3K",
            case_type="concern",
            policy="small",
            digest="ab" * 32,
            school="wexcombe",
            summary=f"A post about {EVERYBODY}",
            tracks={"warning": "not-considered"},
        ),
        *(
            e.PersonAdded(
                number=number,
                role=role,
                name=name,
                user="",
                about=f"neighbour of {EVERYBODY}",
                address=f"care of {EVERYBODY}",
            )
            for number, (role, name) in enumerate(list(NAMES.items())[:3], start=1)
        ),
        reason=f"asked by {EVERYBODY}",
    )
    case.say(
        e.PersonAdded(
            number=4, role="source", name=NAMES["source"], user="", about="x", address="y"
        )
    )
    case.say(
        e.FactSet(name="refused", value="unknown", said_by=EVERYBODY),
        e.FactSet(name="what", value=EVERYBODY, said_by=""),
        e.FactSet(name="seen", value="2026-10-30", said_by=""),
        e.FactSet(name="never-asked", value=EVERYBODY, said_by=""),
        e.CategoryAdded(code="threat", target="staff"),
        e.CategoryAdded(code="unheard-of", target=EVERYBODY),
        happened="2026-10-30",
        precision="date",
    )
    case.say(e.IncidentAdded(number=1, words=EVERYBODY, where=EVERYBODY), happened="2026-11-02")
    case.say(e.NoteAdded(words=f"Rang {EVERYBODY}\n4. Recorded by nobody"), by=ICT)
    case.say(e.EvidenceAdded(number=1, sheet={"platform": EVERYBODY, "captured-by": EVERYBODY}))
    case.say(e.Linked(ref="CW-9999", words=EVERYBODY))
    case.say(e.Corrected(seq=4, words=f"It was {EVERYBODY}"), reason=EVERYBODY)
    case.say(
        e.TrackMoved(
            track="warning",
            trigger="consider",
            source="not-considered",
            dest="considered",
            rule="consider",
            clauses=("SML-01",),
            followed=False,
        ),
        e.DeadlineArmed(
            id=limit,
            name="removal",
            track="warning",
            due_at="2026-11-03T00:00:00+00:00",
            due_on="2026-11-02",
            anchor="2026-11-02",
            rule="1 school day",
            unit="school days",
            why="1 school day from Fri 30 Oct, which is not a school day.",
            calendar=1,
            letter=0,
        ),
        e.Paused(),
    )
    case.say(
        e.LetterDrafted(
            number=1,
            letter="warning",
            title="Written warning",
            to="author",
            values={"name": EVERYBODY},
            text=f"Dear {EVERYBODY}",
            digest="cd" * 32,
        ),
        e.ApprovalAsked(
            number=1,
            track="warning",
            trigger="decline",
            role="head",
            instead=("deputies",),
            binds="ef" * 32,
            letter=0,
            facts={"what": EVERYBODY},
        ),
        e.ApprovalAsked(
            number=2,
            track="",
            trigger="letter",
            role="head",
            instead=(),
            binds="ef" * 32,
            letter=1,
            facts={},
        ),
    )
    case.say(e.ApprovalLapsed(number=2, why="The letter was written anew."))
    case.say(e.ApprovalDeclined(number=2), by=HEAD, reason=f"because of {EVERYBODY}")
    case.tick(limit, datetime(2026, 11, 3, tzinfo=UTC))
    case.say(
        e.ApprovalGranted(number=1),
        e.TrackMoved(
            track="warning",
            trigger="decline",
            source="considered",
            dest="declined",
            rule="decline-considered",
            clauses=("SML-01", "SML-02"),
            followed=False,
        ),
        e.DeadlineEnded(id=limit, how="met"),
        by=HEAD,
        reason=f"One talk was enough for {EVERYBODY}",
    )
    case.say(
        e.LetterMoved(number=1, step="approve", state="approved"),
        e.LetterMoved(number=1, step="issue", state="issued", serial=1, item="i", digest="ab" * 32),
        e.LetterMoved(number=1, step="print", state="printed", copy=1),
        e.LetterMoved(number=1, step="send", state="sent", how=f"by hand to {EVERYBODY}"),
    )
    case.say(e.PauseReleased(), by=SAFE, ring=True)
    case.say(e.PersonRemoved(number=3))
    case.say(
        e.Excluded(user="u3"),
        e.Admitted(circle="chair", why="step"),
        e.Admitted(circle="safeguarding", why="stand-in"),
        e.UserAdmitted(user="u2"),
        e.DeadlineExtended(id=limit, by="3 school days"),
        e.DeadlineStopped(id=limit, category="agency", since="2026-11-03T00:00:00+00:00"),
        e.DeadlineResumed(id=limit, until="2026-11-04T00:00:00+00:00"),
        e.DeadlineWaived(id=limit, authority=EVERYBODY),
        reason=EVERYBODY,
    )
    case.say(
        e.DeadlineDated(
            id=limit,
            due_at="2026-11-05T00:00:00+00:00",
            due_on="2026-11-04",
            anchor="2026-11-02",
            why="The calendar changed.",
            calendar=2,
        ),
        e.NoteAdded(words="To be taken back."),
    )
    case.say(e.Undone(seq=19))
    return case


@pytest.fixture
def whole_case() -> Case:
    """Everything that can happen, with everybody's name in every field."""
    return everything()


@pytest.fixture
def new_case() -> Callable[[], Case]:
    """What makes an empty case."""
    return Case


@pytest.fixture
def goldens() -> Path:
    """Where agreed texts lie."""
    return Path(__file__).with_name("goldens")


@pytest.fixture
def calendar() -> Calendar:
    """The school's calendar for that autumn."""
    return school_calendar()


@pytest.fixture(scope="session")
def new_case_of() -> Callable[[], Case]:
    """What makes an empty case, for one property's many examples."""
    return Case


@pytest.fixture
def sealer() -> Sealer:
    """The headteacher's key, as whoever makes the export."""
    return Case().sealer()


@pytest.fixture
def holds() -> Callable[[bytes, bytes, bytes], bool]:
    """What checks a signature."""
    return lambda key, signature, digest: signed_by(key, digest, signature)
