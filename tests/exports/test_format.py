"""The page on the format names what the files hold, and its arithmetic is the program's."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from casework.exports.readers import Audience
from casework.exports.written import to_json, to_text

if TYPE_CHECKING:
    from casework.exports.seal import Sealer
    from tests.exports.conftest import Case

PAGE = (Path(__file__).parents[2] / "docs" / "history-format.md").read_text(encoding="utf-8")


@pytest.fixture
def whole(whole_case: Case, sealer: Sealer) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(to_json(whole_case.history(Audience.HEADTEACHER), sealer))
    return found


def names(value: object) -> set[str]:
    """Return every key of the file, but not the names within its tables."""
    if isinstance(value, list):
        return {name for each in value for name in names(each)}
    if not isinstance(value, dict):
        return set()
    return set(value) | {name for each in value.values() for name in names(each)}


def test_every_key_is_on_the_page(whole: dict[str, Any]) -> None:
    wording = whole.pop("wording")
    tables = {name: rows for name, rows in wording.items() if isinstance(rows, dict)}
    inner = {
        key for name, rows in tables.items() if name != "pause" for key in next(iter(rows.values()))
    }
    whole["users"] = {}

    assert {key for key in names(whole) | set(wording) | inner if f"`{key}`" not in PAGE} == set()


def framed(*parts: bytes | str | int) -> bytes:
    """Frame values as the page says, written from the page alone."""
    found = b""
    for part in parts:
        letter = {bytes: b"b", str: b"s", int: b"i"}[type(part)]
        body = part if isinstance(part, bytes) else str(part).encode()
        found += letter + len(body).to_bytes(8, "big") + body
    return found


def test_the_digests_follow_from_the_page_alone(whole: dict[str, Any]) -> None:
    record = whole["about"]["record"]
    prev = hashlib.sha256(framed(b"casework first entry 1", record)).digest()
    for one in whole["entries"]:
        proof = one["proof"]
        mark = f"{proof['deadline']} {proof['due']}" if proof["deadline"] else ""
        parts = (one["number"], proof["at"], mark, bytes.fromhex(proof["commitment"]), prev)
        assert proof["prev"] == prev.hex()
        prev = hashlib.sha256(framed(b"casework entry 1", record, *parts)).digest()
        assert proof["digest"] == prev.hex()
    assert whole["about"]["head"] == prev.hex()


def test_the_commitments_follow_from_the_page_alone(whole: dict[str, Any]) -> None:
    for one in whole["entries"]:
        words, proof = one["proof"]["words"], one["proof"]
        if words:
            both = bytes.fromhex(words["opening"]) + base64.b64decode(words["payload"])
            assert hashlib.sha256(both).hexdigest() == proof["commitment"]
        elif proof["deadline"]:
            assert proof["commitment"] == "00" * 32


def test_the_seals_follow_from_the_page_alone(
    whole: dict[str, Any], whole_case: Case, sealer: Sealer
) -> None:
    prefix = b"casework history seal 1\x00"
    seal = whole.pop("seal")
    text = json.dumps(whole, ensure_ascii=False, indent=1) + "\n"

    assert hashlib.sha256(prefix + text.encode()).hexdigest() == seal["digest"]

    plain = to_text(whole_case.history(Audience.HEADTEACHER), sealer)
    lines = plain.split("\n")
    above = "\n".join(lines[:-9]) + "\n"
    said = lines[-5].removeprefix("SHA-256 of everything above: ")
    assert hashlib.sha256(prefix + above.encode()).hexdigest() == said
