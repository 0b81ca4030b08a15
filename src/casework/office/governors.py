"""The governors' sheet: a term in five sentences and hidden small numbers, frozen once made.

It is made from what whoever makes it may open, never from anything sealed; and kept in the
records' own log, so that a second one cannot be set beside it to tell a case by the difference.
Must not know how it looks on paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from casework.domain.dates import day_words, local_day
from casework.domain.periods import Period, term_of, year_of, years_back
from casework.domain.tallies import hidden, in_figures, may_total, mostly_hidden
from casework.errors import NotFound, UsageFault
from casework.office import monitoring, reviews
from casework.office.ledger import written

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from casework.domain.tallies import Kept, Sheet, Tally
    from casework.office.desk import Desk

#: Who makes it, and who reads it besides (``domain.md`` section 15).
MAKES: Final = ("headteacher", "senior-leader")
READS: Final = (*MAKES, "chair", "vice-chair", "trust-officer")
#: What one hidden number would tell of is taken together with these years instead (*default*).
YEARS: Final = 3
KIND: Final = "governors-sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A count in the sheet; ``length`` is that of its bar, nought where the figure is hidden."""

    policy: str
    title: str
    figure: str
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Governors:
    """The sheet: what time it is about, five sentences, and the counts, small ones hidden."""

    school: str
    term: str
    period: Period
    made: datetime
    sentences: tuple[str, ...]
    rows: tuple[Row, ...]
    under: int
    practice: bool


def sheet(desk: Desk, day: date, school: str = "") -> Governors:
    """Return the sheet of the term in which a day lies; made and frozen where there is none yet.

    Raises NotFound for a reader where nobody has made it, NotPermitted for everybody else, and
    UsageFault while the term is not over.
    """
    slug = desk.school_slug(school)
    desk.must_hold_at(slug, *READS)
    term = term_of(day, desk.calendar(slug))
    kept = desk.ledger.sheets.get((slug, term.title))
    if kept is None:
        kept = _made(desk, slug, term)
        desk.record(written(KIND, school=slug, term=term.title, sheet=kept))
    return _read(kept, practice=desk.settings.practice)


def latest(desk: Desk, slug: str) -> Governors | None:
    """Return the sheet of the latest term that is over, or None where nobody has made it yet."""
    over = term_of(last_day_over(desk, slug), desk.calendar(slug))
    kept = desk.ledger.sheets.get((slug, over.title))
    return _read(kept, practice=desk.settings.practice) if kept else None


def last_day_over(desk: Desk, school: str = "") -> date:
    """Return the last day of the latest term that is over."""
    calendar = desk.calendar(desk.school_slug(school))
    return term_of(local_day(desk.now()), calendar).first - timedelta(days=1)


def _made(desk: Desk, slug: str, term: Period) -> dict[str, Any]:
    if desk.roles_at(slug).isdisjoint(MAKES):
        raise NotFound(
            f"Nobody has made the sheet of the {term.title.lower()} yet.",
            advice="Ask the headteacher for it: casework report governors.",
        )
    today = local_day(desk.now())
    if today <= term.last:
        raise UsageFault(
            f"The {term.title.lower()} is not over: its sheet is made once and then stays.",
            advice=f"Make it after {day_words(term.last)}, or name an earlier term with --day.",
        )
    before = term_of(term.first - timedelta(days=1), desk.calendar(slug))
    under = desk.school(slug).hide_under
    wanted = (term, year_of(term.last), years_back(term, YEARS), before)
    found, year, years, earlier = monitoring.sheets(desk, slug, wanted)
    shown = next((one for one in (found, year) if not mostly_hidden(one, under)), years)
    return {
        "school": desk.school(slug).name,
        "term": term.title,
        "title": shown.period.title,
        "first": shown.period.first.isoformat(),
        "last": shown.period.last.isoformat(),
        "made": desk.now().isoformat(),
        "under": under,
        "sentences": list(_sentences(shown, found, earlier, under, _due(desk, slug, term))),
        "rows": [_row(one, under) for one in shown.tallies],
    }


def _row(tally: Tally, under: int) -> list[object]:
    number = tally.whole.cases
    length = 0 if hidden(number, under) else number
    return [tally.policy, tally.title, in_figures(number, under), length]


def _sentences(
    shown: Sheet, found: Sheet, before: Sheet, under: int, due: Sequence[str]
) -> Iterator[str]:
    """Yield the five: what it is about, how many, whether in time, what changed, what is due."""
    more = " Over the term alone most numbers would be hidden." if shown is not found else ""
    yield f"This sheet is about the {_lower(shown.period.title)}.{more}"
    yield _how_many(shown, under)
    yield _in_time(shown.limits, under)
    yield _changed(found, before, under)
    yield f"Due: {'; '.join(due)}." if due else "No policy is past its review."


def _due(desk: Desk, slug: str, term: Period) -> tuple[str, ...]:
    """Return which reviews are due: policies past theirs, and those until the next term ends."""
    until = term_of(term.last + timedelta(days=1), desk.calendar(slug)).last
    past = (
        f"the policy “{title}” is due for review: {why}" for title, why in reviews.due(desk, slug)
    )
    return (*past, *monitoring.reviews_until(desk, slug, until))


def _how_many(shown: Sheet, under: int) -> str:
    """Return how many cases there were, unless that and the rows would give a hidden one away."""
    parts = (shown.whole.cases, *(one.whole.cases for one in shown.tallies))
    if may_total(parts, under):
        return f"{shown.whole.cases} cases were opened in it."
    return f"Numbers under {under} are hidden, and so is the number of all cases beside them."


def _in_time(limits: Kept, under: int) -> str:
    if not limits.met and not limits.missed:
        return "No time limit ended in it."
    if hidden(limits.missed, under):
        return f"Of the time limits that ended, under {under} had passed before they were met."
    if hidden(limits.met, under):
        return f"{limits.missed} time limits had passed before they were met."
    whole = limits.met + limits.missed
    return f"{limits.missed} time limits of {whole} had passed before they were met."


def _changed(found: Sheet, before: Sheet, under: int) -> str:
    pairs = zip(found.tallies, before.tallies, strict=True)
    changed = [
        f"{now.title} from {then.whole.cases} to {now.whole.cases}"
        for now, then in pairs
        if now.whole.cases != then.whole.cases
        and may_total((now.whole.cases, then.whole.cases), under)
    ]
    since = f"since the {_lower(before.period.title)}"
    if not changed:
        return f"No count that can be shown has changed {since}."
    return f"What changed {since}: {'; '.join(changed)}."


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]


def _read(kept: Mapping[str, Any], *, practice: bool) -> Governors:
    first, last = date.fromisoformat(kept["first"]), date.fromisoformat(kept["last"])
    return Governors(
        school=kept["school"],
        term=kept["term"],
        period=Period(first=first, last=last, title=kept["title"]),
        made=datetime.fromisoformat(kept["made"]),
        sentences=tuple(kept["sentences"]),
        rows=tuple(Row(policy=p, title=t, figure=f, length=n) for p, t, f, n in kept["rows"]),
        under=kept["under"],
        practice=practice,
    )
