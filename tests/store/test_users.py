from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casework import store
from casework.errors import Conflict, Damaged, NotFound, NotPermitted, UsageFault
from casework.store import Cost, FirstSignIn, NewUser, Place, vault
from casework.store.keys import Keys
from casework.store.session import grants_of, unlocked

if TYPE_CHECKING:
    from tests.store.conftest import School

WEEK = timedelta(days=7)


def add_newcomer(school: School, name: str = "newcomer") -> str:
    one_time = store.add_user(
        school.head, NewUser(name=name, circles=frozenset({"office"})), now=school.now
    )
    assert one_time is not None
    return one_time


def test_a_wrong_name_and_a_wrong_password_get_the_same_words(school: School) -> None:
    answers = set()
    for name, password in (("nobody", school.password), ("head", "wrong")):
        with pytest.raises(NotPermitted) as raised:
            store.sign_in(school.path, name, password, now=school.now)
        answers.add((raised.value.message, raised.value.advice))

    assert len(answers) == 1


def test_a_wrong_name_costs_a_stretched_password_too(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[bytes] = []
    real = vault.stretched

    def counted(password: str, salt: bytes, cost: Cost) -> bytes:
        calls.append(salt)
        return real(password, salt, cost)

    monkeypatch.setattr(vault, "stretched", counted)
    for name in ("nobody", "head"):
        with pytest.raises(NotPermitted):
            store.sign_in(school.path, name, "wrong", now=school.now)

    assert len(calls) == 2


def test_the_first_sign_in_asks_for_a_password_of_ones_own(school: School) -> None:
    one_time = add_newcomer(school)
    with pytest.raises(FirstSignIn):
        store.sign_in(school.path, "newcomer", one_time, now=school.now)

    found = store.sign_in(
        school.path, "newcomer", one_time, now=school.now, new_password="ten letters and more"
    )

    assert found.session.circles == frozenset()
    found.session.close()


def test_a_one_time_password_works_once(school: School) -> None:
    one_time = add_newcomer(school)
    new = "ten letters and more"
    store.sign_in(
        school.path, "newcomer", one_time, now=school.now, new_password=new
    ).session.close()

    with pytest.raises(NotPermitted):
        store.sign_in(school.path, "newcomer", one_time, now=school.now, new_password=new)

    store.sign_in(school.path, "newcomer", new, now=school.now).session.close()


def test_a_one_time_password_lasts_seven_days(school: School) -> None:
    one_time = add_newcomer(school)

    with pytest.raises(NotPermitted, match="seven days"):
        store.sign_in(
            school.path,
            "newcomer",
            one_time,
            now=school.now + WEEK + timedelta(seconds=1),
            new_password="ten letters and more",
        )


def test_old_one_time_passwords_lose_their_grant(school: School) -> None:
    add_newcomer(school)
    store.work_off(school.head, now=school.now + WEEK + timedelta(seconds=1))

    keys = Keys.decoded((school.path / "keys.json").read_bytes())

    assert keys.users["newcomer"].grants == {}


def test_a_short_password_is_refused(school: School) -> None:
    with pytest.raises(UsageFault):
        store.add_user(school.head, NewUser(name="x"), now=school.now, password="short")


def test_a_name_is_given_once_whatever_its_case(school: School) -> None:
    with pytest.raises(Conflict):
        store.add_user(school.head, NewUser(name="HEAD"), now=school.now)
    with pytest.raises(UsageFault):
        store.add_user(school.head, NewUser(name=" "), now=school.now)


def test_only_a_manager_changes_users(school: School) -> None:
    clerk = school.user("clerk")
    with pytest.raises(NotPermitted):
        store.add_user(clerk, NewUser(name="x"), now=school.now)
    with pytest.raises(NotPermitted):
        store.reset_user(clerk, "head", now=school.now)
    with pytest.raises(NotPermitted):
        store.disable_user(clerk, "head", now=school.now)


def test_a_changed_password_opens_and_the_old_one_does_not(school: School) -> None:
    clerk = school.user("clerk")
    with pytest.raises(NotPermitted):
        store.change_password(clerk, "wrong", "another password", now=school.now)
    store.change_password(clerk, school.password, "another password", now=school.now)

    with pytest.raises(NotPermitted):
        store.sign_in(school.path, "clerk", school.password, now=school.now)

    found = store.sign_in(school.path, "clerk", "another password", now=school.now).session
    assert found.circles == clerk.circles
    found.close()


def test_an_administrator_opens_no_case_and_no_sealed_file(school: School) -> None:
    school.opened(school.head, circles=("office", "leadership"))

    admin = school.user("admin")

    assert (admin.circles, admin.opens_sealed, store.cards(admin)) == (frozenset(), False, [])


def test_a_disabled_user_cannot_sign_in_and_their_circles_change_keys(school: School) -> None:
    clerk = school.user("clerk")
    seeds = dict(clerk.circle_seeds("office"))
    case = school.opened(school.head).case
    store.disable_user(school.head, "clerk", now=school.now)
    done = store.work_off(school.head, now=school.now)

    with pytest.raises(NotPermitted):
        store.sign_in(school.path, "clerk", school.password, now=school.now)

    assert done.rotated == ("office",)
    fresh = school.head.circle_identity("office")
    assert fresh is not None
    assert fresh.seed not in {identity.seed for identity in seeds.values()}
    # With the seeds they once held and the file's key, no wrap of the case opens.
    labels = {vault.label_of(i.label_secret, case) for i in (*seeds.values(), clerk.root)}
    with school.head.office.reading() as connection:
        wraps = {row[0] for row in connection.exec_driver_sql("SELECT label FROM wrap")}
    assert not labels & wraps
    assert store.read_case(school.head, case).revision == 1


def test_a_disabled_users_open_session_ends_at_the_next_look(school: School) -> None:
    clerk = school.user("clerk")
    store.disable_user(school.head, "clerk", now=school.now)

    with pytest.raises((NotPermitted, Damaged)):
        clerk.refresh()


def test_nobody_disables_themselves(school: School) -> None:
    with pytest.raises(NotPermitted, match="yourself"):
        store.disable_user(school.head, "head", now=school.now)
    with pytest.raises(NotFound):
        store.disable_user(school.head, "nobody", now=school.now)


def test_a_reset_retires_the_old_keys(school: School) -> None:
    school.user("clerk")
    one_time = store.reset_user(school.head, "clerk", now=school.now)
    with pytest.raises(NotPermitted):
        store.sign_in(school.path, "clerk", school.password, now=school.now)

    session = store.sign_in(
        school.path, "clerk", one_time, now=school.now, new_password="ten letters and more"
    ).session
    before = session.circles
    store.work_off(school.head, now=school.now)
    session.refresh()

    assert (before, session.circles) == (frozenset(), frozenset({"office"}))
    session.close()


def test_taking_a_role_away_takes_its_key(school: School) -> None:
    school.user("dsl")
    store.set_roles(school.head, NewUser(name="dsl", circles=frozenset({"office"})), now=school.now)
    store.work_off(school.head, now=school.now)

    session = store.sign_in(school.path, "dsl", school.password, now=school.now).session

    assert (session.circles, session.opens_sealed) == (frozenset({"office"}), False)
    session.close()


def test_a_seed_waits_for_a_holder(school: School) -> None:
    one_time = add_newcomer(school)
    session = store.sign_in(
        school.path, "newcomer", one_time, now=school.now, new_password="ten letters and more"
    ).session
    store.work_off(session, now=school.now)
    alone = session.circles
    store.work_off(school.head, now=school.now)
    store.work_off(session, now=school.now)

    assert (alone, session.circles) == (frozenset(), frozenset({"office"}))
    session.close()


# --- the chair -----------------------------------------------------------------------------------


def chair_signs_in(school: School) -> tuple[store.Session, str, str]:
    """Return the chair's session, the one-time password and the recovery key."""
    chair = NewUser(
        name="chair",
        circles=frozenset({"chair", "safeguarding"}),
        opens_sealed=True,
        guarded=True,
    )
    one_time = store.add_user(school.head, chair, now=school.now)
    assert one_time is not None
    signed_in = store.sign_in(
        school.path, "chair", one_time, now=school.now, new_password="the chair’s own words"
    )
    assert signed_in.recovery_key is not None
    store.work_off(signed_in.session, now=school.now)
    store.work_off(school.head, now=school.now)
    store.work_off(signed_in.session, now=school.now)
    return signed_in.session, one_time, signed_in.recovery_key


def test_the_recovery_key_is_shown_once_at_the_chairs_first_sign_in(school: School) -> None:
    assert not store.has_recovery(school.head)
    session, _one_time, _recovery = chair_signs_in(school)
    session.close()

    again = store.sign_in(school.path, "chair", "the chair’s own words", now=school.now)

    assert (again.recovery_key, store.has_recovery(again.session)) == (None, True)
    again.session.close()


def test_nobody_alone_resets_disables_or_demotes_the_chair(school: School) -> None:
    chair_signs_in(school)[0].close()
    acts = (
        lambda s: store.reset_user(school.head, "chair", now=school.now, second=s),
        lambda s: store.set_roles(school.head, NewUser(name="chair"), now=school.now, second=s),
        lambda s: store.disable_user(school.head, "chair", now=school.now, second=s),
    )
    for act in acts:
        for second in (None, school.head):
            with pytest.raises(NotPermitted, match="alone"):
                act(second)

    store.disable_user(school.head, "chair", now=school.now, second=school.user("dsl"))

    with pytest.raises(NotPermitted):
        store.sign_in(school.path, "chair", "the chair’s own words", now=school.now)


def test_an_administrator_with_every_file_and_password_shown_opens_nothing_of_the_chairs(
    school: School,
) -> None:
    admin = school.user("admin")
    copies = [(school.path / "keys.json").read_bytes()]
    chair = NewUser(name="chair", circles=frozenset({"chair"}), opens_sealed=True, guarded=True)
    one_time = store.add_user(admin, chair, now=school.now)
    assert one_time is not None
    copies.append((school.path / "keys.json").read_bytes())
    session = store.sign_in(
        school.path, "chair", one_time, now=school.now, new_password="the chair’s own words"
    ).session
    copies.append((school.path / "keys.json").read_bytes())
    store.work_off(session, now=school.now)
    copies.append((school.path / "keys.json").read_bytes())
    case = school.opened(session, circles=("chair",)).case

    held = {admin.root}
    for copy in copies:
        keys = Keys.decoded(copy)
        for holder in keys.users.values():
            for password in (one_time, school.password):
                identity = unlocked(keys, holder, password)
                if identity is not None and holder.id == session.user:
                    held.add(identity)
                    whats = {grant.what for grant in grants_of(holder, identity)}
                    assert whats <= {"file:office", "file:nothing"}

    labels = {vault.label_of(identity.label_secret, case) for identity in held}
    with session.office.reading() as connection:
        stored = {row[0] for row in connection.exec_driver_sql("SELECT label FROM wrap")}
    assert len(held) >= 2
    assert not labels & stored
    session.close()


def test_the_recovery_key_gives_the_chair_everything_back_and_is_used_up(school: School) -> None:
    session, _one_time, recovery = chair_signs_in(school)
    case = school.opened(session, place=Place.SEALED, circles=("chair",)).case
    session.close()
    new = "a third set of words"
    found = store.open_with_recovery(
        school.path, recovery.lower(), name="chair", new_password=new, now=school.now
    )

    assert store.read_case(found.session, case).revision == 1
    assert found.recovery_key not in {None, recovery}
    with pytest.raises(NotPermitted, match="not the recovery key"):
        store.open_with_recovery(
            school.path, recovery, name="chair", new_password=new, now=school.now
        )
    found.session.close()


def test_the_recovery_key_opens_nobody_elses_sign_in(school: School) -> None:
    session, _one_time, recovery = chair_signs_in(school)

    with pytest.raises(NotPermitted, match="chair’s sign-in only"):
        store.open_with_recovery(
            school.path, recovery, name="head", new_password="a third set of words", now=school.now
        )
    with pytest.raises(NotPermitted, match="Only the chair"):
        store.renew_recovery(school.head, now=school.now)
    session.close()


# --- keys.json -----------------------------------------------------------------------------------


def test_swapped_public_keys_are_found_at_sign_in_and_by_the_doctor(school: School) -> None:
    school.user("clerk")
    path = school.path / "keys.json"
    found = json.loads(path.read_bytes())
    found["users"]["head"]["box"] = found["users"]["clerk"]["box"]
    path.write_text(json.dumps(found))

    with pytest.raises(Damaged, match="do not agree"):
        store.sign_in(school.path, "clerk", school.password, now=school.now)

    assert [f.invariant for f in store.check_register(school.head)] == ["I3"]


@pytest.mark.parametrize("keep", [0, 1, 200, -1])
def test_a_half_written_key_file_is_damaged(school: School, keep: int) -> None:
    path = school.path / "keys.json"
    path.write_bytes(path.read_bytes()[:keep])

    with pytest.raises(Damaged, match=r"keys\.json"):
        store.sign_in(school.path, "head", school.password, now=school.now)


def test_an_old_key_file_put_back_is_found(school: School) -> None:
    path = school.path / "keys.json"
    old = path.read_bytes()
    school.user("clerk")
    path.write_bytes(old)

    with pytest.raises(Damaged, match="not the one that belongs"):
        store.sign_in(school.path, "head", school.password, now=school.now)


def test_a_crash_between_register_and_key_file_is_completed(school: School) -> None:
    path = school.path / "keys.json"
    before = path.read_bytes()
    school.user("clerk")
    after = path.read_bytes()
    path.write_bytes(before)
    (school.path / "keys.json.incomplete").write_bytes(after)

    session = store.sign_in(school.path, "head", school.password, now=school.now).session

    assert path.read_bytes() == after
    assert {u.name for u in session.directory.active()} == {"head", "clerk"}
    session.close()


def test_a_cheaper_password_cost_is_refused_outside_practice(school: School) -> None:
    path = school.path / "keys.json"
    found = json.loads(path.read_bytes())
    found["practice"] = False
    path.write_text(json.dumps(found))

    with pytest.raises(Damaged, match="weaker"):
        store.sign_in(school.path, "head", school.password, now=school.now)


def test_no_session_holds_a_seed_the_register_does_not_know(school: School) -> None:
    with pytest.raises(Damaged):
        school.head.hold("office", 9, vault.Identity.new())
