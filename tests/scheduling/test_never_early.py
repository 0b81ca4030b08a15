"""No limit ever passes before it is due by any clock the program saw, whatever happens to it.

Several processes share one set of records and one health file, as in an office; the wall clock
steps both ways, the lid is closed, the power goes. People arm, move and end limits meanwhile.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from casework.scheduling.judgement import CREEP, MOST, accepted
from casework.scheduling.watch import Watch
from tests.scheduling.clock_kit import NOON, SECOND, Memory, Rows, clock_at

if TYPE_CHECKING:
    from casework.scheduling.health import HealthFile

#: Seconds, minutes, hours and days alike, in both directions.
UNITS = (timedelta(seconds=7), timedelta(minutes=3), timedelta(hours=2), timedelta(days=3))
SPANS = st.tuples(st.integers(-9, 9), st.sampled_from(UNITS)).map(lambda span: span[0] * span[1])
PROCESSES = 3
#: Which process looks afterwards, if any.
LOOKS = st.integers(0, PROCESSES)


class Clocks(RuleBasedStateMachine):
    """An office with several clocks over one set of records, and a wall clock nobody can trust."""

    @initialize()
    def opens(self) -> None:
        self.clock, self.rows = clock_at(), Rows()
        memory = cast("HealthFile", Memory())
        self.watches = [
            Watch(self.clock, self.clock, self.rows.open, memory) for _ in range(PROCESSES)
        ]
        self.truth = NOON
        self.armed, self.unseen = 0, False
        self.seen: list[datetime] = [NOON]
        self.due_when_passed: dict[str, datetime] = {}
        self.true_when_passed: dict[str, datetime] = {}
        self.looks(0)

    @rule(ahead=SPANS)
    def somebody_arms_a_limit(self, ahead: timedelta) -> None:
        self.rows.due_at[f"limit-{self.armed}"] = self.truth + ahead
        self.armed += 1

    @rule(by=SPANS, ends=st.booleans(), which=st.integers(0, 9))
    def somebody_ends_or_moves_one_that_runs(self, by: timedelta, ends: bool, which: int) -> None:
        running = sorted(self.rows.due_at.keys() - set(self.rows.names))
        if running and ends:
            del self.rows.due_at[running[which % len(running)]]
        elif running:
            self.rows.due_at[running[which % len(running)]] = self.truth + by

    @rule(by=SPANS, how=st.sampled_from(["move", "suspend", "restart"]), who=LOOKS)
    def time_passes_with_the_lid_open_or_shut_or_without_power(
        self, by: timedelta, how: str, who: int
    ) -> None:
        if how == "restart" and self.unseen:
            self.looks(0)  # what is set and switched off before anybody looked, nobody can know
        getattr(self.clock, how)(abs(by))
        self.truth += abs(by)
        self.looks(who)

    @rule(by=SPANS, who=LOOKS)
    def the_clock_is_set(self, by: timedelta, who: int) -> None:
        self.clock.turn(by)
        self.unseen = True
        self.looks(who)

    @rule(number=st.integers(0, PROCESSES - 1))
    def somebody_sets_the_clock_right_and_says_so(self, number: int) -> None:
        self.clock.instant = self.truth
        self._look(number, said=True)

    def looks(self, number: int) -> None:
        if number < PROCESSES:
            self._look(number)

    def _look(self, number: int, *, said: bool = False) -> None:
        self.unseen = False
        already = set(self.rows.names)
        self.seen.append(self.clock.instant)
        self.watches[number].look(*([accepted] if said else []))
        for name in self.rows.names:
            if name not in already:
                self.due_when_passed[name] = self.rows.due_at[name]
                self.true_when_passed[name] = self.truth

    @invariant()
    def nothing_passed_before_some_clock_said_that_it_was_due(self) -> None:
        for name, at in getattr(self, "rows", Rows()).passed:
            assert at in self.seen
            assert at >= self.due_when_passed[name]

    @invariant()
    def nothing_passed_before_its_time_in_truth_by_more_than_a_step_that_is_borne(self) -> None:
        for name, truth in getattr(self, "true_when_passed", {}).items():
            borne = MOST + (truth - NOON) * CREEP + SECOND
            assert self.due_when_passed[name] - truth <= borne

    @invariant()
    def nothing_passed_twice(self) -> None:
        names = getattr(self, "rows", Rows()).names
        assert len(names) == len(set(names))

    def teardown(self) -> None:
        """Once the clock is right and time has gone by, nothing is left over."""
        if not hasattr(self, "rows"):
            return
        self.truth = max(self.truth, *self.rows.due_at.values(), NOON)
        self.somebody_sets_the_clock_right_and_says_so(0)
        assert sorted(self.rows.names) == sorted(self.rows.due_at)


Clocks.TestCase.settings = settings(max_examples=80, stateful_step_count=30)
TestClocks = Clocks.TestCase
