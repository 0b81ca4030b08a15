"""Every change of a journal, an access or custody log, or the register is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from casework import store
from casework.domain import chain
from casework.errors import Damaged
from casework.store import dialect, entries, streams, vault
from tests.store.test_tampering import Dice, flipped

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.store.conftest import School

MUTATIONS = 500
COLUMNS = ("stream", "seq", "at", "sealed", "commitment", "prev", "digest", "signature")
NAMES = ", ".join(COLUMNS)
Row = tuple[Any, ...]


def filled(school: School) -> str:
    """Return a case; every stream has eight entries, and no trigger is left."""
    head, clerk = school.head, school.user("clerk")
    case = school.full_case(head).case
    for at in range(4):
        for by in (head, clerk):
            store.log_access(by, case, b"read %d" % at, now=school.now)
            store.log_custody(by, case, b"moved %d" % at, now=school.now)
            store.write_journal(by, b"said %d" % at, now=school.now)
    raw = dialect.raw(head.office.connection)
    for verb in ("update", "delete"):
        raw.execute(f"DROP TRIGGER stream_no_{verb}")
    return case


def name_of(school: School, case: str, what: str) -> str:
    if what in {"journal", "register"}:
        return streams.book_stream(school.head.office, what)
    return streams.case_stream(school.head.known[case][-1], what)


def reader(school: School, case: str, what: str) -> Callable[[], object]:
    head = school.head
    return {
        "journal": lambda: store.read_journal(head),
        "access": lambda: store.read_access(head, case),
        "custody": lambda: store.read_custody(head, case),
        "register": head.refresh,
    }[what]


def rows_of(school: School, name: str) -> list[Row]:
    raw = dialect.raw(school.head.office.connection)
    query = f"SELECT {NAMES} FROM stream WHERE stream = ? ORDER BY seq"
    return [tuple(row) for row in raw.execute(query, (name,))]


def put(school: School, name: str, rows: list[Row]) -> None:
    raw = dialect.raw(school.head.office.connection)
    raw.execute("BEGIN")
    raw.execute("DELETE FROM stream WHERE stream = ?", (name,))
    marks = ", ".join("?" * len(COLUMNS))
    raw.executemany(f"INSERT INTO stream ({NAMES}) VALUES ({marks})", rows)
    raw.execute("COMMIT")


def edit(dice: Dice, rows: list[Row]) -> None:
    at, column = dice.below(len(rows)), 1 + dice.below(len(COLUMNS) - 1)
    row = list(rows[at])
    row[column] = flipped(dice, row[column])
    if column == 1 and row[1] in {other[1] for other in rows}:
        row[1] = len(rows) + 5
    rows[at] = tuple(row)


def cut(dice: Dice, rows: list[Row]) -> None:
    del rows[dice.below(len(rows) - 1)]  # a cut tail shows by an anchor alone


def swap(dice: Dice, rows: list[Row]) -> None:
    first = dice.below(len(rows) - 1)
    second = first + 1 + dice.below(len(rows) - first - 1)
    one, two = rows[first], rows[second]
    rows[first], rows[second] = (*one[:2], *two[2:]), (*two[:2], *one[2:])


def replay(dice: Dice, rows: list[Row]) -> None:
    old = rows[dice.below(len(rows))]
    rows.append((old[0], len(rows) + 1, *old[2:]))


def redone(rows: list[Row], start: int) -> None:
    """Work out every digest from ``start`` on, as a careful forger would."""
    prev = rows[start - 1][6] if start else chain.first_prev(rows[0][0])
    for at in range(start, len(rows)):
        name, _seq, when, sealed, committed, _prev, _digest, signature = rows[at]
        digest = chain.digest(name, at + 1, when, "", committed, prev)
        rows[at] = (name, at + 1, when, sealed, committed, prev, digest, signature)
        prev = digest


def recompute_time(dice: Dice, rows: list[Row]) -> None:
    start = dice.below(len(rows))
    rows[start] = (*rows[start][:2], "2020-01-01T00:00:00.000000Z", *rows[start][3:])
    redone(rows, start)


def recompute_words(dice: Dice, rows: list[Row]) -> None:
    start = dice.below(len(rows))
    rows[start] = (*rows[start][:4], flipped(dice, rows[start][4]), *rows[start][5:])
    redone(rows, start)


def recompute_without(dice: Dice, rows: list[Row]) -> None:
    start = dice.below(len(rows) - 1)
    del rows[start]
    redone(rows, start)


def recompute_replay(dice: Dice, rows: list[Row]) -> None:
    rows.append(rows[dice.below(len(rows))])
    redone(rows, len(rows) - 1)


KINDS = (
    edit,
    edit,
    edit,
    cut,
    swap,
    replay,
    recompute_time,
    recompute_words,
    recompute_without,
    recompute_replay,
)


@pytest.mark.parametrize("what", ["journal", "access", "custody", "register"])
def test_every_mutation_of_a_stream_is_found(school: School, what: str) -> None:
    case = filled(school)
    name, read = name_of(school, case, what), reader(school, case, what)
    sound, unnoticed = rows_of(school, name), []
    read()
    for seed in range(MUTATIONS):
        rows, dice = list(sound), Dice(seed)
        KINDS[dice.below(len(KINDS))](dice, rows)
        put(school, name, rows)
        try:
            read()
            unnoticed.append(seed)
        except Damaged:
            pass
    put(school, name, sound)
    read()

    assert (unnoticed, len(sound) >= 8) == ([], True)


def test_a_register_cut_at_its_end_is_found(school: School) -> None:
    """The head stands in ``keys.json`` too."""
    case = filled(school)
    name = name_of(school, case, "register")
    put(school, name, rows_of(school, name)[:-1])

    with pytest.raises(Damaged, match="not the one that belongs"):
        school.head.refresh()


@pytest.mark.parametrize("what", ["journal", "access", "custody"])
def test_an_entry_under_a_key_nobody_has_is_found(school: School, what: str) -> None:
    case = filled(school)
    name = name_of(school, case, what)
    key = school.head.known[case][0]
    if what == "journal":
        key = streams.book_key(school.head.office, what)
    with school.head.office.writing() as connection:
        streams.append(
            connection, name, "2026-04-02T09:00:00.000000Z", b"aforged", key, vault.Identity.new()
        )

    with pytest.raises(Damaged, match="key nobody here has"):
        reader(school, case, what)()


def test_the_doctor_finds_a_changed_log(school: School) -> None:
    case = filled(school)
    name = name_of(school, case, "access")
    rows = rows_of(school, name)
    before = store.check_streams(school.head)
    put(school, name, [*rows[:-1], (*rows[-1][:3], bytes(80), *rows[-1][4:])])

    assert (before, [f.invariant for f in store.check_streams(school.head)]) == ([], ["I3"])


def old_rows(school: School, case: str) -> tuple[Row, list[Row]]:
    raw = dialect.raw(school.head.office.connection)
    row = raw.execute('SELECT revision, changed_at, card FROM "case" WHERE id = ?', (case,))
    events = raw.execute('SELECT seq FROM event WHERE "case" = ? ORDER BY seq', (case,))
    return row.fetchone(), events.fetchall()


def test_a_tail_cut_with_its_row_put_back_shows_by_what_was_printed(school: School) -> None:
    case = school.opened(school.head).case
    store.append(school.head, case, school.step(), expected=1, now=school.now)
    (revision, changed, card), kept = old_rows(school, case)
    first = store.read_case(school.head, case).head
    last = store.append(school.head, case, school.step(), expected=2, now=school.now).head
    raw = dialect.raw(school.head.office.connection)
    raw.execute("DROP TRIGGER event_no_delete")
    raw.execute('DELETE FROM event WHERE "case" = ? AND seq > ?', (case, len(kept)))
    raw.execute(
        'UPDATE "case" SET revision = ?, changed_at = ?, card = ? WHERE id = ?',
        (revision, changed, card, case),
    )

    history = store.read_case(school.head, case)  # sound in itself

    assert store.lies_on_chain(history, first)
    assert store.lies_on_chain(history, f" {history.head.upper()} ")
    assert not store.lies_on_chain(history, last)
    assert not store.lies_on_chain(history, "")
    assert [f.invariant for f in store.check_commands(school.head)] == ["I18"]


def test_a_log_entry_is_bound_to_its_stream(school: School) -> None:
    """The same bytes under another log's name open nowhere."""
    case = filled(school)
    key = school.head.known[case][0]
    row = rows_of(school, name_of(school, case, "access"))[0]
    made = entries.Made(**dict(zip(COLUMNS[1:], row[1:], strict=True)), deadline="")

    assert streams.opened(name_of(school, case, "custody"), made, (key,)) is None
