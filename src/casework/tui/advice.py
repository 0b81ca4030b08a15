"""What an error says, in words that fit whoever sits at a screen or talks line by line.

The office's own advice may name a command or an option of the command line: here such words go,
and what is left still says what to do. Must not know what was being done.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from casework.text import large

if TYPE_CHECKING:
    from casework.errors import CaseworkError

_GROUPS: Final = (
    "approval|backup|calendar|case|clock|deadline|doctor|evidence|export|init|keys|known|letter"
    "|policy|practise|report|restore|retention|sar|school|settings|user|where"
)
#: A command or an option of the command line.
COMMAND: Final = re.compile(
    rf"(?<![\w-])--[a-z]|\bcasework (?:{_GROUPS})\b|\bcase (?:person|admit)\b"
)
_DOCTOR: Final = r"un:? “?casework doctor”?(?: once more)?(?: on the records)?"
#: What shows it here, where a command is named that does no more than show.
_SHOWS: Final = {
    "approval list": "the list of decisions",
    "backup list": "the list of backups",
    "calendar show": "the calendar",
    "case list": "the list of cases",
    "case show": "the case itself",
    "deadline length": "the list of lengths",
    "deadline outbox": "the list of reminders",
    "evidence list": "the list of evidence",
    "evidence show": "the page of that evidence",
    "export history": "the history",
    "letter fields": "the form of the letter",
    "letter list": "the list of letters",
    "policy list": "the list of policies",
    "retention explain": "“How long it is kept”",
    "retention show": "“How long it is kept”",
    "sar list": "the list of requests",
    "sar show": "the request",
    "school list": "the list of schools",
    "settings list": "the settings",
    "user list": "the list of people",
}
#: Such a command as what a sentence is about, or what is to be looked at.
_SHOWING: Final = re.compile(
    rf"(?P<see>\b[Ss]ee )?“?casework (?P<what>{'|'.join(_SHOWS)})”?(?: [A-Z]\w*| --evidence \w+)*"
    r"(?(see)|(?= (?:has|lists|numbers|says|shows|tells)\b))"
)
#: What has words of its own here.
_INSTEAD: Final = (
    (
        re.compile(r"Open the page to print it \(--open\),.*print_command [^.]*\."),
        "Open it and print from there, or say in the settings what prints a page here.",
    ),
    (
        re.compile(r"Write the page to a file with --out, and print it from there\."),
        "Print it on the printer, or have a program that shows PDFs put on this computer.",
    ),
    (re.compile(r"Add what is missing: --set.*?WORDS\."), "Answer what is still open."),
    (re.compile(r"Add --said-by\."), "Say who said it."),
    (re.compile(r"Add --authority WHO\."), "Say who allowed it."),
    (re.compile(r"Add --reason(?: WORDS)?\."), "Say why."),
    (re.compile(r"Use --by or --to\."), "Say how long, or to which day."),
    (re.compile(r"Use --person ROLE=NAME\."), "Type their name."),
    (re.compile(r"Leave out --read-only\b"), "Open them without “read only”"),
    (re.compile(r"(?<=: )say which with --track"), "say under which action"),
    (re.compile(r"name them with case person and --somebody-else"), "put them down by that name"),
    (re.compile(rf"R{_DOCTOR}"), "Have the records examined"),
    (re.compile(rf"r{_DOCTOR}"), "have the records examined"),
)
_BESIDE: Final = (
    re.compile(r" \((?:--|casework )[^)]*\)"),
    re.compile(r",? with --[a-z-]+(?: [\w=]+(?=[.,;]|$))?"),
    re.compile(r" with: “?casework [^.;]*"),
)
_SENTENCE: Final = re.compile(r"(?<=[.?!]) +")
_CLAUSE: Final = re.compile(r"([:;]) ")


def sentences(fault: CaseworkError) -> tuple[str, ...]:
    """Return what an error says: what happened, why, what to do, each thing once."""
    said = map(of_screen, (fault.message, *fault.reasons, fault.advice))
    return tuple(dict.fromkeys(one for one in said if one))


def line(fault: CaseworkError) -> str:
    """Return what happened and what to do, in one line."""
    return " ".join(filter(None, (of_screen(fault.message), of_screen(fault.advice))))


def of_screen(words: str) -> str:
    """Return words without a command or an option in them; nothing, where nothing else was said."""
    if not COMMAND.search(words):
        return words
    for pattern, instead in _INSTEAD:
        words = pattern.sub(instead, words)
    for pattern in _BESIDE:
        words = pattern.sub("", words)
    words = _SHOWING.sub(_shown, words)
    return " ".join(filter(None, map(_sentence, _SENTENCE.split(words))))


def _shown(found: re.Match[str]) -> str:
    """Return what shows it here; at the beginning of a sentence with a capital letter."""
    shows = f"{found['see'] or ''}{_SHOWS[found['what']]}"
    before = found.string[: found.start()].rstrip()
    begins = not before or before.endswith((".", "?", "!"))
    return large(shows) if begins else shows


def _sentence(words: str) -> str:
    """Return a sentence without the parts that name a command."""
    if not COMMAND.search(words):
        return words
    parts = _CLAUSE.split(words)
    kept = [part for part in parts[::2] if not COMMAND.search(part)]
    told = "; ".join(kept).rstrip(" .,;:")
    return f"{large(told)}." if told else ""
