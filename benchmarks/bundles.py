"""Change bundles as somebody would who got hold of one: every change must be noticed.

The attacker has no key of the school but their own, and may work out anew every digest, the
manifest, the seals and the printed code. Whoever checks has the codes from an earlier paper and the
school's list of keys; of each change it is counted whether the bundle alone shows it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import random  # noqa: TID251 - a seed drives the changes, and the seed is printed
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from benchmarks import school
from casework.domain import chain
from casework.exports.alone import checking
from casework.exports.bundle import verify_bundle
from casework.exports.sentences import code_of
from casework.exports.written import rendered
from casework.office import cases, histories_bundles
from casework.office.histories_keys import holds, keys_of
from casework.store.vault import Identity

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

READERS = ("chair", "headteacher")
ALONE_EVERY = 25  # plain Python takes a hundred times as long as libsodium
_SEALED = b"casework history seal 1\x00"
#: The attacker's own key, which no record ever knew.
THIEF = Identity.of(b"thief".ljust(32, b"-"))


@dataclass(slots=True)
class Counts:
    """What became of the changes."""

    changes: int = 0
    noticed: int = 0
    by_script: int = 0
    by_keys: int = 0
    neutral: int = 0
    violations: int = 0
    first: str = ""
    kinds: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Victim:
    """A bundle, whose keys are known, and the codes of its history and its seal."""

    content: bytes
    keys: frozenset[bytes]
    code: str
    key: str


def victims(folder: Path) -> tuple[Victim, ...]:
    """Make a case of a dozen entries by two people and the clock; bundle it for each reader."""
    desk = school.found(folder / "book")
    ref = school.open_warned(desk)
    cases.take_step(desk, ref, "warn", "warning")
    for number in range(6):
        cases.add_note(desk, ref, f"Note {number}")
    made = []
    for audience in READERS:
        content = histories_bundles.export_bundle(
            desk, ref, audience=audience, also=("txt", "csv")
        ).content
        keys = keys_of(desk.session)
        verdict = verify_bundle(content, holds, trusted=keys)
        assert verdict.ok, verdict.problems
        made.append(Victim(content, keys, verdict.check_code, verdict.key_code))
    desk.session.close()
    return tuple(made)


def run(folder: Path, seed: int, count: int, beat: Callable[[int], None] | None = None) -> Counts:
    """Make ``count`` changes, each on an untouched bundle."""
    chance, counts = random.Random(seed), Counts()
    sound = victims(folder)
    for number in range(count):
        hurt = sound[number % len(sound)]
        name = chance.choice(sorted(CHANGES))
        changed = CHANGES[name](chance, hurt)
        counts.kinds[name] = counts.kinds.get(name, 0) + 1
        _judge(hurt, changed, name, counts, script=number % ALONE_EVERY == 0)
        if beat is not None and number % 100 == 0:
            beat(number)
    return counts


def _judge(hurt: Victim, changed: bytes, name: str, counts: Counts, *, script: bool) -> None:
    counts.changes += 1
    if changed == hurt.content:
        counts.neutral += 1
        return
    verdict = verify_bundle(changed, holds)
    if not verdict.ok:
        counts.noticed += 1
    elif not _known(hurt, changed):
        counts.by_keys += 1
    else:
        counts.violations += 1
        counts.first = counts.first or f"change {counts.changes}: {name}"
    if script:
        keys = {key.hex() for key in hurt.keys}
        faults, _ = checking.checked(changed, hurt.code, hurt.key, keys)
        counts.by_script += bool(faults)
        if not faults:
            counts.violations += 1
            counts.first = counts.first or f"change {counts.changes}, the script: {name}"


def _known(hurt: Victim, changed: bytes) -> bool:
    """Tell whether a bundle passes where its keys and codes are known from elsewhere."""
    verdict = verify_bundle(changed, holds, trusted=hurt.keys)
    return verdict.ok and (verdict.check_code, verdict.key_code) == (hurt.code, hurt.key)


# --- what somebody might do ----------------------------------------------------------------------


def _byte(chance: random.Random, hurt: Victim) -> bytes:
    held = bytearray(hurt.content)
    held[chance.randrange(len(held))] ^= 1 << chance.randrange(8)
    return bytes(held)


def _cut(chance: random.Random, hurt: Victim) -> bytes:
    return hurt.content[: chance.randrange(len(hurt.content))]


def _added(chance: random.Random, hurt: Victim) -> bytes:
    at = chance.randrange(len(hurt.content))
    return hurt.content[:at] + chance.randbytes(chance.randrange(1, 9)) + hurt.content[at:]


def _file(chance: random.Random, hurt: Victim) -> bytes:
    """Change one file's bytes and work out its digest in the manifest and the packing anew."""
    files = checking.unpacked(hurt.content)
    name = chance.choice([each for each in files if each != checking.MANIFEST])
    held = bytearray(files[name])
    held[chance.randrange(len(held))] ^= 1 << chance.randrange(8)
    files[name] = bytes(held)
    return _packed(chance, files, None)


def _dropped(chance: random.Random, hurt: Victim) -> bytes:
    files = checking.unpacked(hurt.content)
    del files[chance.choice([each for each in files if each != checking.MANIFEST])]
    return _packed(chance, files, None)


def _entries(change: Callable[[random.Random, list[Any]], None]) -> Callable[..., bytes]:
    """Return an attack on the entries, after which everything that needs no key is made anew."""

    def attack(chance: random.Random, hurt: Victim) -> bytes:
        files = checking.unpacked(hurt.content)
        history = json.loads(files[checking.HISTORY])
        change(chance, history["entries"])
        return _packed(chance, files, history)

    return attack


def _edited(chance: random.Random, entries: list[Any]) -> None:
    one = chance.choice(entries)
    part = chance.choice(("words", "at", "sentence", "author", "signature", "public_key", "by"))
    if part == "words" and one["proof"]["words"]:
        payload = base64.b64decode(one["proof"]["words"]["payload"]).replace(b"Note", b"Nota")
        one["proof"]["words"]["payload"] = base64.b64encode(payload + b" ").decode()
    elif part == "at":
        one["proof"]["at"] = one["proof"]["at"].replace("2026", "2025")
    elif part == "author":
        one["proof"]["signer"]["author"] += 1
    elif part == "signature":
        one["proof"]["signature"] = chance.choice(entries)["proof"]["signature"][::-1]
    elif part == "public_key":
        one["proof"]["signer"]["public_key"] = THIEF.public.sign.hex()
    elif part == "by":
        one["by"] += ", reluctantly"
    else:
        one["lines"].append({"words": "Nothing was done.", "policy": [], "why": ""})


def _left_out(chance: random.Random, entries: list[Any]) -> None:
    del entries[chance.randrange(len(entries))]
    _renumbered(chance, entries)


def _moved(chance: random.Random, entries: list[Any]) -> None:
    one, other = chance.sample(range(len(entries)), 2)
    entries[one], entries[other] = entries[other], entries[one]
    _renumbered(chance, entries)


def _replaced(chance: random.Random, entries: list[Any]) -> None:
    one, other = chance.sample(range(len(entries)), 2)
    entries[one] = json.loads(json.dumps(entries[other]))
    _renumbered(chance, entries)


def _renumbered(chance: random.Random, entries: list[Any]) -> None:
    if chance.random() < 0.7:
        for number, one in enumerate(entries, 1):
            one["number"] = number


CHANGES: dict[str, Callable[[random.Random, Victim], bytes]] = {
    "a byte": _byte,
    "cut short": _cut,
    "bytes added": _added,
    "a file": _file,
    "a file left out": _dropped,
    "an entry edited": _entries(_edited),
    "an entry left out": _entries(_left_out),
    "entries reordered": _entries(_moved),
    "an entry replaced": _entries(_replaced),
}


# --- made anew, as far as anybody can ------------------------------------------------------------


def _packed(chance: random.Random, files: dict[str, bytes], history: Any) -> bytes:  # noqa: ANN401 - JSON
    """Pack changed files: digests, codes, manifest and seals anew, with or without own signatures.

    Now and then every entry is signed with the attacker's key as well: only that they are no key
    of the school then shows it.
    """
    if history is not None:
        _rechained(history, resigned=chance.random() < 0.2)
        _sealed(history)
        files[checking.HISTORY] = rendered(history).encode()
    manifest = json.loads(files[checking.MANIFEST])
    about = json.loads(files[checking.HISTORY])["about"] if history is not None else {}
    manifest |= {name: about[name] for name in ("head", "check_code", "entries") if name in about}
    manifest["files"] = [
        {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in files.items()
        if name != checking.MANIFEST
    ]
    _sealed(manifest)
    files[checking.MANIFEST] = rendered(manifest).encode()
    return checking.packed(files)


def _rechained(history: Any, *, resigned: bool) -> None:  # noqa: ANN401 - JSON
    record, prev = history["about"]["record"], chain.first_prev(history["about"]["record"])
    for one in history["entries"]:
        proof = one["proof"]
        if proof["words"]:
            opening = bytes.fromhex(proof["words"]["opening"])
            payload = base64.b64decode(proof["words"]["payload"])
            proof["commitment"] = chain.commitment(opening, payload).hex()
        mark = f"{proof['deadline']} {proof['due']}" if proof["deadline"] else ""
        committed = bytes.fromhex(proof["commitment"])
        digest = chain.digest(record, one["number"], proof["at"], mark, committed, prev)
        proof["prev"], proof["digest"], prev = prev.hex(), digest.hex(), digest
        if resigned:
            proof["signer"]["public_key"] = THIEF.public.sign.hex()
            proof["signature"] = THIEF.sign(digest).hex()
    about, code = history["about"], code_of(prev.hex())
    about["first_lines"] = [
        line.replace(about["check_code"], code) for line in about["first_lines"]
    ]
    about |= {"head": prev.hex(), "check_code": code, "entries": len(history["entries"])}


def _sealed(whole: Any) -> None:  # noqa: ANN401 - JSON
    body = {name: part for name, part in whole.items() if name != "seal"}
    digest = hashlib.sha256(_SEALED + rendered(body).encode()).digest()
    whole["seal"] = {
        "digest": digest.hex(),
        "public_key": THIEF.public.sign.hex(),
        "signature": THIEF.sign(digest).hex(),
    }
