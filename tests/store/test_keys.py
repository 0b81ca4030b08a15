"""What a changed or half-changed ``keys.json``, register or short key can and cannot do."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from casework import store
from casework.errors import Damaged, MachineFault, NotPermitted
from casework.store import Admission, Cost, FileCredentials, NewUser, folder, streams, vault
from casework.store import keys as key_file
from casework.store import session as sessions
from casework.store.book import BookFile, stamp
from casework.store.folder import Folder
from casework.store.session import changing, circle_grant, give, grant_label

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import sqlalchemy as sa

    from tests.store.conftest import School

KEPT = Admission(kept=frozenset({"safeguarding"}))


def changed(school: School, change: Callable[[dict[str, Any]], object]) -> None:
    """Change ``keys.json`` as somebody with an editor does."""
    path = school.path / "keys.json"
    found = json.loads(path.read_bytes())
    change(found)
    path.write_text(json.dumps(found))


# --- the cost of a guess -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tampering", [{"practice": False}, {"cost": {"passes": 2, "memory_mb": 8}}], ids=str
)
def test_a_key_file_with_another_cost_or_kind_does_not_agree(
    school: School, monkeypatch: pytest.MonkeyPatch, tampering: dict[str, object]
) -> None:
    monkeypatch.setattr(vault, "_FLOOR_PASSES", 1)
    monkeypatch.setattr(vault, "_FLOOR_MB", 8)
    changed(school, lambda found: found.update(tampering))

    with pytest.raises(Damaged, match="do not agree"):
        store.add_user(school.head, NewUser(name="new"), now=school.now, password=school.password)


@pytest.mark.parametrize(
    "cost",
    [
        {"passes": 10**9, "memory_mb": 128},
        {"passes": 3, "memory_mb": 10**9},
        {"passes": 3.5, "memory_mb": 128},
        {"passes": True, "memory_mb": 128},
    ],
    ids=str,
)
def test_a_cost_beyond_reason_is_refused_before_anything_is_tried(
    school: School, cost: dict[str, object]
) -> None:
    changed(school, lambda found: found.update({"cost": cost}))

    with pytest.raises(Damaged):
        store.sign_in(school.path, "head", school.password, now=school.now)


@pytest.mark.parametrize("value", ["yes", 1, None])
def test_practice_is_yes_or_no(school: School, value: object) -> None:
    changed(school, lambda found: found.update({"practice": value}))

    with pytest.raises(Damaged, match="damaged"):
        store.sign_in(school.path, "head", school.password, now=school.now)


@pytest.mark.parametrize("salt", ["", "00" * 15, "00" * 17])
def test_a_salt_of_another_length_is_damage(school: School, salt: str) -> None:
    changed(school, lambda found: found["users"]["head"].update({"salt": salt}))

    with pytest.raises(Damaged):
        store.sign_in(school.path, "head", school.password, now=school.now)


def test_nobody_makes_a_one_time_password_last_longer(school: School) -> None:
    one_time = store.add_user(school.head, NewUser(name="late"), now=school.now)
    assert one_time is not None
    later = school.now + timedelta(days=30)
    expires = stamp(later + timedelta(days=1))
    changed(school, lambda found: found["users"]["late"].update({"expires": expires}))

    with pytest.raises(Damaged, match="do not agree"):
        store.sign_in(school.path, "late", one_time, now=later, new_password=school.password)


def test_a_date_that_is_none_is_damage(school: School) -> None:
    one_time = store.add_user(school.head, NewUser(name="late"), now=school.now)
    assert one_time is not None
    changed(school, lambda found: found["users"]["late"].update({"expires": "soon"}))

    with pytest.raises(Damaged):
        store.sign_in(school.path, "late", one_time, now=school.now)


# --- circles -------------------------------------------------------------------------------------


def unadmitted(school: School) -> store.Session:
    """Sign in somebody whom an administrator wrote into safeguarding and nobody let in."""
    new = NewUser(name="intruder", circles=frozenset({"safeguarding"}), guarded=True)
    store.add_user(school.user("admin"), new, now=school.now, password=school.password)
    return store.sign_in(school.path, "intruder", school.password, now=school.now).session


def test_a_forged_label_lets_nobody_into_a_kept_circle(school: School) -> None:
    """Labels can be worked out by all who open the file, so a label is no proof of admission."""
    school.user("dsl")
    intruder = unadmitted(school)
    with changing(intruder.folder, intruder.office, stamp(school.now)) as change:
        grant = sessions.Grant(what=circle_grant("safeguarding", 1), key=bytes(32))
        holder = give(change.secret, change.keys.users["intruder"], grant)
        assert grant_label(change.secret, intruder.user, grant.what) in holder.grants
        change.set_user("intruder", holder)
    store.disable_user(school.head, "dsl", now=school.now)
    store.work_off(school.head, now=school.now, admission=KEPT)
    intruder.close()
    holder = key_file.load(Folder(school.path)).users["intruder"]
    seeds = {
        grant.key
        for grant in sessions.grants_of(holder, intruder_identity(school))
        if grant.what.startswith("circle:safeguarding")
    }

    assert seeds <= {bytes(32)}


def intruder_identity(school: School) -> vault.Identity:
    keys = key_file.load(Folder(school.path))
    identity = sessions.unlocked(keys, keys.users["intruder"], school.password)
    assert identity is not None
    return identity


def test_nobody_takes_a_circle_over_by_making_its_next_key(school: School) -> None:
    intruder = unadmitted(school)
    fresh = vault.Identity.new()

    with (
        pytest.raises(Damaged, match="not made by someone who may"),
        changing(intruder.folder, intruder.office, stamp(school.now)) as change,
    ):
        change.say(
            intruder.root,
            "circle",
            name="safeguarding",
            generation=2,
            box=fresh.public.box.hex(),
            sign=fresh.public.sign.hex(),
            proof=fresh.sign(vault.random_bytes(32)).hex(),
        )
    intruder.close()


def test_nobody_admits_themselves(school: School) -> None:
    intruder = unadmitted(school)

    with (
        pytest.raises(Damaged, match="not made by someone who may"),
        changing(intruder.folder, intruder.office, stamp(school.now)) as change,
    ):
        change.say(
            intruder.root, "admit", id=intruder.user, circle="safeguarding", proof=bytes(64).hex()
        )
    intruder.close()


def test_a_recovery_key_gets_no_more_than_whoever_made_it(school: School) -> None:
    """An administrator may write a second chair into the register, who makes a recovery key."""
    intruder = unadmitted(school)
    identity = intruder_identity(school)
    written = store.renew_recovery(intruder, now=school.now)
    store.work_off(school.head, now=school.now, admission=KEPT)
    (recovery,) = key_file.load(Folder(school.path)).recoveries
    opened = sessions.grants_of(recovery, vault.Identity.of(vault.recovery_seed(written)))
    intruder.close()

    assert identity.public in {u.public for u in school.head.directory.active()}
    assert [grant.what for grant in opened if grant.what.startswith("circle")] == []


def test_nobody_replaces_the_recovery_key_of_a_living_chair(school: School) -> None:
    school.user("chair")
    intruder = NewUser(name="intruder", guarded=True)
    store.add_user(school.user("admin"), intruder, now=school.now, password=school.password)
    session = store.sign_in(school.path, "intruder", school.password, now=school.now).session

    with pytest.raises(NotPermitted, match="chair"):
        store.renew_recovery(session, now=school.now)
    session.close()


# --- lengths -------------------------------------------------------------------------------------


def test_keys_of_another_length_open_sign_and_verify_nothing() -> None:
    identity = vault.Identity.new()
    sealed = vault.seal(bytes(32), b"words", b"row")
    signature = identity.sign(bytes(32))

    assert [vault.unseal(bytes(n), sealed, b"row") for n in (0, 31, 33)] == [None] * 3
    assert not vault.signed_by(identity.public.sign[:31], bytes(32), signature)
    assert not vault.signed_by(identity.public.sign, bytes(32), signature + b"x")
    with pytest.raises(ValueError, match="32 bytes"):
        vault.seal(bytes(31), b"words", b"row")


@pytest.mark.parametrize("length", [0, 31, 63])
def test_an_entry_too_short_to_name_its_signer_is_damage(school: School, length: int) -> None:
    from casework.store import entries

    head = school.head
    made = entries.make("event", "c", 1, bytes(32), stamp(school.now), b"", bytes(32), head.root)
    short = vault.seal(bytes(32), bytes(length), entries.bound_to("event", "c", 1))

    with pytest.raises(Damaged, match="entry 1"):
        entries.opened("event", "c", replace(made, sealed=short), (bytes(32),))


@pytest.mark.parametrize("part", ["box", "sign"])
def test_a_register_takes_no_key_of_another_length(school: School, part: str) -> None:
    head, fresh = school.head, vault.Identity.new()
    said = {"box": fresh.public.box.hex(), "sign": fresh.public.sign.hex()}

    with (
        pytest.raises(Damaged, match="not made by someone who may"),
        changing(head.folder, head.office, stamp(school.now)) as change,
    ):
        change.say(head.root, "circle", name="new", generation=1, **{**said, part: "00" * 31})


# --- two processes -------------------------------------------------------------------------------


def test_a_slow_writer_never_puts_anothers_unfinished_keys_in_place(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One has committed and not yet put its keys in place when another completes and begins."""
    slow = store.sign_in(school.path, "head", school.password, now=school.now).session
    office, real = slow.office, BookFile._commit
    others: list[BookFile] = []

    def another_follows(self: BookFile) -> None:
        real(self)
        if self is office and not others:
            others.append(self)
            with pytest.raises(RuntimeError):
                begins_and_dies(school)

    monkeypatch.setattr(BookFile, "_commit", another_follows)
    store.add_user(slow, NewUser(name="first"), now=school.now)
    slow.close()
    session = store.sign_in(school.path, "head", school.password, now=school.now).session

    assert (len(others), session.directory.has_name("first")) == (1, True)
    assert not session.directory.has_name("second")
    session.close()


def begins_and_dies(school: School) -> None:
    head = school.head
    with changing(head.folder, head.office, stamp(school.now)) as change:
        other_invite(school, change)
        folder.write_coming(head.folder.keys_coming, change.keys.encoded())
        raise RuntimeError


def other_invite(school: School, change: sessions.Change) -> None:
    from casework.store import users

    users._invite(school.head, change, NewUser(name="second"), "x" * 16, stamp(school.now))


def test_a_look_that_meets_a_change_half_way_looks_again(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The keys are read, then somebody changes both, then the register is read."""
    reader = store.sign_in(school.path, "head", school.password, now=school.now).session
    real = key_file.load

    def change_after_reading(at: Folder) -> key_file.Keys:
        keys = real(at)
        monkeypatch.setattr(key_file, "load", real)
        store.add_user(school.head, NewUser(name="between"), now=school.now)
        return keys

    monkeypatch.setattr(key_file, "load", change_after_reading)
    reader.refresh()

    assert reader.directory.has_name("between")
    reader.close()


def test_a_copy_of_the_book_has_the_keys_of_its_register(
    school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody adds a user while the databases are being copied: both are copied anew."""
    from casework.store import dialect

    other = store.sign_in(school.path, "head", school.password, now=school.now).session
    real = dialect.copy

    def add_meanwhile(connection: sa.Connection, target: Path, key: bytes) -> None:
        real(connection, target, key)
        monkeypatch.setattr(dialect, "copy", real)
        store.add_user(other, NewUser(name="meanwhile"), now=school.now)

    monkeypatch.setattr(dialect, "copy", add_meanwhile)
    store.copy_book(school.path, tuple(school.head.files.values()), tmp_path / "copy")
    other.close()

    session = store.sign_in(tmp_path / "copy", "head", school.password, now=school.now).session
    found = (session.directory.has_name("meanwhile"), store.check_all(session))
    session.close()

    assert found == (True, [])


# --- files and memory ----------------------------------------------------------------------------


def modes(path: Path) -> dict[str, int]:
    return {p.name: stat.S_IMODE(p.stat().st_mode) for p in path.rglob("*") if p.is_file()}


def test_no_file_is_ever_made_for_others_to_read(
    school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: set[int] = set()
    real = os.fsync

    def look(handle: int) -> None:
        for each in (school.path, tmp_path / "copy", tmp_path / "kept"):
            seen.update(modes(each).values())
        real(handle)

    before = os.umask(0)
    monkeypatch.setattr(os, "fsync", look)
    try:
        (school.path / "keys.json.incomplete").write_bytes(b"left by a crash")
        (school.path / "keys.json.incomplete").chmod(0o666)
        (tmp_path / "kept").mkdir()
        (tmp_path / "kept" / "service-b.key").write_text("old")
        FileCredentials(tmp_path / "kept").put("b", "secret")
        monkeypatch.setattr(os, "fsync", look)
        store.copy_book(school.path, tuple(school.head.files.values()), tmp_path / "copy")
        seen.clear()
        school.user("clerk")
    finally:
        os.umask(before)
    every = seen | set(modes(school.path).values())
    every |= set(modes(tmp_path / "copy").values()) | set(modes(tmp_path / "kept").values())

    assert every == {0o600}


def test_a_secret_is_replaced_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = FileCredentials(tmp_path / "kept")
    kept.put("b", "first")

    def fails(_handle: int) -> None:
        raise OSError

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(MachineFault):
        kept.put("b", "second")

    assert kept.get("b") == "first"


def test_a_closed_session_keeps_no_key(school: School) -> None:
    session = store.sign_in(school.path, "head", school.password, now=school.now).session
    file, root = session.office, session.root
    _ = file.meta("secret")
    session.close()

    assert session.root != root
    assert (file.key, file._meta) == (b"", {})
    assert (session.directory.users, session.identities()[1:]) == ({}, ())


def test_the_cost_stands_in_the_register(school: School) -> None:
    with school.head.office.reading() as connection:
        directory = streams.read_register(connection, school.head.office)

    assert directory.protection == (Cost.practice().passes, Cost.practice().memory_mb, True)
