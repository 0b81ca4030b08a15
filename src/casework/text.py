"""Cleaning of typed words, plurals, lists in words. Must not know what the words are about."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Longest single typed field, in characters; a longer one is refused, never cut (*default*).
LONGEST_FIELD = 4000

_JOINERS = {"\u200c", "\u200d"}
#: A name as policies write them, short enough to repeat.
_PLAIN_NAME = re.compile(r"(?=.{1,60}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
#: Quotation marks within others.
_WITHIN = str.maketrans("“”", "‘’")
_DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}
# ESC sequences with their payload: CSI, then OSC/DCS/APC/PM/SOS up to their end, then single ones.
_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
)


def clean_text(value: str) -> str:
    """Return typed words with control sequences, bidi marks and private characters taken out.

    NFC; newlines, ZWJ and ZWNJ stay; ends are stripped (``threat-model.md``, section 3.1).
    """
    if value.isascii() and value.isprintable():  # as most is typed: there is nothing to take out
        return value.strip()
    plain = _SEQUENCES.sub("", unicodedata.normalize("NFC", value.replace("\r\n", "\n")))
    kept = (
        c for c in plain if c == "\n" or c in _JOINERS or unicodedata.category(c) not in _DROPPED
    )
    return "".join(kept).strip()


def clean_line(value: str) -> str:
    """Return ``value`` cleaned and on one line, runs of white space as one space."""
    return " ".join(clean_text(value).split())


def folded(value: str) -> str:
    """Return ``value`` for comparing: small letters, no accents, one kind of apostrophe."""
    if value.isascii():
        return value.lower()
    plain = unicodedata.normalize("NFKD", value.replace("’", "'")).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c))


def made_harmless(value: str) -> str:
    """Return verbatim matter with each unsafe character as a visible symbol; nothing is dropped."""
    if value.isprintable():
        return value  # nearly everything, at once
    return "".join(_visible(c) for c in value)


def _visible(character: str) -> str:
    if character == "\n" or character in _JOINERS:
        return character
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if unicodedata.category(character) in _DROPPED:
        return f"⟨U+{code:04X}⟩"
    return character


def of_name(word: str, form: str = "“{}”", instead: str = "of that name") -> str:
    """Return a name that is not known as an error may repeat it: ``form`` with a plain short name.

    Anything else may be somebody's name or words, typed in the wrong place: ``instead``.
    """
    return form.format(word) if _PLAIN_NAME.fullmatch(word) else instead


def plural(count: int, singular: str, several: str | None = None) -> str:
    """Return ``1 letter``, ``2 letters``; ``several`` for words that do not take an s."""
    word = singular if count == 1 else (several or singular + "s")
    return f"{count} {word}"


def in_words(items: Iterable[str], last: str = "and") -> str:
    """Return ``a, b and c``."""
    parts = list(items)
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def in_quotes(words: str) -> str:
    """Return words in quotation marks, those within them single ones; never two pairs around one.

    >>> in_quotes("Rude"), in_quotes("“Rude”")
    ('“Rude”', '“Rude”')
    """
    whole = words.startswith("“") and words.find("”") == len(words) - 1
    inner = words[1:-1] if whole else words
    return f"“{inner.translate(_WITHIN)}”"


def small(words: str) -> str:
    """Return words as they go on in a sentence: an abbreviation or a weekday stays large.

    >>> small("Today"), small("Wed 9 Dec"), small("LADO told")
    ('today', 'Wed 9 Dec', 'LADO told')
    """
    first = words.split(maxsplit=1)[0] if words.split() else ""
    if first in _DAYS or first[1:2].isupper():
        return words
    return f"{words[:1].lower()}{words[1:]}"


def large(words: str) -> str:
    """Return words as they begin a sentence; nothing but the first letter changes.

    >>> large("the LADO told"), large("“so”"), large("")
    ('The LADO told', '“so”', '')
    """
    return f"{words[:1].upper()}{words[1:]}"


def nearest(word: str, known: Sequence[str]) -> str | None:
    """Return the known word most like ``word``, or None where none is close."""
    import difflib  # costs 10 ms to load and is needed only when somebody misspelt

    found = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return found[0] if found else None
