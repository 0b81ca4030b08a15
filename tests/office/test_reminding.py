"""Reminders by mail: who, of which day, and that nothing hidden shows in whether one comes."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import pytest

from casework import bootstrap, store
from casework.clock import SetClock
from casework.errors import Conflict, NotFound, UsageFault
from casework.office import backups, cases, doctor, reminding, restores, stage
from casework.office.reminding import PostState
from casework.office.saying import Saying
from casework.office.schools import change_settings
from casework.scheduling.mailing import post
from casework.settings import Settings
from casework.store import generations, known, outbox
from tests.office.practice_kit import MONDAY, record_of
from tests.scheduling.mail_kit import MailServer

if TYPE_CHECKING:
    from pathlib import Path

    from casework.office.desk import Desk
    from tests.office.practice_kit import Book

DAY = timedelta(days=1)
TO = {name: f"{name}@school.example" for name in ("clerk", "head", "dsl", "deputy", "teacher")}


@dataclass
class Mailing:
    """A school that set a mail server; its people say to the service what may be told."""

    book: Book
    settings: Settings

    def desk(self, name: str) -> Desk:
        """Return a person's desk in a school that is no practice."""
        made = self.book.desk(name)
        made.settings = replace(self.settings, schools=made.settings.schools)
        return made

    def says(self, *names: str) -> None:
        for name in names or ("head", "clerk", "dsl"):
            reminding.catch_up(self.desk(name))

    def goes(self, state: PostState = PostState.SENT) -> dict[str, int]:
        """Let go out what is to; return to whom, and for how many days it stood."""
        service, _clock = bootstrap.open_service(self.book.folder)
        try:
            found = {}
            for digest in reminding.digests(service, self.settings, self.book.clock):
                found[digest.address.partition("@")[0]] = len(digest.posts)
                reminding.settle(service, digest, state, self.book.clock.now())
            return found
        finally:
            service.close()

    def on(self, day: int, hour: int = 9) -> None:
        """Let it be so much later, in the morning."""
        self.book.clock.instant = MONDAY + day * DAY + timedelta(hours=hour - 9)

    def states(self, name: str) -> list[tuple[date, PostState]]:
        return [(post.day, post.state) for post in reminding.posts(self.desk(name))]


@pytest.fixture
def mailing(book: Book) -> Mailing:
    return Mailing(
        book, Settings(mail_host="127.0.0.1", mail_from="office@school.example", mail_to=TO)
    )


def test_whoever_has_it_on_their_list_is_reminded_once_of_a_day(mailing: Mailing) -> None:
    mailing.book.open()
    mailing.says()
    first = mailing.goes()
    mailing.on(2)  # the limit was Tuesday
    late, again = mailing.goes(), mailing.goes()

    assert first == {}
    assert late["clerk"] == 1
    assert "teacher" not in late
    assert again == {}


def test_the_headteacher_is_reminded_when_nobody_acts(mailing: Mailing) -> None:
    mailing.book.open()
    mailing.says()
    going = {}
    for day in range(10):
        mailing.on(day)
        going[day] = mailing.goes()

    days = [day for day, found in going.items() if "clerk" in found]
    assert days[:2] == [2, 3]
    assert "dsl" not in {name for found in going.values() for name in found}


def test_nothing_goes_before_the_hour_of_the_day(mailing: Mailing) -> None:
    mailing.book.open()
    mailing.says()
    mailing.on(2, hour=7)
    early = mailing.goes()
    mailing.on(2, hour=8)

    assert ("clerk" in early, "clerk" in mailing.goes()) == (False, True)


def test_a_limit_that_ended_reminds_nobody(
    mailing: Mailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailing.book.open()
    mailing.says()
    mailing.on(2)
    monkeypatch.setattr(outbox, "open_limits", lambda _service: {})

    assert mailing.goes() == {}


def test_a_case_that_moved_on_reminds_nobody_until_somebody_signs_in(mailing: Mailing) -> None:
    ref = mailing.book.open()
    mailing.says()
    cases.add_note(mailing.desk("clerk"), ref, "More came.")
    mailing.on(2)
    before = mailing.goes()
    mailing.says("clerk")
    mailing.on(3)

    assert before == {}
    assert "clerk" in mailing.goes()


def test_what_turned_while_nobody_could_be_told_of_the_case_is_made_good(mailing: Mailing) -> None:
    ref = mailing.book.open()
    mailing.says()
    cases.add_note(mailing.desk("clerk"), ref, "More came.")
    mailing.on(2)
    before = mailing.goes()
    mailing.says("clerk")
    late, again = mailing.goes(), mailing.goes()

    assert before == {}
    assert (late["clerk"], again) == (1, {})


def test_after_days_off_the_old_ones_are_held_for_a_person_and_the_new_are_one_mail(
    mailing: Mailing,
) -> None:
    mailing.book.open()
    mailing.says()
    mailing.on(8)
    going = mailing.goes()
    states = mailing.states("clerk")

    assert going["clerk"] == 1
    assert states == [
        (date(2026, 11, 4), PostState.HELD),  # six days late
        (date(2026, 11, 5), PostState.HELD),  # five days and an hour and a half
        (date(2026, 11, 10), PostState.SENT),
    ]


def test_what_was_held_goes_when_its_person_says_so(mailing: Mailing) -> None:
    mailing.book.open()
    mailing.says()
    mailing.on(8)
    mailing.goes()
    post = reminding.decide(mailing.desk("clerk"), 1, PostState.WAITING)
    going, after = mailing.goes(), mailing.goes()

    assert (post.state, going, after) == (PostState.HELD, {"clerk": 1}, {})
    assert [state for _day, state in mailing.states("clerk")] == [
        PostState.SENT,
        PostState.HELD,
        PostState.SENT,
    ]


@pytest.mark.parametrize("state", [PostState.UNKNOWN, PostState.REFUSED])
def test_a_mail_that_did_not_go_well_is_asked_about_and_never_tried_by_itself(
    mailing: Mailing, state: PostState
) -> None:
    mailing.book.open()
    mailing.says()
    mailing.on(2)
    mailing.goes(state)
    again = mailing.goes()
    clerk = mailing.desk("clerk")
    notes = reminding.notes(clerk)
    told = {one.what for one in doctor.examine(clerk)}
    reminding.decide(clerk, 1, PostState.SENT)

    assert again == {}
    assert notes[0][0] in told
    assert reminding.notes(clerk) == ()


def test_a_crash_between_attempt_and_outcome_is_asked_about(mailing: Mailing) -> None:
    mailing.book.open()
    mailing.says()
    mailing.on(2)
    service, _clock = bootstrap.open_service(mailing.book.folder)
    for digest in reminding.digests(service, mailing.settings, mailing.book.clock):
        if digest.address == TO["clerk"]:
            break
    service.close()  # the process died here
    mailing.on(2, hour=10)

    assert mailing.goes().get("clerk") is None
    assert [state for _day, state in mailing.states("clerk")] == [PostState.UNKNOWN]


def test_only_what_is_asked_is_decided(mailing: Mailing) -> None:
    mailing.book.open()
    mailing.says()
    mailing.on(2)
    mailing.goes()
    clerk = mailing.desk("clerk")
    for number, fault in ((0, NotFound), (2, NotFound), (1, UsageFault)):
        with pytest.raises(fault):
            reminding.decide(clerk, number, PostState.WAITING)


def test_what_moved_on_while_somebody_looked_is_told(
    mailing: Mailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailing.book.open()
    mailing.says()
    mailing.on(2)
    mailing.goes(PostState.REFUSED)
    monkeypatch.setattr(outbox, "settle_post", lambda *_args: False)

    with pytest.raises(Conflict):
        reminding.decide(mailing.desk("clerk"), 1, PostState.WAITING)


# --- what must not show ---------------------------------------------------------------------------


def test_nothing_of_a_sealed_case_is_ever_said_or_sent(mailing: Mailing) -> None:
    ref = mailing.book.triaged(**{"adult-conduct": "yes"})
    sealed = record_of(mailing.book, ref).ref
    mailing.says("dsl", "head", "clerk")
    dsl = mailing.desk("dsl")
    limits = [card.case for card in dsl.cards.rows if card.place is store.Place.SEALED]
    told = {}
    for place, file in dsl.session.files.items():
        with file.reading() as connection:
            rows = connection.exec_driver_sql('SELECT "case" FROM told').fetchall()
        told[place] = {row[0] for row in rows}
    going: dict[str, int] = {}
    for day in range(30):
        mailing.on(day)
        for name, count in mailing.goes().items():
            going[name] = going.get(name, 0) + count

    assert sealed
    assert limits
    assert told[store.Place.SEALED] == set()
    assert told[store.Place.OFFICE].isdisjoint(limits)
    assert "dsl" not in going


def test_whoever_is_shut_out_of_a_case_is_never_reminded_of_it(mailing: Mailing) -> None:
    ref = mailing.book.open("head")
    mailing.says()
    clerk = mailing.desk("clerk").session.name
    cases.exclude(mailing.desk("head"), ref, clerk, Saying(reason="A relative."))
    mailing.on(2)
    before = mailing.goes()
    mailing.says()
    found = set(before)
    for day in range(3, 12):
        mailing.on(day)
        found |= set(mailing.goes())

    assert before == {}
    assert "clerk" not in found
    assert found


def test_a_user_who_came_since_silences_what_was_said_before(
    mailing: Mailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailing.book.open()
    mailing.says()
    monkeypatch.setattr(reminding, "_people", lambda *_said: "others")
    mailing.on(2)

    assert mailing.goes() == {}


def test_without_a_server_nothing_is_said_to_the_service(mailing: Mailing) -> None:
    mailing.book.open()
    for settings in (Settings(), replace(mailing.settings, practice=True)):
        off = replace(mailing, settings=settings)
        off.says()
    service, _clock = bootstrap.open_service(mailing.book.folder)
    people = reminding._people(mailing.desk("head").session.directory, mailing.desk("head").ledger)
    told = outbox.tellings(service, people)
    service.close()

    assert told == ()


def test_whoever_gave_no_address_gets_none(mailing: Mailing) -> None:
    mailing.book.open()
    mailing.says()
    mailing.on(2)
    mailing.settings = replace(mailing.settings, mail_to={})

    assert mailing.goes() == {}
    assert mailing.states("clerk") == []


# --- after a restore ------------------------------------------------------------------------------


def test_after_a_restore_what_was_due_before_it_waits_for_a_person(
    mailing: Mailing, tmp_path: Path
) -> None:
    book = mailing.book
    book.open()
    mailing.says()
    target = tmp_path / "stick"
    target.mkdir()
    service, _clock = bootstrap.open_service(book.folder)
    made = backups.run(service, mailing.settings, book.clock.now(), to=target)
    service.close()
    mailing.on(2)
    sent = mailing.goes()
    mailing.on(2, hour=12)

    def door(place: Path) -> Desk:
        opened = bootstrap.open_desk(place, "head", stage.PASSWORD, clock=book.clock)
        return opened.desk

    [one] = [g for g in generations.listed(target, made_book(book)) if g.name == made.name]
    wanted = restores.Wanted(
        generation=one, into=tmp_path / "again", reason="The disk broke.", book=book.folder
    )
    restores.restore(wanted, door, None, lambda _words: None)
    book.folder = tmp_path / "again"
    book.desks.clear()

    assert "clerk" in sent
    assert mailing.goes() == {}
    assert {state for _day, state in mailing.states("clerk")} <= {PostState.HELD}


def test_what_somebody_wanted_sent_before_a_restore_is_asked_about_and_not_sent_again(
    mailing: Mailing,
) -> None:
    mailing.book.open()
    mailing.says()
    mailing.on(2)
    mailing.goes(PostState.UNKNOWN)
    reminding.decide(mailing.desk("clerk"), 1, PostState.WAITING)
    mailing.on(2, hour=10)  # put back from a backup of before it went
    head = mailing.desk("head")
    at = mailing.book.clock.now().isoformat()
    words = {"generation": "1", "made": at, "why": "lost", "missing": 0, "own": ""}
    head.record(json.dumps({"kind": "restored", "by": head.session.user, **words}).encode())
    mailing.on(2, hour=11)
    sent = mailing.goes()
    [(_day, state)] = mailing.states("clerk")
    reminding.decide(mailing.desk("clerk"), 1, PostState.WAITING)

    assert ("clerk" in sent, state) == (False, PostState.HELD)
    assert mailing.goes()["clerk"] == 1


def made_book(book: Book) -> str:
    return bootstrap.book_state(book.folder).book


def test_records_that_went_back_unexplained_send_nothing(
    mailing: Mailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailing.book.open()
    mailing.says()
    mailing.on(2)
    monkeypatch.setattr(known, "lacking", lambda *_said: (object(),))

    assert mailing.goes() == {}
    assert mailing.states("clerk") == []


# --- the day's hour, and one's own address --------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "tried", "due"),
    [
        ("2026-11-02T07:29", None, False),
        ("2026-11-02T07:30", None, True),
        ("2026-11-02T09:00", "2026-11-02T07:30", False),
        ("2026-11-02T09:00", "2026-11-01T23:00", True),
        ("2026-11-02T09:00", "2026-11-02T07:00", True),
        ("2026-11-02T09:00", "2026-11-03T09:00", True),
        ("2026-07-02T06:30", None, True),
    ],
)
def test_the_server_is_asked_once_a_day_from_its_hour(
    now: str, tried: str | None, due: bool
) -> None:
    def instant(words: str) -> datetime:
        return datetime.fromisoformat(f"{words}:00+00:00")

    found = reminding.is_time(Settings(), instant(now), instant(tried) if tried else None)
    assert found is due


def test_two_who_change_settings_at_once_lose_nothing_of_each_other(mailing: Mailing) -> None:
    head, dsl = mailing.book.desk("head"), mailing.book.desk("dsl")
    reminding.opt_in(dsl, "lead@school.example")
    change_settings(head, [("backup-hours", "12")])
    reminding.opt_in(dsl, "other@school.example")
    kept = mailing.book.fresh("head").settings

    assert (kept.backup_hours, kept.mail_to[dsl.session.name]) == (12, "other@school.example")


def test_everybody_chooses_an_address_of_their_own(mailing: Mailing) -> None:
    dsl = mailing.book.desk("dsl")
    reminding.opt_in(dsl, "lead@school.example")
    mine = reminding.address_of(dsl)
    with pytest.raises(UsageFault):
        reminding.opt_in(dsl, "lead@school.example\nBcc: all@school.example <x>")
    reminding.opt_in(dsl, "")

    assert (mine, reminding.address_of(dsl)) == ("lead@school.example", "")


# --- a long run -----------------------------------------------------------------------------------


def test_each_mail_of_a_long_run_is_stamped_with_its_own_moment_and_none_seems_cut_off(
    mailing: Mailing,
) -> None:
    mailing.book.open()
    mailing.says()
    mailing.on(2)
    slow = SetClock(mailing.book.clock.now(), tick=outbox.CUT_OFF * 2)
    service, _clock = bootstrap.open_service(mailing.book.folder)
    begun, meanwhile = [], []
    for digest in reminding.digests(service, mailing.settings, slow):
        name = digest.address.partition("@")[0]
        mailing.book.clock.instant = digest.claimed
        begun.append(digest.claimed)
        meanwhile.append({state for _day, state in mailing.states(name)})
        reminding.settle(service, digest, PostState.SENT, slow.now())
    service.close()

    assert len(begun) > 1
    assert begun == sorted(set(begun))
    assert meanwhile == [{PostState.ATTEMPTING}] * len(begun)


def test_a_mail_bears_the_moment_at_which_it_was_handed_over(mailing: Mailing) -> None:
    mailing.book.open()
    mailing.says()
    mailing.on(2)
    slow = SetClock(mailing.book.clock.now(), tick=timedelta(minutes=1))
    with MailServer().running() as server:
        told = post(
            lambda: bootstrap.open_service(mailing.book.folder)[0],
            server.settings(mail_to=TO),
            "",
            slow,
        )
        dates = [message_from_bytes(words)["Date"] for _from, _to, words in server.mails]
    moments = [parsedate_to_datetime(one) for one in dates]

    assert told == ""
    assert len(moments) > 1
    assert moments == sorted(set(moments))
