"""What particular letters say and never say: neutral, by source, with guidance told from policy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from casework.letters.fill import fill, missing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casework.letters.fill import Value
    from casework.letters.template import Template

    Sample = Callable[[Template], dict[str, Value]]
    Said = Callable[..., str]

FIVE = {
    "substantiated": "enough evidence to prove",
    "malicious": "set out to deceive",
    "false": "enough evidence to disprove the allegation.",
    "unsubstantiated": "neither guilt nor innocence",
    "unfounded": "no evidence, or no proper basis",
}
ELSE = {
    "no_further_action": "no further action is taken",
    "low_level": "a low-level concern",
    "passed_on": "passed on",
}
ALLEGATION = ("allegation-outcome", "disclosure-script", "lado-referral", "suspension")
PARENTS = (
    *("device-restriction", "family-invitation", "further-referral", "staff-page-attempt"),
    "under-age-warning",
)


@pytest.fixture(scope="session")
def said(shipped: Mapping[str, Template], sample: Sample) -> Said:
    """The words of a letter with some values changed, or left out where None; lines run on."""

    def filled(name: str, **changed: Value | None) -> str:
        values = sample(shipped[name]) | changed
        kept = {field: value for field, value in values.items() if value is not None}
        return " ".join(fill(shipped[name], kept).replace("\n> ", "\n").split())

    return filled


# --- how an allegation ended ----------------------------------------------------------------------


@pytest.mark.parametrize("outcome", FIVE)
def test_an_outcome_is_one_of_five_names_with_its_meaning_alone(said: Said, outcome: str) -> None:
    words = said("allegation-outcome", allegation_outcome=outcome)
    named = re.findall(r"\*\*The outcome is: (\w+)\.\*\*", words)
    meant = [name for name, meaning in FIVE.items() if meaning in words]

    assert (named, meant) == ([outcome], [outcome])


@pytest.mark.parametrize("outcome", ELSE)
def test_another_end_claims_none_of_the_five(said: Said, outcome: str) -> None:
    words = said("allegation-outcome", allegation_outcome=outcome)

    assert "None of the five was found here" in words
    assert [name for name, meaning in ELSE.items() if f"**{meaning}" in words] == [outcome]
    assert [name for name, meaning in FIVE.items() if meaning in words] == []


def test_there_is_no_sixth_outcome(shipped: Mapping[str, Template], sample: Sample) -> None:
    template = shipped["allegation-outcome"]
    values = sample(template) | {"allegation_outcome": "guilty"}

    (words,) = missing(template, values)

    assert words.startswith("This does not fit (allegation_outcome, substantiated, malicious, ")
    assert words.endswith(" low-level or passed-on): Which of the outcomes it is.")


@pytest.mark.parametrize("outcome", FIVE)
def test_what_stays_on_file_goes_by_the_outcome(said: Said, outcome: str) -> None:
    words = said("allegation-outcome", allegation_outcome=outcome)
    off = "Nothing of it stays on your personnel file" in words
    referred = "A reference may mention it, by its facts" in words
    silent = "No reference given by the school mentions it." in words

    assert off == (outcome in {"malicious", "false"})
    assert (referred, silent) == (outcome == "substantiated", outcome != "substantiated")


# --- suspension -----------------------------------------------------------------------------------


def test_a_suspension_is_neutral_and_presumes_nothing(said: Said) -> None:
    words = said("suspension").lower()

    assert "**a suspension is neutral.** it is not a punishment" in words
    assert "your contact is mr patel" in words
    assert re.findall(r"guilt|offence|misconduct|dismiss|you did|your actions", words) == []


@pytest.mark.parametrize(
    ("kind", "ends"),
    [
        ("maintained", "Only the governing body can end it"),
        ("trust", "The trust ends it under its own rules"),
        (None, "lasts no longer than it needs to."),
    ],
)
def test_who_ends_a_suspension_goes_by_the_kind_of_school(
    said: Said, kind: str | None, ends: str
) -> None:
    words = said("suspension", school_kind=kind, review_words=None)
    every = ("Only the governing body can end it", "The trust ends it under its own rules")

    assert ends in words
    assert [one for one in every if one in words] == [one for one in every if one == ends]


def test_a_suspension_without_pay_words_or_a_contact_is_not_written(
    shipped: Mapping[str, Template], sample: Sample
) -> None:
    template = shipped["suspension"]
    values = sample(template)
    del values["pay_words"], values["named_contact"]

    assert [words.split(":")[0] for words in missing(template, values)] == [
        "Still needed (pay_words)",
        "Still needed (named_contact)",
    ]


# --- whoever told us, and the referral ------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "own"),
    [
        ("parent", "natural to be worried, or angry"),
        ("staff", "Nobody may treat you worse"),
        ("child", "We cannot keep it a secret"),
        ("other", "Thank you for telling us on"),
    ],
)
def test_each_source_has_words_of_its_own(said: Said, source: str, own: str) -> None:
    every = ("natural to be worried", "Nobody may treat you worse", "We cannot keep it a secret")
    words = said("disclosure-script", disclosed_by=source)

    assert own in words
    assert [one for one in every if one in words] == [one for one in every if own.startswith(one)]
    assert ("section 141F" in words) == (source != "child")
    assert ("ask your child" in words) == (source == "parent")


def test_nobody_who_tells_us_learns_more_about_the_adult(said: Said) -> None:
    words = said("disclosure-script", disclosed_by="parent")

    assert "we cannot tell you more about the adult" in words
    assert "guilty" not in words


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ("hidden", "We keep your name back as far as we can."),
        ("may_be_named", "You have agreed that your name may be given."),
    ],
)
def test_what_happens_to_their_name_is_said(said: Said, kept: str, told: str) -> None:
    assert told in said("disclosure-script", name_kept=kept)


def test_the_words_for_the_call_stand_there_until_it_was_made(said: Said) -> None:
    from datetime import date

    called = date(2026, 4, 28)
    before = said("lado-referral")
    after = said("lado-referral", lado_told_on=called, lado_told_by="the head", number_words=None)

    assert ("## For the call" in before, "This follows the call" in before) == (True, False)
    assert "## For the call" not in after
    assert "This follows the call of Tuesday 28 April 2026, made by the head." in after


def test_a_referral_finds_nothing_proved(said: Said) -> None:
    assert "the school has found nothing proved or disproved" in said("lado-referral")


@pytest.mark.parametrize("name", ALLEGATION)
def test_guidance_is_never_printed_under_the_name_of_a_policy(
    said: Said, shipped: Mapping[str, Template], sample: Sample, name: str
) -> None:
    title = str(sample(shipped[name])["policy_title"])
    with_it, without = said(name), said(name, policy_place=None)

    assert (title in with_it, "not in that policy" in with_it) == (True, True)
    assert (title in without, "not in the school’s policy" in without) == (False, True)


# --- families -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PARENTS)
def test_a_letter_to_a_family_has_no_place_for_another(
    shipped: Mapping[str, Template], name: str
) -> None:
    places = [field for field in shipped[name].fields if field.endswith(("_name", "_names"))]
    children = [field for field in shipped[name].fields if field.startswith("child")]

    assert (places, children) == ([], ["child_words"])


def test_every_family_gets_the_same_words_whatever_their_child_did(said: Said) -> None:
    words = said("under-age-warning")

    assert "whatever part the child had" in words
    assert re.findall(r"bully|hurt your|aggressor|your child (?:was|did)", words) == []


def test_every_family_is_invited_in_the_same_words(said: Said) -> None:
    words = said("family-invitation")

    assert "this letter blames no child" in words
    assert "We speak with each family by itself" in words
    assert re.findall(r"bully|hurt your|aggressor|your child (?:was|did)|other famil", words) == []


def test_a_family_is_asked_to_keep_messages_unless_something_else_is_asked(said: Said) -> None:
    usual = "keep any messages or pictures as they are, and do not answer them"

    assert usual in said("family-invitation", request=None)
    assert usual not in said("family-invitation")


def test_the_yearly_notice_speaks_of_no_family(said: Said) -> None:
    words = said("access-notice")

    assert words.startswith("Dear parents and carers,")
    assert "nothing that any family or child did lies behind it" in words
    assert "on the slip that comes with this letter, **by Friday 8 May 2026**" in words


# --- support for staff ----------------------------------------------------------------------------


def test_support_is_offered_under_the_policy_only_where_it_asks_for_it(
    said: Said, shipped: Mapping[str, Template], sample: Sample
) -> None:
    title = str(sample(shipped["staff-support"])["policy_title"])
    asked, own = said("staff-support"), said("staff-support", policy_place=None)

    assert (f"under the *{title}*" in asked, "the school’s own; it is not" in asked) == (
        True,
        False,
    )
    assert (title in own, "it is not in the school’s policy" in own) == (False, True)


def test_leaving_the_site_to_families_leaves_no_child_alone(said: Said) -> None:
    words = said("further-referral")

    assert "Please tell us at once all the same" in words
    assert words.index("What we do in school") < words.index("What we leave to families")


def test_what_the_law_may_mean_is_put_as_possible(said: Said) -> None:
    words = said("legal-consequences")

    assert "these may include" in words
    assert "This letter decides none of this" in words
    assert re.findall(r"\bwill (?:take|sue|call|tell|report)|\bwe shall\b", words) == []


def test_without_a_list_the_law_is_still_put_as_possible(said: Said) -> None:
    words = said("legal-consequences", possible_steps=None)

    assert "may have a claim" in words


def test_the_chair_comes_to_the_further_meeting_and_hears_no_complaint_after(said: Said) -> None:
    words = said("further-meeting")

    assert "and Mrs Shah, the chair of governors." in words
    assert "does not decide on a complaint about the same matter" in words


# --- staff and bodies -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "begins", "answer"),
    [
        ("agreed", "# Agreed: a class blog", "**We agree to it.**"),
        ("refused", "# Not agreed: a class blog", "**We cannot agree to it.**"),
        ("acknowledged", "# Noted: a class blog", "**We have put what you told us on record.**"),
    ],
)
def test_a_reply_says_which_it_is(said: Said, reply: str, begins: str, answer: str) -> None:
    words = said("permission-reply", reply=reply)

    assert (begins in words, answer in words) == (True, True)


def test_evidence_is_kept_with_time_date_and_place(said: Said) -> None:
    words = said("evidence-preservation")

    assert all(
        part in words for part in ("the date and the time", "where it stands", "the account")
    )
    assert "do not copy it, print it or send it on" in words


def test_the_provider_is_asked_for_no_more_than_is_listed(said: Said) -> None:
    words = said("it-evidence-request")

    assert "We need them for one purpose:" in words
    assert "Please search no further than this" in words


def test_the_new_school_learns_of_no_other_child(
    shipped: Mapping[str, Template], said: Said
) -> None:
    fields = set(shipped["new-school"].fields)

    assert "name no other child" in said("new-school")
    assert {"child_words", "children", "evidence", "posts", "incidents"} & fields == set()


def test_no_letter_has_a_field_named_to(shipped: Mapping[str, Template]) -> None:
    assert [name for name, template in shipped.items() if "to" in template.fields] == []


# --- invitations and endings ----------------------------------------------------------------------


@pytest.mark.parametrize("governor", [None, "Mrs Shah, the chair of governors"])
def test_whoever_meets_a_governor_is_told_that_they_do_not_decide_on_a_complaint(
    said: Said, governor: str | None
) -> None:
    words = said("meeting-invitation", joined_by=governor)

    told = "A governor who takes part in it does not decide on a complaint" in words
    assert (told, "Mrs Shah" in words) == (bool(governor), bool(governor))


def test_an_invitation_after_a_talk_does_not_speak_as_if_there_had_been_none(said: Said) -> None:
    words = said("meeting-invitation", earlier_contact="We talked about it on 28 April 2026.")

    assert ("We talked about it" in words, "how it came about" in words) == (True, False)
    assert "how it came about" in said("meeting-invitation", earlier_contact=None)


def test_a_closing_letter_plans_nothing_further_or_one_more_look_and_never_both(said: Said) -> None:
    looks = ["look once more" in said("closure", **given) for given in ({}, {"recheck_on": None})]
    plans = ["nothing further" in said("closure", **given) for given in ({}, {"recheck_on": None})]

    assert (looks, plans) == ([True, False], [False, True])


def test_a_contact_who_is_a_post_does_not_begin_a_sentence_in_small_letters(said: Said) -> None:
    words = said("allegation-outcome", named_contact="the deputy headteacher")

    assert "Your contact is still the deputy headteacher." in words
