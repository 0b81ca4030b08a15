"""Check a written history by itself: no case book, no policy, no network.

Every fault is a sentence. What no file can show of itself is whose its keys are: that takes the
check code from whoever has the records, or their public keys (``trusted``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.domain import chain
from casework.domain.dates import instant_words
from casework.domain.events import CLOCK, CaseOpened, Entry, clock_entry
from casework.domain.written import read_entry
from casework.errors import Damaged
from casework.exports import reading
from casework.exports.front import opening_lines
from casework.exports.history import (
    CLOCK_KIND,
    PERSON,
    SHARED,
    Gaps,
    tell,
)
from casework.exports.names import masker
from casework.exports.readers import Names, profile_of
from casework.exports.redaction import Redaction
from casework.exports.seal import Holds, signed
from casework.exports.sentences import code_of
from casework.exports.written import SEAL_BEGINS, SEAL_ENDS, rendered
from casework.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.exports.history import Told
    from casework.exports.known import Named
    from casework.exports.reading import File, Written

_TEXT_ALONE = (
    "Plain text carries a seal over its words, not the record itself: compare its check code, or "
    "ask for the JSON form."
)
_WHOSE_KEYS = (
    "Whose keys signed it, no file can show of itself: have the check code read out to you by "
    "whoever has the records."
)
_UNREADABLE = "This is not a history of this format, or it was changed until it could not be read."


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of a check. ``notes`` say what it could not show; ``problems`` what it found."""

    ok: bool
    case_reference: str = ""
    entries: int = 0
    check_code: str = ""
    key_code: str = ""  # of whose key sealed the file
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def verify(
    text: str, signature_holds: Holds, *, trusted: frozenset[bytes] | None = None
) -> Verdict:
    """Return whether a written history holds, JSON or plain text, and every fault found.

    ``trusted`` are public keys known from elsewhere; without them no file can show whose keys
    signed it, and the verdict says so.
    """
    if text.startswith("{"):
        return _verify_json(text, signature_holds, trusted)
    return _verify_text(text, signature_holds, trusted)


def _verify_json(text: str, holds: Holds, trusted: frozenset[bytes] | None) -> Verdict:
    try:
        whole = reading.read_object(text)
        file = reading.file_of(whole)
        sealed = {name: part for name, part in whole.items() if name != "seal"}
        problems = [*_layout(rendered(whole), text), *_faults(file, rendered(sealed), holds)]
    except (KeyError, TypeError, ValueError, AttributeError, Damaged):
        return Verdict(ok=False, problems=(_UNREADABLE,))
    keys = {one.public_key for one in file.entries} | {file.seal.public_key}
    problems += _strangers(keys, trusted)
    head = file.entries[-1].link.digest if file.entries else b""
    return Verdict(
        ok=not problems,
        case_reference=file.about.reference,
        entries=len(file.entries),
        check_code=code_of(head.hex()),
        key_code=code_of(file.seal.public_key.hex()),
        problems=tuple(problems),
        notes=(*_unopened(file), *_limits_of(trusted)),
    )


def _layout(expected: str, text: str) -> Iterator[str]:
    if expected != text:
        yield "The file is not laid out as it was made: something in it was changed or added."


def _faults(file: File, sealed: str, holds: Holds) -> Iterator[str]:
    fault = file.seal.holds(sealed, holds)
    if fault:
        yield fault
    yield from _chain_faults(file, holds)
    yield from _head_faults(file)
    yield from _entry_faults(file)
    yield from _author_faults(file)
    if _is_whole(file):
        yield from _sentence_faults(file)


def _is_whole(file: File) -> bool:
    return profile_of(file.audience, file.about.released).names is Names.ALL


def _chain_faults(file: File, holds: Holds) -> Iterator[str]:
    if not file.entries:
        yield "The history has no entry."
        return
    owners = {one.link.seq: one.public_key for one in file.entries}

    def is_signed(link: chain.Link) -> bool:
        return signed(holds, owners[link.seq], link.signature, link.digest)

    links = (one.link for one in file.entries)
    fault = chain.verify_chain(links, chain=file.about.chain, signed=is_signed)
    if fault is not None:
        yield f"The record does not hold from entry {fault.seq} on: {fault.reason}."


def _head_faults(file: File) -> Iterator[str]:
    head = file.entries[-1].link.digest if file.entries else b""
    if file.count != len(file.entries) or file.head != head:
        yield "The first lines speak of another number of entries, or of another last one."
    if file.check_code != code_of(head.hex()):
        yield "The check code in the first lines is not that of the last entry."
    lines = opening_lines(
        file.about,
        file.audience,
        file.policy,
        file.check_code,
        unsure=any(one.told.late is None for one in file.entries),
    )
    if file.first_lines != lines:
        yield "The first lines do not say what the file is."
    given = file.wording
    named = (file.policy, file.policy_version, file.case_type)
    if given and (given.policy, given.version, given.case_type) != named:
        yield "The first lines name another policy than the entries."


def _entry_faults(file: File) -> Iterator[str]:
    for one in file.entries:
        seq, clocked = one.link.seq, bool(one.link.deadline)
        if one.kind not in ({CLOCK_KIND} if clocked else {PERSON, SHARED}):
            yield f"Entry {seq} is not of the kind that its signer writes."
        if one.told.recorded != instant_words(reading.instant_of(one.link.at)):
            yield f"Entry {seq} gives another time than it was recorded at."
        if clocked and (one.words or one.link.commitment != chain.NOTHING):
            yield f"Entry {seq} is the clock’s and yet has words of its own."
        if one.words and chain.commitment(one.words.opening, one.words.payload) != (
            one.link.commitment
        ):
            yield f"Entry {seq}: its words are not those that were recorded."
        if one.words and not _is_whole(file):
            yield f"Entry {seq} shows words that this reader was not to get."


def _author_faults(file: File) -> Iterator[str]:
    """Yield where one key speaks for several people, or one person of the case is several users."""
    owners: dict[bytes, int] = {}
    users: dict[str, int] = {}
    for one in file.entries:
        seq = one.link.seq
        if (one.kind == PERSON) != (one.author > 0):
            yield f"Entry {seq} does not say which of its writers it is by."
        if owners.setdefault(one.public_key, one.author) != one.author:
            yield f"Entry {seq} is signed with the key of somebody else who wrote in this case."
        if one.words and one.kind == PERSON:
            user = _entry(one).actor.user
            if users.setdefault(user, one.author) != one.author:
                yield f"Entry {seq} is not by the person whose words it holds."
    if len(set(users.values())) != len(users):
        yield "Two people who wrote in this case are given as one."


def _sentence_faults(file: File) -> Iterator[str]:
    """Make every sentence again from the recorded words and compare."""
    if file.wording is None:
        yield "The policy’s own words are missing, so no sentence can be compared."
        return
    entries = [_entry(one) for one in file.entries]
    opened = entries[0].events[0] if entries and entries[0].events else None
    if isinstance(opened, CaseOpened) and opened.ref != file.about.reference:
        yield "The first lines name another case than its first entry."
    nobody = masker(())
    reader = Redaction(
        audience=file.audience, hidden=nobody, named=nobody, released=file.about.released
    )
    late = {one.link.seq: one.told.late for one in file.entries}
    again, _ = tell(entries, file.wording, reader, file.about.users, late, _gaps(file))
    for one, told in zip(file.entries, again, strict=True):
        if _plain(told) != _plain(one.told):
            yield f"Entry {one.link.seq}: its sentences do not say what was recorded."


def _plain(told: Told) -> object:
    return (
        (told.number, told.recorded, told.happened, told.late, told.by, told.reason),
        [(line.words, line.cites, line.why) for line in told.lines],
        (told.taken_back_by, [(one.entry, one.words) for one in told.corrections]),
    )


def _entry(one: Written) -> Entry:
    at = reading.instant_of(one.link.at)
    if one.link.deadline:
        deadline, _, due = one.link.deadline.partition(" ")
        return clock_entry(one.link.seq, at, deadline, reading.instant_of(due).isoformat())
    if one.words is not None:
        return read_entry(one.link.seq, at, one.words.payload)
    return Entry(seq=one.link.seq, at=at, actor=CLOCK, policy="", command="", key="")


def _gaps(file: File) -> Gaps:
    told = {
        one.link.seq: one.told for one in file.entries if not one.words and not one.link.deadline
    }
    names: dict[int, tuple[Named, ...]] = {}
    for row in file.named:
        names[row.since] = (*names.get(row.since, ()), row)
    everything = [one.told for one in file.entries]
    return Gaps(
        told=told,
        names=names,
        taken_back={t.number: t.taken_back_by for t in everything if t.taken_back_by in told},
        corrections={t.number: t.corrections for t in everything if t.corrections},
    )


def _strangers(keys: set[bytes], trusted: frozenset[bytes] | None) -> list[str]:
    if trusted is None or keys <= trusted:
        return []
    return ["It is signed with a key that nobody known here has."]


def _unopened(file: File) -> tuple[str, ...]:
    if not _is_whole(file):
        return ("Names and words are withheld; that they are the recorded ones, the seal vouches.",)
    count = len(_gaps(file).told)
    if not count:
        return ()
    return (f"The words of {plural(count, 'entry', 'entries')} are withheld; the seal vouches.",)


def _limits_of(trusted: frozenset[bytes] | None) -> tuple[str, ...]:
    if trusted is not None:
        return ()
    return (_WHOSE_KEYS,)


# --- plain text ----------------------------------------------------------------------------------

_SEAL = re.compile(
    r"Case: (?P<reference>[^\n]{1,40})\n"
    r"Entries: (?P<entries>[0-9]{1,9})\n"
    r"Check code: (?P<code>[0-9A-F-]{23})\n"
    r"SHA-256 of everything above: (?P<digest>[0-9a-f]{64})\n"
    r"Key: (?P<public_key>[0-9a-f]{64})\n"
    r"Signature: (?P<signature>[0-9a-f]{128})\n" + re.escape(SEAL_ENDS) + r"\n"
)


def _verify_text(text: str, holds: Holds, trusted: frozenset[bytes] | None) -> Verdict:
    above, _, below = text.rpartition(f"\n{SEAL_BEGINS}\n")
    found = _SEAL.fullmatch(below)
    if found is None:
        windows = "\r\n" in text
        more = " Its line ends were changed, as some mail programs do." if windows else ""
        return Verdict(ok=False, problems=(_UNREADABLE + more,))
    above += "\n"
    seal = reading.seal_of(found.groupdict())
    fault = seal.holds(above, holds)
    problems = [fault] if fault else []
    named = (f"HISTORY OF CASE {found['reference']}\n", f"Check code of the case: {found['code']}.")
    if not above.startswith(named[0]) or named[1] not in " ".join(above.split()):
        problems.append("The seal speaks of another case than the first lines.")
    if len(re.findall(r"^[0-9]+\. ", above, re.MULTILINE)) != int(found["entries"]):
        problems.append("The seal speaks of another number of entries.")
    problems += _strangers({seal.public_key}, trusted)
    return Verdict(
        ok=not problems,
        case_reference=found["reference"],
        entries=int(found["entries"]),
        check_code=found["code"],
        key_code=code_of(found["public_key"]),
        problems=tuple(problems),
        notes=(_TEXT_ALONE, *_limits_of(trusted)),
    )
