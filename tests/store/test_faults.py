"""A step whose every statement fails once leaves nothing written: all of it is kept, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlcipher3 import dbapi2 as driver

from casework import store
from casework.errors import CaseworkError
from casework.store import Blob, Place, Step, dialect, tables

if TYPE_CHECKING:
    from collections.abc import Callable

    import sqlalchemy as sa

    from tests.store.conftest import School

MOST = 200


class Failing:
    """The driver's connection, but its n-th statement fails before it is run."""

    def __init__(self, real: driver.Connection, fails_at: int) -> None:
        self.real = real
        self.left = fails_at

    def execute(self, sql: str, *values: object) -> driver.Cursor:
        self.left -= 1
        if not self.left:
            raise driver.OperationalError("disk I/O error")
        return self.real.execute(sql, *values)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the driver has
        return getattr(self.real, name)


def everything(school: School) -> list[tuple[object, ...]]:
    """Return every row of every table of both files."""
    return [
        (place, name, *row)
        for place, file in school.head.files.items()
        for name in sorted(tables.METADATA.tables)
        for row in dialect.raw(file.connection).execute(f'SELECT * FROM "{name}"')
    ]


def fails_everywhere(
    school: School, monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]
) -> int:
    """Let each statement of ``act`` fail in turn; return how many there are."""
    real, before = dialect.raw, everything(school)
    for nth in range(1, MOST):
        wrapped: dict[int, Failing] = {}

        def failing(connection: sa.Connection, wrapped: dict[int, Failing] = wrapped) -> Any:  # noqa: ANN401 - stands in for the driver
            if not wrapped:
                wrapped[0] = Failing(real(connection), nth)  # noqa: B023 - used within this turn
            return wrapped[0]

        monkeypatch.setattr(dialect, "raw", failing)
        try:
            act()
        except CaseworkError:
            monkeypatch.setattr(dialect, "raw", real)
            school.head.office._stopped = False  # as after opening the book again
            assert everything(school) == before, nth
        else:
            monkeypatch.setattr(dialect, "raw", real)
            assert wrapped[0].left > 0
            assert everything(school) != before
            return nth - 1
    raise AssertionError("the act never ends")


def full_step(school: School) -> Step:
    return school.step(
        b"full",
        arm=(school.arm(), school.arm(2)),
        blobs=(Blob(item="letter", data=b"x" * 10),),
        access=(b"read", b"printed"),
        custody=(b"taken in",),
    )


def test_a_failed_statement_of_an_append_leaves_nothing(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = school.opened(school.head).case
    step = full_step(school)

    count = fails_everywhere(
        school,
        monkeypatch,
        lambda: store.append(school.head, case, step, expected=1, now=school.now),
    )

    assert count >= 19


def test_a_failed_statement_of_an_opening_leaves_nothing(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk, step = school.user("clerk"), full_step(school)
    drawn = store.draw(school.head, Place.OFFICE, step.key)

    count = fails_everywhere(
        school,
        monkeypatch,
        lambda: store.open_case(
            school.head,
            Place.OFFICE,
            drawn,
            step,
            circles=("office",),
            people=(clerk.user,),
            now=school.now,
        ),
    )

    assert count >= 25


def test_a_failed_statement_of_an_exclusion_leaves_nothing(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    dsl, case = school.user("dsl"), school.opened(school.head).case
    step = school.step(b"excluded", access=(b"why",))

    count = fails_everywhere(
        school,
        monkeypatch,
        lambda: store.exclude(
            school.head,
            case,
            remaining=(school.head.user, dsl.user),
            step=step,
            expected=1,
            now=school.now,
        ),
    )

    assert count >= 15


def test_a_failed_statement_of_a_release_leaves_nothing(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk, case = school.user("clerk"), school.opened(school.head, circles=("leadership",)).case
    step = school.step(b"released", access=(b"why",))

    count = fails_everywhere(
        school,
        monkeypatch,
        lambda: store.admit(
            school.head, case, users=(clerk.user,), step=step, expected=1, now=school.now
        ),
    )

    assert count >= 12
    assert store.check_all(school.head) == []


@pytest.mark.parametrize("what", ["journal", "access", "custody"])
def test_a_failed_statement_of_a_log_leaves_nothing(
    school: School, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    head, case = school.head, school.opened(school.head).case
    acts: dict[str, Callable[[], object]] = {
        "journal": lambda: store.write_journal(head, b"said", now=school.now),
        "access": lambda: store.log_access(head, case, b"read", now=school.now),
        "custody": lambda: store.log_custody(head, case, b"moved", now=school.now),
    }

    assert fails_everywhere(school, monkeypatch, acts[what]) >= 4
