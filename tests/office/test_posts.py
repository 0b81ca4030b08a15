"""A user's roles and schools change: keys come from members, and nobody is left without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.errors import NotPermitted, Refused, UsageFault
from casework.office import cases, doctor, door, people, posts, schools, stage
from casework.office.ledger import take_in
from casework.office.saying import Saying

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.office.desk import Desk
    from tests.office.circles_kit import Circles
    from tests.office.practice_kit import Book

#: Several people sign in more than once.
pytestmark = pytest.mark.timeout(60)


def roles(book: Book, name: str) -> tuple[str, ...]:
    """Return what the list of users says somebody is."""
    return next(one.roles for one in people.users(book.desk("head")) if one.name == name)


def held(book: Book, name: str) -> frozenset[str]:
    """Return the circles whose keys somebody really has, signed in anew."""
    return book.fresh(name).session.circles


def generation(book: Book, circle: str) -> int:
    return book.fresh("head").session.directory.circles[circle].generation


def test_a_new_role_opens_its_circles_as_a_member_hands_them_over(circles: Circles) -> None:
    post = posts.change(circles.desk("head"), "clerk", ["office", "senior-leader"])

    assert (post.roles, post.waits) == (("office", "senior-leader"), ())
    assert held(circles, "clerk") == {"office", "leadership"}


def test_the_change_is_an_entry_of_the_records_own_log(circles: Circles) -> None:
    head = circles.desk("head")
    posts.change(head, "clerk", ["ict-manager"])
    seen: list[bytes] = [
        one.payload for one in store.read_journal(head.session) if one.payload is not None
    ]
    take_in(head.ledger, "", seen[-1])

    assert b'"kind":"roles"' in seen[-1]
    assert roles(circles, "clerk") == ("ict-manager",)


def test_an_administrator_hands_nobody_a_key_they_do_not_have(circles: Circles) -> None:
    post = posts.change(circles.desk("admin"), "clerk", ["dsl"])
    alone = held(circles, "clerk")
    people.admit(circles.fresh("second-dsl"), "clerk")

    assert post.waits == ("safeguarding",)
    assert alone == {"office"}
    assert held(circles, "clerk") == {"office", "safeguarding"}


def test_whoever_leaves_a_circle_takes_no_key_along(circles: Circles) -> None:
    before = generation(circles, "leadership")
    ref = circles.concern("clerk")
    seen = circles.fresh("deputy").cards.get(ref) is not None
    posts.change(circles.desk("head"), "deputy", ["class-teacher"])

    assert seen
    assert generation(circles, "leadership") == before + 1
    assert held(circles, "deputy") == frozenset()
    assert circles.fresh("deputy").cards.get(ref) is None


def test_whoever_leaves_safeguarding_finds_no_sealed_case(circles: Circles) -> None:
    ref = circles.allegation("dsl")
    seen = circles.fresh("second-dsl").cards.get(ref) is not None
    posts.change(circles.fresh("head"), "second-dsl", ["office"])
    desk = circles.fresh("second-dsl")

    assert seen
    assert (desk.cards.get(ref), desk.session.opens_sealed) == (None, False)
    assert store.holders(circles.fresh("dsl").session, circles.desk("dsl").cards.get(ref).case)  # type: ignore[union-attr]


def test_safeguarding_keeps_two(circles: Circles) -> None:
    posts.change(circles.fresh("admin"), "second-dsl", ["office"])
    with pytest.raises(Refused) as fault:
        posts.change(circles.fresh("admin"), "dsl", ["office"])

    assert "fewer than two people" in fault.value.message
    assert roles(circles, "dsl") == ("dsl",)


def test_a_sealed_case_keeps_two_who_can_open_it(circles: Circles) -> None:
    """One of the three was taken off it; safeguarding itself would have enough."""
    ref = circles.allegation("dsl")
    cases.exclude(circles.fresh("head"), ref, "second-dsl", Saying(reason="A cousin."))
    with pytest.raises(Refused) as fault:
        posts.change(circles.fresh("head"), "dsl", ["office"])

    assert fault.value.message.startswith("A sealed case would be left")


def test_the_last_with_a_key_keeps_it(circles: Circles) -> None:
    with pytest.raises(Refused) as fault:
        posts.change(circles.fresh("admin"), "vice", ["class-teacher"])

    assert fault.value.message.startswith("Nobody else holds the key of vice-chair")
    assert held(circles, "vice") == {"vice-chair"}


def test_the_last_administrator_stays_one(circles: Circles) -> None:
    posts.change(circles.fresh("head"), "admin", ["office"])
    with pytest.raises(Refused) as fault:
        posts.change(circles.fresh("head"), "head", ["headteacher"])

    assert fault.value.message.startswith("This is the last administrator")


def test_a_record_whose_holder_left_safeguarding_falls_to_the_others(circles: Circles) -> None:
    while True:
        ref = circles.paused()
        circles.everybody_signs_in(["head", "dsl", "second-dsl"])
        (record,) = [one for one in circles.records_of("dsl") if one.record["linked-case"] == ref]
        if record.record["record-holder"] == "second-dsl":
            break
    posts.change(circles.fresh("admin"), "second-dsl", ["class-teacher"])
    circles.everybody_signs_in(["head", "dsl"])
    circles.take("dsl", ref, "release-pause")

    assert door.load(circles.fresh("clerk"), ref).snapshot.pause.value == "released"


# --- two people -----------------------------------------------------------------------------------


def test_an_administrator_alone_makes_nobody_chair(circles: Circles) -> None:
    admin = circles.desk("admin")
    acts: list[Callable[[], object]] = [
        lambda: posts.change(admin, "teacher", ["chair"]),
        lambda: posts.change(admin, "chair", ["vice-chair"]),
        lambda: posts.change(admin, "chair", ["chair", "class-teacher"], second=admin),
        lambda: posts.change(admin, "teacher", ["chair"], second=circles.desk("trust")),
    ]
    for act in acts:
        with pytest.raises(NotPermitted):
            act()

    assert (roles(circles, "teacher"), roles(circles, "chair")) == (("class-teacher",), ("chair",))


def test_the_store_itself_refuses_an_administrator_who_makes_a_chair_alone(
    circles: Circles,
) -> None:
    admin = circles.desk("admin").session
    new = store.NewUser(name="teacher", circles=frozenset({"chair"}), guarded=True)
    with pytest.raises(NotPermitted, match="Nobody alone"):
        store.set_roles(admin, new, now=circles.desk("admin").now())

    assert not admin.directory.by_name("teacher").guarded


def test_the_chair_goes_from_one_to_the_next_with_its_keys(circles: Circles) -> None:
    admin = circles.desk("admin")
    post = posts.change(admin, "teacher", ["chair"], second=circles.fresh("chair"))
    posts.change(circles.fresh("admin"), "chair", ["class-teacher"], second=circles.fresh("head"))
    circles.fresh("teacher")

    assert (post.waits, roles(circles, "chair")) == ((), ("class-teacher",))
    assert held(circles, "teacher") == {"chair"}
    assert held(circles, "chair") == frozenset()


def test_the_new_chair_has_a_recovery_key_of_their_own(circles: Circles) -> None:
    posts.change(circles.desk("admin"), "teacher", ["chair"], second=circles.fresh("chair"))
    posts.change(circles.fresh("admin"), "chair", ["class-teacher"], second=circles.fresh("head"))
    desk = circles.fresh("teacher")

    assert people.renew_recovery(desk)
    assert store.recovered_circles(desk.session) == {"chair"}
    with pytest.raises(NotPermitted):
        people.renew_recovery(circles.fresh("chair"))


def test_nobody_gives_themselves_more_alone(circles: Circles) -> None:
    admin = circles.desk("admin")
    with pytest.raises(NotPermitted) as fault:
        posts.change(admin, "admin", ["administrator", "dsl"])
    post = posts.change(admin, "admin", ["administrator", "dsl"], second=circles.fresh("head"))

    assert fault.value.message.startswith("Nobody gives themselves more")
    assert (post.roles, post.waits) == (("administrator", "dsl"), ())


# --- what is asked --------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["clerk", "deputy", "chair"])
def test_only_an_administrator_changes_a_post(book: Book, who: str) -> None:
    with pytest.raises(NotPermitted):
        posts.change(book.desk(who), "ict", ["office"])


def test_something_has_to_change(book: Book) -> None:
    with pytest.raises(UsageFault):
        posts.change(book.desk("head"), "clerk")
    with pytest.raises(Refused):
        posts.change(book.desk("head"), "clerk", ["office"])


def test_who_signs_in_no_more_has_no_post(book: Book) -> None:
    people.disable(book.desk("head"), "ict")
    with pytest.raises(Refused) as fault:
        posts.change(book.desk("head"), "ict", ["office"])

    assert fault.value.message.startswith("This user signs in no more")


def test_somebody_who_has_not_signed_in_yet_gets_another_post_as_well(book: Book) -> None:
    people.add(book.desk("head"), "newcomer", ["office"])
    post = posts.change(book.desk("head"), "newcomer", ["ict-manager"])

    assert (post.roles, post.waits) == (("ict-manager",), ("office",))


def test_roles_alone_leave_the_schools_and_schools_alone_the_roles(book: Book) -> None:
    head = book.desk("head")
    slug = schools.add_school(head, "Second School (invented)")
    here = posts.change(head, "clerk", ["ict-manager"])
    there = posts.change(head, "clerk", schools=[slug])
    both = posts.change(head, "clerk", ["office"], [people.ALL])

    assert (here.roles, here.schools) == (("ict-manager",), (stage.SLUG,))
    assert (there.roles, there.schools) == (("ict-manager",), (slug,))
    assert (both.roles, both.schools) == (("office",), (stage.SLUG, slug))


def test_who_moves_to_another_school_leaves_the_keys_of_the_first(book: Book) -> None:
    ref = book.open()
    head = book.desk("head")
    slug = schools.add_school(head, "Second School (invented)")
    posts.change(head, "ict", schools=[slug])

    assert held(book, "ict") == {f"office@{slug}"}
    assert book.fresh("ict").cards.get(ref) is None


def test_an_administrator_becomes_somebody_of_the_one_school(circles: Circles) -> None:
    post = posts.change(circles.desk("head"), "admin", ["office"])

    assert (post.roles, len(post.schools)) == (("office",), 1)


def damage(desk: Desk) -> list[str]:
    return [one.what for one in doctor.examine(desk) if one.damage]


def test_an_examination_finds_nothing_wrong_afterwards(circles: Circles) -> None:
    ref = circles.concern("clerk")
    posts.change(circles.desk("head"), "clerk", ["class-teacher"])
    posts.change(circles.desk("head"), "teacher", ["office"])
    circles.fresh("teacher")

    assert circles.desk("teacher").cards.get(ref) is not None
    assert damage(circles.fresh("head")) == []
