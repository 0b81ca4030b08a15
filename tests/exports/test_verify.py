"""A history that was changed in any byte is found, whoever changed it and whatever they redid."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from functools import cache
from random import Random  # noqa: TID251 - seeded, to choose what is changed
from typing import TYPE_CHECKING, Any

import pytest

from casework.domain import chain
from casework.exports.readers import Audience
from casework.exports.reading import file_of, read_object
from casework.exports.seal import Sealer, seal
from casework.exports.verify import verify
from casework.exports.written import SEAL_BEGINS, rendered, seal_json, to_json, to_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.exports.seal import Holds
    from tests.exports.conftest import Case

HEAD, CHAIR = Audience.HEADTEACHER, Audience.CHAIR


@pytest.fixture
def full(whole_case: Case, sealer: Sealer) -> str:
    return to_json(whole_case.history(HEAD), sealer)


@pytest.fixture
def redacted(whole_case: Case, sealer: Sealer) -> str:
    return to_json(whole_case.history(CHAIR), sealer)


@pytest.fixture
def text(whole_case: Case, sealer: Sealer) -> str:
    return to_text(whole_case.history(HEAD), sealer)


@pytest.fixture
def forms(full: str, redacted: str, text: str) -> dict[str, str]:
    return {"full": full, "redacted": redacted, "text": text}


@pytest.mark.parametrize("form", ["full", "redacted", "text"])
def test_an_untouched_history_holds(
    forms: dict[str, str], holds: Holds, whole_case: Case, form: str
) -> None:
    verdict = verify(forms[form], holds)

    assert (verdict.problems, verdict.ok) == ((), True)
    assert (verdict.case_reference, verdict.entries) == ("CW-7F3K", 20)
    assert verdict.check_code == whole_case.history(CHAIR).check_code


# --- a thousand changes --------------------------------------------------------------------------


def mutated(chance: Random, original: str) -> str:
    """Return ``original`` with one thing in it changed."""
    at = chance.randrange(len(original))
    other = chance.randrange(len(original))
    length = chance.randrange(1, 40)
    kind = chance.randrange(6)
    if kind == 0:  # one character for another
        return original[:at] + chance.choice("0123456789abcdefXYZ “\n") + original[at + 1 :]
    if kind == 1:  # cut
        return original[:at] + original[at + length :]
    if kind == 2:  # put in
        return original[:at] + chance.choice([" ", "\n", "a", "0", "\u200b"]) + original[at:]
    if kind == 3:  # cut off at the end
        return original[:at]
    if kind == 4:  # doubled
        return original[:at] + original[at : at + length] + original[at:]
    first, second = sorted((at, other))  # two characters change places
    return (
        original[:first]
        + original[second]
        + original[first + 1 : second]
        + (original[first] if first != second else "")
        + original[second + 1 :]
    )


@pytest.mark.parametrize("form", ["full", "redacted", "text"])
def test_any_change_of_bytes_is_found(forms: dict[str, str], holds: Holds, form: str) -> None:
    chance = Random(20261105)
    original = forms[form]
    changed = [text for text in (mutated(chance, original) for _ in range(400)) if text != original]

    assert len(changed) > 380
    assert [text for text in changed if verify(text, holds).ok] == []


# --- what an insider would do: change the record and work every digest out again ----------------


def resealed(whole: dict[str, Any], sealer: Sealer | None) -> str:
    """Return the file with its digest redone, signed by ``sealer`` or with the old signature."""
    kept = {name: part for name, part in whole.items() if name != "seal"}
    if sealer is None:
        made = seal(rendered(kept), replace_signature(whole))
    else:
        made = seal(rendered(kept), sealer)
    return rendered({**kept, "seal": seal_json(made)})


def replace_signature(whole: dict[str, Any]) -> Sealer:
    old = whole["seal"]
    return Sealer(
        public_key=bytes.fromhex(old["public_key"]),
        sign=lambda _digest: bytes.fromhex(old["signature"]),
    )


def rechained(whole: dict[str, Any]) -> None:
    """Give every entry the number, predecessor, commitment and digest that would fit."""
    record = whole["about"]["record"]
    prev = chain.first_prev(record)
    for number, one in enumerate(whole["entries"], start=1):
        proof = one["proof"]
        one["number"] = number
        if proof["words"]:
            opening = bytes.fromhex(proof["words"]["opening"])
            payload = base64.b64decode(proof["words"]["payload"])
            proof["commitment"] = chain.commitment(opening, payload).hex()
        mark = f"{proof['deadline']} {proof['due']}" if proof["deadline"] else ""
        committed = bytes.fromhex(proof["commitment"])
        made = chain.digest(record, number, proof["at"], mark, committed, prev)
        proof["prev"], proof["digest"] = prev.hex(), made.hex()
        prev = made
    whole["about"]["entries"] = len(whole["entries"])
    whole["about"]["head"] = prev.hex()
    code = prev.hex()[:20].upper()
    old, whole["about"]["check_code"] = (
        whole["about"]["check_code"],
        "-".join(code[at : at + 5] for at in range(0, 20, 5)),
    )
    whole["about"]["first_lines"] = [
        line.replace(old, whole["about"]["check_code"]) for line in whole["about"]["first_lines"]
    ]


def cut(whole: dict[str, Any], chance: Random) -> None:
    del whole["entries"][chance.randrange(1, len(whole["entries"]))]


def cut_tail(whole: dict[str, Any], chance: Random) -> None:
    del whole["entries"][-chance.randrange(1, 10) :]


def reorder(whole: dict[str, Any], chance: Random) -> None:
    at = chance.randrange(1, len(whole["entries"]) - 1)
    whole["entries"][at], whole["entries"][at + 1] = (
        whole["entries"][at + 1],
        whole["entries"][at],
    )


def doubled(whole: dict[str, Any], chance: Random) -> None:
    at = chance.randrange(1, len(whole["entries"]))
    whole["entries"].insert(at, json.loads(json.dumps(whole["entries"][at])))


def replaced_words(whole: dict[str, Any], chance: Random) -> None:
    given = [one["proof"] for one in whole["entries"] if one["proof"]["words"]]
    proof = chance.choice(given)
    payload = base64.b64decode(proof["words"]["payload"])
    changed = payload.replace(b'"precision":"exact"', b'"precision":"about"', 1)
    proof["words"]["payload"] = base64.b64encode(changed).decode()


def moved_time(whole: dict[str, Any], chance: Random) -> None:
    one = chance.choice(whole["entries"])
    one["proof"]["at"] = f"2026-10-{chance.randrange(10, 29)}T09:00:00.000000Z"


def another_due(whole: dict[str, Any], _chance: Random) -> None:
    one = next(one for one in whole["entries"] if one["proof"]["deadline"])
    one["proof"]["due"] = "2026-11-30T00:00:00.000000Z"


def another_key(whole: dict[str, Any], chance: Random) -> None:
    one, other = chance.sample(whole["entries"][:12], 2)
    one["proof"]["signer"]["public_key"] = "ab" * 32
    other["proof"]["signature"] = "cd" * 64


ATTACKS = [
    cut, cut_tail, reorder, doubled, replaced_words, moved_time, another_due, another_key,
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: str(attack.__name__))
def test_a_changed_record_is_found_though_every_digest_was_redone(
    full: str, holds: Holds, attack: Callable[[dict[str, Any], Random], None]
) -> None:
    chance = Random(7)
    for _ in range(25):
        whole = json.loads(full)
        attack(whole, chance)
        rechained(whole)
        assert not verify(resealed(whole, None), holds).ok


@pytest.mark.parametrize(
    "attack", [a for a in ATTACKS if a is not cut_tail], ids=lambda attack: str(attack.__name__)
)
def test_a_changed_record_is_found_though_the_seal_was_signed_anew(
    full: str, holds: Holds, sealer: Sealer, attack: Callable[[dict[str, Any], Random], None]
) -> None:
    chance = Random(11)
    for _ in range(25):
        whole = json.loads(full)
        attack(whole, chance)
        rechained(whole)
        assert not verify(resealed(whole, sealer), holds).ok


def test_a_record_cut_at_its_end_and_sealed_anew_has_another_check_code(
    full: str, holds: Holds, sealer: Sealer, whole_case: Case
) -> None:
    whole = json.loads(full)
    del whole["entries"][17:]
    rechained(whole)
    verdict = verify(resealed(whole, sealer), holds)

    assert verdict.ok  # nothing in a file can show its own missing end …
    assert verdict.check_code != whole_case.history(CHAIR).check_code  # … the code read out does


def test_sentences_that_say_something_else_are_found_though_sealed_anew(
    full: str, holds: Holds, sealer: Sealer
) -> None:
    for at, one in enumerate(json.loads(full)["entries"]):
        if one["proof"]["words"] is None and not one["proof"]["deadline"]:
            continue
        whole = json.loads(full)
        whole["entries"][at]["lines"][0]["words"] = "Nothing happened."
        problems = verify(resealed(whole, sealer), holds).problems
        assert problems == (f"Entry {at + 1}: its sentences do not say what was recorded.",)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("by", "Somebody Else"),
        ("happened", "Mon 2 Nov 2026"),
        ("reason", "“none”"),
        ("taken_back_by", 13),  # the clock’s, which took nothing back
        ("corrections", [{"entry": 13, "words": "x"}]),
    ],
)
def test_whatever_is_told_of_an_entry_is_compared(
    full: str, holds: Holds, sealer: Sealer, part: str, value: object
) -> None:
    whole = json.loads(full)
    at = next(i for i, one in enumerate(whole["entries"]) if one["proof"]["words"])
    whole["entries"][at][part] = value

    assert not verify(resealed(whole, sealer), holds).ok


def test_another_case_in_the_first_lines_is_found(
    new_case: Callable[[], Case], whole_case: Case, sealer: Sealer, holds: Holds
) -> None:
    case = new_case()
    case.say(whole_case.records[0].entry.events[0])
    whole = json.loads(to_json(case.history(HEAD), sealer).replace("CW-7F3K", "CW-0000"))

    assert not verify(resealed(whole, sealer), holds).ok


def test_words_in_a_history_that_withholds_them_are_found(
    full: str, redacted: str, holds: Holds, sealer: Sealer
) -> None:
    whole, given = json.loads(redacted), json.loads(full)
    at = next(i for i, one in enumerate(given["entries"]) if one["proof"]["words"])
    whole["entries"][at]["proof"] = given["entries"][at]["proof"]

    assert verify(resealed(whole, sealer), holds).problems == (
        f"Entry {at + 1} shows words that this reader was not to get.",
    )


def put(whole: dict[str, Any], path: str, value: object) -> None:
    """Set one value, given by its place."""
    inside: Any = whole
    *steps, last = path.split("/")
    for step in steps:
        inside = inside[int(step) if step.isdecimal() else step]
    inside[last] = value


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("about/entries", 19, "The first lines speak of another number of entries"),
        ("about/head", "ab" * 32, "The first lines speak of another number of entries"),
        ("about/check_code", "0" * 23, "The check code in the first lines"),
        ("about/first_lines", ["Nothing."], "The first lines do not say what the file is."),
        ("about/school", "Another School", "The first lines do not say what the file is."),
        ("entries/3/recorded", "Mon 2 Nov 2026, 13:01", "Entry 4 gives another time"),
        ("entries/3/proof/signer/kind", "clock", "Entry 4 is not of the kind"),
        ("entries/12/proof/signer/kind", "person", "Entry 13 is not of the kind"),
    ],
)
def test_what_no_sentence_carries_is_compared_though_sealed_anew(
    redacted: str, holds: Holds, sealer: Sealer, path: str, value: object, problem: str
) -> None:
    whole = json.loads(redacted)
    put(whole, path, value)

    assert any(said.startswith(problem) for said in verify(resealed(whole, sealer), holds).problems)


def test_bytes_that_do_not_open_their_commitment_are_found(
    full: str, holds: Holds, sealer: Sealer
) -> None:
    whole = json.loads(full)
    at = next(i for i, one in enumerate(whole["entries"]) if one["proof"]["words"])
    whole["entries"][at]["proof"]["words"]["opening"] = "ab" * 32

    assert verify(resealed(whole, sealer), holds).problems == (
        f"Entry {at + 1}: its words are not those that were recorded.",
    )


# --- whose keys ----------------------------------------------------------------------------------


def test_keys_that_nobody_known_has_are_found_when_keys_are_known(
    full: str, text: str, holds: Holds
) -> None:
    mine = frozenset(one.public_key for one in file_of(read_object(full)).entries)

    assert verify(full, holds, trusted=mine).ok
    assert verify(text, holds, trusted=mine).ok
    assert not verify(full, holds, trusted=frozenset()).ok
    assert not verify(text, holds, trusted=frozenset()).ok


def test_without_known_keys_the_verdict_says_what_it_cannot_show(full: str, holds: Holds) -> None:
    assert "Whose keys signed it, no file can show of itself" in verify(full, holds).notes[-1]


def test_withheld_words_are_counted_in_the_verdict(full: str, holds: Holds) -> None:
    assert verify(full, holds).notes[0].startswith("The words of ")


# --- what is no history --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "{}", "[]", "null", "{" * 100_000, '{"format": "casework-history"}',
        '{"a": NaN}', '{"a": 1e999}', '{"a": 1, "a": 2}', "Dear all", f"\n{SEAL_BEGINS}\n",
        "[" * 100_000, '{"entries": ' + "9" * 5000 + "}",
    ],
)  # fmt: skip
def test_what_is_no_history_is_said_to_be_none(text: str, holds: Holds) -> None:
    verdict = verify(text, holds)

    assert (verdict.ok, len(verdict.problems)) == (False, 1)


def kinds() -> tuple[object, ...]:
    return (None, True, 0, -1, "", "zz", [], {}, [None], {"a": "b"})


@cache
def places(whole: str) -> tuple[tuple[object, ...], ...]:
    """Return the path of every value of a file."""

    def walk(value: object, path: tuple[object, ...]) -> list[tuple[object, ...]]:
        inner: list[tuple[object, ...]] = []
        if isinstance(value, dict):
            inner = [p for key, each in value.items() for p in walk(each, (*path, key))]
        elif isinstance(value, list):
            inner = [p for key, each in enumerate(value[:2]) for p in walk(each, (*path, key))]
        return [path, *inner] if path else inner

    return tuple(walk(json.loads(whole), ()))


def test_a_value_of_another_kind_never_breaks_the_check(
    new_case: Callable[[], Case], whole_case: Case, holds: Holds, sealer: Sealer
) -> None:
    case = new_case()
    case.say(whole_case.records[0].entry.events[0])
    case.say(whole_case.records[10].entry.events[0])
    whole = to_json(case.history(HEAD), sealer)
    for path in places(whole):
        for kind in kinds():
            changed = json.loads(whole)
            inside: Any = changed
            for step in path[:-1]:
                inside = inside[step]
            if inside[path[-1]] == kind and type(inside[path[-1]]) is type(kind):
                continue
            inside[path[-1]] = kind
            assert verify(rendered(changed), holds).ok is False


def test_changed_line_ends_are_named(text: str, holds: Holds) -> None:
    verdict = verify(text.replace("\n", "\r\n"), holds)

    assert "line ends were changed" in verdict.problems[0]


def test_a_seal_of_another_history_does_not_fit(
    whole_case: Case, sealer: Sealer, holds: Holds, text: str
) -> None:
    other = to_text(whole_case.history(CHAIR), sealer)
    mixed = text.partition(SEAL_BEGINS)[0] + SEAL_BEGINS + other.partition(SEAL_BEGINS)[2]

    assert not verify(mixed, holds).ok


def test_a_seal_that_speaks_of_another_case_is_found_though_its_digest_fits(
    text: str, holds: Holds
) -> None:
    assert not verify(text.replace("\nCase: CW-7F3K\n", "\nCase: CW-0000\n"), holds).ok
    assert not verify(text.replace("\nEntries: 20\n", "\nEntries: 19\n"), holds).ok


def test_the_seal_names_its_key_in_a_short_code(
    full: str, text: str, holds: Holds, sealer: Sealer
) -> None:
    code = sealer.public_key.hex()[:20].upper()

    assert verify(full, holds).key_code.replace("-", "") == code
    assert verify(text, holds).key_code == verify(full, holds).key_code


def test_a_signature_of_the_wrong_size_is_not_even_asked_about(full: str) -> None:
    def never_asked(_key: bytes, _signature: bytes, _digest: bytes) -> bool:
        raise AssertionError("asked about a signature that cannot be one")

    file = file_of(read_object(full))
    short = replace(file.seal, signature=b"short")

    whole = read_object(full)
    del whole["seal"]

    assert short.holds(rendered(whole), never_asked).startswith("The seal was not signed")
