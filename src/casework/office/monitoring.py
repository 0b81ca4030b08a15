"""The monitored counts of a school, from the cases this person may open. Nothing sealed is in them.

Must not know how figures look on paper. Must not write.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from casework import store
from casework.domain.case import OPEN, Standing
from casework.domain.dates import day_words, local_day
from casework.domain.periods import Span, periods
from casework.domain.tallies import Kept, Numbers, Sheet, Tally
from casework.office import counted, door
from casework.office.cards import read_card
from casework.policy.gates import by_closing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from casework.domain.periods import Period
    from casework.domain.tallies import Counted
    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.policy.model import Count, Policy

#: Who may see figures of single months (``domain.md`` section 15): whoever works on the cases.
MAY_COUNT: Final = ("office", "senior-leader", "headteacher", "dsl")
#: How old an open case is, in days, from the youngest group to the oldest (*default*).
AGES: Final = ((31, "up to a month"), (92, "up to three months"), (183, "up to half a year"))
OLDER: Final = "older"


#: How policies call what they look at again; and which of it still waits for somebody.
_REVIEW: Final = re.compile(r"\b(?:review|audit|look at the policy)", re.IGNORECASE)
_STANDING: Final = frozenset({*OPEN, Standing.PASSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An open case: how many days it has stood, and what is missing before it can close."""

    ref: str
    title: str
    days: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """The figures of a school for a time, period by period, and its open cases as they stand."""

    school: str
    first: date
    last: date
    span: Span
    made: datetime
    sheets: tuple[Sheet, ...]
    open: tuple[Open, ...]
    practice: bool

    @property
    def by_age(self) -> dict[str, int]:
        """Return how many open cases are of each age, the youngest first."""
        found = Counter(age_of(one.days) for one in self.open)
        return {words: found[words] for words in (*(words for _, words in AGES), OLDER)}


def age_of(days: int) -> str:
    """Return the group of an open case that has stood so many days."""
    return next((words for most, words in AGES if days <= most), OLDER)


def monitoring(desk: Desk, span: Span, first: date, last: date, school: str = "") -> Monitoring:
    """Return a school's figures from ``first`` to ``last``.

    Raises NotPermitted for whoever does not work on cases there, and UsageFault for a time that is
    none.
    """
    slug = desk.school_slug(school)
    desk.must_hold_at(slug, *MAY_COUNT)
    wanted = periods(span, first, last, desk.calendar(slug))
    return Monitoring(
        school=desk.school(slug).name,
        first=first,
        last=last,
        span=span,
        made=desk.now(),
        sheets=sheets(desk, slug, wanted),
        open=tuple(_open(desk, files_of(desk, slug))),
        practice=desk.settings.practice,
    )


def files_of(desk: Desk, school: str) -> Iterator[CaseFile]:
    """Yield every ordinary case of a school that this person may open, in order of opening.

    What a policy opens by itself, such as its yearly duties, is nobody's post and is left out, and
    so is what goes by no policy of the school, such as a request for one's own data.
    """
    return (file for file in _adopted(desk, school) if not counted.by_itself(file))


def reviews_until(desk: Desk, school: str, until: date) -> Iterator[str]:
    """Yield each review that a school's policies ask for again and again, late or due by a day.

    They stand in cases that a policy opens by itself, which are nobody's post.
    """
    for file in _adopted(desk, school):
        if not counted.by_itself(file):
            continue
        titles = file.policy.case_types[file.snapshot.case_type].deadlines
        for limit in file.snapshot.deadlines.values():
            title = titles[limit.name].title
            if limit.standing in _STANDING and limit.due_on and _REVIEW.search(title):
                day = date.fromisoformat(limit.due_on)
                if day <= until:
                    yield f"{title[:1].lower()}{title[1:]}, by {day_words(day)}"


def _adopted(desk: Desk, school: str) -> Iterator[CaseFile]:
    rows = [row for row in desk.cards.rows if row.place is not store.Place.SEALED]
    cards = ((read_card(row.card), row.case) for row in rows)
    found = sorted((card.opened_at, case) for card, case in cards if card.school == school)
    for _, case in found:
        file = door.load_by_id(desk, case)
        if (school, file.policy.name) in desk.ledger.adoptions:
            yield file


def sheets(desk: Desk, school: str, wanted: Iterable[Period]) -> tuple[Sheet, ...]:
    """Return the sheet of each period; what was destroyed since counts as it did before."""
    cases, counts = tuple(_cases(desk, school)), _counts(desk, school)
    return tuple(_sheet(period, cases, counts) for period in wanted)


def _cases(desk: Desk, school: str) -> Iterator[Counted]:
    yield from map(counted.of_file, files_of(desk, school))
    destroyed = counted.of_destroyed(desk, school)
    yield from (one for one in destroyed if (school, one.policy) in desk.ledger.adoptions)


def _counts(desk: Desk, school: str) -> tuple[tuple[Policy, Count], ...]:
    """Return every count of the policies in force at a school, each with its policy."""
    names = sorted(policy for of, policy in desk.ledger.adoptions if of == school)
    policies = (desk.policy_in_force(school, name) for name in names)
    return tuple((policy, count) for policy in policies for count in policy.counts.values())


def _sheet(
    period: Period, cases: tuple[Counted, ...], counts: tuple[tuple[Policy, Count], ...]
) -> Sheet:
    numbers = [(one, one.within(period)) for one in cases]
    return Sheet(
        period=period,
        whole=sum((one for _, one in numbers), Numbers()),
        tallies=tuple(_tally(policy, count, numbers) for policy, count in counts),
        limits=_kept(cases, period),
    )


def _tally(policy: Policy, count: Count, numbers: Iterable[tuple[Counted, Numbers]]) -> Tally:
    whole, apart = Numbers(), defaultdict[str, Numbers](Numbers)
    for case, found in numbers:
        targets = _targets(case, policy.name, count) if found else frozenset()
        whole += found if targets else Numbers()
        for target in targets:
            apart[target] += found
    return Tally(
        policy=policy.title,
        name=count.name,
        title=count.title,
        whole=whole,
        by_target={} if count.targets else dict(sorted(apart.items())),
    )


def _targets(case: Counted, policy: str, count: Count) -> frozenset[str]:
    """Return the targets for which a case belongs to a count; empty where it does not."""
    if case.policy != policy:
        return frozenset()
    return frozenset(
        target
        for code, target in case.claims
        if code in count.categories and (not count.targets or target in count.targets)
    )


def _kept(counted: Iterable[Counted], period: Period) -> Kept:
    ended = [missed for one in counted for day, missed in one.limits if day in period]
    return Kept(met=ended.count(False), missed=ended.count(True))


def _open(desk: Desk, files: Iterable[CaseFile]) -> Iterator[Open]:
    today = local_day(desk.now())
    for file in files:
        case_type = file.policy.case_types[file.snapshot.case_type]
        if file.snapshot.state(case_type.spine) in case_type.tracks[case_type.spine].finals:
            continue
        yield Open(
            ref=file.snapshot.ref,
            title=case_type.title,
            days=(today - local_day(file.snapshot.opened_at)).days,
            missing=tuple(reason.sentence for reason in by_closing(case_type, file.snapshot)),
        )
