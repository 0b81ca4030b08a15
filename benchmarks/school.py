"""An invented school in a throw-away folder: a real book made by the real program.

Set-up for the benchmarks and the fault harness; nothing here is measured.
"""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from casework import bootstrap
from casework.clock import SetClock
from casework.domain.facts import CategoryClaim
from casework.office import cases, policies, terms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.office.desk import Desk
    from casework.policy.model import Policy

WARNING = Path(__file__).with_name("warning.yaml")
HEAD, PASSWORD = "A. Begum", "a password to measure by"
BEGIN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TERMS = """kind,first,last,name
term,2026-09-02,2026-10-23,autumn
term,2026-11-02,2026-12-18,christmas
term,2027-01-05,2027-02-12,spring
term,2027-02-22,2027-03-25,easter
term,2027-04-12,2027-05-28,summer
term,2027-06-07,2027-07-20,last
covers,2026-09-01,2027-08-31,
"""


@contextmanager
def folder() -> Iterator[Path]:
    """Give a folder that is gone afterwards; the service's secret lies in it as well."""
    made = Path(mkdtemp(prefix="casework-measured-"))
    before = os.environ.get("CASEWORK_STATE")
    os.environ["CASEWORK_STATE"] = str(made / "state")
    try:
        yield made
    finally:
        if before is None:
            del os.environ["CASEWORK_STATE"]
        else:
            os.environ["CASEWORK_STATE"] = before
        shutil.rmtree(made, ignore_errors=True)


def clock() -> SetClock:
    """Return a clock that moves on by a second whenever it is read."""
    return SetClock(BEGIN, tick=timedelta(seconds=1))


def found(book: Path, policy: Path | str = WARNING) -> Desk:
    """Make a practice book that goes by ``policy``, with terms; return the head's desk."""
    founding = bootstrap.Founding(
        policies=(),
        school="Practice Primary",
        admin=HEAD,
        password=PASSWORD,
        roles=("headteacher", "office"),
        practice=True,
    )
    desk = bootstrap.found_book(book, founding, clock()).desk
    policies.adopt(desk, str(policy))
    terms.load_terms(desk, TERMS)
    return desk


def again(book: Path) -> Desk:
    """Sign the head in."""
    return bootstrap.open_desk(book, HEAD, PASSWORD, clock=clock()).desk


def policy_of(desk: Desk) -> Policy:
    """Return the one policy the school goes by."""
    return desk.policy_in_force(desk.school_slug(""), "")


def open_warned(desk: Desk) -> str:
    """Open a case in which the warning may be sent; return its reference."""
    told = cases.Answers(
        facts={"refused": "yes", "continued": "yes"},
        categories=(CategoryClaim(code="threat", target="staff"),),
    )
    new = cases.NewCase(case_type="concern", summary="A post about a teacher")
    return cases.open_case(desk, new, told).ref
