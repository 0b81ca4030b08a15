"""Reading a sealed case is in its access log before anything is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.errors import MachineFault, NotFound
from casework.office import door, questions, reading

if TYPE_CHECKING:
    from tests.office.circles_kit import Circles

#: A school of eleven people is founded once, and they sign in more than once.
pytestmark = pytest.mark.timeout(60)


def logged(circles: Circles, ref: str) -> list[bytes | None]:
    desk = circles.desk("dsl")
    return [one.payload for one in store.read_access(desk.session, door.load(desk, ref).case)]


def test_a_sealed_case_knows_who_read_it(circles: Circles) -> None:
    ref = circles.allegation()
    reading.read(circles.fresh("head"), ref, "read")
    reading.read(circles.fresh("second-dsl"), ref, "printed")

    assert logged(circles, ref)[-2:] == [b"read", b"printed"]


def test_an_ordinary_case_keeps_no_such_log(circles: Circles) -> None:
    ref = circles.concern()
    circles.fresh("dsl")
    before = logged(circles, ref)
    reading.read(circles.desk("dsl"), ref, "read")

    assert logged(circles, ref) == before


def test_nothing_is_shown_where_the_log_cannot_be_written(
    circles: Circles, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = circles.allegation()
    head = circles.fresh("head")

    def full(*_words: object, **_more: object) -> None:
        raise MachineFault("The disk is full.", advice="Make room.")

    monkeypatch.setattr(store, "log_access", full)

    with pytest.raises(MachineFault):
        questions.show(head, ref)


def test_who_may_not_open_it_leaves_no_trace_and_hears_of_no_case(circles: Circles) -> None:
    ref = circles.allegation()
    before = logged(circles, ref)
    with pytest.raises(NotFound) as hidden:
        reading.read(circles.fresh("clerk"), ref, "read")
    with pytest.raises(NotFound) as unknown:
        reading.read(circles.fresh("clerk"), "CW-ZZZZ", "read")

    assert (hidden.value.message, hidden.value.advice) == (
        unknown.value.message,
        unknown.value.advice,
    )
    assert logged(circles, ref) == before
