"""Handed-out files checked: a history or a bundle, with the records or without.

Must not know how histories are written, nor open a case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.errors import Damaged, UsageFault
from casework.exports.bundle import is_bundle, verify_bundle
from casework.exports.verify import Verdict, verify
from casework.office.histories_keys import holds, keys_of
from casework.text import made_harmless

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casework.office.desk import Desk

#: The most that is read of a file to be checked (*default*).
LARGEST = 500_000_000
_PAPER = {
    b"%PDF": "A printed page cannot be checked as a file.",
    b"<!DOCTYPE": "A page for a browser cannot be checked as a file.",
    b"\xef\xbb\xbf": "Rows for a spreadsheet cannot be checked as a file.",
}


def verify_file(
    path: Path,
    desk: Desk | None = None,
    *,
    code: str = "",
    key: str = "",
    keys: Path | None = None,
) -> Verdict:
    """Return what a history or bundle shows of itself.

    With a desk, or with the school's ``keys`` in a file, whose keys signed it is compared as well;
    ``code`` is the check code, ``key`` the code of the key that sealed it, as somebody has them
    from elsewhere. Raises UsageFault for a file that
    cannot be read, Damaged with every fault for one that fails.
    """
    content = _read(path)
    trusted = _trusted(desk, keys)
    if is_bundle(content):
        verdict = verify_bundle(content, holds, trusted=trusted)
    else:
        verdict = verify(_text(content), holds, trusted=trusted)
    problems = [*verdict.problems, *_other_codes(verdict, code, key)]
    if problems:
        raise failed(tuple(problems))
    return verdict


def _trusted(desk: Desk | None, keys: Path | None) -> frozenset[bytes] | None:
    if keys is None:
        return None if desk is None else keys_of(desk.session)
    lines = [line for line in _text(_read(keys)).split("\n") if line and not line.startswith("#")]
    try:
        found = frozenset(bytes.fromhex(line) for line in lines)
    except ValueError:
        found = frozenset()
    if not found or any(len(key) != 32 for key in found):
        raise UsageFault(
            "That is no list of keys.", advice="The school makes one: casework export keys."
        )
    return found


def _other_codes(verdict: Verdict, code: str, key: str) -> Iterator[str]:
    if code and _plain(code) != _plain(verdict.check_code):
        yield "Its check code is not the one you have: it is not the history as it stood."
    if key and _plain(key) != _plain(verdict.key_code):
        yield "It was sealed with another key than the one you have the code of."


def _plain(code: str) -> str:
    return "".join(sign for sign in code.upper() if sign in "0123456789ABCDEF")


def failed(problems: tuple[str, ...]) -> Damaged:
    """Return the error for a file that does not bear the check, with every fault."""
    return Damaged(
        "The file does not bear the check: do not rely on it.",
        advice="Ask whoever made it for a new one, and have its check code read out to you.",
        reasons=tuple(made_harmless(problem) for problem in problems),
    )


def _text(content: bytes) -> str:
    for begins, what in _PAPER.items():
        if content.startswith(begins):
            raise UsageFault(what, advice="Compare the check code in it, or ask for the json form.")
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise failed(("It holds bytes that no history holds.",)) from None


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise UsageFault("There is no such file.", advice="Check its name and folder.")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as fault:
        raise UsageFault(
            "The file cannot be read.", advice="Copy it to this computer and try again."
        ) from fault
    if len(content) > LARGEST:
        raise UsageFault(
            "The file is larger than any history: over 500 MB.", advice="Check that it is the one."
        )
    return content
