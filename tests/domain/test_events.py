"""The kinds of event, and the one written form of an entry."""

from __future__ import annotations

import json
import typing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain import events
from casework.domain.events import CLOCK, KINDS, Entry, Event, NoteAdded, clock_entry
from casework.domain.people import Actor
from casework.domain.written import read_entry, write_entry
from casework.errors import Damaged

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 9, 14, 9, tzinfo=UTC)
SOMEBODY = Actor(user="u1", name="Ann", roles=frozenset({"office", "dsl"}))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES: dict[object, st.SearchStrategy[object]] = {
    str: TEXTS,
    int: st.integers(0, 10**6),
    bool: st.booleans(),
    tuple[str, ...]: st.lists(TEXTS, max_size=3).map(tuple),
    dict[str, str]: st.dictionaries(TEXTS, TEXTS, max_size=3),
}


def events_of(kind: type[Event]) -> st.SearchStrategy[Event]:
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{name: VALUES[hint] for name, hint in hints.items()})


ENTRIES = st.builds(
    Entry,
    seq=st.integers(1, 10**6),
    at=st.just(NOW),
    actor=st.builds(Actor, user=TEXTS, name=TEXTS, roles=st.frozensets(TEXTS, max_size=3)),
    policy=TEXTS,
    command=TEXTS,
    key=TEXTS,
    reason=TEXTS,
    happened=TEXTS,
    precision=TEXTS,
    events=st.lists(st.one_of([events_of(kind) for kind in KINDS.values()]), max_size=4).map(tuple),
)


def entry(*what: Event) -> Entry:
    return Entry(seq=3, at=NOW, actor=SOMEBODY, policy="d", command="AddNote", key="k", events=what)


@given(ENTRIES)
def test_an_entry_is_read_as_it_was_written(whole: Entry) -> None:
    again = read_entry(whole.seq, whole.at, write_entry(whole))

    assert again == whole
    assert [type(event) for event in again.events] == [type(event) for event in whole.events]


@given(ENTRIES)
def test_the_same_entry_always_has_the_same_bytes(whole: Entry) -> None:
    written = write_entry(whole)

    assert write_entry(read_entry(whole.seq, whole.at, written)) == written


def test_every_kind_of_event_can_be_written() -> None:
    kinds = {
        name: kind
        for name, kind in vars(events).items()
        if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
    }

    assert kinds == KINDS


def test_number_and_time_stand_in_clear_and_not_in_the_words() -> None:
    assert set(json.loads(write_entry(entry()))) == {
        "actor",
        "policy",
        "command",
        "key",
        "reason",
        "happened",
        "precision",
        "events",
    }


def test_roles_are_written_in_order() -> None:
    assert json.loads(write_entry(entry()))["actor"]["roles"] == ["dsl", "office"]


def test_letters_of_every_script_stand_as_they_are() -> None:
    written = write_entry(entry(NoteAdded(words="Zoë – 李 🙂")))

    assert "Zoë – 李 🙂".encode() in written


def _without(name: str) -> Callable[[dict[str, object]], object]:
    return lambda whole: {key: value for key, value in whole.items() if key != name}


@pytest.mark.parametrize(
    "damage",
    [
        *(_without(name) for name in ("actor", "policy", "command", "key", "reason", "events")),
        lambda whole: {**whole, "actor": "Ann"},
        lambda whole: {**whole, "events": 7},
        lambda whole: {**whole, "events": [{"kind": "Invented"}]},
        lambda whole: {**whole, "events": [{"words": "no kind"}]},
        lambda whole: {**whole, "events": [{"kind": "NoteAdded"}]},
        lambda whole: {**whole, "events": [{"kind": "NoteAdded", "words": "a", "more": "b"}]},
        lambda whole: {**whole, "events": ["NoteAdded"]},
        lambda _whole: [],
        lambda _whole: None,
    ],
)
def test_bytes_that_are_no_entry_are_reported_as_damage(
    damage: Callable[[dict[str, object]], object],
) -> None:
    whole = json.loads(write_entry(entry(NoteAdded(words="secret"))))

    with pytest.raises(Damaged, match="Entry 3 of this case cannot be read") as fault:
        read_entry(3, NOW, json.dumps(damage(whole)).encode())
    assert "secret" not in str(fault.value)


@pytest.mark.parametrize("payload", [b"", b"{", b"\xff\xfe", b"null"])
def test_bytes_that_are_no_text_are_reported_as_damage(payload: bytes) -> None:
    with pytest.raises(Damaged):
        read_entry(3, NOW, payload)


def test_the_clock_says_one_thing_alone() -> None:
    said = clock_entry(5, NOW, "d1", "2026-09-14T00:00:00+00:00")

    assert (said.actor, said.command, said.key) == (CLOCK, "passed", "passed:d1")
    assert said.events == (events.DeadlinePassed(id="d1", due_at="2026-09-14T00:00:00+00:00"),)


def test_nothing_personal_shows_in_a_trace() -> None:
    shown = repr(entry(NoteAdded(words="Ann’s words")))

    assert shown == "Entry(seq=3, command=AddNote)"
    assert repr(NoteAdded(words="Ann’s words")) == "NoteAdded"
