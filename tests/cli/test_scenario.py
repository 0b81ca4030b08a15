"""One case from the first word to the verified history, on the command line alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Office

NO = (
    "possibly-unlawful",
    "crime-possible",
    "touches-safeguarding",
    "touches-families",
    "touches-confidentiality",
    "touches-relationships",
    "serious-allegation",
    "adult-conduct",
    "child-at-risk",
    "names-individual",
    "staff-affected",
)


def answers(**facts: str) -> list[str]:
    return [word for name, value in facts.items() for word in ("--set", f"{name}={value}")]


def first_talk(office: Office, ref: str) -> None:
    """From the report to a talk that did not help."""
    office.does(
        "Deputy",
        "case",
        "set",
        ref,
        *("location=public", "platform=facebook", "first_published=2026-11-01"),
        *("author_type=parent", "--category", "negative_or_offensive:staff"),
    )
    no = [word for name in NO for word in ("--set", f"{name}=no")]
    found = answers(inappropriate="yes", undeserved="yes")
    office.does("Deputy", "case", "do", ref, "triage", *no, *found, "--reason", "Read it.")
    harm = answers(harm_reputation="yes", harm_other="no", harm_learning="no")
    office.does(
        "Deputy",
        *("case", "do", ref, "take_up"),
        *(*harm, *answers(complaint_open="no", child_under_age="no")),
    )
    asked = answers(removal_asked_on="2026-11-02", raised_with_us_first="no")
    office.does("Deputy", "case", "do", ref, "hold", *asked, "--said-by", "Ms Hart")
    refused = answers(refused="yes", continued="yes")
    office.does("Clerk", "case", "do", ref, "not-removed", *refused, "--said-by", "Ms Hart")


def warn(office: Office, ref: str) -> str:
    """The warning is considered and drafted; return the request that waits for the head."""
    office.does("Head", "case", "do", ref, "weighed-up", "--reason", "A warning first.")
    office.does("Deputy", "case", "do", ref, "consider", "--track", "warning")
    fields = (
        "--letter",
        "post_description=a post about a teacher",
        "--letter",
        "request=remove it",
    )
    asked = office.does("Deputy", "case", "do", ref, "approve", "--track", "warning", *fields)
    (request,) = asked["approvals"]
    return str(request)


def on_its_way(office: Office, ref: str, pdf: Path) -> None:
    """The approved warning becomes paper and arrives."""
    office.does("Clerk", "letter", "issue", ref, "warning")
    office.does("Clerk", "letter", "print", ref, "warning", "--out", str(pdf))
    office.does("Clerk", "letter", "signed", ref, "1")
    office.does("Clerk", "letter", "sent", ref, "1", "--how", "by hand")
    office.does("Clerk", "letter", "received", ref, "warning", "--how", "handed to Ms Hart")


def test_what_waits_is_listed_by_its_step_and_its_answer_is_told(office: Office) -> None:
    office.does("Head", "settings", "set", "complaints_route", "the complaints page of our website")
    ref = office.opens("Clerk")
    first_talk(office, ref)
    request = warn(office, ref)
    [waiting] = office.does("Head", "approval", "list")
    said = office.says("Head", "approval", "decline", request, "--reason", "Talk first.").out

    assert waiting["title"] == "Written warning: Decide for a written warning"
    assert said.splitlines()[:2] == [f"{ref}: done.", "  The answer is no."]


def test_a_step_that_others_decide_is_shown_as_asking_them(
    office: Office,
) -> None:
    ref = office.opens("Clerk")
    first_talk(office, ref)
    office.does("Head", "case", "do", ref, "weighed-up", "--reason", "A warning first.")
    office.does("Deputy", "case", "do", ref, "consider", "--track", "warning")
    clerk = office.says("Clerk", "case", "show", ref).out
    head = office.says("Head", "case", "show", ref).out

    assert "Decide for " not in clerk + head
    assert "  Ask the headteacher to agree to a written warning.  [approve" in clerk
    assert "  Ask for a decision on a written warning.  [approve" in head


def test_a_case_from_the_first_word_to_the_verified_history(office: Office, tmp_path: Path) -> None:
    office.does("Head", "settings", "set", "complaints_route", "the complaints page of our website")
    ref = office.opens("Clerk")
    first_talk(office, ref)
    office.does("Head", "approval", "grant", warn(office, ref))
    pdf = tmp_path / "warning.pdf"
    on_its_way(office, ref, pdf)
    late = limit_passes(office, ref)
    removed_and_closed(office, ref)
    history = handed_out(office, ref, tmp_path / "history.json")
    verified = office.run("export", "verify", str(history), "--json").result
    closed = office.does("Clerk", "case", "show", ref)

    assert pdf.read_bytes().startswith(b"%PDF")
    assert late["standing"] == "passed"
    assert closed["tracks"]["case"] == "closed"
    assert closed["letters"][0]["state"] == "received"
    assert verified["ref"] == ref
    assert verified["entries"] == len(closed["events"])
    assert "Hart" not in history.read_text(encoding="utf-8")


def limit_passes(office: Office, ref: str) -> dict[str, object]:
    """Five school days go by without an answer, and the clock says so."""
    office.at("2026-11-10T09:00:00+00:00")
    scanned = office.does("Clerk", "deadline", "check")
    late = [row for row in office.does("Clerk", "deadline", "list", "--late") if row["ref"] == ref]

    assert scanned["failed"] == 0
    assert scanned["passed"] == len(late)
    (removal,) = [row for row in late if row["name"] == "removal"]
    return dict(removal)


def removed_and_closed(office: Office, ref: str) -> None:
    """The post has gone, somebody looked, and the case is closed."""
    gone = answers(removed_on="2026-11-10", removal_seen_by="Clerk")
    office.does("Clerk", "case", "do", ref, "found-gone", *gone)
    office.does("Clerk", "case", "do", ref, "no-answer-needed")
    for track in ("platform-report", "police", "legal-advice", "legal-action"):
        at = ("case", "do", ref)
        office.does("Head", *at, "consider", "--track", track)
        office.does("Head", *at, "decline", "--track", track, "--reason", "The warning was enough.")
    office.at("2026-11-24T09:00:00+00:00")
    early = office.fails("Clerk", "case", "do", ref, "still-gone")
    office.does("Clerk", "case", "do", ref, "still-gone", "--reason", "Two weeks later.")
    assert early[0] == 3
    office.does("Clerk", "case", "do", ref, "start_closing", *answers(outcome="removed-verified"))
    asked = office.does("Clerk", "case", "do", ref, "close")
    for request in asked["approvals"]:
        office.does("Head", "approval", "grant", request)


def handed_out(office: Office, ref: str, file: Path) -> Path:
    """The chair's history, as a file."""
    told = ("--for", "chair", "--format", "json", "--out", str(file))
    office.does("Head", "export", "history", ref, *told)
    return file
