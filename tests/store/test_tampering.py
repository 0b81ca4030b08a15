from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from casework import store
from casework.domain import chain
from casework.errors import CaseworkError, Damaged
from casework.store import Place, dialect, vault

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.store.conftest import School

MUTATIONS = 500
BYTES = ("sealed", "commitment", "prev", "digest", "signature")
COLUMNS = ("case", "seq", "at", "deadline", *BYTES)


class Dice:
    """Seeded choices: the same for everybody, so that a failure can be repeated."""

    def __init__(self, seed: int) -> None:
        self.state = seed.to_bytes(8, "big")

    def below(self, limit: int) -> int:
        self.state = hashlib.sha256(self.state).digest()
        return int.from_bytes(self.state[:8], "big") % limit


def filled(school: School) -> tuple[str, list[tuple[Any, ...]]]:
    """Return a case with people's and the clock's entries, and its rows; no trigger is left."""
    head = school.head
    case = school.opened(head, step=school.step(arm=(school.arm(1), school.arm(2)))).case
    for revision in (1, 2, 3):
        store.append(head, case, school.step(), expected=revision, now=school.now)
    service = school.service()
    later = school.arm(3).due_at
    assert later is not None
    for row in service.due(later, 10):
        assert service.claim_and_mark(row, later)
    service.close()
    raw = dialect.raw(head.office.connection)
    for verb in ("update", "delete"):
        raw.execute(f"DROP TRIGGER event_no_{verb}")
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    return case, raw.execute(f"SELECT {names} FROM event ORDER BY seq").fetchall()


def put(school: School, rows: list[tuple[Any, ...]]) -> None:
    raw = dialect.raw(school.head.office.connection)
    raw.execute("PRAGMA foreign_keys = OFF")
    raw.execute("DELETE FROM event")
    marks = ", ".join("?" * len(COLUMNS))
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    raw.executemany(f"INSERT INTO event ({names}) VALUES ({marks})", rows)


def flipped(dice: Dice, value: object) -> object:
    if isinstance(value, bytes):
        if not value:
            return b"\x01"
        at = dice.below(len(value))
        return value[:at] + bytes([value[at] ^ (1 << dice.below(8))]) + value[at + 1 :]
    if isinstance(value, int):
        return value + 1 + dice.below(50)
    return f"{value}0"


def edit(dice: Dice, rows: list[tuple[Any, ...]]) -> None:
    at, column = dice.below(len(rows)), 1 + dice.below(len(COLUMNS) - 1)
    row = list(rows[at])
    row[column] = flipped(dice, row[column])
    if row[1] not in {r[1] for r in rows} or column != 1:
        rows[at] = tuple(row)
    else:
        del rows[at]


def cut(dice: Dice, rows: list[tuple[Any, ...]]) -> None:
    del rows[dice.below(len(rows))]


def swap(dice: Dice, rows: list[tuple[Any, ...]]) -> None:
    first = dice.below(len(rows) - 1)
    second = first + 1 + dice.below(len(rows) - first - 1)
    one, two = rows[first], rows[second]
    rows[first], rows[second] = (one[0], one[1], *two[2:]), (two[0], two[1], *one[2:])


def replay(dice: Dice, rows: list[tuple[Any, ...]]) -> None:
    old = rows[dice.below(len(rows))]
    rows.append((old[0], len(rows) + 1, *old[2:]))


def recompute(dice: Dice, rows: list[tuple[Any, ...]]) -> None:
    """Change one entry's time and work every later digest out anew, as a careful forger would."""
    start = dice.below(len(rows))
    prev = rows[start][6]
    for at in range(start, len(rows)):
        case, seq, when, deadline, sealed, committed, _prev, _digest, signature = rows[at]
        when = "2020-01-01T00:00:00.000000Z" if at == start else when
        digest = chain.digest(case, seq, when, deadline, committed, prev)
        rows[at] = (case, seq, when, deadline, sealed, committed, prev, digest, signature)
        prev = digest


KINDS: tuple[Callable[[Dice, list[tuple[Any, ...]]], None], ...] = (
    edit,
    edit,
    edit,
    cut,
    swap,
    replay,
    recompute,
)


@pytest.mark.parametrize("part", range(5))
def test_every_mutation_of_a_history_is_found(school: School, part: int) -> None:
    case, sound = filled(school)
    unnoticed = []
    for seed in range(part * MUTATIONS // 5, (part + 1) * MUTATIONS // 5):
        rows, dice = list(sound), Dice(seed)
        KINDS[dice.below(len(KINDS))](dice, rows)
        put(school, rows)
        try:
            store.read_case(school.head, case)
            unnoticed.append(seed)
        except Damaged:
            pass
    put(school, sound)

    assert unnoticed == []
    assert store.read_case(school.head, case).revision == 4


def test_someone_without_the_case_key_still_finds_a_forged_chain(school: School) -> None:
    _case, sound = filled(school)
    admin = school.user("admin")
    rows = list(sound)
    recompute(Dice(1), rows)
    clean = store.check_chains(admin)
    put(school, rows)

    found = store.check_chains(admin)

    assert (clean, [f.invariant for f in found]) == ([], ["I3"])


def test_entries_signed_with_a_key_nobody_has_are_found_blind(school: School) -> None:
    _case, sound = filled(school)
    stranger = vault.Identity.new()
    last = sound[-1]
    put(school, [*sound[:-1], (*last[:8], stranger.sign(last[7]))])

    found = store.check_chains(school.user("admin"))

    assert [f.what for f in found] == [f"entry {last[1]}: its signature is not its author’s"]


def test_a_case_key_holder_cannot_speak_for_another(school: School) -> None:
    """The clerk has the case's key; words in the head's name still lack the head's signature."""
    from casework.store import entries

    clerk = school.user("clerk")
    case, sound = filled(school)
    store.read_case(clerk, case)
    key, last = clerk.known[case][0], sound[3]
    made = entries.make("event", case, 4, last[6], last[2], b"forged", key, clerk.root)
    opening = vault.unseal(key, made.sealed, entries.bound_to("event", case, 4))
    assert opening is not None
    framed = opening[:32] + school.head.root.public.sign + opening[64:]
    sealed = vault.seal(key, framed, entries.bound_to("event", case, 4))
    forged = (case, 4, made.at, "", sealed, made.commitment, made.prev, made.digest, made.signature)
    put(school, [*sound[:3], forged])

    with pytest.raises(Damaged, match="signature is not its author"):
        store.read_case(school.head, case)


@pytest.mark.parametrize(
    ("sql", "invariant"),
    [
        ("UPDATE deadline SET passed_at = '2026-04-02T11:00:00.000000Z'", "I17"),
        ('UPDATE "case" SET revision = revision + 1', "I13"),
        ("UPDATE wrap SET sealed = zeroblob(72)", "I20"),
        ('UPDATE "case" SET card = zeroblob(400)', "I20"),
        ("DELETE FROM deadline", "I17"),
    ],
)
def test_the_doctor_names_what_was_changed(school: School, sql: str, invariant: str) -> None:
    filled(school)
    before = store.check_all(school.head)
    school.head.known.clear()
    school.head.office.connection.exec_driver_sql(sql)

    found = {finding.invariant for finding in store.check_all(school.head)}

    assert (before, invariant in found) == ([], True)


def test_a_register_entry_by_someone_without_the_right_is_found(school: School) -> None:
    from casework.store import register, streams

    clerk = school.user("clerk")
    record = clerk.me()
    with clerk.office.writing() as connection:
        name = streams.book_stream(clerk.office, "register")
        key = streams.book_key(clerk.office, "register")
        words = register.encode(
            "roles", id=record.id, circles=["safeguarding"], opens_sealed=True, manages=True
        )
        streams.append(connection, name, "2026-04-02T09:00:00.000000Z", words, key, clerk.root)

    with (
        pytest.raises(Damaged, match="not made by someone who may"),
        school.head.office.reading() as connection,
    ):
        streams.read_register(connection, school.head.office)
    with pytest.raises(CaseworkError):
        store.sign_in(school.path, "head", school.password, now=school.now)


def test_a_sealed_case_needs_two_holders_or_the_recovery_key(school: School) -> None:
    school.opened(school.head, place=Place.SEALED, circles=("safeguarding",))
    alone = [f.what for f in store.check_holders(school.head)]
    school.user("dsl")

    assert alone == ["only one person can open it, and there is no recovery key"]
    assert store.check_holders(school.head) == []


def test_a_history_without_entries_is_damaged(school: School) -> None:
    case, _sound = filled(school)
    put(school, [])

    with pytest.raises(Damaged, match="first entry is missing"):
        store.read_case(school.head, case)


def signed_anew(row: tuple[Any, ...], by: vault.Identity, **changed: object) -> tuple[Any, ...]:
    """Return a row changed as its forger likes, its digest worked out and signed ``by``."""
    columns = dict(zip(COLUMNS, row, strict=True)) | changed
    digest = chain.digest(
        columns["case"],
        columns["seq"],
        columns["at"],
        columns["deadline"],
        columns["commitment"],
        columns["prev"],
    )
    return tuple((columns | {"digest": digest, "signature": by.sign(digest)}).values())


def test_words_hidden_in_a_clocks_entry_are_found(school: School) -> None:
    case, sound = filled(school)
    put(school, [*sound[:-1], signed_anew(sound[-1], school.head.root, sealed=b"words")])

    with pytest.raises(Damaged, match="holds words"):
        store.read_case(school.head, case)


def test_a_person_cannot_speak_as_the_clock(school: School) -> None:
    case, sound = filled(school)
    put(school, [*sound[:-1], signed_anew(sound[-1], school.head.root)])

    with pytest.raises(Damaged, match="not the clock’s"):
        store.read_case(school.head, case)


def test_an_entry_under_a_foreign_key_is_found(school: School) -> None:
    from casework.store import entries

    case, sound = filled(school)
    key, before = school.head.known[case][0], sound[3]
    stranger = vault.Identity.new()
    made = entries.make("event", case, 4, before[6], before[2], b"forged", key, stranger)
    row = (case, 4, made.at, "", made.sealed, made.commitment, made.prev, made.digest)
    put(school, [*sound[:3], (*row, made.signature)])

    with pytest.raises(Damaged, match="a key nobody here has"):
        store.read_case(school.head, case)


def test_an_entry_sealed_with_another_key_is_found(school: School) -> None:
    case, sound = filled(school)
    last = sound[3]
    sealed = vault.seal(b"x" * 32, b"words", b"row")
    put(school, [*sound[:3], (*last[:4], sealed, *last[5:]), *sound[4:]])

    with pytest.raises(Damaged, match="cannot be opened"):
        store.read_case(school.head, case)
