"""What a reader does not get: planted names are in no form of the chair's version."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework import paper
from casework.domain import events as e
from casework.exports.front import withheld
from casework.exports.names import MASKED, masker
from casework.exports.readers import Audience
from casework.exports.redaction import Redaction, redaction
from casework.exports.written import to_document, to_json, to_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.exports.seal import Sealer
    from tests.exports.conftest import Case

PEOPLE = ("Persephone", "Quillfeather", "Balthazar", "Underhay", "Ermintrude", "Zawadzka")
STAFF = ("Henrietta", "Oakbridge", "Quentin", "Marlowe", "Thaddeus", "Vinter")
SOURCE = ("Leopoldina", "Grimshawe")


def forms(case: Case, audience: Audience, sealer: Sealer) -> dict[str, str]:
    """Return every form of a history as text, with the payloads it carries opened."""
    history = case.history(audience)
    whole = to_json(history, sealer)
    kept = [one["proof"]["words"] for one in json.loads(whole)["entries"]]
    opened = [record.payload.decode() for record, words in zip(case.records, kept) if words]  # noqa: B905 - the same entries
    head = paper.Letterhead(school_name="School")
    return {
        "json": whole,
        "payloads": "\n".join(opened),
        "text": to_text(history, sealer),
        "page": paper.plain_text(to_document(history, head)),
    }


@pytest.mark.parametrize("form", ["json", "payloads", "text", "page"])
def test_no_planted_name_is_in_the_chairs_version(
    whole_case: Case, sealer: Sealer, form: str
) -> None:
    told = forms(whole_case, Audience.CHAIR, sealer)[form].casefold()

    assert [name for name in (*PEOPLE, *STAFF, *SOURCE) if name.casefold() in told] == []


@pytest.mark.parametrize("form", ["json", "payloads", "text", "page"])
def test_who_passed_it_on_is_in_no_version(whole_case: Case, sealer: Sealer, form: str) -> None:
    told = forms(whole_case, Audience.HEADTEACHER, sealer)[form].casefold()

    assert [name for name in SOURCE if name.casefold() in told] == []


@pytest.mark.parametrize("form", ["json", "text", "page"])
def test_the_headteacher_reads_every_other_name(
    whole_case: Case, sealer: Sealer, form: str
) -> None:
    told = forms(whole_case, Audience.HEADTEACHER, sealer)[form]

    assert [name for name in (*PEOPLE, *STAFF) if name not in told] == []


def test_bytes_without_the_source_go_with_the_headteachers_version(
    whole_case: Case, sealer: Sealer
) -> None:
    assert '"LetterMoved"' not in forms(whole_case, Audience.CHAIR, sealer)["payloads"]
    assert '"ApprovalLapsed"' in forms(whole_case, Audience.HEADTEACHER, sealer)["payloads"]


def test_the_stored_bytes_of_a_release_are_withheld_from_everybody(
    whole_case: Case, sealer: Sealer
) -> None:
    assert '"dsl"' not in forms(whole_case, Audience.HEADTEACHER, sealer)["payloads"]


def test_people_have_letters_that_stay(whole_case: Case) -> None:
    told = whole_case.history(Audience.CHAIR).entries

    assert told[0].lines[3].words.startswith("Named in the case: person C (witness).")
    assert told[16].lines[0].words.endswith("taken out of the case: person C (witness).")


def test_those_who_decide_have_letters_that_stay(whole_case: Case) -> None:
    told = whole_case.history(Audience.CHAIR).entries

    assert (told[11].by, told[0].by) == ("member of staff C", "member of staff A")


def test_a_role_is_shown_to_the_chair_where_five_people_hold_it(whole_case: Case) -> None:
    told = whole_case.history(Audience.CHAIR, common=frozenset({"office"})).entries

    assert (told[0].by, told[4].by) == ("member of staff A (office)", "member of staff B")


def test_free_words_become_what_kind_they_were(whole_case: Case) -> None:
    told = whole_case.history(Audience.CHAIR).entries

    assert told[4].lines[0].words == "Note: (a note was written; the words are withheld)"
    assert told[13].reason == "(a reason was written; the words are withheld)"


def test_other_cases_are_not_named_to_the_chair(whole_case: Case, sealer: Sealer) -> None:
    assert "CW-9999" not in "".join(forms(whole_case, Audience.CHAIR, sealer).values())


def test_the_chair_gets_no_wording_that_could_carry_more(whole_case: Case, sealer: Sealer) -> None:
    whole = json.loads(forms(whole_case, Audience.CHAIR, sealer)["json"])

    assert (whole["wording"], whole["users"], whole["named"]) == (None, None, None)


def test_what_is_withheld_is_said(whole_case: Case, sealer: Sealer) -> None:
    for audience in Audience:
        for form in ("text", "page"):
            said = " ".join(forms(whole_case, audience, sealer)[form].split())
            assert [line for line in withheld(audience) if line not in said] == []


def test_why_the_school_was_shut_is_withheld_from_the_chair() -> None:
    nobody = masker(())
    why = "1 school day from Tue 3 Nov; Wed 4 Nov is closed: funeral of Ida Bell; Thu 5 Nov counts."
    chair = Redaction(audience=Audience.CHAIR, hidden=nobody, named=nobody)

    assert "Bell" not in chair.explained(why)


# --- masking -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "Leopoldina Grimshawe",
        "LEOPOLDINA GRIMSHAWE",
        "leopoldina grimshawe rang",
        "Grimshawe, Leopoldina",
        "Mrs Grimshawe’s telephone",
        "@leopoldinagrimshawe99",
        "Leopoldina\u200b Grimshawe",
        "Léopoldina Grimshawé",
        "Leopoldina\nGrimshawe",
        "Leopoldina-Grimshawe",
        "Ｌｅｏｐｏｌｄｉｎａ Grimshawe",
    ],
)
def test_a_name_is_found_however_it_is_written(said: str) -> None:
    masked = masker(["Leopoldina Grimshawe"])(said)

    assert MASKED in masked
    assert "grimshawe" not in masked.casefold()
    assert "opoldina" not in masked.casefold()


@pytest.mark.parametrize("name", ["O’Brien", "Ní Dhómhnaill", "王小明", "Strauß", "van der Berg"])
def test_names_of_all_kinds_are_masked(name: str) -> None:
    assert name not in masker([f"Oona {name}"])(f"Rang {name} at home, then Oona.")


def test_a_name_that_is_also_a_word_is_masked_only_with_its_capital() -> None:
    mask = masker(["Will Young"])

    assert mask("Will said the young one will come") == f"{MASKED} said the young one will come"


@pytest.mark.parametrize("name", ["Anonymous", "a parent", "the headteacher", ""])
def test_what_is_no_name_masks_nothing(name: str) -> None:
    assert masker([name])("A parent told the headteacher") == "A parent told the headteacher"


def test_masking_twice_changes_nothing() -> None:
    mask = masker(["Leopoldina Grimshawe"])
    once = mask("Leopoldina and Grimshawe")

    assert mask(once) == once


NAMES = st.from_regex(r"[A-Z][g-z]{6,12} [A-Z][g-z]{6,12}", fullmatch=True)


@given(name=NAMES, before=st.text(max_size=30), after=st.text(max_size=30))
@settings(max_examples=200)
def test_no_surroundings_hide_a_name(name: str, before: str, after: str) -> None:
    masked = masker([name])(f"{before}{name}{after}")

    assert name not in masked


@given(words=st.text(max_size=200))
def test_words_without_a_name_stay_as_they_are(words: str) -> None:
    assert masker(["Qqqqqqq Zzzzzzzz"])(words) == words or "q" in words.casefold()


@given(
    author=NAMES,
    source=NAMES,
    writer=NAMES,
    words=st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40),
)
@settings(max_examples=60)
def test_no_name_leaks_from_any_field(
    new_case_of: Callable[[], Case], author: str, source: str, writer: str, words: str
) -> None:
    case = new_case_of()
    free = f"{words} {author} {source} {writer} {words}"
    planted(case, author, source, writer, free)
    sealer = case.sealer()
    chair = "".join(forms(case, Audience.CHAIR, sealer).values()).casefold()
    head = "".join(forms(case, Audience.HEADTEACHER, sealer).values()).casefold()

    assert [n for n in (author, source, writer) if n.casefold() in chair] == []
    assert source.casefold() not in head


def planted(case: Case, author: str, source: str, writer: str, free: str) -> None:
    case.rename_clerk(writer)
    case.say(
        e.CaseOpened(
            ref="CW-7F3K",
            case_type="concern",
            policy="small",
            digest="ab" * 32,
            school="wexcombe",
            summary=free,
            tracks={},
        ),
        e.PersonAdded(number=1, role="author", name=author, user="", about=free, address=free),
        e.PersonAdded(number=2, role="source", name=source, user="", about=free, address=free),
        reason=free,
    )
    case.say(e.NoteAdded(words=free), e.IncidentAdded(number=1, words=free, where=free))
    case.say(e.FactSet(name="what", value=free, said_by=free))
    case.say(e.EvidenceAdded(number=1, sheet={"what": free, "account": free}), reason=free)
    case.say(e.Corrected(seq=2, words=free), e.Linked(ref="CW-9999", words=free))


def test_a_history_of_no_people_masks_only_its_authors(new_case: Callable[[], Case]) -> None:
    case = new_case()
    case.say(e.NoteAdded(words="x"))
    entries = [record.entry for record in case.records]
    found = redaction(Audience.CHAIR, entries)

    assert (found.named.finds("Quentin Marlowe"), found.hidden.pattern) == (True, None)


def test_the_page_of_a_case_without_names_can_be_printed(whole_case: Case) -> None:
    head = paper.Letterhead(school_name="Little Wexcombe Primary School")
    document = to_document(whole_case.history(Audience.CHAIR), head)

    assert paper.render(document, at=datetime(2026, 12, 1, tzinfo=UTC)).startswith(b"%PDF-")
