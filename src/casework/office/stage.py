"""A practice school at work: its people at their desks, a clock that is moved, paper in a folder.

Everybody and everything here is invented and plainly marked so. Must not know any case.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from casework.domain.dates import LONDON, read_day
from casework.errors import Damaged
from casework.letters.life import LetterStep
from casework.office import (
    approvals,
    cases,
    deadlines,
    door,
    letters,
    opening,
    people,
    policies,
    terms,
)
from casework.office.cards import read_card
from casework.office.cases import Answers
from casework.office.records import HOLDER, LINKED
from casework.office.saying import Saying

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework import store
    from casework.clock import Clock, SetClock
    from casework.domain.people import CasePerson
    from casework.office.desk import Desk
    from casework.office.door import Done

SCHOOL = "Practice Primary School (invented)"
SLUG = "practice-primary-school-invented"
POLICY = "milnthorpe"
#: What the school adopts besides, for its further cases.
FURTHER = ("community", "braunstone", "moat-farm", "trust", "model")
#: The day of adoption of each, which is also that of the founding.
ADOPTED = "2026-09-01"
#: Published on purpose: a practice book holds nothing that is true.
PASSWORD = "practice-school"  # noqa: S105 - published, see above
#: Who signs in, with which roles. The headteacher founds the book and looks after the users.
PEOPLE: Mapping[str, tuple[str, ...]] = {
    "clerk": ("office",),
    "deputy": ("senior-leader",),
    "dsl": ("dsl",),
    "chair": ("chair",),
    "ict": ("ict-manager",),
}
#: Who works there besides, once all policies run.
GUESTS: Mapping[str, tuple[str, ...]] = {
    "vice": ("vice-chair",),
    "teacher": ("class-teacher",),
    "coach": ("office",),
}
HEAD = "head"
#: Numbers from the range that is kept free for drama.
ANSWERS: tuple[tuple[str, str], ...] = (
    ("address", "1 Example Lane; Exampleton; ZZ1 1ZZ"),
    ("telephone", "01632 960100"),
    ("email", "office@practice.example"),
    ("website", "https://practice.example"),
    ("complaints-route", "our complaints procedure, which is on the school’s website"),
    ("signatory-name", "Mrs A. Example"),
    ("signatory-role", "Headteacher"),
    ("adopted.milnthorpe", ADOPTED),
    ("maintained", "maintained"),
    ("lado", "Exampleshire Council (invented)"),
    ("police-force", "Exampleshire Police (invented)"),
    ("legal-action-approver", "the governing body"),
    ("kcsie-edition", "the edition of September 2026 (practice value)"),
    ("head-may-run-own-target-case", "no"),
    ("case-manager-when-head", "chair"),
    ("deputy-dsl", "Mr B. Sample (invented)"),
    ("vice-chair", "Dr C. Specimen (invented)"),
    ("receipt", "next-school-day"),
    ("ring-dsl", "01632 960105"),
    ("ring-deputy-dsl", "01632 960106"),
    ("ring-head", "01632 960107"),
    ("ring-chair", "01632 960101"),
    ("ring-lado", "01632 960102"),
    ("ring-social-care", "01632 960103"),
    ("ring-police", "01632 960104"),
    ("turn-to-lado-at", "15:00"),
    ("hide-under", "5"),
    ("closes-at", "15:30"),
)
#: What the further policies leave to the school to settle once (practice values).
SETTLED: tuple[tuple[str, str], ...] = (
    ("answers.age-alone-counts", "no"),
    ("answers.ban-from", "school-website"),
    ("answers.own-step", "A talk with the family at school (practice value)"),
    ("answers.own-step-decided-by", "the senior leaders"),
    ("answers.meetings-for-others", "no"),
    ("answers.platform-meant", "the school’s own website"),
    ("answers.link-covers-former-pupils", "yes"),
    ("answers.platform-when", "at-once"),
)
SAMPLE_TERMS = Path(__file__).resolve().parents[1] / "samples" / "term-dates.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """What only whoever wires the program can do: found a book, sign people in, keep settings.

    ``sign_in`` returns the desk and, once in a book's life, the chair's recovery key.
    """

    found: Callable[[Path, str, str, str, Clock], Desk]
    sign_in: Callable[[Path, str, str, Clock], tuple[Desk, str]]
    change: Callable[[Desk, tuple[tuple[str, str], ...], str], None]
    service: Callable[[Path], store.Service]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A moment of a rehearsal, and what happens in it, for whoever watches."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A rehearsed case: its reference, what it was, how it ended or stands, what to try next.

    A ``sealed`` one is seen by those alone whom it needs.
    """

    ref: str
    title: str
    ended: str
    next: str
    sealed: bool = False


#: A case told scene by scene; it goes on when the clock has come to the scene it yielded.
Script = Generator[Scene, None, Told]


@dataclass(slots=True)
class Stage:
    """The people of the practice school, each at a desk, and where their paper is kept."""

    clock: SetClock
    desks: dict[str, Desk]
    service: store.Service
    letters: Path
    recovery_key: str
    papers: list[Path] = field(default_factory=list)

    def open(
        self,
        who: str,
        summary: str,
        told: Answers,
        *named: CasePerson,
        policy: str = POLICY,
        kind: str = "concern",
    ) -> str:
        """Open a case under a policy; return its reference."""
        new = cases.NewCase(case_type=kind, policy=policy, summary=summary, people=named)
        return cases.open_case(self.desks[who], new, told).ref

    def take(
        self,
        who: str,
        ref: str,
        step: str,
        facts: Mapping[str, str] | None = None,
        *,
        reason: str = "",
        said_by: str = "",
        letter: Mapping[str, str] | None = None,
    ) -> Done:
        """Take a step, written ``track.trigger``, as one of the people."""
        track, _, trigger = step.rpartition(".")
        told = Answers(facts=facts or {}, said_by=said_by, letter=letter or {})
        return cases.take_step(self.desks[who], ref, trigger, track, told, Saying(reason=reason))

    def answer(self, who: str, ref: str, facts: Mapping[str, str], said_by: str = "") -> Done:
        """Answer questions of the policy, with no step."""
        told = Answers(facts=facts, said_by=said_by)
        return cases.set_facts(self.desks[who], ref, told)

    def enter(self, who: str) -> None:
        """Let one of the people work off what waits for them, as at each sign-in."""
        opening.begin_work(self.desks[who])

    def holder(self, ref: str) -> str:
        """Return who has the sealed record in charge that a paused case left for safeguarding."""
        self.enter("dsl")
        cards = [read_card(row.card) for row in self.desks["dsl"].cards.rows]
        [record] = [card.record for card in cards if card.record.get(LINKED) == ref]
        return record[HOLDER]

    def grant(self, who: str, ref: str) -> Done:
        """Grant the newest request of a case."""
        desk = self.desks[who]
        waiting = [one for one in approvals.waiting(desk) if one.ref == ref and one.yours]
        newest = max(waiting, key=lambda one: int(one.id.rpartition(".")[2]))
        return approvals.grant(desk, newest.id)

    def newest(self, ref: str) -> int:
        """Return the number of a case's newest request."""
        return max(door.load(self.desks[HEAD], ref).snapshot.approvals)

    def issue(self, ref: str, number: int) -> Path:
        """Issue and print an approved letter; keep the page, ready to sign, and return its path."""
        clerk = self.desks["clerk"]
        letters.issue(clerk, ref, number)
        done, pdf = letters.print_out(clerk, ref, number)
        path = self.letters / f"{ref}-{done.snapshot.letters[number].serial}.pdf"
        path.write_bytes(pdf)
        self.papers.append(path)
        return path

    def post(self, ref: str, number: int, how: str) -> Done:
        """Issue and print an approved letter; the headteacher signs it, the office sends it."""
        self.issue(ref, number)
        letters.move(self.desks[HEAD], ref, number, LetterStep.SIGN)
        return letters.move(self.desks["clerk"], ref, number, LetterStep.SEND, how=how)

    def until(self, scene: Scene) -> None:
        """Move the clock on to a scene; what has passed by then is recorded."""
        self.clock.instant = max(self.clock.instant, scene.at)
        scanned = deadlines.scan(self.service, self.clock.now())
        if scanned.failed:
            raise Damaged(
                "A time limit of the practice school could not be recorded.",
                advice="Practise again in another folder; if it happens there too, report it.",
            )

    def close(self) -> None:
        """Sign everybody out."""
        for desk in self.desks.values():
            desk.session.close()
        self.service.close()


def scene(day: str, clock: str, words: str) -> Scene:
    """Return a scene at a time as the school's own clock shows it."""
    local = datetime.combine(read_day(day), time.fromisoformat(clock), tzinfo=LONDON)
    return Scene(at=local.astimezone(UTC), words=words)


def founded(
    book: Path,
    paper: Path,
    doors: Doors,
    clock: SetClock,
    further: tuple[str, ...] = (),
    guests: Mapping[str, tuple[str, ...]] | None = None,
) -> Stage:
    """Return a practice school: its book, its people, its answers, its term dates.

    ``further`` are policies that it adopts besides the first, ``guests`` people who join it.
    """
    head = doors.found(book, SCHOOL, HEAD, PASSWORD, clock)
    cast = {**PEOPLE, **(guests or {})}
    for name, roles in cast.items():
        people.add(head, name, roles, PASSWORD)
    adopted = tuple((f"adopted.{name}", ADOPTED) for name in further)
    doors.change(head, (*ANSWERS, *adopted), SLUG)
    terms.load_terms(head, SAMPLE_TERMS.read_text(encoding="utf-8"))
    for name in further:
        policies.adopt(head, name, SLUG)
    if further:
        doors.change(head, SETTLED, SLUG)
    head.session.close()
    desks, recovery_key = {}, ""
    for name in (HEAD, *cast):
        desks[name], shown = doors.sign_in(book, name, PASSWORD, clock)
        recovery_key = recovery_key or shown
    return Stage(
        clock=clock,
        desks=desks,
        service=doors.service(book),
        letters=paper,
        recovery_key=recovery_key,
    )
