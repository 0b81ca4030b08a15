"""The clock on the command line: it runs, tells how it is, asks a person, and places itself."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from casework import bootstrap
from casework.cli import clockwork, output
from casework.errors import CaseworkError, Damaged, MachineFault
from casework.office.deadlines import Scanned
from casework.scheduling import placement
from casework.scheduling.health import Health
from casework.scheduling.watch import Looked
from casework.store import DueRow, Place, Service
from tests.cli.conftest import judged

if TYPE_CHECKING:
    from pathlib import Path

    from casework.clock import SetClock
    from tests.cli.conftest import Office, Told

LATER = "2026-11-20T09:00:00+00:00"
CASEWORK = (sys.executable, "-m", "casework")


def says(office: Office, *words: str) -> Told:
    """Run a command of the clock: no user, no password."""
    return office.run("--book", str(office.book), "deadline", *words)


@pytest.fixture
def clock(office: Office, monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """A clock with counters that a test steps, for every command."""
    return judged(office, monkeypatch, datetime(2026, 11, 2, 9, tzinfo=UTC))


@pytest.fixture
def stopped(office: Office, clock: SetClock) -> Office:
    """An office whose computer's clock went three hours forward for no reason."""
    assert says(office, "check").code == 0
    clock.turn(timedelta(hours=3))
    return office


# --- run ------------------------------------------------------------------------------------------


def test_one_look_records_what_has_passed(office: Office) -> None:
    ref = office.opens()
    office.at(LATER)
    told = says(office, "run", "--once", "--json")

    late = office.does("Clerk", "deadline", "list", "--late")
    assert told.result == {"ended": True}
    assert office.does("Clerk", "deadline", "check")["passed"] == 0
    assert {row["ref"] for row in late} == {ref}


def test_after_days_off_the_list_shows_each_limit_by_its_own_day(office: Office) -> None:
    office.opens()
    office.at(LATER)
    says(office, "run", "--once")
    late = office.does("Clerk", "deadline", "list", "--late")

    due = [row["due"] for row in late]
    assert due == sorted(due)
    assert all(one < LATER for one in due)
    assert late


def test_nothing_runs_where_nothing_may_be_written(office: Office) -> None:
    told = office.run("--book", str(office.book), "--read-only", "--json", "deadline", "run")

    assert (told.code, told.error["code"]) == (4, "not-permitted")


@pytest.mark.parametrize("words", [("run", "--once"), ("health",), ("install",), ("uninstall",)])
def test_without_records_there_is_no_clock(office: Office, words: tuple[str, ...]) -> None:
    told = office.run("--book", str(office.book / "none"), "--json", "deadline", *words)

    assert told.code == 5


def test_a_lost_key_is_the_machines_fault(office: Office) -> None:
    for file in (office.book.parent / "state").glob("service-*.key"):
        file.unlink()

    assert says(office, "run", "--once", "--json").code == 8


def _running(office: Office, *words: str) -> subprocess.Popen[str]:
    env = {name: value for name, value in os.environ.items() if name != bootstrap.CLOCK}
    return subprocess.Popen(
        [*CASEWORK, "--book", str(office.book), "deadline", "run", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=env,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - none yet
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
@pytest.mark.parametrize(
    ("number", "code", "said"),
    [(signal.SIGTERM, 0, ""), (signal.SIGINT, 130, "Stopped. Nothing was half done.")],
)
def test_the_service_ends_well(office: Office, number: int, code: int, said: str) -> None:
    with _running(office) as clock:
        assert clock.stderr is not None
        assert clock.stderr.readline() == "The clock runs. Ctrl-C ends it.\n"
        while not list((office.book.parent / "state").glob("clock-*.json")):
            assert clock.poll() is None
        clock.send_signal(number)
        out, err = clock.communicate(timeout=15)

    assert (clock.returncode, err.strip()) == (code, said)
    assert out == ("The clock has ended.\n" if code == 0 else "")


def test_a_change_for_the_worse_and_the_better_is_told_once(
    capfd: pytest.CaptureFixture[str],
) -> None:
    seen = clockwork._Seen()
    for trouble in ("", "", "machine", "machine", "", ""):
        seen(Looked(health=Health(trouble=trouble)))

    assert capfd.readouterr().err.splitlines() == [
        "The records could not be opened or written: the machine stood in the way.",
        "The clock goes on.",
    ]


OUTCOMES = [
    (None, CaseworkError, 1),
    (Looked(health=Health(), error=MachineFault("Away.")), MachineFault, 8),
    (Looked(health=Health(), error=Damaged("Broken.")), Damaged, 7),
    (
        Looked(
            health=Health(),
            scanned=Scanned(passed=1, failed=2, unsound={"office": Damaged("An entry.")}),
        ),
        output.Found,
        7,
    ),
    (Looked(health=Health(), scanned=Scanned(passed=1, failed=0, left=2)), MachineFault, 8),
    (
        Looked(
            health=Health(),
            scanned=Scanned(passed=1, failed=0, unsound={"sealed": MachineFault("Locked.")}),
        ),
        MachineFault,
        8,
    ),
]


@pytest.mark.parametrize(("looked", "kind", "code"), OUTCOMES)
def test_what_stood_in_the_way_ends_with_its_code(
    looked: Looked | None, kind: type[CaseworkError], code: int
) -> None:
    with pytest.raises(kind) as raised:
        clockwork.settle(looked)

    assert raised.value.exit_code == code


# --- a clock that is not to be believed -----------------------------------------------------------


def test_a_step_forward_stops_the_scan_and_says_what_to_do(stopped: Office) -> None:
    told = says(stopped, "check", "--json")

    assert (told.code, told.error["code"]) == (7, "found")
    assert "went forward by 3 hours" in told.error["message"]
    assert "--clock-is-right" in told.error["advice"]
    assert told.error["found"] == {"passed": None, "next_due": None}


def test_it_stays_stopped_and_health_says_so(stopped: Office) -> None:
    codes = [says(stopped, "check").code for _ in range(2)]
    told = says(stopped, "health", "--json")

    assert (codes, told.code) == ([7, 7], 7)
    assert told.error["found"]["stopped"]["what"] == "forward"
    assert told.error["found"]["stopped"]["seconds"] == 3 * 3600


def test_one_look_of_the_service_is_stopped_as_well(stopped: Office) -> None:
    assert says(stopped, "run", "--once", "--json").code == 7


def test_a_person_who_looked_lets_it_go_on(stopped: Office) -> None:
    says(stopped, "check")
    accepted = says(stopped, "check", "--clock-is-right")
    told = says(stopped, "health", "--json").result

    assert (accepted.code, told["healthy"], told["stopped"]) == (0, True, None)
    assert [step["what"] for step in told["steps"]] == ["forward", "accepted"]


def test_a_persons_word_that_cannot_be_kept_is_not_taken(
    stopped: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _data: bytes) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("casework.scheduling.files.replace", full)

    assert says(stopped, "check", "--clock-is-right", "--json").code == 8


def test_a_step_back_is_shown_and_stops_nothing(office: Office, clock: SetClock) -> None:
    says(office, "check")
    clock.turn(timedelta(hours=-25))
    checked = says(office, "check")
    told = says(office, "health")

    assert (checked.code, told.code) == (0, 0)
    assert "the computer’s clock went back by 1 day 1 hour." in told.out


# --- health ---------------------------------------------------------------------------------------


def test_a_clock_that_never_looked_is_not_well(office: Office) -> None:
    told = says(office, "health", "--json")

    assert (told.code, told.error["found"]["last_scan"]) == (7, None)
    assert told.error["found"]["stale"] is True


def test_a_clock_that_looked_just_now_is_well(office: Office) -> None:
    says(office, "check")
    told = says(office, "health", "--json")

    assert (told.code, told.result["healthy"], told.result["stale"]) == (0, True, False)
    assert (told.result["age_seconds"], told.result["trouble"]) == (0, None)


def test_a_clock_that_has_not_looked_for_too_long_is_not_well(
    office: Office, clock: SetClock
) -> None:
    says(office, "check")
    clock.move(timedelta(minutes=6))
    told = says(office, "health")

    assert (told.code, told.out) == (7, "The last look was 6 minutes ago.\n")
    assert told.err.startswith("The clock has not looked for too long.\n")


@pytest.mark.parametrize(
    ("kept", "line", "advice"),
    [
        ({"trouble": "not-found"}, "The records are not where they were.", "deadline check"),
        ({"trouble": "damaged"}, "The records are damaged.", "doctor"),
        (
            {"trouble": "sealed-damaged"},
            "sealed.db is damaged: not all that is due in it can be recorded.",
            "doctor",
        ),
        ({"trouble": "odd"}, "The last look ended in a way that nobody foresaw.", "deadline check"),
    ],
)
def test_health_says_what_is_wrong_and_what_to_do(
    office: Office, kept: dict[str, object], line: str, advice: str
) -> None:
    says(office, "check")
    [file] = (office.book.parent / "state").glob("clock-*.json")
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), **kept}), encoding="utf-8")
    told = says(office, "health")

    assert (told.code, line in told.out.splitlines(), advice in told.err) == (7, True, True)


def test_a_damaged_file_is_named_by_the_check_and_by_health(office: Office) -> None:
    (office.book / "sealed.db").write_bytes(bytes(8192))
    check, health = says(office, "check", "--json"), says(office, "health", "--json")

    assert (check.code, health.code) == (7, 7)
    assert check.error["message"] == (
        "sealed.db is damaged: not all that is due in it can be recorded. "
        "Everything else that has passed is recorded."
    )
    assert health.error["found"]["trouble"] == "sealed-damaged"


def test_a_damaged_limit_is_told_like_a_damaged_file_and_counted_for_nobody(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a limit of a sealed case would tell of the case."""
    (office.book / "sealed.db").rename(office.book / "kept")
    (office.book / "sealed.db").write_bytes(bytes(8192))
    whole = [says(office, "check", "--json").error, says(office, "health", "--json").error]
    (office.book / "kept").replace(office.book / "sealed.db")

    def rows(service: Service, now: datetime, most: int) -> tuple[DueRow, ...]:
        del service, most
        return tuple(DueRow(id=name, place=Place.SEALED, due_at=now) for name in ("one", "two"))

    def broken(_service: Service, _row: DueRow, _now: datetime) -> bool:
        raise Damaged("An entry.")

    monkeypatch.setattr(Service, "due", rows)
    monkeypatch.setattr(Service, "claim_and_mark", broken)
    entry = [says(office, "check", "--json").error, says(office, "health", "--json").error]
    for told in (*whole, *entry):
        for at in ("last_scan", "age_seconds"):
            (told["found"] or {}).pop(at, None)

    assert entry == whole


def test_health_needs_nobody_and_writes_nothing(office: Office) -> None:
    before = sorted(path.name for path in (office.book.parent / "state").iterdir())
    office.run("--book", str(office.book), "--read-only", "deadline", "health")

    assert sorted(path.name for path in (office.book.parent / "state").iterdir()) == before


@pytest.mark.parametrize(
    ("by", "words"),
    [
        (timedelta(0), "0 seconds"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(seconds=-90), "1 minute 30 seconds"),
        (timedelta(hours=3), "3 hours"),
        (timedelta(days=75, hours=2, minutes=9), "75 days 2 hours"),
    ],
)
def test_a_length_is_told_in_its_two_largest_units(by: timedelta, words: str) -> None:
    assert clockwork.length(by) == words


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (timedelta(0), "The clock looked just now."),
        (timedelta(seconds=59), "The clock looked just now."),
        (timedelta(minutes=2), "The clock last looked 2 minutes ago."),
    ],
)
def test_nobody_waits_for_the_seconds_since_the_clock_looked(
    office: Office, later: timedelta, words: str
) -> None:
    office.at(LATER)
    says(office, "run", "--once")
    office.at((datetime.fromisoformat(LATER) + later).isoformat())

    assert words in office.says("Clerk", "deadline", "today").out


# --- install --------------------------------------------------------------------------------------


@pytest.fixture
def linux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A computer with systemd; returns where its services lie."""
    real = placement.placement

    def on_linux(*words: Any) -> placement.Placement:  # noqa: ANN401 - what it is called with
        return real(*words, system="linux")

    monkeypatch.setattr(placement, "placement", on_linux)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "conf"))
    return tmp_path / "conf" / "systemd" / "user"


def test_the_service_file_is_shown_and_not_written(office: Office, linux: Path) -> None:
    told = says(office, "install")

    assert (told.code, linux.exists()) == (0, False)
    assert "[Service]" in told.out
    assert "Not written (--yes writes it)" in told.out


def test_with_yes_it_is_written_and_nothing_is_started(office: Office, linux: Path) -> None:
    result = says(office, "install", "--yes", "--json").result
    [file] = linux.iterdir()

    assert (result["done"], result["path"]) == (True, str(file))
    assert file.read_text(encoding="utf-8") == result["text"]
    assert result["then"][-1].startswith("systemctl --user enable --now ")


def test_writing_it_again_changes_nothing(office: Office, linux: Path) -> None:
    says(office, "install", "--yes")
    says(office, "install", "--yes")

    assert len(list(linux.iterdir())) == 1


def test_it_is_taken_away_only_with_yes(office: Office, linux: Path) -> None:
    says(office, "install", "--yes")
    shown = says(office, "uninstall", "--json").result
    before = len(list(linux.iterdir()))
    removed = says(office, "uninstall", "--yes", "--json").result

    assert (shown["done"], before, removed["done"]) == (False, 1, True)
    assert list(linux.iterdir()) == []


def test_what_is_not_there_cannot_be_taken_away(office: Office, linux: Path) -> None:
    assert (says(office, "uninstall", "--yes", "--json").code, linux.exists()) == (5, False)


@pytest.mark.parametrize("answer", [True, False])
def test_whoever_can_be_asked_is_asked(
    office: Office, linux: Path, monkeypatch: pytest.MonkeyPatch, answer: bool
) -> None:
    monkeypatch.setattr(output, "can_ask", lambda: True)
    monkeypatch.setattr(output, "agreed", lambda _question: answer)
    told = says(office, "install")

    assert (linux.exists(), "[Service]" in told.err) == (answer, True)


# --- the backup -----------------------------------------------------------------------------------


def test_the_clock_makes_the_backup_and_today_says_how_old_it_is(
    office: Office, tmp_path: Path
) -> None:
    target = tmp_path / "stick"
    target.mkdir()
    office.does("Head", "settings", "set", f"backup-target={target}")
    for _ in range(2):
        says(office, "run", "--once")
    first = len(list(target.iterdir()))
    office.at("2026-11-03T10:30:00+00:00")
    told = office.says("Clerk", "deadline", "today").out
    says(office, "run", "--once")

    assert (first, len(list(target.iterdir()))) == (1, 2)
    assert "Last checked backup: 25 hours ago." in told
    assert "The clock last looked 1 day 1 hour ago." in told


def test_a_disk_that_was_pulled_out_is_told_and_stops_no_scan(
    office: Office, tmp_path: Path
) -> None:
    ref = office.opens()
    office.does("Head", "settings", "set", f"backup-target={tmp_path / 'no' / 'disk'}")
    office.at(LATER)
    told = says(office, "run", "--once")
    health = says(office, "health", "--json")

    assert told.code == 0
    assert "the disk for backups is not there" in told.err
    assert health.code == 7
    assert health.error["found"]["backup"] == "away"
    assert "Connect or empty the disk for backups" in health.error["advice"]
    assert {row["ref"] for row in office.does("Clerk", "deadline", "list", "--late")} == {ref}
    assert "the disk for backups is not there" in office.says("Clerk", "deadline", "today").out
