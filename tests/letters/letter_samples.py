"""Invented values for the letters that are no part of the first ladder, by letter and field."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casework.letters.fill import Value

CHILD = "Sam"
EDITION = "2026 edition"

#: Letters about a post, and to families.
FAMILIES: dict[str, dict[str, Value]] = {
    "legal-consequences": {
        "possible_steps": [
            "a claim by the person whom it is about, for the harm to their good name.",
            "a report to the police by that person, where words amount to harassment.",
        ],
    },
    "meeting-invitation": {
        "meeting_on": date(2026, 5, 6),
        "meeting_at": "3.45 pm",
        "meeting_place": "the headteacher’s office, through the main door",
        "meeting_with": "me and Mr Patel, the deputy headteacher",
        "earlier_contact": "We talked about this on 28 April 2026.",
        "joined_by": "Mrs Shah, the chair of governors",
        "companion_words": "a friend or relative",
        "request": "add nothing to the post",
    },
    "further-meeting": {
        "earlier_meeting": "We met on Wednesday 6 May 2026 to talk about it.",
        "open_matters": ["The post is still there.", "Two of your questions are not answered yet."],
        "further_meeting_on": date(2026, 5, 20),
        "further_meeting_at": "half past four",
        "further_meeting_place": "the meeting room beside the hall",
        "governor_words": "Mrs Shah, the chair of governors",
        "meeting_with": "Mrs Reader, the headteacher",
        "companion_words": "a friend or relative",
        "request": "add nothing to the post",
    },
    "under-age-warning": {
        "child_words": CHILD,
        "age_words": "The site itself asks for an age of at least 13.",
        "known_since": date(2026, 4, 27),
        "request": "see to it that the use of the site stops",
        "help_words": ["Childline is free on 0800 1111, day and night."],
    },
    "further-referral": {
        "child_words": CHILD,
        "told_again_on": date(2026, 6, 8),
        "warned_on": date(2026, 4, 30),
        "in_school_steps": "We have talked with everybody.\n\nThey sit apart in class.",
        "help_words": ["The site’s own help pages show how to report an account."],
    },
    "family-invitation": {
        "child_words": CHILD,
        "known_since": date(2026, 4, 27),
        "matter_words": "It is about messages in a group that pupils of Year 5 belong to.",
        "family_meeting_on": date(2026, 5, 6),
        "family_meeting_at": "3.45 pm",
        "family_meeting_place": "the headteacher’s office, through the main door",
        "meeting_with": "me and Mr Patel, the deputy headteacher",
        "companion_words": "a friend or relative",
        "request": "keep the messages as they are",
        "help_words": ["Childline is free on 0800 1111, day and night."],
    },
    "subject-access-answer": {
        "about_words": "Sam Placeholder",
        "asked_on": date(2026, 4, 24),
        "sent": [{"document": "CW-7F3K-history-subject-access.pdf", "check_code": "7F3K-22QX"}],
        "withheld": ["Withheld from every copy is who passed the material on."],
        "added_reasons": ["Withheld is one page, because it is about another child alone."],
        "late_words": "It took longer because you told us more on 4 May.",
        "recipients": ["The police have the summary of 30 April."],
        "kept_words": "We keep it for six years after the matter was closed.",
        "regulator_words": "the Information Commissioner’s Office (ICO), telephone 0303 123 1113",
    },
    "governors-report": {
        "recipient_salutation": "governors",
        "term_words": "Autumn term 2026",
        "five_sentences": ["This sheet is about the autumn term 2026.", "No review is due."],
        "figures": [{"what": "Complaints about the school", "cases": "under 5"}],
        "changed_words": "We have written to all families about messages in class groups.",
        "decisions": ["Whether the policy is read with parents in the spring."],
    },
    "access-notice": {
        "recipient_salutation": "parents and carers",
        "access_words": "No social networking site can be reached on a computer of the school.",
        "devices_words": "Telephones are handed in at the office in the morning.",
        "pupils_age_words": "The policy sees no such site as meant for a pupil under 13.",
        "outside_words": "We look into what is brought to us and protect the child.",
        "help_words": ["Childline is free on 0800 1111, day and night."],
        "acknowledge_by": "by Friday 8 May 2026",
        "acknowledge_how": "on the slip that comes with this letter",
    },
    "staff-page-attempt": {
        "child_words": CHILD,
        "attempt_on": date(2026, 4, 24),
        "not_accepted_on": date(2026, 4, 27),
        "request": "talk with Sam about whom to ask for such a link",
    },
    "device-restriction": {
        "child_words": CHILD,
        "device": "telephones",
        "happened_on": date(2026, 4, 27),
        "reason": "Sam kept a telephone in a bag instead of leaving it with the office.",
        "restriction": "Sam may not have a telephone in school.",
        "restriction_from": date(2026, 4, 28),
        "restriction_length": "until the headteacher lifts it",
        "review_on": date(2026, 6, 1),
        "review_route": "writing to the office",
        "device_kept": "The telephone is with the office, where you can fetch it.",
        "request": "leave the telephone at home",
    },
}

#: Letters to staff and to bodies.
OTHERS: dict[str, dict[str, Value]] = {
    "new-school": {
        "recipient_salutation": "Mr Okafor",
        "former_pupil": "Robin Specimen, Year 7",
        "left_words": "in July 2025",
        "matter_words": "Messages from Robin’s account taunt a younger pupil of ours.",
        "happened_words": "since 12 April 2026",
        "request": "talk with Robin and the family, and tell us that you have",
        "told_words": "The family of our own pupil knows that we are writing to you.",
    },
    "permission-reply": {
        "asked_words": "a class blog for Year 5",
        "asked_on": date(2026, 4, 20),
        "reply": "agreed",
        "decided_on": date(2026, 4, 28),
        "conditions": ["No picture of a child goes on it.", "Mr Patel reads it each week."],
        "reason": "It helps the class to write for readers.",
        "holds_words": "This holds until the end of the school year.",
    },
    "provider-notice": {
        "recipient_salutation": "Support Team",
        "incident_on": date(2026, 4, 27),
        "incident_at": "about 10.20 am",
        "material": [
            {
                "address": "https://games.example/free?x=1",
                "what": "Violent game",
                "category": "Games",
            },
        ],
        "reached_by": "a search on a class tablet",
        "request": "block the address and look at the rule that let it through",
        "reference": "INC-5566",
        "contact_words": "the computing lead, ict@milnthorpe.example.sch.uk",
    },
    "it-evidence-request": {
        "recipient_salutation": "Service Desk",
        "purpose_words": "Somebody signed in to the school’s page and changed what stands there.",
        "from_words": "26 April 2026, 18:00",
        "to_words": "27 April 2026, 08:00",
        "records": [
            {"system": "School website", "what": "Sign-ins and changes to the page “News”"},
            {"system": "Firewall", "what": "Connections to that page’s editor"},
        ],
        "left_out": ["Messages of staff are not asked for."],
        "return_route": "the encrypted transfer that we agreed",
        "return_to": "Mrs Reader, the headteacher",
        "contact_words": "Mrs Reader, headteacher, 015395 00000",
    },
    "evidence-preservation": {
        "recipient_salutation": "Ms Ní Dhómhnaill",
        "told_on": date(2026, 4, 27),
        "request": "keep it as it is, and show it to us",
        "return_to": "Mr Patel, the deputy headteacher",
        "support_offered": ["Your union or a colleague may be with you whenever we talk."],
        "limit_words": "by the end of the school day",
    },
}

#: Papers of an allegation against an adult.
ALLEGATION: dict[str, dict[str, Value]] = {
    "lado-referral": {
        "recipient_salutation": "Sir or Madam",
        "known_on": date(2026, 4, 27),
        "disclosed_by": "parent",
        "adult_words": "N. Other, teacher of Year 5",
        "adult_kind": "Teacher",
        "children": "A pupil of Year 5, aged 9.\n\nNobody else, as far as is known.",
        "allegation_words": "“He took hold of her arm and would not let go.”\n\n“She was crying.”",
        "allegation_when_and_where": "On 24 April 2026 in the hall; two adults may have seen it.",
        "threshold_words": [
            "The adult may have harmed a child, or may have behaved in a way that did."
        ],
        "earlier_words": "The school knows of no earlier allegation or concern of the same kind.",
        "present_contact": "Teaches the class each day.",
        "danger_words": "The child was kept at home; 999 was not needed.",
        "steps_taken": ["The account was written down, signed and countersigned on 27 April 2026."],
        "number_words": "015395 00001",
        "edition": EDITION,
    },
    "disclosure-script": {
        "disclosed_by": "parent",
        "known_on": date(2026, 4, 27),
        "name_kept": "hidden",
        "next_words": ["We ring you on Wednesday, also if there is nothing new."],
    },
    "suspension": {
        "suspended_on": date(2026, 4, 30),
        "told_on": date(2026, 4, 30),
        "ground_words": "A child might be at risk while this is looked into.",
        "reason": "Something was alleged that would put children at risk if it were so.",
        "weighed_words": "Work away from the class did not do, as the school has no such post.",
        "pay_words": "You are paid in full, as if you were at work.",
        "conditions": ["Please do not get in touch with pupils or their families."],
        "named_contact": "Mr Patel",
        "named_contact_reach": "He is on 015395 00002 from 8 until 5.",
        "support_words": ["Occupational health can be reached through the office."],
        "review_words": "It is looked at again on 28 May 2026.",
        "school_kind": "maintained",
        "grievance_route": "the staff grievance procedure",
        "edition": EDITION,
    },
    "allegation-outcome": {
        "allegation_outcome": "unsubstantiated",
        "outcome_on": date(2026, 6, 12),
        "summary_words": "It was looked into together with the agencies.",
        "next_words": ["You return to your class on 15 June 2026."],
        "return_supported": "Mr Patel sits with you for the first week.",
        "named_contact": "Mr Patel",
        "grievance_route": "the staff grievance procedure",
        "edition": EDITION,
    },
}

ALL: dict[str, dict[str, Value]] = FAMILIES | OTHERS | ALLEGATION
