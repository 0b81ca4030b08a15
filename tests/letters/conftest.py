"""Invented values for every shipped letter, and the paper they stand on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casework.letters.fill import parse_template
from casework.paper import Document, Kind, Letterhead, Signature
from tests.letters import letter_samples

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casework.letters.fill import Value
    from casework.letters.template import Template
    from casework.paper import Block

LETTERS = Path(__file__).resolve().parents[2] / "letters"

COMMON: dict[str, Value] = {
    "recipient_salutation": "Ms Hart",
    "school_name": "Milnthorpe Primary School",
    "post_description": "a post about Class 4 and its teacher",
    "post_platform": "Facebook",
    "post_address": "https://www.facebook.example/groups/milnthorpe-parents/posts/1029384756",
    "post_seen_on": date(2026, 4, 26),
    "post_words": "Class 4 is a shambles & nobody in that office cares *one bit*.",
    "request": "remove the post and the comments under it",
    "limit_words": "within five school days of receiving this letter",
    "policy_title": "Policy on Social Networking and Internet Use",
    "policy_place": "“Procedure the school will follow”, first point",
    "complaint_route": "our complaints procedure, which is on the website and at the office",
    "contact_words": "Mrs Reader, the headteacher, on 015395 00000 or at the school gate",
    "free_paragraph": "I am at the gate each morning.\n\nMr Patel can see you after school too.",
    "evidence": [
        {
            "number": "E1",
            "what": "Screen print of the post with 14 comments",
            "captured": "26 April 2026, S. Kaur",
            "kept": "School office, sealed",
        },
    ],
    "withheld_note": "One picture was not copied; the police have been told where it can be seen.",
}
OWN: dict[str, dict[str, Value]] = {
    "first-conversation": {"conversation_on": date(2026, 4, 28)},
    "warning": {
        "earlier_contact": "We talked about this on 28 April 2026, and asked for it to be removed.",
        "concerns": [
            "The post names a member of our staff and says things about her that upset her.",
            "Other families answered it before she had any chance to speak to you.",
        ],
        "considered_steps": [
            "complaining to Facebook and asking it to remove the post",
            "telling the police, where a crime may have been committed",
            "taking legal advice",
        ],
    },
    "platform-complaint": {
        "recipient_salutation": "Safety Team",
        "report_reason": "Bullying and harassment",
        "why_harmful": "The posts name a teacher and ask readers to “let her know”.",
        "posts": [
            {
                "address": "https://www.facebook.example/groups/milnthorpe-parents/posts/1029384756",
                "account": "J H (Milnthorpe)",
                "seen": "26 April 2026, 19:40",
                "what": "Post naming a teacher",
            },
            {
                "address": "https://www.facebook.example/groups/milnthorpe-parents/posts/2",
                "account": "Village Voice",
                "seen": "27 April 2026",
                "what": "Comment with her street | and car",
            },
        ],
        "earlier_report": "27 April 2026, from the school's account, reference 5566-2.",
        "request": "remove both posts",
        "contact_words": "Mrs Reader, headteacher, office@milnthorpe.example.sch.uk",
    },
    "police-summary": {
        "recipient_salutation": "PC Shah",
        "summary": "A post of 26 April names a teacher.\n\nA second gives her street.",
        "immediate_danger": "The teacher, whose street was given; she is at her sister's tonight.",
        "grounds": ["A threat of violence towards a member of staff.", "More than one occasion."],
        "laws": ["Protection from Harassment Act 1997, section 2", "Online Safety Act 2023, s.181"],
        "incidents": [
            {"when": "26 April 2026, 19:40", "where": "Facebook group", "what": "Named a teacher"},
            {"when": "27 April 2026, 07:10", "where": "Facebook group", "what": "Gave her street"},
        ],
        "people": [
            {"part": "Teacher", "name": "Ms Ní Dhómhnaill", "contact": "Through the school"}
        ],
        "steps_taken": ["28 April: talked with the author.", "29 April: reported to Facebook."],
        "police_reference": "CU-2026-0412",
    },
    "solicitor-cover": {
        "recipient_salutation": "Mr O’Brien",
        "first_published_on": date(2026, 4, 26),
        "first_published_basis": "The post shows this date, and a parent saw it that evening.",
        "limitation_on": date(2027, 4, 25),
        "claimant_words": "the teacher named in the post",
        "harm": "Two families asked to move class and named the post as the reason.",
        "questions": ["Is the post defamatory?", "What should the school keep from now on?"],
        "chronology": [{"when": "26 April 2026", "what": "First post"}],
        "bundle": [{"number": "1", "what": "Screen print of the post"}],
    },
    "complaint-signpost": {
        "concern_words": "homework in Class 4",
        "heard_on": date(2026, 4, 26),
        "complaint_help": "The office can write it down for you.",
        "what_happens": ["We answer within three school days.", "The head looks into it."],
    },
    "closure": {
        "outcome_words": "We saw on 6 May that it has been removed.",
        "recheck_on": date(2026, 5, 20),
    },
    "platform-restriction": {
        "platform_name": "the Milnthorpe parents' forum",
        "restriction": "post or comment there",
        "restriction_from": date(2026, 5, 6),
        "restriction_length": "until the end of the summer term",
        "review_on": date(2026, 6, 22),
        "review_route": "writing to the chair of governors at the school's address",
        "reason": "On 26 April and 27 April you posted remarks about other parents by name.",
        "still_open": "You can read the forum, and letters come home as before.",
    },
    "staff-support": {
        "support_offered": ["Time with the deputy headteacher today.", "The helpline, free."],
        "companion_words": "your union, an association or a colleague",
        "steps_taken": ["We asked on 28 April 2026 for the post to be removed."],
    },
}
OWN |= letter_samples.ALL
NAMES = tuple(OWN)


def values_for(template: Template) -> dict[str, Value]:
    """Return invented values for the fields of a shipped letter, but for what rules itself out."""
    given = COMMON | OWN[template.name]
    shown: dict[str, Value] = {}
    for name, field in template.fields.items():
        if name not in given and not field.required:
            continue
        value = given[name]
        if field.columns and isinstance(value, list):
            rows = [row for row in value if isinstance(row, dict)]
            value = [{column: row[column] for column in field.columns} for row in rows]
        shown[name] = value
    return shown


@pytest.fixture(scope="session")
def shipped() -> Mapping[str, Template]:
    """Every shipped letter by name."""
    return {
        name: parse_template(name, (LETTERS / f"{name}.md").read_text(encoding="utf-8"))
        for name in NAMES
    }


@pytest.fixture(scope="session")
def sample() -> Callable[[Template], dict[str, Value]]:
    """Invented values for a letter."""
    return values_for


@pytest.fixture(scope="session")
def on_paper() -> Callable[[tuple[Block, ...]], Document]:
    """The school's paper around some blocks."""

    def put(blocks: tuple[Block, ...]) -> Document:
        return Document(
            kind=Kind.LETTER,
            title="Letter CW-7F3K/1",
            letterhead=Letterhead(
                school_name="Milnthorpe Primary School",
                address=("School Lane", "Milnthorpe", "LA7 7QF"),
                telephone="015395 00000",
                email="office@milnthorpe.example.sch.uk",
            ),
            recipient=("Ms J. Hart", "4 Mill Lane", "Milnthorpe", "LA7 7QJ"),
            date_words="29 April 2026",
            reference="CW-7F3K/1",
            case_reference="CW-7F3K",
            check_code="7Q2M-4KDX-90TB",
            signature=Signature(name="Mrs A. Reader", role="Headteacher"),
            blocks=blocks,
        )

    return put


@pytest.fixture(scope="session")
def at() -> datetime:
    """When the paper was made."""
    return datetime(2026, 4, 29, 9, 30, tzinfo=UTC)
