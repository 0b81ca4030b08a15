"""The health file: whole or not at all, for its owner alone, and nothing in it about anybody."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.clock import Ticks
from casework.scheduling.health import STALE, Health, HealthFile
from casework.scheduling.judgement import Standing, Step, Turn
from tests.scheduling.clock_kit import DAY, HOUR, MINUTE, NOON, SECOND, clock_at

if TYPE_CHECKING:
    from pathlib import Path

instants = st.integers(-(10**9), 10**9).map(lambda n: NOON + timedelta(seconds=n))
lengths = st.integers(-(10**9), 10**9).map(lambda n: timedelta(seconds=n))
counts = st.floats(0, 1e9, allow_nan=False)
ticks = st.builds(Ticks, wall=instants, monotonic=counts, boottime=counts, boot=st.text())
steps = st.builds(Step, turn=st.sampled_from(Turn), at=instants, by=lengths, boot=st.text())
standings = st.builds(
    Standing,
    looked=st.none() | ticks,
    ahead=lengths,
    stopped=st.none() | steps,
    steps=st.lists(steps, max_size=3).map(tuple),
)
healths = st.builds(
    Health,
    standing=standings,
    scanned=st.none() | ticks,
    trouble=st.sampled_from(["", "machine"]),
)


@given(healths)
def test_what_is_kept_is_read_again(tmp_path_factory: pytest.TempPathFactory, told: Health) -> None:
    file = HealthFile(tmp_path_factory.getbasetemp(), "again")
    file.change(lambda _before: told)

    assert file.read() == told


def test_before_the_first_look_there_is_nothing(tmp_path: Path) -> None:
    assert HealthFile(tmp_path / "nowhere", "book").read() == Health()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no mode")
def test_it_is_for_its_owner_alone(tmp_path: Path) -> None:
    file = HealthFile(tmp_path / "state", "book")
    file.change(lambda before: before)

    modes = [path.stat().st_mode & 0o077 for path in (file.folder, *file.folder.iterdir())]
    assert modes == [0] * len(modes)


def test_each_set_of_records_has_its_own(tmp_path: Path) -> None:
    one, other = HealthFile(tmp_path, "one"), HealthFile(tmp_path, "other")
    one.change(lambda before: replace(before, trouble="1"))

    assert (one.read().trouble, other.read().trouble) == ("1", "")


BROKEN = {
    "empty": "",
    "half": '{"casework": 1, "looked"',
    "no object": "[]",
    "a key missing": '{"casework": 1}',
    "another format": '{"casework": 2}',
    "no instant": json.dumps(
        {
            "casework": 1,
            "looked": {"wall": "noon", "monotonic": 0, "boottime": 0, "boot": ""},
            "ahead": 0,
            "stopped": None,
            "steps": [],
            "scanned": None,
            "trouble": "",
        }
    ),
    "no offset": json.dumps(
        {
            "casework": 1,
            "looked": {"wall": "2026-03-02T12:00:00", "monotonic": 0, "boottime": 0, "boot": ""},
            "ahead": 0,
            "stopped": None,
            "steps": [],
            "scanned": None,
            "trouble": "",
        }
    ),
    "another step": '{"casework": 1, "looked": null, "ahead": 0, "stopped": {"turn": "sideways"}}',
    "another encoding": "\udcff",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_read_stops_the_clock_until_somebody_looks(
    tmp_path: Path, text: str
) -> None:
    file = HealthFile(tmp_path, "book")
    file.path.write_bytes(text.encode("utf-8", "surrogateescape"))
    stopped = file.read().standing.stopped

    assert stopped is not None
    assert stopped.turn is Turn.UNREADABLE


def test_a_failed_change_leaves_what_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = HealthFile(tmp_path, "book")
    file.change(lambda before: replace(before, trouble="1"))

    def fails(_handle: int) -> None:
        raise OSError(5, os.strerror(5))

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(OSError, match="rror"):
        file.change(lambda before: replace(before, trouble="2"))
    monkeypatch.undo()

    assert file.read().trouble == "1"
    assert file.change(lambda before: replace(before, trouble="3")).trouble == "3"


def test_no_change_is_lost_among_many(tmp_path: Path) -> None:
    file = HealthFile(tmp_path, "book")

    def count() -> None:
        for _ in range(20):
            file.change(lambda before: replace(before, trouble=f"{before.trouble}x"))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert file.read().trouble == "x" * 80


# --- how long ago ---------------------------------------------------------------------------------


def test_the_age_is_counted_and_not_read_off_the_wall() -> None:
    clock = clock_at()
    found = Health(scanned=clock.ticks())
    clock.move(MINUTE)
    clock.turn(9 * HOUR)

    assert found.age(clock.ticks()) == MINUTE


def test_after_a_restart_the_wall_has_to_do() -> None:
    clock = clock_at()
    found = Health(scanned=clock.ticks())
    clock.restart(DAY)

    assert found.age(clock.ticks()) == DAY


def test_the_counter_of_another_boot_says_nothing() -> None:
    clock = clock_at()
    found = Health(scanned=clock.ticks())
    clock.restart(DAY)
    clock.move(HOUR)

    assert found.age(clock.ticks()) == DAY + HOUR


def test_after_a_restart_into_the_past_nobody_can_say() -> None:
    clock = clock_at()
    found = Health(scanned=clock.ticks())
    clock.restart(-DAY)

    assert (found.age(clock.ticks()), found.is_stale(clock.ticks())) == (None, True)


@pytest.mark.parametrize(
    ("after", "stale"), [(timedelta(0), False), (STALE, False), (STALE + SECOND, True)]
)
def test_a_scan_is_stale_after_a_while(after: timedelta, stale: bool) -> None:
    clock = clock_at()
    found = Health(scanned=clock.ticks())
    clock.move(after)

    assert found.is_stale(clock.ticks()) is stale


STOP = Step(turn=Turn.FORWARD, at=NOON, by=HOUR)


@pytest.mark.parametrize(
    ("more", "well"),
    [
        ({}, True),
        ({"trouble": "machine"}, False),
        ({"standing": Standing(stopped=STOP)}, False),
        ({"standing": Standing(steps=(STOP,))}, True),
        ({"scanned": None}, False),
    ],
)
def test_it_is_well_when_nothing_needs_a_person(more: dict[str, object], well: bool) -> None:
    now = clock_at().ticks()
    found = replace(Health(scanned=now), **more)  # type: ignore[arg-type]

    assert found.is_well(now) is well
