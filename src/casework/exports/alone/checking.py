"""A bundle taken apart and checked with the standard library alone: every byte, every signature.

What it looks at: that the file is packed in the one way bundles are, that the manifest names each
file with its digest and is sealed, that the history's record is unbroken from its first entry,
signed entry by entry, each by whoever wrote it, and ends at the check code. Must not know the rest
of the program.
"""

from __future__ import annotations

import base64
import hashlib
import json
import pathlib
import re
import struct
import sys
import zlib
from typing import Any, Dict, List, Optional, Set, Tuple

from casework.exports.alone.ed25519 import holds

Table = Dict[str, Any]
#: Faults, and what there is to compare: reference, entries, check code, code of the key.
Checked = Tuple[List[str], Dict[str, str]]

MANIFEST = "manifest.json"
HISTORY = "history.json"
_SEALED = b"casework history seal 1\x00"
_SIGNED = b"casework signature 1\x00"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LOCAL = struct.Struct("<IHHHHHIIIHH")
_CENTRAL = struct.Struct("<IHHHHHHIIIHHHHHII")
_END = struct.Struct("<IHHHHIIH")
_MIDNIGHT, _FIRST_DAY = 0, 33  # 1 January 1980, the first day a packed file can bear


# --- packing -------------------------------------------------------------------------------------


def packed(files: dict[str, bytes]) -> bytes:
    """Return files as one ZIP file, in the one way a bundle is packed: nothing compressed."""
    locals_, central, at = [], [], 0
    for name, content in files.items():
        plain = name.encode("ascii")
        size, check = len(content), zlib.crc32(content)
        shared = (20, 0, 0, _MIDNIGHT, _FIRST_DAY, check, size, size, len(plain), 0)
        local = _LOCAL.pack(0x04034B50, *shared) + plain + content
        central.append(_CENTRAL.pack(0x02014B50, 20, *shared, 0, 0, 0, 0, at) + plain)
        locals_.append(local)
        at += len(local)
    listing = b"".join(central)
    count = len(files)
    end = _END.pack(0x06054B50, 0, 0, count, count, len(listing), at, 0)
    return b"".join(locals_) + listing + end


def unpacked(content: bytes) -> dict[str, bytes]:
    """Return the files of a bundle; ValueError where it is not packed in the one way."""
    files: dict[str, bytes] = {}
    at = 0
    while content[at : at + 4] == b"PK\x03\x04":
        if at + _LOCAL.size > len(content):
            raise ValueError("cut short")
        head = _LOCAL.unpack_from(content, at)
        size, length = head[8], head[9]
        begins = at + _LOCAL.size + length
        name = content[at + _LOCAL.size : begins].decode("ascii")
        if not _NAME.fullmatch(name) or name in files or begins + size > len(content):
            raise ValueError("not a name of a bundle")
        files[name] = content[begins : begins + size]
        at = begins + size
    if packed(files) != content:
        raise ValueError("packed in another way")
    return files


# --- the whole -----------------------------------------------------------------------------------


def checked(
    content: bytes, code: str = "", key: str = "", keys: Optional[Set[str]] = None
) -> Checked:
    """Return the faults of a bundle, and what there is to compare.

    ``code`` and ``key`` are codes known from elsewhere, ``keys`` the school's public keys.
    """
    try:
        files = unpacked(content)
    except (ValueError, struct.error):
        return ["The bundle is not packed as it was made: it was changed, or cut short."], {}
    try:
        return _checked_files(files, code, key, keys)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError):
        return ["What is in the bundle is not of this format, or was changed."], {}


def _checked_files(
    files: dict[str, bytes], code: str, key: str, keys: Optional[Set[str]]
) -> Checked:
    manifest = _object(files[MANIFEST])
    history = _object(files[HISTORY])
    faults = manifest_faults(files, manifest)
    faults += history_faults(history, files[HISTORY])
    about = history["about"]
    seals = (manifest["seal"]["public_key"], history["seal"]["public_key"])
    if seals[0] != seals[1]:
        faults.append("The bundle and the history in it were sealed with different keys.")
    named = ("reference", "record", "audience", "made_at", "entries", "head", "check_code")
    if any(manifest[name] != about[name] for name in named):
        faults.append("The manifest speaks of another history than the one in the bundle.")
    told = {
        "reference": about["reference"],
        "entries": str(len(history["entries"])),
        "check_code": about["check_code"],
        "key_code": code_of(seals[0]),
    }
    if code and _plain(code) != _plain(told["check_code"]):
        faults.append("Its check code is not the one you have: it is not the history as it stood.")
    if key and _plain(key) != _plain(told["key_code"]):
        faults.append("It was sealed with another key than the one you have the code of.")
    used = {one["proof"]["signer"]["public_key"] for one in history["entries"]} | {seals[0]}
    if keys is not None and not used <= keys:
        faults.append("It is signed with a key that is not in the school's list.")
    return faults, told


def manifest_faults(files: dict[str, bytes], manifest: Table) -> list[str]:
    """Return where the manifest and the files differ, or its seal does not hold."""
    faults = _layout(manifest, files[MANIFEST], "The manifest")
    if (manifest["format"], manifest["version"]) != ("casework-bundle", 1):
        faults.append("The manifest is of another format.")
    listed = [one["name"] for one in manifest["files"]]
    if [*listed, MANIFEST] != list(files):
        faults.append("Files are missing from the bundle, were added or changed places.")
    for one in manifest["files"]:
        content = files.get(one["name"])
        digest = hashlib.sha256(content or b"").hexdigest()
        if content is None or (len(content), digest) != (one["size"], one["sha256"]):
            faults.append("A file was changed: " + str(one["name"]))
    return faults + _seal_faults(manifest, "The manifest")


def history_faults(history: Table, content: bytes) -> list[str]:
    """Return every fault of the history's record, its signatures, first lines and seal."""
    faults = _layout(history, content, "The history")
    about, entries = history["about"], history["entries"]
    if (history["format"], history["version"]) != ("casework-history", 2):
        faults.append("The history is of another format.")
    prev = _digest(b"casework first entry 1", about["record"])
    for number, one in enumerate(entries, 1):
        faults += _entry_faults(number, one, about["record"], prev)
        prev = bytes.fromhex(one["proof"]["digest"])
    if not entries or about["entries"] != len(entries) or about["head"] != prev.hex():
        faults.append("The first lines speak of other entries than there are.")
    if about["check_code"] != code_of(prev.hex()):
        faults.append("The check code in the first lines is not that of the last entry.")
    if not any(about["check_code"] in line for line in about["first_lines"]):
        faults.append("The check code does not stand in the first lines.")
    return faults + _author_faults(entries) + _seal_faults(history, "The history")


def _entry_faults(number: int, one: Table, record: str, prev: bytes) -> list[str]:
    proof, faults = one["proof"], []
    at = f"Entry {number}"
    if one["number"] != number:
        faults.append(at + " is missing, doubled or out of place.")
    if bytes.fromhex(proof["prev"]) != prev:
        faults.append(at + " does not follow the entry before it.")
    mark = "{} {}".format(proof["deadline"], proof["due"]) if proof["deadline"] else ""
    commitment = bytes.fromhex(proof["commitment"])
    parts = (b"casework entry 1", record, one["number"], proof["at"], mark, commitment, prev)
    digest = _digest(*parts)
    if digest.hex() != proof["digest"]:
        faults.append(at + ": its time, place or words were changed.")
    signer = proof["signer"]
    if not _signed(signer["public_key"], proof["signature"], digest):
        faults.append(at + ": its signature is not its author's.")
    if (signer["kind"] == "clock") != bool(mark) or (mark and any(commitment)):
        faults.append(at + " is not of the kind that its signer writes.")
    return faults + _words_faults(at, proof, commitment)


def _words_faults(at: str, proof: Table, commitment: bytes) -> list[str]:
    if proof["words"] is None:
        return []
    opening = bytes.fromhex(proof["words"]["opening"])
    payload = base64.b64decode(proof["words"]["payload"], validate=True)
    if len(opening) != 32 or hashlib.sha256(opening + payload).digest() != commitment:
        return [at + ": its words are not those that were recorded."]
    return []


def _author_faults(entries: list[Table]) -> list[str]:
    """Return where one key speaks for several people who wrote in the case."""
    owners: dict[str, int] = {}
    faults = []
    for one in entries:
        signer = one["proof"]["signer"]
        if (signer["kind"] == "person") != (signer["author"] > 0):
            faults.append("Entry {} does not say who it is by.".format(one["number"]))
        if owners.setdefault(signer["public_key"], signer["author"]) != signer["author"]:
            faults.append("Entry {} is signed with somebody else's key.".format(one["number"]))
    return faults


def _layout(whole: Table, content: bytes, what: str) -> list[str]:
    return [] if _written(whole) == content else [what + " is not laid out as it was made."]


def _written(whole: Table) -> bytes:
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _seal_faults(whole: Table, what: str) -> list[str]:
    body = {name: part for name, part in whole.items() if name != "seal"}
    digest = hashlib.sha256(_SEALED + _written(body)).digest()
    seal = whole["seal"]
    if digest.hex() != seal["digest"]:
        return [what + " was changed after it was made: its seal does not fit."]
    if not _signed(seal["public_key"], seal["signature"], digest):
        return [what + ": its seal was not signed with the key that it names."]
    return []


def _signed(public_key: str, signature: str, digest: bytes) -> bool:
    return holds(bytes.fromhex(public_key), bytes.fromhex(signature), _SIGNED + digest)


def _digest(*parts: object) -> bytes:
    """Return SHA-256 over parts, each framed by its kind and length."""
    framed = []
    for part in parts:
        if isinstance(part, bytes):
            kind, body = b"b", part
        elif isinstance(part, str):
            kind, body = b"s", part.encode()
        else:
            kind, body = b"i", str(part).encode()
        framed.append(kind + len(body).to_bytes(8, "big") + body)
    return hashlib.sha256(b"".join(framed)).digest()


def _object(content: bytes) -> Table:
    found = json.loads(content.decode(), object_pairs_hook=_pairs)
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def _pairs(pairs: list[Tuple[str, Any]]) -> Table:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def code_of(digest: str) -> str:
    """Return the first twenty hex digits in capitals, in four groups of five."""
    plain = digest[:20].upper()
    return "-".join(plain[at : at + 5] for at in range(0, len(plain), 5))


def _plain(code: str) -> str:
    return re.sub(r"[^0-9A-F]", "", code.upper())


# --- as a program --------------------------------------------------------------------------------


def main(given: list[str]) -> int:
    """Check the bundle named in ``given``; return 0 where it holds, 7 where not, 2 for misuse."""
    options = {"--code": "", "--key": "", "--keys": ""}
    names = []
    rest = list(given)
    while rest:
        word = rest.pop(0)
        if word in options and rest:
            options[word] = rest.pop(0)
        else:
            names.append(word)
    if len(names) != 1 or names[0].startswith("-"):
        sys.stderr.write("Usage: python3 verify.py BUNDLE.zip [--code C] [--key C] [--keys FILE]\n")
        return 2
    try:
        content = pathlib.Path(names[0]).read_bytes()
        listed = pathlib.Path(options["--keys"]).read_text("utf-8") if options["--keys"] else None
    except (OSError, ValueError):
        sys.stderr.write("The file cannot be read.\n")
        return 2
    keys = None
    if listed is not None:
        keys = {line for line in listed.split("\n") if re.fullmatch("[0-9a-f]{64}", line)}
    faults, told = checked(content, options["--code"], options["--key"], keys)
    sys.stdout.write("\n".join(_said(faults, told, keys)) + "\n")
    return 7 if faults else 0


def _said(faults: list[str], told: dict[str, str], keys: Optional[Set[str]]) -> list[str]:
    if faults:
        return ["DO NOT RELY ON THIS BUNDLE.", *("- " + each for each in faults)]
    lines = [
        "{reference}: {entries} entries, unbroken, each signed by whoever wrote it.".format(**told),
        "Check code: {check_code}".format(**told),
        "Sealed with the key {key_code}".format(**told),
    ]
    if keys is None:
        lines.append("Whose keys these are, no file can show: have both codes read out to you.")
    return lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
