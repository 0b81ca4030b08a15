"""Each school's chair has a recovery key: it opens what that chair may open, and nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.errors import NotPermitted
from casework.office import arrival, doctor, door, people, posts, schools, stage
from tests.office.practice_kit import sign_in
from tests.office.two_schools_kit import TwoSchools, two_schools

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from tests.office.circles_kit import Circles
    from tests.office.practice_kit import Book

#: Several people sign in more than once.
pytestmark = pytest.mark.timeout(60)
NEW = "another long password"


@pytest.fixture
def both(circles: Circles) -> TwoSchools:
    return two_schools(circles)


def comes_in(book: Book, name: str) -> Desk:
    """Sign a chair in with the password chosen with the recovery key."""
    earlier = book.desks.pop(name, None)
    if earlier is not None:
        earlier.session.close()
    return sign_in(book.folder, name, NEW, book.clock)[0]


def test_the_chair_of_a_further_school_is_shown_a_key_at_the_first_sign_in(
    both: TwoSchools,
) -> None:
    desk, again = sign_in(both.book.folder, "chair two", stage.PASSWORD, both.book.clock)
    desk.session.close()

    assert (len(both.recovery_key) > 20, again) == (True, "")
    covered = store.recovered_circles(both.book.fresh("head").session)
    assert covered == {"chair", f"chair@{both.second}"}


def test_a_chair_of_a_further_school_comes_back_by_their_own_key(both: TwoSchools) -> None:
    book, ref = both.book, both.with_chair(both.second)
    key = both.recovery_key
    following = arrival.recover(book.folder, key, "chair two", NEW, book.clock.now())
    with pytest.raises(NotPermitted):
        sign_in(book.folder, "chair two", stage.PASSWORD, book.clock)
    desk = comes_in(book, "chair two")

    assert door.load(desk, ref).snapshot.ref == ref
    assert desk.session.circles == {f"chair@{both.second}"}
    assert following not in {"", key}
    with pytest.raises(NotPermitted, match="not the recovery key"):
        arrival.recover(book.folder, key, "chair two", NEW, book.clock.now())
    desk.session.close()


def test_a_chair_who_was_reset_gets_everything_back_by_the_key(both: TwoSchools) -> None:
    """The chair alone held the circle's key: without the envelope it would be lost."""
    book, ref = both.book, both.with_chair(both.second)
    people.reset(book.fresh("admin"), "chair two", book.fresh("head two"))
    arrival.recover(book.folder, both.recovery_key, "chair two", NEW, book.clock.now())
    desk = comes_in(book, "chair two")
    members = desk.session.directory.members(f"chair@{both.second}")

    assert door.load(desk, ref).snapshot.ref == ref
    assert [one.name for one in members] == ["chair two"]
    desk.session.close()


def test_the_key_of_one_school_opens_nothing_of_the_other(both: TwoSchools) -> None:
    book, key = both.book, both.recovery_key
    first = people.renew_recovery(book.fresh("chair"))
    for written, name in ((key, "chair"), (first, "chair two"), (key, "head two")):
        with pytest.raises(NotPermitted, match="chair’s sign-in only"):
            arrival.recover(book.folder, written, name, NEW, book.clock.now())

    assert arrival.recover(book.folder, first, "chair", NEW, book.clock.now())
    assert arrival.recover(book.folder, key, "chair two", NEW, book.clock.now())


def test_a_renewed_key_retires_that_schools_alone(both: TwoSchools) -> None:
    book = both.book
    former = people.renew_recovery(book.fresh("chair"))
    people.renew_recovery(book.fresh("chair"))
    with pytest.raises(NotPermitted, match="not the recovery key"):
        arrival.recover(book.folder, former, "chair", NEW, book.clock.now())

    assert arrival.recover(book.folder, both.recovery_key, "chair two", NEW, book.clock.now())


def test_a_successor_comes_in_by_the_envelope_of_a_chair_who_is_gone(both: TwoSchools) -> None:
    book, ref = both.book, both.with_chair(both.second)
    admin, key = book.fresh("admin"), both.recovery_key
    people.add(admin, "chair three", ["chair"], stage.PASSWORD, [both.second])
    with pytest.raises(NotPermitted, match="chair’s sign-in only"):
        arrival.recover(book.folder, key, "chair three", NEW, book.clock.now())
    people.disable(admin, "chair two", book.fresh("head two"))
    arrival.recover(book.folder, key, "chair three", NEW, book.clock.now())
    desk = comes_in(book, "chair three")

    assert door.load(desk, ref).snapshot.ref == ref
    assert store.recovered_circles(desk.session) == {"chair", f"chair@{both.second}"}
    desk.session.close()


def test_whoever_chairs_both_schools_has_one_key_for_both(both: TwoSchools) -> None:
    book, ref = both.book, both.with_chair(both.second)
    posts.change(book.fresh("admin"), "chair", schools=[people.ALL], second=book.fresh("head"))
    people.admit(book.fresh("chair two"), "chair")
    key = people.renew_recovery(book.fresh("chair"))
    arrival.recover(book.folder, key, "chair", NEW, book.clock.now())
    desk = comes_in(book, "chair")

    assert desk.session.circles == {"chair", f"chair@{both.second}"}
    assert door.load(desk, ref).snapshot.ref == ref
    desk.session.close()


def test_an_examination_names_the_school_without_a_key(book: Book) -> None:
    before = doctor.examine(book.fresh("head"))
    schools.add_school(book.desk("head"), "Second School (invented)")
    after = doctor.examine(book.fresh("head"))
    told = [[one.what for one in found if "recovery" in one.what] for found in (before, after)]

    assert [len(found) for found in told] == [0, 1]
    assert "Second School (invented)" in told[1][0]


def test_a_recovery_key_stands_under_an_id_that_names_nobody(both: TwoSchools) -> None:
    kept = json.loads((both.book.folder / "keys.json").read_text(encoding="utf-8"))
    users = both.book.fresh("head").session.directory.users

    assert len(kept["recovery"]) == 2
    assert {one["id"] for one in kept["recovery"]}.isdisjoint(users)
