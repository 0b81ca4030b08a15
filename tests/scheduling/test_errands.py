"""What the clock does besides looking: by one clock at a time, tried again, never in the way."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

import pytest

from casework.clock import SystemClock
from casework.errors import MachineFault, UsageFault
from casework.office import reminding, upkeep
from casework.scheduling import runner
from casework.scheduling.errands import Errands
from casework.scheduling.health import Errand, Health, HealthFile
from casework.scheduling.judgement import Standing, Step, Turn
from casework.settings import Settings
from tests.scheduling.clock_kit import HOUR, MINUTE, NOON, clock_at, limits, watch_over

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casework.clock import Clock, SetClock
    from casework.store import Service

Trouble = upkeep.Trouble


@dataclass
class Desk:
    """Records that are due for a backup until one is made; a fault can be planted."""

    folder: Path
    clock: SetClock = field(default_factory=clock_at)
    due: bool = True
    fault: BaseException | None = None
    trouble: Trouble | None = None
    tried: list[datetime] = field(default_factory=list)
    mailed: list[datetime] = field(default_factory=list)
    closed: int = 0
    opened: int = 0
    way: str = ""
    wanted: bool = False
    kept: Settings = field(
        default_factory=lambda: Settings(mail_host="127.0.0.1", mail_from="office@school.example")
    )

    def make(self, beat: Callable[[str], None]) -> Trouble | None:
        self.tried.append(self.clock.instant)
        beat("half way")
        if self.fault:
            raise self.fault
        self.due = self.trouble is not None
        return self.trouble

    def close(self) -> None:
        self.closed += 1

    @property
    def file(self) -> HealthFile:
        return HealthFile(self.folder, "book")

    def errands(self) -> Errands:
        return Errands(
            self.clock,
            "book",
            self.open,
            lambda: self.kept,
            self.file,
            lambda: "a secret",
            self.post,
        )

    def open(self) -> Service:
        self.opened += 1
        return cast("Service", self)

    def post(self, _opened: object, _settings: Settings, password: str, clock: Clock) -> str:
        assert password == "a secret"
        self.mailed.append(clock.now())
        return self.way

    def looked(self) -> None:
        watch_over(limits(), self.clock, self.folder).look()


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk(tmp_path)
    monkeypatch.setattr(upkeep, "is_due", lambda *_args: made.due)
    monkeypatch.setattr(upkeep, "make", lambda _service, _settings, _now, beat: made.make(beat))
    monkeypatch.setattr(reminding, "is_wanted", lambda _service: made.wanted)
    made.looked()
    return made


def trouble(at: Desk) -> str:
    return at.file.read().backup.trouble


def test_a_due_backup_is_made_once(at: Desk) -> None:
    at.errands().run()
    at.errands().run()

    assert (at.tried, trouble(at)) == ([NOON], "")
    assert at.closed == at.opened
    assert at.mailed == [NOON]


# --- the mail server ------------------------------------------------------------------------------


def test_the_mail_server_is_asked_once_a_day_whatever_there_is(at: Desk) -> None:
    at.due = False
    for _ in range(60):
        at.errands().run()
        at.clock.move(HOUR)

    assert [day.isoformat() for day in at.mailed] == [
        "2026-03-02T12:00:00+00:00",
        "2026-03-03T08:00:00+00:00",
        "2026-03-04T08:00:00+00:00",
    ]


def test_a_way_that_is_shut_is_told_and_tried_again_soon(at: Desk) -> None:
    at.due, at.way = False, "login"
    at.errands().run()
    at.clock.move(4 * MINUTE)
    at.errands().run()
    told = at.file.read().mail.trouble
    at.clock.move(MINUTE)
    at.way = ""
    at.errands().run()

    assert (len(at.mailed), told, at.file.read().mail.trouble) == (2, "login", "")


def test_what_somebody_wants_sent_does_not_wait_for_the_morning(at: Desk) -> None:
    at.due = False
    at.errands().run()
    at.clock.move(HOUR)
    at.wanted = True
    at.errands().run()

    assert at.mailed == [NOON, NOON + HOUR]


def test_without_a_server_or_in_a_practice_school_no_mail_goes(at: Desk) -> None:
    at.due, at.way = False, "away"
    at.errands().run()
    at.clock.move(HOUR)
    practice = replace(at.kept, practice=True)
    for kept in (Settings(), practice, replace(at.kept, mail_from="")):
        at.kept = kept
        at.errands().run()

    assert (len(at.mailed), at.file.read().mail.trouble) == (1, "")


def test_a_password_that_cannot_be_read_is_told(at: Desk) -> None:
    def damaged() -> str:
        raise MachineFault("Damaged.")

    replace(at.errands(), secret=damaged).run()

    assert (at.mailed, at.file.read().mail.trouble) == ([], "machine")


# --- the backup -----------------------------------------------------------------------------------


def test_before_the_first_look_nothing_is_done(tmp_path: Path, at: Desk) -> None:
    at.folder = tmp_path / "fresh"
    at.errands().run()

    assert (at.tried, at.mailed) == ([], [])


def test_while_the_clock_is_not_believed_nothing_is_done(at: Desk) -> None:
    step = Step(turn=Turn.FORWARD, at=NOON, by=HOUR)
    at.file.change(lambda h: replace(h, standing=Standing(looked=at.clock.ticks(), stopped=step)))
    at.errands().run()

    assert (at.tried, at.mailed) == ([], [])


@pytest.mark.parametrize(
    ("found", "minutes", "tries"),
    [(Trouble.AWAY, 4, 1), (Trouble.AWAY, 5, 2), (Trouble.FULL, 59, 1), (Trouble.FULL, 60, 2)],
)
def test_a_backup_that_failed_is_told_and_tried_again_later(
    at: Desk, found: Trouble, minutes: int, tries: int
) -> None:
    at.trouble = found
    at.errands().run()
    at.clock.move(minutes * MINUTE)
    at.errands().run()

    assert (len(at.tried), trouble(at)) == (tries, found)
    assert not at.file.read().is_well(at.clock.ticks())


def test_a_clock_that_went_back_does_not_put_it_off(at: Desk) -> None:
    at.trouble = Trouble.FULL
    at.errands().run()
    at.clock.turn(-30 * HOUR)
    at.errands().run()

    assert len(at.tried) == 2


def test_a_backup_that_somebody_made_meanwhile_ends_the_trouble(at: Desk) -> None:
    at.trouble = Trouble.AWAY
    at.errands().run()
    at.due = False
    at.errands().run()

    assert trouble(at) == ""


def test_two_clocks_at_once_make_one_backup(at: Desk) -> None:
    at.trouble = Trouble.AWAY  # it stays due
    threads = [threading.Thread(target=at.errands().run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(at.tried) == 1


def test_settings_and_records_that_cannot_be_read_are_told(at: Desk) -> None:
    def unreadable() -> Settings:
        raise UsageFault("No.")

    def away() -> Service:
        raise MachineFault("Away.")

    replace(at.errands(), settings=unreadable).run()
    first = trouble(at)
    at.clock.move(HOUR)
    replace(at.errands(), opened=away).run()

    assert (first, trouble(at), at.tried) == ("refused", "refused", [])


def test_what_nobody_foresaw_is_kept_and_raised(at: Desk) -> None:
    at.fault = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        at.errands().run()

    assert (trouble(at), at.closed) == ("unexpected", 1)


def test_whoever_is_asked_to_end_ends_and_that_is_no_trouble(at: Desk) -> None:
    errands = at.errands()
    errands.end()
    errands.run()

    assert (len(at.tried), at.mailed, trouble(at), at.closed) == (1, [], "", 1)


def test_where_nothing_can_be_kept_nothing_is_tried(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: HealthFile, _change: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(HealthFile, "change", full)
    at.errands().run()

    assert at.tried == []


def test_an_errand_of_long_ago_says_how_long() -> None:
    said = Errand(tried=NOON.isoformat())

    assert [said.since(NOON + HOUR), said.since(NOON - HOUR), Errand().since(NOON)] == [
        HOUR,
        None,
        None,
    ]


def test_a_health_file_of_before_is_read(tmp_path: Path) -> None:
    file = HealthFile(tmp_path, "book")
    file.change(lambda before: replace(before, trouble="machine"))
    words = file.path.read_text("utf-8")
    cut = words[: words.index(',\n "backup"')] + "\n}"
    file.path.write_text(cut, "utf-8")

    assert file.read() == Health(trouble="machine")


def test_slow_errands_hold_up_no_look() -> None:
    looks, gate, begun = [], threading.Event(), threading.Event()
    seen = threading.Event()

    def look() -> timedelta:
        looks.append(1)
        if len(looks) == 5:
            seen.set()
        return timedelta(milliseconds=100)

    def slow() -> None:
        begun.set()
        gate.wait(10)

    heart = runner.Heart(look, SystemClock(), errands=slow)
    heart.start()
    went_on = begun.wait(10) and seen.wait(10)
    gate.set()
    heart.shutdown(wait=True)

    assert went_on
