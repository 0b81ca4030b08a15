"""Two stories of the clock, told on the command line alone with real records.

A limit runs out while the computer is off over half-term; whoever starts it next finds the case on
their list, with the right day and the sentence that explains it. Every day below was counted by
hand on a wall calendar.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import judged
from tests.cli.test_worked_cases import answered
from tests.cli.worked_kit import Worked

if TYPE_CHECKING:
    from pathlib import Path

    from casework.clock import SetClock
    from tests.cli.conftest import Office

NEEDED = "Decision needed"
ROUTE = {"complaint_route": "the complaints page of our website"}


def the_row(office: Office, who: str, name: str, *words: str) -> dict[str, Any]:
    """Return the one limit of that name from a person's list of due work."""
    rows = office.does(who, "deadline", "list", *words)
    [row] = [one for one in rows if one["name"] == name]
    return dict(row)


def recorded(office: Office, ref: str) -> list[str]:
    """Return when the clock wrote down, in the case's history, that a limit has gone."""
    events = office.does("Head", "case", "show", ref)["events"]
    return [one["at"] for one in events if one["events"] == ["DeadlinePassed"]]


def all_recorded(office: Office, ref: str) -> bool:
    """Tell whether each limit that is late by now stands in the history as passed."""
    limits = office.does("Head", "case", "show", ref)["deadlines"]
    late = [one["name"] for one in limits if one["standing"] == "passed"]
    return 0 < len(late) == len(recorded(office, ref))


def looks_once(office: Office) -> None:
    told = office.run("--book", str(office.book), "deadline", "check", "--json")

    assert (told.code, told.result["failed"]) == (0, 0)


def runs_until_it_looked(office: Office) -> None:
    """Start the office's little service, and end it politely once it has looked."""
    with subprocess.Popen(
        [sys.executable, "-m", "casework", "--book", str(office.book), "deadline", "run"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    ) as service:
        while not list((office.book.parent / "state").glob("clock-*.json")):  # how it went
            assert service.poll() is None
        service.send_signal(signal.SIGTERM)
        _out, err = service.communicate(timeout=15)

    assert (service.returncode, err.strip()) == (0, "The clock runs. Ctrl-C ends it.")


# --- Milnthorpe: a warning letter -----------------------------------------------------------------


@pytest.fixture
def warned(office: Office, tmp_path: Path) -> Worked:
    """A case whose warning letter went out on Tuesday 18 May 2027; nobody knows yet if it came."""
    office.at("2027-05-18T09:00:00+01:00")
    work = Worked(office=office, papers=tmp_path)
    where = {"platform": "facebook", "location": "public", "author-type": "parent"}
    where |= {"first-published": "2027-05-15"}
    person = ("author=Ms J. Hart",)
    work.opened("Clerk", "milnthorpe", person, ("naming-or-discussing-a-child:pupil",), where)
    work.take("Clerk", "acknowledgement.acknowledge")
    triage = answered(
        "inappropriate possibly-unlawful crime-possible undeserved touches-safeguarding "
        "touches-families touches-confidentiality touches-relationships names-individual "
        "serious-allegation adult-conduct child-at-risk staff-affected",
        "inappropriate",
    )
    work.take("Deputy", "case.triage", triage)
    harm = "complaint-open harm-reputation harm-other harm-learning child-under-age"
    work.take("Deputy", "case.take-up", answered(harm))
    asked = {"removal-asked-on": "2027-05-18", "raised-with-us-first": "no"}
    work.take("Deputy", "conversation.hold", asked)
    work.take("Clerk", "conversation.not-removed", {"refused": "yes", "continued": "yes"})
    work.take("Clerk", "warning.consider")
    words = {**ROUTE, "post_description": "a post about Class 4", "request": "remove it"}
    work.take("Clerk", "warning.approve", letter=words)
    work.grant("Head")
    work.post("Clerk", "warning")
    return work


def received(work: Worked, on: str) -> dict[str, Any]:
    """Mark the warning as received that day; return its time limit."""
    before = the_row(work.office, "Head", "removal", "--all")
    work.office.at(f"{on}T16:00:00+01:00")
    work.office.does("Clerk", "letter", "received", work.ref, "warning", "--how", "signed for")

    assert (before["due"], before["words"]) == (None, "no date yet")
    return the_row(work.office, "Head", "removal")


def test_a_warning_that_runs_out_as_half_term_begins_waits_for_the_head_after_it(
    warned: Worked,
) -> None:
    """Received Fri 21 May: Mon 24, Tue 25, Wed 26, Thu 27, Fri 28 May are the five school days."""
    office = warned.office
    running = received(warned, "2027-05-21")
    looks_once(office)  # the last thing before the computer is switched off
    before = the_row(office, "Head", "removal")["standing"], len(recorded(office, warned.ref))
    office.at("2027-06-07T08:30:00+01:00")  # Monday after half-term, with a bank holiday in it
    looks_once(office)
    late = the_row(office, "Head", "removal", "--mine", "--late")
    page = office.says("Head", "case", "show", warned.ref).out

    why = (
        "5 school days from Fri 21 May: Sat 22 and Sun 23 May are the weekend; "
        "Mon 24 to Fri 28 May count. Due by the end of Fri 28 May 2027."
    )
    assert (running["due"], running["due_at"]) == ("2027-05-28", "2027-05-28T23:00:00+00:00")
    assert (late["due"], late["standing"], late["remark"]) == ("2027-05-28", "passed", NEEDED)
    assert (late["words"], late["yours"]) == ("1 school day late", True)
    assert running["why"] == late["why"] == why
    assert (before, all_recorded(office, warned.ref)) == (("running", 1), True)
    assert set(recorded(office, warned.ref)[1:]) == {"2027-06-07T07:30:00+00:00"}
    title = "Remove the material after the warning"
    assert "  Written warning: Sent, decision needed\n" in page
    assert f"  {title}: 1 school day late ({NEEDED})\n    {why}\n" in page


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_a_warning_that_runs_across_half_term_waits_for_the_head_when_the_service_starts(
    warned: Worked,
) -> None:
    """Received Tue 25 May: Wed 26, Thu 27, Fri 28 May, then Mon 7 and Tue 8 June."""
    office = warned.office
    running = received(warned, "2027-05-25")
    office.at("2027-06-10T08:30:00+01:00")  # the Thursday
    before = recorded(office, warned.ref)
    runs_until_it_looked(office)
    late = the_row(office, "Head", "removal", "--mine", "--late")

    why = (
        "5 school days from Tue 25 May: Wed 26, Thu 27 and Fri 28 May count; "
        "Sat 29 May to Sun 6 Jun is half-term or holiday; Mon 7 and Tue 8 Jun count. "
        "Due by the end of Tue 8 Jun 2027."
    )
    assert (running["due"], before) == ("2027-06-08", [])
    assert all_recorded(office, warned.ref)
    assert (late["due"], late["standing"], late["remark"]) == (
        "2027-06-08",
        "passed",
        f"Reminder: {NEEDED.lower()}",
    )
    assert (late["words"], late["why"], late["yours"]) == ("2 school days late", why, True)


# --- Community: a further meeting with the chair --------------------------------------------------


@pytest.fixture
def met_once(office: Office, tmp_path: Path) -> Worked:
    """A case whose first meeting, on Monday 17 May 2027, settled nothing.

    This school has its half-term a week early, and is back on Tuesday 1 June after the Spring bank
    holiday.
    """
    office.at("2027-05-17T09:00:00+01:00")
    office.does("Head", "policy", "adopt", "community")
    why = ("--reason", "The governors moved half-term.")
    for name, first, last in (
        ("summer one", "12/4/2027", "21/5/2027"),
        ("summer two", "31/5/2027", "20/7/2027"),
    ):
        office.does("Head", "calendar", "term", "set", name, first, last, *why)
    work = Worked(office=office, papers=tmp_path)
    told = {"location": "public", "told-by": "the-member-of-staff"}
    persons = ("author=Ms J. Hart", "target=Mrs T. Mock")
    work.opened("Clerk", "community", persons, ("negative-or-offensive:staff",), told)
    work.steps("Clerk", "head-told.tell-head", "acknowledgement.acknowledge")
    asked = "abuses-staff crime-possible adult-conduct child-at-risk staff-affected"
    triage = {"author-type": "parent", "finding": "inappropriate"}
    work.take("Deputy", "case.triage", triage | answered(asked, "staff-affected"))
    where = {"platform": "facebook", "first-published": "2027-05-15"}
    work.take("Deputy", "case.take-up", where)
    work.take("Deputy", "staff-support.offer-support", {"support-colleague": "yes"})
    work.take("Deputy", "staff-told.reassure")
    work.sheet("Clerk", seen_on="2027-05-16")
    work.take("Clerk", "evidence.evidence-complete", {"posted-what": "One post, on Saturday."})
    meeting = {"meeting-on": "2027-05-17", "meeting-at": "3.45 pm", "meeting-place": "the office"}
    words = {**ROUTE, "post_description": "a post about a teacher", "meeting_with": "me"}
    work.take("Clerk", "meeting.invite", meeting, words)
    work.grant("Deputy")
    work.post("Clerk", "meeting-invitation")
    office.at("2027-05-17T16:30:00+01:00")
    held = {"meeting-present": "Ms Hart and the deputy", "settled": "no"}
    work.take("Deputy", "meeting.hold-meeting", held | {"reason-for-posting": "A lost coat."})
    return work


@pytest.fixture
def machine(office: Office, monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """A computer with counters of its own: its clock is judged, not taken for granted."""
    return judged(office, monkeypatch, datetime(2027, 5, 17, 16, tzinfo=UTC))


def test_a_further_meeting_with_the_chair_not_held_by_its_day_waits_for_the_head(
    met_once: Worked, machine: SetClock
) -> None:
    """Invited Tue 18 May: Wed 19, Thu 20 and Fri 21 May, then Tue 1 to Fri 4 and Mon 7 to Wed 9
    June are the ten school days; Mon 31 May is the Spring bank holiday."""
    office, work = met_once.office, met_once
    office.at("2027-05-18T09:00:00+01:00")
    no = {"chair-in-question": "no"}
    work.take("Head", "further-meeting.call-for-further-meeting", no)
    work.take("Head", "further-meeting.bring-in-chair", no)
    when = {"further-meeting-on": "2027-06-07", "further-meeting-at": "3.45 pm"}
    words = {**ROUTE, "post_description": "a post about a teacher", "governor_words": "the chair"}
    words |= {"meeting_with": "me", "earlier_meeting": "On 17 May nothing was settled."}
    work.take(
        "Head",
        "further-meeting.invite-further",
        when | {"further-meeting-place": "the office", "adult-conduct": "no"},
        words,
    )
    work.grant("Chair")
    running = the_row(office, "Head", "further-meeting-to-hold")
    office.run("--book", str(office.book), "deadline", "run", "--once")
    before = the_row(office, "Head", "further-meeting-to-hold")["standing"]
    machine.restart(timedelta(days=23, hours=15))  # off until Thursday 10 June, over half-term
    office.at("2027-06-10T08:00:00+01:00")
    told = office.run("--book", str(office.book), "deadline", "run", "--once", "--json")
    late = the_row(office, "Head", "further-meeting-to-hold", "--mine", "--late")
    chair = office.does("Chair", "case", "show", work.ref)

    why = (
        "10 school days from Tue 18 May: Wed 19, Thu 20 and Fri 21 May count; "
        "Sat 22 to Sun 30 May is half-term or holiday; Mon 31 May is the Spring bank holiday; "
        "Tue 1 to Fri 4 Jun count; Sat 5 and Sun 6 Jun are the weekend; "
        "Mon 7, Tue 8 and Wed 9 Jun count. Due by the end of Wed 9 Jun 2027."
    )
    assert (told.code, before, all_recorded(office, work.ref)) == (0, "running", True)
    assert running["due"] == "2027-06-09"
    assert (late["due"], late["standing"], late["yours"]) == ("2027-06-09", "passed", True)
    assert (late["words"], late["remark"]) == ("1 school day late", NEEDED)
    assert running["why"] == late["why"] == why
    [seen] = [one for one in chair["deadlines"] if one["name"] == "further-meeting-to-hold"]
    assert (seen["standing"], seen["why"], seen["decide"]) == ("passed", why, "not-resolved")
