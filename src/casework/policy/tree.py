"""A file's keys and values with the line each stands on, put together event by event.

Must not know the YAML library nor what a policy is. Values are texts, whole numbers, true, false,
nothing, lists and mappings; whatever else YAML could read into bare words is refused (W008).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Final

from casework.policy.findings import Finding, Path

#: Nesting deeper than this is no policy (W001).
DEEPEST: Final = 20
Value = str | int | bool | None | list["Value"] | dict[str, "Value"]

_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,8})")
_READ_OTHERWISE = re.compile(
    r"(?i:yes|no|on|off|y|n|true|false|null)"
    r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?0(?:[xX][0-9a-fA-F_]+|[oO]?[0-7_]+|[bB][01_]+)"
    r"|[-+]?\.(?i:inf)|\.(?i:nan)|="
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?"
)


class Stop(Exception):
    """Reading cannot go on; the tree's last finding says why."""


@dataclass(slots=True)
class _Open:
    """A list or mapping that is still being filled."""

    value: list[Value] | dict[str, Value]
    path: Path
    flow: bool
    key: str | None = None
    lost: bool = False  # it belongs to a key that stands twice
    repeated: bool = False  # its present key stands twice
    folded: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Tree:
    """What was read so far; ``lines`` gives the line of each path, of its key where it has one."""

    file: str
    root: Value = None
    lines: dict[Path, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    _stack: list[_Open] = field(default_factory=list)

    def mapping(self, line: int, *, flow: bool) -> None:
        """Begin a mapping; ``flow`` where it is written in braces."""
        self._begin({}, line, flow=flow)

    def sequence(self, line: int, *, flow: bool) -> None:
        """Begin a list; ``flow`` where it is written in brackets."""
        self._begin([], line, flow=flow)

    def end(self) -> None:
        """End the innermost list or mapping."""
        self._stack.pop()

    def scalar(self, text: str, line: int, *, plain: bool) -> None:
        """Take a key or value; ``plain`` where it stands without quotes."""
        top = self._stack[-1] if self._stack else None
        if plain and "?" in text and top is not None and top.flow:
            said = "A bare question mark within braces is read differently by different readers."
            self.report("W008", said, "Put the words in quotes.", line)
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._key(top, text, line, plain=plain)
        else:
            self._place(self._read(text, line, plain=plain), line)

    def report(self, code: str, message: str, remedy: str, line: int) -> None:
        """Keep a finding."""
        found = Finding(code=code, message=message, remedy=remedy, file=self.file, line=line)
        self.findings.append(found)

    def stop(self, code: str, message: str, remedy: str, line: int) -> Stop:
        """Keep a finding after which nothing more can be read."""
        self.report(code, message, remedy, line)
        return Stop(code)

    def _begin(self, value: list[Value] | dict[str, Value], line: int, *, flow: bool) -> None:
        if len(self._stack) >= DEEPEST:
            said = f"Lists and mappings are nested deeper than {DEEPEST} here."
            raise self.stop("W001", said, "No policy needs that: write it flatter.", line)
        top = self._stack[-1] if self._stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            raise self.stop("W008", "A key is a list or mapping.", "Write a plain name.", line)
        path, lost = self._place(value, line)
        self._stack.append(_Open(value=value, path=path, lost=lost, flow=flow))

    def _key(self, top: _Open, text: str, line: int, *, plain: bool) -> None:
        if plain and text == "<<":
            self.report("W002", "A merge key (<<) stands here.", "Write the keys out.", line)
        elif plain and (_READ_OTHERWISE.fullmatch(text) or text in {"", "~"}):
            self._ambiguous(f"The key “{text}”", line)
        top.key, top.repeated = text, text in top.value
        if top.repeated:
            said = f"The key “{text}” stands here twice."
            self.report("W007", said, "Keep one of the two; the first is on an earlier line.", line)
            return
        self._alike(top, text, line)
        if not top.lost:
            self.lines[(*top.path, text)] = line

    def _alike(self, top: _Open, text: str, line: int) -> None:
        folded = unicodedata.normalize("NFKC", text).casefold()
        if folded in top.folded:
            said = f"“{text}” differs from another name only in the way it is written."
            self.report("W010", said, "Give one of them another name.", line)
        top.folded.add(folded)

    def _read(self, text: str, line: int, *, plain: bool) -> Value:
        if not plain:
            return text
        if text in {"true", "false"}:
            return text == "true"
        if text in {"", "~", "null"}:
            return None
        if _WHOLE.fullmatch(text):
            return int(text)
        if _READ_OTHERWISE.fullmatch(text):
            self._ambiguous(f"“{text}”", line)
        return text

    def _ambiguous(self, what: str, line: int) -> None:
        said = f"{what} would be read as a switch, number or date."
        self.report("W008", said, "Put it in quotes if these very letters are meant.", line)

    def _place(self, value: Value, line: int) -> tuple[Path, bool]:
        """Put the value where it belongs; return its path and whether it is dropped."""
        if not self._stack:
            self.root = value
            self.lines[()] = line
            return (), False
        top = self._stack[-1]
        if isinstance(top.value, list):
            path: Path = (*top.path, len(top.value))
            top.value.append(value)
            if not top.lost:
                self.lines[path] = line
            return path, top.lost
        key, top.key = top.key or "", None
        if not top.repeated:
            top.value[key] = value
        return (*top.path, key), top.lost or top.repeated
