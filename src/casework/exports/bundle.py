"""A bundle: one file with a history in every form, a sealed manifest, and what checks it all.

Packed in one way only, so that no byte can change unseen; checked without records or password.
Must not know the store.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from casework.errors import Damaged, UsageFault
from casework.exports import alone, reading
from casework.exports.alone.checking import HISTORY, MANIFEST, packed, unpacked
from casework.exports.extracts import passages
from casework.exports.guarded import to_csv
from casework.exports.history import Spoken
from casework.exports.seal import seal
from casework.exports.verify import Verdict, verify
from casework.exports.webpage import to_html
from casework.exports.written import rendered, sayings, seal_json, text_of
from casework.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casework.exports.history import History
    from casework.exports.reading import File
    from casework.exports.seal import Holds, Sealer

FORMAT, VERSION = "casework-bundle", 1
README, SCRIPT, EVIDENCE = "READ-ME-FIRST.txt", "verify.py", "evidence.txt"
#: The most a bundle may hold (*default*); it is made and checked in memory.
LARGEST = 400_000_000


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Part:
    """One file of a bundle."""

    name: str
    content: bytes


def is_bundle(content: bytes) -> bool:
    """Tell whether a file looks like a bundle."""
    return content.startswith(b"PK\x03\x04")


def to_bundle(history: History, parts: tuple[Part, ...], sealer: Sealer) -> bytes:
    """Return a bundle of the parts, with a page that says what is in it, checker and manifest.

    ``parts`` hold the history's JSON form among others. Raises UsageFault where it gets too large.
    """
    page = Part(name=README, content=_readme(history, parts).encode())
    whole = (page, *parts, Part(name=SCRIPT, content=alone.script().encode()))
    if sum(len(part.content) for part in whole) > LARGEST:
        raise UsageFault(
            "The bundle would be larger than 400 MB.",
            advice="Release fewer files of evidence, and hand the others over by themselves.",
        )
    manifest = _manifest(history, whole)
    made = seal(rendered(manifest), sealer)
    last = rendered({**manifest, "seal": seal_json(made)})
    return packed({**{part.name: part.content for part in whole}, MANIFEST: last.encode()})


def _manifest(history: History, parts: tuple[Part, ...]) -> dict[str, Any]:
    about = reading.read_object(next(p.content for p in parts if p.name == HISTORY).decode())
    told = about["about"]
    named = ("reference", "record", "school", "audience", "made_at", "entries", "head")
    return {
        "format": FORMAT,
        "version": VERSION,
        **{name: told[name] for name in named},
        "check_code": history.check_code,
        "files": [
            {
                "name": part.name,
                "size": len(part.content),
                "sha256": hashlib.sha256(part.content).hexdigest(),
            }
            for part in parts
        ],
    }


_SAYS = {
    "history.pdf": "the history, to be printed and read",
    "history.html": "the same, for a browser",
    "history.json": "the same with its proof; this is what is checked",
    "history.txt": "the same as plain text",
    "history.csv": "the same as rows for a spreadsheet",
    EVIDENCE: "what became of each file of evidence",
}


def _readme(history: History, parts: tuple[Part, ...]) -> str:
    about = history.about
    files = [f"  {part.name}  {_SAYS.get(part.name, 'a file of evidence')}" for part in parts]
    lines = [
        f"HISTORY OF CASE {about.reference}",
        "",
        f"Check code of the case: {history.check_code}",
        "",
        "What is in this bundle:",
        *files,
        f"  {SCRIPT}  checks it all, with Python alone: no program, records or password",
        f"  {MANIFEST}  every file with its SHA-256, sealed",
        "",
        "Every form says the same. To check it, save the bundle as it came, take verify.py out of",
        "it, and run:",
        "",
        f"  python3 {SCRIPT} BUNDLE.zip --code {history.check_code}",
        "",
        "or, where casework is installed: casework export verify BUNDLE.zip",
        "",
        "Have the check code read out to you by the school, or take it from an earlier paper: a",
        "code that comes with the bundle proves nothing by itself.",
    ]
    return "\n".join(lines) + "\n"


# --- checking ------------------------------------------------------------------------------------

_UNPACKED = "The bundle is not packed as it was made: it was changed, or cut short."
_UNREADABLE = "What is in the bundle is not of this format, or was changed."


def verify_bundle(
    content: bytes, signature_holds: Holds, *, trusted: frozenset[bytes] | None = None
) -> Verdict:
    """Return whether a bundle holds, and every fault: packing, manifest, history, sameness."""
    try:
        files = unpacked(content)
        manifest = reading.read_object(files[MANIFEST].decode())
        text = files[HISTORY].decode()
    except (ValueError, KeyError, IndexError):
        return Verdict(ok=False, problems=(_UNPACKED,))
    verdict = verify(text, signature_holds, trusted=trusted)
    problems = list(verdict.problems)
    try:
        problems += _manifest_faults(files, manifest, signature_holds)
        if not problems:
            problems += _differences(files, reading.file_of(reading.read_object(text)))
    except (ValueError, KeyError, TypeError, AttributeError, Damaged):
        problems.append(_UNREADABLE)
    return Verdict(
        ok=not problems,
        case_reference=verdict.case_reference,
        entries=verdict.entries,
        check_code=verdict.check_code,
        key_code=verdict.key_code,
        problems=tuple(dict.fromkeys(problems)),
        notes=(f"A bundle of {plural(len(files), 'file')}, each as it was made.", *verdict.notes),
    )


def _manifest_faults(
    files: Mapping[str, bytes], manifest: dict[str, Any], holds: Holds
) -> Iterator[str]:
    if rendered(manifest).encode() != files[MANIFEST]:
        yield "The manifest is not laid out as it was made."
    if (manifest["format"], manifest["version"]) != (FORMAT, VERSION):
        yield "The manifest is of another format."
    given = reading.seal_of(manifest["seal"])
    body = {name: part for name, part in manifest.items() if name != "seal"}
    if fault := given.holds(rendered(body), holds):
        yield fault
    if [*(one["name"] for one in manifest["files"]), MANIFEST] != list(files):
        yield "Files are missing from the bundle, were added or changed places."
    for one in manifest["files"]:
        content = files.get(one["name"])
        digest = hashlib.sha256(content or b"").hexdigest()
        if content is None or (len(content), digest) != (one["size"], one["sha256"]):
            yield "A file of the bundle was changed."
    history = reading.read_object(files[HISTORY].decode())
    about = history["about"]
    if any(manifest[name] != about[name] for name in _NAMED):
        yield "The manifest speaks of another history than the one in the bundle."
    if manifest["seal"]["public_key"] != history["seal"]["public_key"]:
        yield "The bundle and the history in it were sealed with different keys."


_NAMED = ("reference", "record", "school", "audience", "made_at", "entries", "head", "check_code")


def _differences(files: Mapping[str, bytes], file: File) -> Iterator[str]:
    """Yield each form that does not say what the JSON form says."""
    spoken = Spoken(
        reference=file.about.reference,
        lines=file.first_lines,
        entries=tuple(one.told for one in file.entries),
        check_code=file.check_code,
    )
    expected = {"history.html": to_html(spoken), "history.csv": to_csv(spoken)}
    for name, text in expected.items():
        if name in files and files[name] != text.encode():
            yield "The page for a browser or the rows do not say what the history says."
    if "history.txt" in files and not files["history.txt"].startswith(text_of(spoken).encode()):
        yield "The plain text does not say what the history says."
    if "history.pdf" in files and not _says(files["history.pdf"], spoken):
        yield "The printed page does not say what the history says."
    if files[SCRIPT] != alone.script().encode():
        yield "The verify.py in the bundle is not the one that this program knows."


def _says(pdf: bytes, spoken: Spoken) -> bool:
    """Tell whether a page has every sentence; white space falls as the lines do."""
    said = _squeezed("".join(passage.words for passage in passages("pdf", pdf)))
    sentences = [*spoken.lines, *(words for told in spoken.entries for words in sayings(told))]
    return all(_squeezed(each) in said for each in sentences if each.isascii())


def _squeezed(words: str) -> str:
    return "".join(words.split())
