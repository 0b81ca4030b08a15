"""The catalogue of letters against the templates, the policies that call for them, and fields.

Each row of the catalogue (``domain.md``, section 8) names a document and the clauses it comes from;
here each is held against what is shipped. One goes by the law alone and belongs to no policy.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casework.domain.people import PersonRole
from casework.letters.fill import parse_template
from casework.letters.template import FieldKind, Strength
from casework.office import lettergaps
from casework.office.lettersources import SOURCES
from casework.office.lettervalues import ASKED_AS
from casework.policy.loader import load_policy
from casework.policy.rules.letters import BODIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.letters.template import Template
    from casework.policy.model import CaseType, Letter, Policy

ROOT = Path(__file__).resolve().parents[2]
POLICIES = sorted(path.stem for path in (ROOT / "workflows").glob("*.yaml"))

#: Code, template, and the clauses it comes from; no clause: a default of the program's own.
CATALOGUE = (
    ("L1", "first-conversation", "MIL-30 TRUST-5.1 MIL-29 COM-35"),
    ("L2", "warning", "MIL-33 TRUST-5.1.1"),
    ("L3", "legal-consequences", "COM-36"),
    ("L4", "meeting-invitation", "COM-34"),
    ("L5", "further-meeting", "COM-37"),
    ("L6", "platform-restriction", "MIL-34 TRUST-5.1.4 BRA-29"),
    ("L7", "platform-complaint", "MIL-35 TRUST-5.1.5a BRA-29 MOAT-03"),
    ("L8", "police-summary", "MIL-36 TRUST-5.1.3 MOAT-49 COM-10 MOAT-25"),
    ("L9", "solicitor-cover", "MIL-37 COM-39 TRUST-5.1.2"),
    ("L10", "complaint-signpost", "MIL-11 MIL-16 COM-09 COM-52 TRUST-4.1 BRA-25"),
    ("L11", "under-age-warning", "MOAT-46 MOAT-04"),
    ("L12", "further-referral", "MOAT-47"),
    ("L13", "staff-page-attempt", "MOAT-30"),
    ("L14", "new-school", "MOAT-43"),
    ("L15", "staff-support", "BRA-35 COM-32"),
    ("L16", "lado-referral", "MOAT-36"),
    ("L17", "disclosure-script", "MOAT-37 MOAT-38"),
    ("L18", "suspension", ""),
    ("L19", "allegation-outcome", ""),
    ("L20", "closure", ""),
    ("L21", "permission-reply", "MOAT-10 MOAT-18 MOAT-24 BRA-21 BRA-03"),
    ("L22", "device-restriction", "MOAT-29 MOAT-32"),
    ("L23", "provider-notice", "COM-57"),
    ("L24", "it-evidence-request", "TRUST-5.1.5b"),
    ("L25", "governors-report", "COM-20"),
    ("", "evidence-preservation", "BRA-33 BRA-34"),
    ("", "family-invitation", "MOAT-44 MOAT-48"),
    ("", "access-notice", "MOAT-41"),
)
TEMPLATES = tuple(row[1] for row in CATALOGUE)
#: What goes by the law's own file, or with what a command hands out: no policy calls for it.
OF_LAW = ("subject-access-answer",)
DRAWN = [(name, clause) for _, name, clauses in CATALOGUE for clause in clauses.split()]
PREFIXES = {
    "MIL": "milnthorpe",
    "COM": "community",
    "BRA": "braunstone",
    "MOAT": "moat-farm",
    "TRUST": "trust",
}

#: What a letter asks for, under one of these names.
ASKS = {"request", "questions", "records", "earlier_meeting", "acknowledge_by", "meeting_on"}
#: By when.
WHEN = {
    *("limit_words", "limitation_on", "restriction_length", "review_on", "recheck_on"),
    *("acknowledge_by", "holds_words", "happened_words", "review_words"),
}
#: What it is about: the exact post, or what took its place.
ABOUT = {
    *("post_description", "posts", "material", "concern_words", "matter_words", "summary"),
    *("child_words", "asked_words", "allegation_words", "access_words", "reason", "purpose_words"),
    *("summary_words", "disclosed_by", "five_sentences"),
}
#: Why: in the writer's words where the letter's own do not say it.
NO_REQUEST = {
    "closure": "it thanks",
    "platform-restriction": "it tells of a decision",
    "complaint-signpost": "it shows a way",
    "staff-support": "it offers",
    "permission-reply": "it answers",
    "further-referral": "it tells of a decision",
    "device-restriction": "what is asked is optional there",
    "suspension": "its conditions are what it asks",
    "allegation-outcome": "it tells an outcome",
    "lado-referral": "its five questions stand in it",
    "disclosure-script": "what it asks stands in it",
    "police-summary": "it reports",
    "governors-report": "it reports; what is to be decided is optional there",
    "access-notice": "it asks for an answer by a day",
}


@cache
def _sources() -> dict[str, str]:
    return {path.stem: path.read_text("utf-8") for path in (ROOT / "letters").glob("*.md")}


@cache
def template(name: str) -> Template:
    return parse_template(name, _sources()[name])


@cache
def policy(name: str) -> Policy:
    return load_policy(name, [ROOT / "workflows"], _sources()).policy


def letters() -> Iterator[tuple[str, CaseType, Letter]]:
    for name in POLICIES:
        for kind in policy(name).case_types.values():
            for letter in kind.letters.values():
                yield name, kind, letter


def test_every_template_stands_in_the_catalogue_and_no_row_lacks_one() -> None:
    assert sorted((*TEMPLATES, *OF_LAW)) == sorted(_sources())


def test_the_twenty_five_documents_of_the_catalogue_are_all_there() -> None:
    assert [row[0] for row in CATALOGUE if row[0]] == [f"L{number}" for number in range(1, 26)]


@pytest.mark.parametrize(("name", "clause"), DRAWN)
def test_the_policy_that_calls_for_a_letter_has_it_under_that_clause(
    name: str, clause: str
) -> None:
    found = [
        letter.name
        for kind in policy(PREFIXES[clause.split("-")[0]]).case_types.values()
        for letter in kind.letters.values()
        if letter.template == name and _cited(kind, letter, clause)
    ]

    assert found != []


def _cited(kind: CaseType, letter: Letter, clause: str) -> bool:
    """Tell whether the letter, or a step that writes it, stands under that clause."""
    steps = (step for step in kind.by_id.values() if step.letter == letter.name)
    return clause in letter.clauses or any(clause in step.clauses for step in steps)


@pytest.mark.parametrize("name", [row[1] for row in CATALOGUE if not row[2]])
def test_what_no_policy_calls_for_is_used_all_the_same_and_says_so(name: str) -> None:
    uses = [letter for _, _, letter in letters() if letter.template == name]

    assert uses != []
    assert [letter.name for letter in uses if letter.clauses] == []


def test_every_letter_of_a_policy_has_a_template_and_its_reader() -> None:
    wrong = [
        (which, letter.name)
        for which, _, letter in letters()
        if letter.to != template(letter.template).to
    ]

    assert wrong == []


def test_every_letter_of_a_policy_is_written_by_a_step() -> None:
    lost = [
        (which, letter.name)
        for which, kind, letter in letters()
        if not any(step.letter == letter.name for step in kind.by_id.values())
    ]

    assert lost == []


def test_every_template_is_used_by_a_policy() -> None:
    assert {letter.template for _, _, letter in letters()} == set(TEMPLATES)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_letter_cites_title_and_place_and_names_whom_to_speak_to(name: str) -> None:
    fields = template(name).fields

    assert {"policy_title", "policy_place", "contact_words", "free_paragraph"} <= set(fields)
    assert fields["contact_words"].required
    assert not fields["free_paragraph"].required


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_place_may_be_left_out_only_where_a_default_writes_the_letter(name: str) -> None:
    uses = [letter for _, _, letter in letters() if letter.template == name]
    optional = not template(name).fields["policy_place"].required

    assert any(not letter.clauses for letter in uses) == optional


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_letter_says_what_it_is_about_and_what_it_asks(name: str) -> None:
    fields = set(template(name).fields)

    assert ABOUT & fields != set()
    assert (ASKS & fields != set()) or name in NO_REQUEST


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_letter_that_asks_for_something_can_say_by_when(name: str) -> None:
    fields = template(name).fields
    asks = template(name).strength in {Strength.ASKS, Strength.MAY, Strength.WARNS}
    timeless = {  # nothing is awaited, or the date is the point of the page
        *("platform-complaint", "provider-notice", "lado-referral", "staff-page-attempt"),
    }

    assert not asks or WHEN & set(fields) or name in timeless


TOLD_HOW_TO_COMPLAIN = [
    name for name in TEMPLATES if template(name).to in {"author", "family-of", "families"}
]


@pytest.mark.parametrize("name", TOLD_HOW_TO_COMPLAIN)
def test_a_family_is_told_how_to_complain(name: str) -> None:
    assert template(name).fields["complaint_route"].required


def test_everybody_a_letter_goes_to_is_a_person_role_or_a_body_the_rules_know() -> None:
    known = {*PersonRole, *BODIES}

    assert {template(name).to for name in TEMPLATES} <= known


@pytest.mark.parametrize("name", ["warning", "legal-consequences"])
def test_a_step_that_is_only_considered_is_put_as_possible(name: str) -> None:
    found = template(name)
    firm = re.findall(r"\b(?:will|shall|must) (?:call|tell|report|take|sue)", found.body)

    assert (found.strength, firm) == (Strength.MAY, [])


def test_no_template_prints_an_id_of_a_clause() -> None:
    ids = {clause for name in POLICIES for clause in policy(name).clauses}
    printed = {name: [one for one in ids if one in _sources()[name]] for name in TEMPLATES}

    assert {name: found for name, found in printed.items() if found} == {}


@pytest.mark.parametrize("name", TEMPLATES)
def test_for_each_field_somebody_can_supply_it(name: str) -> None:
    told = {field: lettergaps.who(field) for field in template(name).fields}

    assert [field for field, words in told.items() if f"--letter {field}=…" not in words] == []


def test_every_question_a_field_is_asked_as_is_put_by_some_policy() -> None:
    facts = {fact for name in POLICIES for fact in policy(name).facts}
    lost = [fact for asked in ASKED_AS.values() for fact in asked if fact not in facts]

    assert lost == []


def test_nothing_is_worked_out_for_a_field_that_no_letter_has() -> None:
    fields = {field for name in TEMPLATES for field in template(name).fields}

    assert set(SOURCES) - fields == set()
    assert set(ASKED_AS) - fields == set()


def test_a_field_of_one_name_is_of_one_kind_in_every_letter() -> None:
    kinds: dict[str, set[FieldKind]] = {}
    for name in TEMPLATES:
        for field, of in template(name).fields.items():
            kinds.setdefault(field, set()).add(of.kind)

    assert {field: found for field, found in kinds.items() if len(found) > 1} == {}
