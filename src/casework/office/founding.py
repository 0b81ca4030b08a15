"""What new records begin with: a school, its policies, the person who founds it.

All of it is read and checked before a file is made. Must not know keys, passwords or where secrets
lie.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework import settings
from casework.office import opening, people, policies
from casework.office.ledger import written
from casework.text import clean_line

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from casework.store import NewUser


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """What ``init`` is told."""

    policies: tuple[str, ...]
    school: str
    admin: str
    password: str
    roles: tuple[str, ...] = ("administrator",)
    practice: bool = False


def rehearsed(policy: str, school: str, admin: str, password: str) -> Founding:
    """Return what a practice school is founded with; the headteacher founds it."""
    return Founding(
        policies=(policy,),
        school=school,
        admin=admin,
        password=password,
        roles=("headteacher",),
        practice=True,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What was told, read and checked: who founds, in which roles, and the first settings."""

    founder: NewUser
    roles: frozenset[str]
    kept: settings.Settings


def prepared(told: Founding) -> Beginning:
    """Return the beginning. Raises UsageFault or NotFound, and has made nothing then."""
    loaded = [policies.read(name) for name in told.policies]
    name = clean_line(told.school)
    slug = settings.school_slug(name)
    founder, roles = people.newcomer(told.admin, {"administrator", *told.roles})
    school = settings.SchoolSettings(name=name, policies=tuple(one.policy.name for one in loaded))
    first = settings.Settings(schools={slug: school}, practice=told.practice)
    return Beginning(founder=founder, roles=roles, kept=first)


def begin(desk: Desk, beginning: Beginning) -> None:
    """Record the first school and who founded it, make the circles, adopt its policies.

    A policy may open a case when it is adopted, so its circles have their keys by then.
    """
    for slug, school in beginning.kept.schools.items():
        desk.record(written("school", slug=slug, name=school.name))
        roles = sorted(beginning.roles)
        desk.record(written("roles", user=desk.session.user, roles=roles, schools=[slug]))
    opening.begin_work(desk)
    for slug, school in beginning.kept.schools.items():
        for name in school.policies:
            policies.adopt(desk, name, slug)
