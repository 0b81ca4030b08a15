"""Where the texts of a policy come from: folders, or what a book has stored. Must not know YAML.

Nothing larger than the limit is ever held, no link is followed, and a branch is found by its bare
name in the one folder where branches lie.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from casework.policy.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

#: A policy file is no larger than this (W001).
LARGEST: Final = 1_000_000
SHARED: Final = "shared"
#: No policy has a longer name; many systems take no longer name of a file.
LONGEST_NAME: Final = 200
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NAMED = re.compile(r"^policy:[ \t]*[\"']?([^\s\"'#]+)", re.MULTILINE)
_HARMFUL = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"


class NoSuchBranch(Exception):
    """A branch cannot be taken in; the message says why, in a clause after its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySource:
    """One policy file's bytes with what lies around it.

    ``branch`` gives the bytes of a shared branch or raises NoSuchBranch; ``installed`` maps files
    to the policy names they bear.
    """

    file: str
    raw: bytes
    branch: Callable[[str], bytes]
    letters: Mapping[str, str] = field(default_factory=dict)
    installed: Mapping[str, str] = field(default_factory=dict)


def from_path(path: Path, folders: Sequence[Path], letters: Mapping[str, str]) -> PolicySource:
    """Return the source of a file. Branches are looked for beside it, then in ``folders``.

    Raises OSError where the file cannot be read.
    """
    around = list(dict.fromkeys([path.parent, *folders]))
    return PolicySource(
        file=path.name,
        raw=_read(path),
        branch=lambda name: _branch(name, around),
        letters=letters,
        installed=_siblings(path),
    )


def from_texts(files: Mapping[str, str]) -> PolicySource:
    """Return the source that ``Policy.files`` holds: the file, ``shared/…`` and ``letters/…``."""
    (main,) = (name for name in files if "/" not in name)

    def branch(name: str) -> bytes:
        try:
            return files[f"{SHARED}/{name}.yaml"].encode()
        except KeyError:
            raise NoSuchBranch("is not among the stored files") from None

    letters = {
        name.removeprefix("letters/").removesuffix(".md"): text
        for name, text in files.items()
        if name.startswith("letters/")
    }
    return PolicySource(file=main, raw=files[main].encode(), branch=branch, letters=letters)


def find(name: str, folders: Sequence[Path]) -> Path | None:
    """Return the first ``<name>.yaml`` of the folders; None where there is none."""
    if not _SLUG.fullmatch(name) or len(name) > LONGEST_NAME:
        return None
    found = (folder / f"{name}.yaml" for folder in folders)
    return next((path for path in found if path.is_file()), None)


def installed_names(folders: Iterable[Path]) -> tuple[str, ...]:
    """Return the names under which policies lie in the folders, sorted."""
    return tuple(sorted({path.stem for folder in folders for path in folder.glob("*.yaml")}))


def decoded(file: str, raw: bytes) -> str | Finding:
    """Return the text with plain line ends, or why it cannot be read (W001)."""
    if len(raw) > LARGEST:
        return _unreadable(
            file, 1, "The file is larger than 1 MB.", "Take out what is no policy, or split it."
        )
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        return _unreadable(file, line, "The file is not UTF-8 here.", "Save it again as UTF-8.")
    found = _harmful(text)
    if found is None:
        return text
    line = text.count("\n", 0, found) + 1
    what = f"A control character (U+{ord(text[found]):04X}) stands here."
    return _unreadable(file, line, what, "Take it out; it does not show on a screen.")


def _harmful(text: str) -> int | None:
    """Return where the first character stands that no reader would see; tabs are left to YAML."""
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return None
    kept = "\n\t" + _JOINERS
    unseen = (
        character
        for character in set(text)
        if character not in kept and unicodedata.category(character) in _HARMFUL
    )
    return min((text.index(character) for character in unseen), default=None)


def _unreadable(file: str, line: int, message: str, remedy: str) -> Finding:
    return Finding(code="W001", message=message, remedy=remedy, file=file, line=line)


def _read(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(LARGEST + 1)


def _branch(name: str, folders: Sequence[Path]) -> bytes:
    if not _SLUG.fullmatch(name):
        raise NoSuchBranch("is no plain name: a branch is named, never given by a path")
    for folder in folders:
        path = folder / SHARED / f"{name}.yaml"
        if path.is_symlink() or path.parent.is_symlink():
            raise NoSuchBranch("is a link, and links are not followed")
        try:
            if path.is_file():
                return _read(path)
        except OSError:
            raise NoSuchBranch("could not be opened: see who may read it") from None
    raise NoSuchBranch(f"is not in the folder “{SHARED}”")


def _siblings(path: Path) -> dict[str, str]:
    """Return the policy names that the other files of the same folder bear."""
    found = {}
    for other in sorted(path.parent.glob("*.yaml")):
        if other.name != path.name and other.is_file():
            head = _read(other)[:65536].decode("utf-8", errors="replace")
            named = _NAMED.search(head)
            if named:
                found[other.name] = named[1]
    return found
