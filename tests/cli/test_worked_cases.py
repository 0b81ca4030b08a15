"""A worked case of each policy, from ``case open`` to its end, on the command line alone.

Each ends closed, its history handed out and verified. The sealed ones run to their end too, and
whoever they are about finds nothing.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from casework import bootstrap
from tests.cli.conftest import NOW, PASSWORDS, ROLES, Office, found
from tests.cli.worked_kit import Worked
from tests.once_kit import made_once

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Told

pytestmark = pytest.mark.timeout(90)  # thirty to sixty command lines each, with a sign-in for each

POLICIES = ("milnthorpe", "community", "braunstone", "moat-farm", "trust", "model")
MORE = {"Vice": "vice-chair", "Technician": "ict-manager", "Teacher": "class-teacher"}
WORDS = {**PASSWORDS, **{name: f"one two three {name.lower()}" for name in MORE}}


def answered(names: str, *so: str) -> dict[str, str]:
    """Return a yes for what is so, and a no for all else that is asked."""
    return {name: "yes" if name in so else "no" for name in names.split()}


@pytest.fixture(scope="session")
def six(_once: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A practice book of a school with every policy and everybody who works under them."""

    def make(home: Path) -> None:
        told = bootstrap.Founding(
            policies=POLICIES,
            school="Practice Primary",
            admin="Head",
            password=WORDS["Head"],
            roles=("headteacher",),
            practice=True,
        )
        route = ("complaints-route", "the complaints page of our website")
        found(home, told, ROLES | MORE, WORDS, route)

    home = made_once(tmp_path_factory, "cli-six", make)
    return home / "book", home / "state"


@pytest.fixture
def work(
    _once: None,
    six: tuple[Path, Path],
    tmp_path: Path,
    run: Callable[..., Told],
    monkeypatch: pytest.MonkeyPatch,
) -> Worked:
    """A case to come, in a copy of the book for one test."""
    book, state, papers = tmp_path / "book", tmp_path / "state", tmp_path / "papers"
    shutil.copytree(six[0], book)
    shutil.copytree(six[1], state)
    papers.mkdir()
    monkeypatch.setenv("CASEWORK_STATE", str(state))
    monkeypatch.setenv(bootstrap.CLOCK, NOW.isoformat())
    passwords = {name: tmp_path / f"{name}.txt" for name in WORDS}
    for name, file in passwords.items():
        file.write_text(f"{WORDS[name]}\n", encoding="utf-8")
    made = Office(book=book, run=run, monkeypatch=monkeypatch, passwords=passwords)
    return Worked(office=made, papers=papers)


def ends_closed(work: Worked, who: str = "Head") -> None:
    """Assert that the case is closed, and that its history, handed out, is verified."""
    closed = work.office.does(who, "case", "show", work.ref)
    _words, verified = work.history(who)

    assert closed["tracks"]["case"] == "closed"
    assert (verified["verified"], verified["ref"]) == (True, work.ref)
    assert verified["entries"] == len(closed["events"])


# --- each policy ----------------------------------------------------------------------------------


def test_milnthorpe_a_post_that_came_down_after_the_talk(work: Worked) -> None:
    where = {"platform": "facebook", "location": "public", "author-type": "parent"}
    where |= {"first-published": "2026-11-01"}
    person = ("author=Ms J. Hart",)
    work.opened("Clerk", "milnthorpe", person, ("naming-or-discussing-a-child:pupil",), where)
    work.take("Clerk", "acknowledgement.no-answer-needed")
    triage = answered(
        "inappropriate possibly-unlawful crime-possible undeserved touches-safeguarding "
        "touches-families touches-confidentiality touches-relationships names-individual "
        "serious-allegation adult-conduct child-at-risk staff-affected",
        "inappropriate",
    )
    work.take("Deputy", "case.triage", triage)
    harm = "complaint-open harm-reputation harm-other harm-learning child-under-age"
    work.take("Deputy", "case.take-up", answered(harm))
    asked = {"removal-asked-on": "2026-11-02", "raised-with-us-first": "no"}
    work.take("Deputy", "conversation.hold", asked)
    gone = {"removed-on": "2026-11-02", "removal-seen-by": "Clerk"}
    work.take("Clerk", "removal.found-gone", gone)
    work.office.at("2026-11-17T09:00:00+00:00")
    work.take("Clerk", "removal.still-gone")
    work.take("Clerk", "case.start-closing", {"outcome": "removed-verified"})
    work.take("Clerk", "case.close")
    work.grant("Head")
    ends_closed(work)


def test_community_a_mother_explains_herself_and_takes_the_post_down(work: Worked) -> None:
    told = {"location": "public", "told-by": "the-member-of-staff"}
    persons = ("author=Ms J. Hart", "target=Mrs T. Mock")
    work.opened("Clerk", "community", persons, ("negative-or-offensive:staff",), told)
    work.steps("Clerk", "head-told.tell-head", "acknowledgement.acknowledge")
    asked = "abuses-staff crime-possible adult-conduct child-at-risk staff-affected"
    triage = {"author-type": "parent", "finding": "inappropriate"}
    work.take("Deputy", "case.triage", triage | answered(asked, "staff-affected"))
    where = {"platform": "facebook", "first-published": "2026-10-31"}
    work.take("Deputy", "case.take-up", where)
    work.take("Deputy", "staff-support.offer-support", {"support-colleague": "yes"})
    work.take("Deputy", "staff-told.reassure")
    work.sheet("Clerk")
    work.take("Clerk", "evidence.evidence-complete", {"posted-what": "One post, on Saturday."})
    meeting = {"meeting-on": "2026-11-04", "meeting-at": "3.45 pm", "meeting-place": "the office"}
    words = {"post_description": "a post about a teacher", "meeting_with": "me"}
    work.take("Clerk", "meeting.invite", meeting, words)
    work.grant("Deputy")
    work.post("Clerk", "meeting-invitation")
    work.office.at("2026-11-04T16:30:00+00:00")
    held = {"meeting-present": "Ms Hart and the deputy", "settled": "yes"}
    held |= {"reason-for-posting": "A lost coat."}
    work.take("Deputy", "meeting.hold-meeting", held)
    work.take("Deputy", "removal.ask-for-removal", {"removal-asked-on": "2026-11-04"})
    told = {"legal-told-on": "2026-11-04", "legal-told-how": "at-the-meeting"}
    work.take("Deputy", "legal-notice.tell-of-consequences", told)
    work.office.at("2026-11-05T09:00:00+00:00")
    gone = {"removed-on": "2026-11-05", "removal-seen-by": "Clerk"}
    work.take("Clerk", "seen-gone.found-gone", gone)
    work.office.at("2026-11-19T09:00:00+00:00")
    work.take("Clerk", "seen-gone.still-gone")
    work.take("Deputy", "staff-told.tell-result")
    work.take("Deputy", "staff-support.support-not-wanted", {"support-steps": "Two talks."})
    work.take("Clerk", "case.start-closing", {"outcome": "removed-verified"})
    work.take("Clerk", "case.close")
    work.grant("Head")
    ends_closed(work)


def test_braunstone_a_breach_of_terms_is_banned_and_reported(work: Worked) -> None:
    persons = ("author=Mr K. Placeholder",)
    work.opened("Clerk", "braunstone", persons, ("platform-terms:parent",), kind="breach-of-terms")
    work.sheet("Clerk")
    found = {"platform": "Facebook", "location": "school-run", "author-type": "parent"}
    found |= {"which-term": "Abuse of other members"}
    found |= answered("only-under-age adult-conduct child-at-risk")
    work.take("Deputy", "case.find-breach", found)
    ban = {
        "platform_name": "the school’s page",
        "restriction": "write comments there",
        "restriction_from": "2026-11-03",
        "restriction_length": "until the end of term",
        "review_route": "writing to the headteacher",
        "reason": "Three comments called other parents names.",
        "still_open": "You get every letter as before.",
    }
    work.take("Clerk", "ban.agree-ban", {"ban-from": "agreed-platform"}, ban)
    work.grant("Head")
    work.post("Clerk", "restriction")
    work.take("Technician", "ban.put-in-place")
    report = {"report_reason": "Bullying", "why_harmful": "It hurts.", "request": "remove it"}
    work.take("Clerk", "report.agree-report", letter=report)
    work.grant("Head")
    form = {"report-form": "bullying", "report-account": "ours", "report-reference": "4711"}
    work.take("Clerk", "report.report-it", form)
    work.take("Clerk", "report.platform-acted")
    work.office.at("2026-11-19T09:00:00+00:00")
    work.take("Clerk", "second-look.still-gone")
    work.take("Head", "ban.lift-ban")
    work.take("Deputy", "case.close", {"terms-outcome": "banned-and-reported"})
    work.grant("Head")
    ends_closed(work)


def test_moat_farm_taunts_under_age_and_a_letter_to_each_family(work: Worked) -> None:
    families = ("family-of=Mrs A. Sample", "family-of=Mr B. Sample")
    persons = ("child-affected=Child A", "author=Child B", *families)
    work.opened("Teacher", "moat-farm", persons, ("cyberbullying:pupil",), kind="cyberbullying")
    scope = {"bullying-by": "pupils", "channel": "social-network", "platform": "tiktok"}
    asked = (
        "former-pupils-among-them pupil-under-13 warned-before improper-contact posing-as-child "
        "adult-conduct child-at-risk crime-possible"
    )
    work.take("Deputy", "case.decide-scope", scope | answered(asked, "pupil-under-13"))
    work.take("Clerk", "acknowledgement.acknowledge")
    every = {"families-contacted-on": "2026-11-02", "every-side-contacted": "yes"}
    work.take("Teacher", "families.contact-families", every)
    work.take("Teacher", "families.families-engage")
    named = {"every-family-named": "yes", "known-since": "2026-11-02"}
    work.take("Clerk", "under-age-warning.approve", named)
    work.grant("Head")
    for number, child in (("3", "Child A"), ("4", "Child B")):
        words = {"to": number, "child_words": child, "request": "close the account"}
        words |= {"age_words": "Its own rules say 13."}
        work.take("Clerk", "under-age-warning.warn-family", letter=words)
        work.grant("Head")
        work.post("Clerk", "under-age-warning")
    work.take("Deputy", "under-age-report.decline")
    work.take("Clerk", "under-age-warning.effective")
    work.take("Deputy", "investigation.conclude", {"investigation-found": "bullying"})
    work.take("Teacher", "protection.end-protection", {"protection-steps": "Kept apart."})
    work.take("Deputy", "case.start-closing", {"bullying-outcome": "stopped"})
    work.take("Clerk", "case.close")
    work.grant("Head")
    ends_closed(work)


def test_trust_a_snapshot_before_a_post_in_the_portal_is_taken_down(work: Worked) -> None:
    told = {"location": "school-managed", "author-type": "parent"}
    category = ("derogatory-on-a-school-platform:staff",)
    work.opened("Clerk", "trust", ("author=Ms J. Hart",), category, told)
    work.take("Clerk", "acknowledgement.no-answer-needed")
    asked = (
        "inappropriate possibly-unlawful crime-possible undeserved touches-safeguarding "
        "touches-school-systems names-individual abuses-individual serious-allegation "
        "adult-conduct child-at-risk staff-affected"
    )
    work.take("Deputy", "case.triage", answered(asked, "inappropriate"))
    breach = {"platform-breach": "terms-of-use"}
    work.take("Technician", "school-platform.decide-platform-action", breach)
    work.grant("Head")
    early = ("case", "do", work.ref, "take-down", "--set", "content-removed-by=ict-manager")
    code, refused = work.office.fails("Technician", *early)
    work.sheet("Technician")
    work.take("Technician", "platform-snapshot.snapshot-taken")
    by = {"content-removed-by": "ict-manager"}
    work.take("Technician", "platform-content.take-down", by)
    kind = {"restriction-kind": "person-restricted"}
    work.take("Technician", "platform-access.restrict", kind)
    how = {"secured-how": "moderation-switched-on"}
    work.take("Technician", "platform-security.secure", how)
    harm = (
        "complaint-open harm-people harm-reputation harm-other harm-learning child-isolated "
        "child-victimised child-left-out child-anxious child-embarrassed"
    )
    where = {"platform": "parent-portal", "first-published": "2026-11-01"}
    work.take("Deputy", "case.take-up", where | answered(harm))
    hold = {"removal-asked-on": "2026-11-02", "raised-with-us-first": "no"}
    work.take("Deputy", "conversation.hold", hold)
    gone = {"removed-on": "2026-11-02", "removal-seen-by": "Clerk"}
    work.take("Clerk", "removal.found-gone", gone)
    kept = {"copies-needed-for": "decision-in-this-case", "copies-seen-by": "Head"}
    work.take("Clerk", "copies.keep-copies", kept | {"copies-kept-as": "parent-misuse"})
    work.take("Head", "platform-access.lift")
    work.office.at("2026-11-17T09:00:00+00:00")
    work.take("Clerk", "removal.still-gone")
    work.take("Clerk", "case.start-closing", {"outcome": "removed-verified"})
    work.take("Clerk", "case.close")
    work.grant("Head")

    assert (code, "before the snapshot" in str(refused)) == (3, True)
    ends_closed(work)


def test_model_a_parent_takes_it_down_and_the_school_looks_once_more(work: Worked) -> None:
    where = {"platform": "facebook", "location": "public", "author-type": "parent"}
    where |= {"first-published": "2026-11-01"}
    persons = ("author=Ms J. Hart", "reporter=Mrs G. Hart")
    work.opened("Clerk", "model", persons, ("negative-or-offensive:staff",), where)
    work.take("Clerk", "acknowledgement.acknowledge")
    asked = (
        "inappropriate possibly-unlawful crime-possible undeserved touches-safeguarding "
        "touches-families touches-confidentiality touches-relationships names-individual "
        "serious-allegation names-accused-teacher adult-conduct child-at-risk staff-affected"
    )
    work.take("Deputy", "case.triage", answered(asked, "inappropriate", "undeserved"))
    work.sheet("Clerk")
    work.take("Clerk", "evidence.capture", {"captured-how": "written-down"})
    harm = "complaint-open harm-reputation harm-other harm-learning child-under-age"
    work.take("Deputy", "case.take-up", answered(harm, "harm-reputation"))
    hold = {"removal-asked-on": "2026-11-02", "raised-with-us-first": "no"}
    work.take("Deputy", "conversation.hold", hold)
    gone = {"removed-on": "2026-11-02", "removal-seen-by": "Clerk"}
    work.take("Clerk", "removal.found-gone", gone)
    work.office.at("2026-11-17T09:00:00+00:00")
    work.take("Clerk", "removal.still-gone", {"looked-again-on": "2026-11-17"})
    work.take("Clerk", "case.start-closing", {"outcome": "removed-verified"})
    work.take("Clerk", "case.close")
    work.grant("Head")
    ends_closed(work)


# --- the sealed case ------------------------------------------------------------------------------

ADULT = "Coach B"
LIMBS = "limb-harmed limb-offence limb-risk limb-unsuitable threshold-unsure"
#: A day that has been, whatever the clock of this machine says.
KNOWN = "2025-09-15"
#: About the headteacher nobody is sent to the school's own office.
CONTACT = {"contact_words": "the chair of governors, 01632 960101"}
SUMMARY = {
    "adult_words": "the adult",
    "children": "One pupil of Class 6; no other child is known to be affected.",
    "threshold_words": "A child may have been harmed.",
    "disclosed_by": "staff",
    **CONTACT,
}


def put_on_record(work: Worked, who: str, disclosed_by: str, adult: str) -> None:
    """Take it up, write down what was said, and note the threshold."""
    taken = {"taken-up-as": "allegation", "known-on": "2026-11-02", "adult-kind": adult}
    taken |= {"came-from": "disclosure", "disclosed-by": disclosed_by}
    work.take(who, "case.take-up", taken)
    if disclosed_by == "staff":
        heard = {"confidence-explained": "yes", "reporter-hidden": "hidden"}
        work.take(who, "disclosure.heard-staff", heard)
    else:
        heard = {"parent-told-what-happens": "yes", "publicity-warned": "not-a-teacher"}
        work.take(who, "disclosure.heard-parent", heard)
    words = {"allegation-words": "He pulled her by the arm.", "record-signed": "signed"}
    words |= {"allegation-when-and-where": "Friday in the hall."}
    work.take(who, "case.record", words)
    work.take(who, "threshold.note-threshold", answered(LIMBS, "limb-harmed"))


def advised(work: Worked, manager: str, by: str, decides: str) -> None:
    """Ring the local authority, send its officer the summary, record the advice."""
    call = {"lado-name": "A. Officer", "lado-told-on": "2026-11-02", "lado-told-by": manager}
    call |= {"earlier-allegations": "no", "present-contact": "Every day."}
    work.take(manager, "referral.refer", call)
    work.take(by, "referral.write-lado-summary", letter=SUMMARY)
    work.grant(decides)
    work.post(by, "lado-referral")
    advice = {"lado-advice": "employer-led", "advice-given-by": "A. Officer"}
    advice |= {"advice-given-on": "2026-11-02", "lado-spoke-to-police": "yes"}
    work.take(manager, "advice.record-advice", advice)
    work.steps(manager, "police-strand.no-police", "social-care.no-social-care")


def told_and_supported(work: Worked, manager: str) -> None:
    """Tell the adult in agreed words, offer support, tell the parents, weigh up a suspension."""
    told = {"words-agreed-with": "lado", "adult-told-on": "2026-11-03", "named-contact": "Deputy"}
    told |= {"union-named": "yes", "who-needs-to-know": "Nobody else."}
    work.take(manager, "informing.inform", told)
    work.take(manager, "support.offer-help")
    parents = {"parents-words-agreed-with": "lado", "publicity-warned": "not-a-teacher"}
    work.take(manager, "parents.tell-parents", parents)
    instead = dict.fromkeys(("assistant", "supervised", "move-child", "elsewhere"), "rejected")
    weighed = {f"instead-{name}": so for name, so in {**instead, "redeploy": "instead"}.items()}
    weighed |= {"lado-view-on-suspension": "against", "lasting-harm-weighed": "yes"}
    weighed |= {"why-rejected": "Other work does as well."}
    work.take(manager, "suspension.weigh-alternatives", weighed)
    work.take(manager, "suspension.do-not-suspend")


def inquired_and_closed(work: Worked, manager: str, by: str, decides: str) -> None:
    """Let the school inquire, find that nothing is proved either way, and finish everything."""
    work.take(manager, "employer.begin-enquiry", {"police-agree": "no-police-part"})
    work.take(manager, "employer.employer-concluded", {"left-how": "still-here"})
    work.take(manager, "outcome.find-unsubstantiated")
    work.take(manager, "case.conclude")
    learned = {"lessons-learned": "Two adults.", "return-supported": "A talk each week."}
    learned |= {"after-a-deception": "neither-malicious-nor-false"}
    work.take(manager, "lessons.draw-lessons", learned)
    work.take(by, "outcome-letter.write-outcome-letter", letter=CONTACT)
    work.grant(decides)
    work.post(by, "allegation-outcome")
    work.steps(manager, "support.end-help", "reviews.end-reviews", "dbs.dbs-not-required")
    work.steps(manager, "tra.do-not-refer-to-tra", "case.close")


def not_there(work: Worked, *users: str) -> bool:
    """Tell whether the case is neither shown to any of the users nor in their lists."""
    shown = [work.office.fails(user, "case", "show", work.ref)[0] for user in users]
    lists = [work.office.does(user, "case", "list", "--all") for user in users]
    return set(shown) == {5} and work.ref not in str(lists)


def test_an_allegation_to_its_end_with_the_head_as_case_manager(work: Worked) -> None:
    persons = ("reporter=Parent A", f"person-of-concern={ADULT}", "child-affected=Child C")
    work.opened("Guard", "model", persons, kind="staff-allegation")
    put_on_record(work, "Guard", "parent", "other-employee")
    code, refused = work.office.fails(
        "Head", "case", "do", work.ref, "begin-enquiry", "--set", "police-agree=no-police-part"
    )
    advised(work, "Head", by="Guard", decides="Head")
    told_and_supported(work, "Head")
    inquired_and_closed(work, "Head", by="Guard", decides="Head")

    assert (code, "is not on record" in str(refused)) == (3, True)
    assert work.tracks("Guard")["outcome"] == "unsubstantiated"
    assert not_there(work, "Clerk", "Deputy", "Chair", "Teacher")
    ends_closed(work)


def test_an_allegation_about_the_head_to_its_end_with_the_chair_as_case_manager(
    work: Worked,
) -> None:
    handed = ("concern", "--about", "Head", "--told-by", "staff", "--words", "What was seen.")
    receipt = work.office.does("Teacher", *handed)
    rows = work.office.does("Chair", "case", "list")
    [work.ref] = [row["ref"] for row in rows]
    put_on_record(work, "Chair", "staff", "headteacher")
    before = not_there(work, "Vice")
    advised(work, "Chair", by="Chair", decides="Vice")  # who writes a letter does not agree it
    told_and_supported(work, "Chair")
    inquired_and_closed(work, "Chair", by="Chair", decides="Vice")

    assert receipt["ring"][0]["who"].startswith("The chair of governors, now")
    assert before
    assert not_there(work, "Head", "Clerk", "Deputy", "Teacher")
    ends_closed(work, "Chair")


@pytest.mark.usefixtures("_once")
def test_the_chairs_own_records_keep_a_concern_about_the_head_to_its_end(
    tmp_path: Path,
    run: Callable[..., Told],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    word = tmp_path / "Chair.txt"
    word.write_text(f"{WORDS['Chair']}\n", encoding="utf-8")
    book = tmp_path / "own"
    told = ("--for", "chair", "--school", "Our School", "--admin", "Chair", "--json")
    made = run("--password-file", str(word), "init", str(book), *told).result
    office = Office(book=book, run=run, monkeypatch=monkeypatch, passwords={"Chair": word})
    work = Worked(office=office, papers=tmp_path)
    persons = ("person-of-concern=Mrs A. Head",)
    work.opened("Chair", "model", persons, kind="staff-allegation")
    taken = {"came-from": "disclosure", "taken-up-as": "low-level", "disclosed-by": "staff"}
    work.take("Chair", "case.take-up", taken | {"known-on": KNOWN, "adult-kind": "headteacher"})
    heard = {"confidence-explained": "yes", "reporter-hidden": "hidden"}
    work.take("Chair", "disclosure.heard-staff", heard)
    words = {"allegation-words": "A sharp word at the gate.", "record-signed": "signed"}
    words |= {"allegation-when-and-where": "Friday, at the gate."}
    work.take("Chair", "case.record", words)
    work.take("Chair", "threshold.note-threshold", answered(LIMBS))
    work.steps("Chair", "referral.do-not-refer", "outcome.end-low-level", "case.conclude")
    noted = {"low-level-what": "A sharp word.", "low-level-raised-by": "A member of staff."}
    work.take("Chair", "low-level.note-low-level", noted)
    work.take("Chair", "low-level.no-pattern", {"earlier-low-level": "no"})
    work.take("Chair", "case.close")

    assert (made["policies"], made["roles"]) == (["model"], ["administrator", "chair"])
    ends_closed(work, "Chair")
