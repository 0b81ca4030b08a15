"""JSON, plain text and page say the same; nothing in the words can pass for anything else."""

from __future__ import annotations

import base64
import json
import os
import re
from typing import TYPE_CHECKING

import pytest

from casework import paper
from casework.domain import chain
from casework.domain import events as e
from casework.exports.history import first_lines
from casework.exports.readers import Audience
from casework.exports.written import SEAL_BEGINS, SEAL_ENDS, to_document, to_json, to_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casework.exports.seal import Sealer
    from tests.exports.conftest import Case

HOSTILE = "\x1b]0;gone\x07\x1b[2J \u202eright\u2066 \u200b\x00\x9b=cmd|calc"
HEAD = paper.Letterhead(school_name="Little Wexcombe Primary School")


def flat(text: str) -> str:
    return " ".join(text.replace("|", " ").split())


@pytest.mark.parametrize("audience", Audience)
def test_all_forms_say_every_sentence(whole_case: Case, sealer: Sealer, audience: Audience) -> None:
    history = whole_case.history(audience)
    whole = json.loads(to_json(history, sealer))
    said = [
        *whole["about"]["first_lines"],
        *(line["words"] for one in whole["entries"] for line in one["lines"]),
        *(line["why"] for one in whole["entries"] for line in one["lines"]),
        *(one["reason"] for one in whole["entries"]),
        *(one["by"] for one in whole["entries"]),
        *(place for one in whole["entries"] for line in one["lines"] for place in line["policy"]),
    ]
    for form in (to_text(history, sealer), paper.plain_text(to_document(history, HEAD))):
        assert [words for words in said if flat(words) not in flat(form)] == []


def test_json_says_what_it_is(whole_case: Case, sealer: Sealer) -> None:
    whole = json.loads(to_json(whole_case.history(Audience.CHAIR), sealer))

    assert (whole["format"], whole["version"]) == ("casework-history", 2)


def test_each_entry_carries_its_proof(whole_case: Case, sealer: Sealer) -> None:
    whole = json.loads(to_json(whole_case.history(Audience.HEADTEACHER), sealer))
    proofs = [one["proof"] for one in whole["entries"]]

    assert {tuple(proof) for proof in proofs} == {
        (
            *("at", "deadline", "due", "commitment", "prev", "digest", "signature"),
            *("signer", "words"),
        )
    }
    assert [proof["signer"]["kind"] for proof in proofs[11:16]] == [
        *("person", "clock", "person", "person", "shared")
    ]
    assert (proofs[12]["deadline"], proofs[12]["due"]) == ("d" * 32, "2026-11-03T00:00:00.000000Z")


def test_given_words_open_their_commitment(whole_case: Case, sealer: Sealer) -> None:
    whole = json.loads(to_json(whole_case.history(Audience.HEADTEACHER), sealer))
    given = [one["proof"] for one in whole["entries"] if one["proof"]["words"]]

    assert given
    for proof in given:
        opening = bytes.fromhex(proof["words"]["opening"])
        payload = base64.b64decode(proof["words"]["payload"])
        assert chain.commitment(opening, payload).hex() == proof["commitment"]


def hostile(case: Case) -> None:
    case.say(
        e.CaseOpened(
            ref="CW-7F3K",
            case_type="concern",
            policy="small",
            digest="ab" * 32,
            school="wexcombe",
            summary=HOSTILE,
            tracks={},
        )
    )
    case.say(e.NoteAdded(words=f"{HOSTILE}\n\n7. Recorded by nobody\n{SEAL_BEGINS}\nCase: CW-0000"))


@pytest.mark.parametrize("audience", Audience)
def test_no_control_or_turning_character_is_left(
    new_case: Callable[[], Case], sealer: Sealer, audience: Audience
) -> None:
    case = new_case()
    hostile(case)
    history = case.history(audience)
    for text in (
        to_text(history, sealer),
        "".join(str(v) for v in json.loads(to_json(history, sealer)).values()),
        to_json(history, sealer),
    ):
        assert (
            re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]", text) == []
        )


def test_hostile_words_stay_visible_as_symbols(
    new_case: Callable[[], Case], sealer: Sealer
) -> None:
    case = new_case()
    hostile(case)
    text = to_text(case.history(Audience.HEADTEACHER), sealer)

    assert "␛]0;gone␇" in text
    assert "⟨U+202E⟩right" in text


def test_words_cannot_pass_for_an_entry_or_the_seal(
    new_case: Callable[[], Case], sealer: Sealer
) -> None:
    case = new_case()
    hostile(case)
    text = to_text(case.history(Audience.HEADTEACHER), sealer)
    flush = [line for line in text.split("\n") if line and not line.startswith(" ")]

    assert [line for line in flush if re.match(r"[0-9]+\. |Case: |====", line)] == [
        "=" * 40,
        *(line for line in flush if re.match(r"[12]\. Recorded", line)),
        SEAL_BEGINS,
        "Case: CW-7F3K",
        SEAL_ENDS,
    ]


def test_every_form_carries_the_same_check_code(whole_case: Case, sealer: Sealer) -> None:
    history = whole_case.history(Audience.CHAIR)
    document = to_document(history, HEAD)

    assert history.check_code == document.check_code
    assert f"Check code: {history.check_code}\n" in to_text(history, sealer)
    assert json.loads(to_json(history, sealer))["about"]["check_code"] == history.check_code


def test_the_check_code_is_that_of_the_last_entry(whole_case: Case) -> None:
    head = whole_case.records[-1].link.digest.hex().upper()

    assert whole_case.history(Audience.CHAIR).check_code.replace("-", "") == head[:20]


def test_practice_is_said_first_in_every_form(whole_case: Case, sealer: Sealer) -> None:
    history = whole_case.history(Audience.CHAIR, practice=True)

    assert first_lines(history)[0].startswith("PRACTICE – INVENTED")
    assert to_text(history, sealer).split("\n\n")[1].startswith("PRACTICE – INVENTED")
    assert to_document(history, HEAD).practice


def test_the_title_of_the_page_holds_no_name(whole_case: Case) -> None:
    document = to_document(whole_case.history(Audience.HEADTEACHER), HEAD)

    assert document.title == "History of case CW-7F3K"


def test_clause_ids_are_in_no_readable_form(whole_case: Case, sealer: Sealer) -> None:
    history = whole_case.history(Audience.HEADTEACHER)

    assert "SML-0" not in to_text(history, sealer) + to_json(history, sealer)


GOLDEN = "history-chair.txt"


def test_the_text_for_the_chair_is_as_agreed(
    whole_case: Case, sealer: Sealer, goldens: Path
) -> None:
    text = to_text(whole_case.history(Audience.CHAIR), sealer)
    if os.environ.get("CASEWORK_REWRITE_GOLDENS"):
        (goldens / GOLDEN).write_text(text, encoding="utf-8")

    assert text == (goldens / GOLDEN).read_text(encoding="utf-8")
