"""Bundles: every form of a history in one sealed file, with the evidence that may go out.

Must not know how a bundle is packed or checked.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from casework.errors import Damaged
from casework.exports.bundle import EVIDENCE, Part, to_bundle, verify_bundle
from casework.exports.extracts import Passage
from casework.exports.leaks import leaks, needles_of
from casework.office.histories import Exported, leaked, prepared, written
from casework.office.histories_asked import Asked, Form, form_of
from casework.office.histories_keys import holds, keys_of, sealer_of
from casework.office.histories_log import BUNDLE, record
from casework.office.histories_pictures import going

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casework.exports.history import History
    from casework.office.desk import Desk
    from casework.office.door import CaseFile
    from casework.office.histories_asked import Wanted
    from casework.office.histories_pictures import Going

_ALWAYS = (Form.HTML, Form.JSON, Form.PDF)
_ON_REQUEST = (Form.TEXT, Form.CSV)


def export_bundle(
    desk: Desk, ref: str, *, audience: str, asked: Asked | None = None, also: Iterable[str] = ()
) -> Exported:
    """Return a case's history in every form as one file; that it was made is on record first.

    ``also`` are forms on request. Raises what ``export_history`` raises, and Refused while nobody
    has decided about a file of evidence.
    """
    more = _more(also)
    case, want, history = prepared(desk, ref, audience, asked or Asked())
    parts = [
        Part(name=f"history.{form}", content=written(desk, case, history, form))
        for form in (*_ALWAYS, *more)
    ]
    if history.reader.words:
        parts += _evidence(desk, case, want, history)
    content = to_bundle(history, tuple(parts), sealer_of(desk))
    _must_hold(desk, content)
    record(
        desk,
        case.case,
        want,
        what=BUNDLE,
        form=" ".join((*_ALWAYS, *more)),
        file=hashlib.sha256(content).hexdigest(),
        check_code=history.check_code,
    )
    return Exported(
        content=content,
        name=f"{case.snapshot.ref}-bundle-{want.audience}.zip",
        check_code=history.check_code,
        entries=len(history.entries),
    )


def _more(also: Iterable[str]) -> tuple[Form, ...]:
    asked = {form_of(each) for each in also}
    return tuple(form for form in _ON_REQUEST if form in asked)


def _evidence(desk: Desk, case: CaseFile, want: Wanted, history: History) -> Iterator[Part]:
    found = going(desk, case, want)
    if not found:
        return
    text = "\n".join(_lines(history, found))
    needles = needles_of(history.reader.sought, history.reader.own)
    plain = "\n".join(f"Evidence {each.number} {each.says}." for each in found)
    said, own = (Passage(place="evidence", words=words) for words in (text, plain))
    if hits := leaks(EVIDENCE, (said,), (own,), needles):
        raise leaked(hits)
    yield Part(name=EVIDENCE, content=text.encode())
    yield from (Part(name=each.name, content=each.content) for each in found if each.name)


def _lines(history: History, found: Iterable[Going]) -> Iterator[str]:
    yield f"FILES OF EVIDENCE IN CASE {history.about.reference}"
    yield ""
    for each in found:
        yield f"Evidence {each.number} {each.says}."
        if each.described:
            yield f"  It shows: “{history.reader.data(each.described)}”."
        if each.name:
            yield f"  File: {each.name}, SHA-256 {hashlib.sha256(each.content).hexdigest()}"
    yield ""


def _must_hold(desk: Desk, content: bytes) -> None:
    verdict = verify_bundle(content, holds, trusted=keys_of(desk.session))
    if not verdict.ok:
        raise Damaged(
            "The bundle did not bear its own check, so it was not handed out.",
            advice="Run casework doctor, and keep the latest backup safe.",
            reasons=verdict.problems,
        )


def key_list(desk: Desk) -> str:
    """Return the public keys of everybody who ever signed here, for checking without records.

    Keys alone, in order: whose each is stays in the records.
    """
    school = " and ".join(desk.ledger.schools.values())
    head = (
        f"# Public keys of {' '.join(school.split())}",
        "# for casework export verify --keys, and for the verify.py of a bundle",
    )
    return "\n".join((*head, *sorted(key.hex() for key in keys_of(desk.session)), ""))
