from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain import chain
from casework.domain.chain import Fault, Link


def links(count: int, name: str = "case") -> list[Link]:
    """Return a sound chain."""
    made: list[Link] = []
    prev = chain.first_prev(name)
    for seq in range(1, count + 1):
        committed = chain.commitment(bytes([seq]) * 32, f"words {seq}".encode())
        digest = chain.digest(name, seq, f"at {seq}", "", committed, prev)
        made.append(
            Link(
                chain=name,
                seq=seq,
                at=f"at {seq}",
                deadline="",
                commitment=committed,
                prev=prev,
                digest=digest,
                signature=b"signed " + digest,
            )
        )
        prev = digest
    return made


def signed(link: Link) -> bool:
    return link.signature == b"signed " + link.digest


def test_a_sound_chain_holds() -> None:
    found = chain.verify_chain(links(5), chain="case", signed=signed)

    assert found is None


def test_an_empty_chain_holds() -> None:
    assert chain.verify_chain([], chain="case") is None


@pytest.mark.parametrize("field", ["at", "deadline", "commitment"])
def test_a_changed_column_is_found_at_its_entry(field: str) -> None:
    rows = links(4)
    value = getattr(rows[2], field)
    rows[2] = replace(rows[2], **{field: value + (b"x" if isinstance(value, bytes) else "x")})

    found = chain.verify_chain(rows, chain="case")

    assert found == Fault(seq=3, reason="its time, place or words were changed")


def test_a_recomputed_digest_is_found_at_the_next_entry() -> None:
    rows = links(4)
    other = chain.digest("case", 2, "another time", "", rows[1].commitment, rows[1].prev)
    rows[1] = replace(rows[1], at="another time", digest=other)

    found = chain.verify_chain(rows, chain="case")

    assert found == Fault(seq=3, reason="it does not follow the entry before it")


def test_a_chain_recomputed_to_its_end_is_found_by_its_signatures() -> None:
    rows = links(3)
    prev = rows[0].digest
    for at in (1, 2):
        digest = chain.digest("case", at + 1, "later", "", rows[at].commitment, prev)
        rows[at] = replace(rows[at], at="later", prev=prev, digest=digest)
        prev = digest

    found = chain.verify_chain(rows, chain="case", signed=signed)

    assert found == Fault(seq=2, reason="its signature is not its author’s")


def test_another_cases_entries_do_not_fit() -> None:
    found = chain.verify_chain(links(3, "other"), chain="case")

    assert found == Fault(seq=1, reason="it belongs to another record")


def test_a_chain_of_another_name_does_not_begin_alike() -> None:
    rows = [replace(link, chain="case") for link in links(2, "other")]

    found = chain.verify_chain(rows, chain="case")

    assert found == Fault(seq=1, reason="it does not follow the entry before it")


@given(st.integers(2, 8), st.data())
def test_a_missing_doubled_or_moved_entry_is_found(count: int, data: st.DataObject) -> None:
    rows = links(count)
    at = data.draw(st.integers(0, count - 2))
    change = data.draw(st.sampled_from(["cut", "double", "swap"]))
    if change == "cut":
        del rows[at]
    elif change == "double":
        rows.insert(at, rows[at])
    else:
        rows[at], rows[at + 1] = rows[at + 1], rows[at]

    found = chain.verify_chain(rows, chain="case", signed=signed)

    assert found is not None


def test_a_cut_at_the_end_needs_an_anchor_outside() -> None:
    assert chain.verify_chain(links(5)[:3], chain="case", signed=signed) is None


@given(st.lists(st.one_of(st.text(), st.binary(), st.integers()), max_size=5), st.data())
def test_different_parts_never_give_the_same_bytes(
    parts: list[str | bytes | int], data: st.DataObject
) -> None:
    other = data.draw(st.lists(st.one_of(st.text(), st.binary(), st.integers()), max_size=5))

    same = [(type(p), p) for p in parts] == [(type(p), p) for p in other]

    assert (chain.canonical(parts) == chain.canonical(other)) == same


def test_a_commitment_needs_32_random_bytes() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        chain.commitment(b"short", b"words")


def test_what_is_signed_is_not_the_bare_digest() -> None:
    assert chain.signed_bytes(b"d" * 32) != b"d" * 32
