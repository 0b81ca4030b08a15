"""A history written down: JSON that can be verified, plain text, and the blocks of a page.

All three say the same, from the same model. The JSON form is documented in
``docs/history-format.md`` and changes only with its version. Must not know the store.
"""

from __future__ import annotations

import base64
import json
from datetime import UTC
from textwrap import fill
from typing import TYPE_CHECKING, Any

from casework import paper
from casework.exports.history import History, Spoken, Told, first_lines, spoken
from casework.exports.reading import FORMAT, VERSION
from casework.exports.seal import Seal, Sealer, seal
from casework.exports.sentences import Line, under
from casework.exports.wording import wording_json
from casework.text import in_words, made_harmless, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.exports.history import Recorded
    from casework.exports.known import Named


SEAL_BEGINS, SEAL_ENDS = "==== SEAL ====", "==== END OF THE HISTORY ===="
_WIDTH = 96


def to_json(history: History, sealer: Sealer) -> str:
    """Return the history as one JSON object, sealed; its layout is part of the format."""
    whole = body(history)
    made = seal(rendered(whole), sealer)
    return rendered({**whole, "seal": seal_json(made)})


def rendered(whole: dict[str, Any]) -> str:
    """Return the one way in which an object is written."""
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def seal_json(made: Seal) -> dict[str, str]:
    """Return a seal as JSON values."""
    return {
        "digest": made.digest.hex(),
        "public_key": made.public_key.hex(),
        "signature": made.signature.hex(),
    }


def body(history: History) -> dict[str, Any]:
    """Return all of the JSON form but its seal."""
    about = history.about
    whole = history.reader.whole
    return {
        "format": FORMAT,
        "version": VERSION,
        "about": {
            "reference": about.reference,
            "record": about.chain,
            "school": made_harmless(about.school),
            "policy": history.wording.policy,
            "policy_version": history.wording.version,
            "case_type": history.wording.case_type,
            "audience": str(history.reader.audience),
            "made_at": about.made_at.astimezone(UTC).isoformat(),
            "made_by": about.made_by,
            "practice": about.practice,
            "as_at": about.as_at,
            "released": sorted(about.released),
            "notes": list(about.notes),
            "entries": len(history.entries),
            "head": history.head.hex(),
            "check_code": history.check_code,
            "first_lines": list(first_lines(history)),
        },
        "entries": [
            {**told_json(told), "proof": _proof(history, record, author)}
            for told, record, author in zip(
                history.entries, history.records, history.authors(), strict=True
            )
        ],
        "wording": wording_json(history.wording) if whole else None,
        "users": _users(history) if whole else None,
        "named": [_named(row) for row in history.names] if whole else None,
    }


def _users(history: History) -> dict[str, str]:
    known = sorted(history.about.users.items())
    return {user: history.reader.data(name) for user, name in known}


def told_json(told: Told) -> dict[str, Any]:
    """Return one entry's sentences as JSON values."""
    return {
        "number": told.number,
        "recorded": told.recorded,
        "happened": told.happened,
        "recorded_late": told.late,
        "by": told.by,
        "lines": [
            {"words": line.words, "policy": list(line.cites), "why": line.why}
            for line in told.lines
        ],
        "reason": told.reason,
        "taken_back_by": told.taken_back_by,
        "corrections": [{"entry": one.entry, "words": one.words} for one in told.corrections],
    }


def _proof(history: History, record: Recorded, author: int) -> dict[str, Any]:
    link = record.link
    deadline, _, due = link.deadline.partition(" ")
    words = None
    if not link.deadline and not history.keeps_back(record):
        words = {
            "opening": record.opening.hex(),
            "payload": base64.b64encode(record.payload).decode(),
        }
    return {
        "at": link.at,
        "deadline": deadline,
        "due": due,
        "commitment": link.commitment.hex(),
        "prev": link.prev.hex(),
        "digest": link.digest.hex(),
        "signature": link.signature.hex(),
        "signer": {
            "kind": record.kind,
            "author": author,
            "public_key": record.public_key.hex(),
        },
        "words": words,
    }


def _named(row: Named) -> dict[str, Any]:
    return {"kind": row.kind, "key": row.key, "entry": row.since, "words": list(row.words)}


# --- plain text ----------------------------------------------------------------------------------


def to_text(history: History, sealer: Sealer) -> str:
    """Return the history as plain text that ends in its seal."""
    text = text_of(spoken(history))
    return text + seal_text(history, seal(text, sealer))


def text_of(history: Spoken) -> str:
    """Return what plain text says above its seal."""
    head = [_filled(line) for line in history.lines]
    parts = [f"HISTORY OF CASE {history.reference}", *head, "=" * 40]
    parts += ["\n".join(_entry_text(told)) for told in history.entries]
    return made_harmless("\n\n".join(parts)) + "\n\n"


def seal_text(history: History, made: Seal) -> str:
    """Return the lines of a seal, always of one shape."""
    return "\n".join(
        (
            SEAL_BEGINS,
            f"Case: {history.about.reference}",
            f"Entries: {len(history.entries)}",
            f"Check code: {history.check_code}",
            f"SHA-256 of everything above: {made.digest.hex()}",
            f"Key: {made.public_key.hex()}",
            f"Signature: {made.signature.hex()}",
            SEAL_ENDS,
            "",
        )
    )


def _entry_text(told: Told) -> Iterator[str]:
    yield f"{told.number}. {heading(told)}"
    for words in sayings(told):
        yield _indented(words)


def heading(told: Told) -> str:
    """Return an entry's first line: when it was recorded and happened, and by whom."""
    when = f"Recorded {told.recorded}"
    when += f"; happened: {told.happened}" if told.happened else "; happened at that time"
    late = " RECORDED LATE." if told.late else ""
    return f"{when}. By {told.by}.{late}"


def sayings(told: Told) -> Iterator[str]:
    """Yield an entry's paragraphs; marks are words, so that no form depends on how it looks."""
    if told.taken_back_by:
        yield f"TAKEN BACK by entry {told.taken_back_by}; it counts no longer:"
    if told.corrections:
        which = in_words(f"entry {one.entry}" for one in told.corrections)
        yield f"STRUCK OUT; corrected in {which}:"
    for line in told.lines:
        yield paragraph_of(line)
    if told.reason:
        yield f"Reason: {told.reason}"
    for one in told.corrections:
        yield f"It should say (entry {one.entry}): {one.words}"


def paragraph_of(line: Line) -> str:
    """Return one sentence with its place in the policy and its explanation."""
    parts = (line.words, line.why and f"({line.why})", under(line.cites))
    return " ".join(part for part in parts if part)


def _indented(words: str) -> str:
    """Return words under their entry; no line of them can look like an entry or the seal."""
    lines = words.split("\n")
    first = _filled(lines[0], "   ")
    return "\n".join([first, *(_filled(line, "   | ") for line in lines[1:])])


def _filled(words: str, margin: str = "") -> str:
    return (
        fill(
            words,
            width=_WIDTH,
            initial_indent=margin,
            subsequent_indent=margin,
            break_long_words=False,
            break_on_hyphens=False,
        )
        or margin.rstrip()
    )


# --- a page --------------------------------------------------------------------------------------


def to_document(history: History, letterhead: paper.Letterhead) -> paper.Document:
    """Return the history as a printed document's blocks."""
    about = history.about
    blocks: list[paper.Block] = [
        paper.Heading(runs=paper.words(f"History of case {about.reference}")),
        *(paper.paragraph(line) for line in first_lines(history)),
        paper.Rule(),
        paper.Heading(runs=paper.words(plural(len(history.entries), "entry", "entries")), level=2),
    ]
    for told in history.entries:
        blocks += _entry_blocks(told)
    return paper.Document(
        kind=paper.Kind.HISTORY,
        title=f"History of case {about.reference}",
        letterhead=letterhead,
        blocks=tuple(blocks),
        case_reference=about.reference,
        check_code=history.check_code,
        practice=about.practice,
    )


def _entry_blocks(told: Told) -> Iterator[paper.Block]:
    yield paper.Heading(runs=paper.words(f"Entry {told.number}"), level=3)
    first = paper.Paragraph(runs=(paper.Run(text=heading(told), style=paper.Style.EMPHASIS),))
    rest = (paper.paragraph(words) for words in sayings(told))
    yield paper.Quotation(blocks=(first, *rest))  # one block, so that no page ends on its heading


def page_words(document: paper.Document, pages: int) -> str:
    """Return every word of a printed document, with what its pages say at head and foot."""
    foot = f"Case {document.case_reference} Check code {document.check_code} Page of"
    each = f"{foot} PRACTICE – INVENTED" if document.practice else foot
    return "\n".join((document.title, paper.plain_text(document), *[each] * pages))
