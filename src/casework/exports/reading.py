"""A written history read back into values, strictly: what is not of the format is a fault.

Raises KeyError, TypeError or ValueError for anything else. Must not know whether it is true.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn

from casework.domain.chain import Link
from casework.exports.front import About
from casework.exports.history import Correction, Told
from casework.exports.known import Named
from casework.exports.readers import Audience, Release
from casework.exports.seal import Seal
from casework.exports.sentences import Line
from casework.exports.wording import Wording, wording_from_json

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT, VERSION = "casework-history", 2


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Words:
    """An entry's own bytes, and the random bytes that open its commitment."""

    opening: bytes
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Written:
    """One entry as the file has it; ``words`` is None where they are withheld."""

    told: Told
    link: Link
    kind: str
    author: int
    public_key: bytes
    words: Words | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class File:
    """A whole JSON history."""

    about: About
    audience: Audience
    policy: str
    policy_version: str
    case_type: str
    count: int
    head: bytes
    check_code: str
    first_lines: tuple[str, ...]
    entries: tuple[Written, ...]
    wording: Wording | None
    named: tuple[Named, ...]
    seal: Seal


def read_object(text: str) -> dict[str, Any]:
    """Return the JSON object in ``text``; a key given twice or a number with a point is a fault."""
    try:
        found = json.loads(
            text, object_pairs_hook=_pairs, parse_float=_no_number, parse_constant=_no_number
        )
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return _table(found)


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_number(words: str) -> NoReturn:
    raise ValueError(f"no number of this format: {words}")


def file_of(whole: Mapping[str, Any]) -> File:
    """Return the history that an object holds."""
    keys = {"format", "version", "about", "entries", "wording", "users", "named", "seal"}
    if whole.keys() != keys or (whole["format"], whole["version"]) != (FORMAT, VERSION):
        raise ValueError("another format")
    about = _table(whole["about"])
    given = whole["wording"]
    return File(
        about=_about(about, whole["users"]),
        audience=Audience(about["audience"]),
        policy=_text(about["policy"]),
        policy_version=_text(about["policy_version"]),
        case_type=_text(about["case_type"]),
        count=_number(about["entries"]),
        head=_hex(about["head"]),
        check_code=_text(about["check_code"]),
        first_lines=_texts(about["first_lines"]),
        entries=tuple(_written(_table(one), about["record"]) for one in _rows(whole["entries"])),
        wording=None if given is None else wording_from_json(_table(given)),
        named=tuple(_named(_table(row)) for row in _rows(whole["named"] or [])),
        seal=seal_of(_table(whole["seal"])),
    )


def _about(about: Mapping[str, Any], users: Mapping[str, Any] | None) -> About:
    return About(
        reference=_text(about["reference"]),
        chain=_text(about["record"]),
        school=_text(about["school"]),
        made_at=instant_of(_text(about["made_at"])),
        made_by=_text(about["made_by"]),
        practice=_flag(about["practice"]),
        as_at=_text(about["as_at"]),
        released=frozenset(Release(each) for each in _texts(about["released"])),
        notes=_texts(about["notes"]),
        users={_text(user): _text(name) for user, name in _table(users or {}).items()},
    )


def _written(one: Mapping[str, Any], record: str) -> Written:
    proof = _table(one["proof"])
    signer = _table(proof["signer"])
    deadline, due = _text(proof["deadline"]), _text(proof["due"])
    told = _told(one)
    link = Link(
        chain=record,
        seq=told.number,
        at=_text(proof["at"]),
        deadline=f"{deadline} {due}" if deadline else "",
        commitment=_hex(proof["commitment"]),
        prev=_hex(proof["prev"]),
        digest=_hex(proof["digest"]),
        signature=_hex(proof["signature"]),
    )
    given = proof["words"]
    return Written(
        told=told,
        link=link,
        kind=_text(signer["kind"]),
        author=_number(signer["author"]),
        public_key=_hex(signer["public_key"]),
        words=None if given is None else _words(_table(given)),
    )


def _words(given: Mapping[str, Any]) -> Words:
    payload = base64.b64decode(_text(given["payload"]), validate=True)
    return Words(opening=_hex(given["opening"]), payload=payload)


def _told(one: Mapping[str, Any]) -> Told:
    late = one["recorded_late"]
    return Told(
        number=_number(one["number"]),
        recorded=_text(one["recorded"]),
        happened=_text(one["happened"]),
        late=None if late is None else _flag(late),
        by=_text(one["by"]),
        lines=tuple(_line(_table(line)) for line in _rows(one["lines"])),
        reason=_text(one["reason"]),
        taken_back_by=_number(one["taken_back_by"]),
        corrections=tuple(
            Correction(entry=_number(each["entry"]), words=_text(each["words"]))
            for each in map(_table, _rows(one["corrections"]))
        ),
    )


def _line(line: Mapping[str, Any]) -> Line:
    return Line(words=_text(line["words"]), cites=_texts(line["policy"]), why=_text(line["why"]))


def _named(row: Mapping[str, Any]) -> Named:
    return Named(
        kind=_text(row["kind"]),
        key=_text(row["key"]),
        since=_number(row["entry"]),
        words=_texts(row["words"]),
    )


def seal_of(given: Mapping[str, Any]) -> Seal:
    """Return a seal from its hex values."""
    return Seal(
        digest=_hex(given["digest"]),
        public_key=_hex(given["public_key"]),
        signature=_hex(given["signature"]),
    )


def instant_of(text: str) -> datetime:
    """Return an instant with its offset."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("an instant without its offset")
    return found


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not words")
    return value


def _texts(value: object) -> tuple[str, ...]:
    return tuple(_text(each) for each in _rows(value))


def _hex(value: object) -> bytes:
    return bytes.fromhex(_text(value))


def _number(value: object) -> int:
    if type(value) is not int:
        raise TypeError("not a number")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("neither yes nor no")
    return value


def _rows(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value


def _table(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("not an object")
    return value
