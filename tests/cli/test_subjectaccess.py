"""Requests for one's own data from the command line: from taking it up to closing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Office

PERSON = "Ms J. Hart"
SEEN = ("--basis", "identity-seen", "--seen", "Her passport.")


@pytest.fixture
def case(office: Office) -> str:
    return office.opens()


@pytest.fixture
def ref(office: Office, case: str) -> str:
    assert case
    return str(office.does("Clerk", "sar", "open", PERSON, *SEEN)["ref"])


def test_from_taking_it_up_to_closing_it(office: Office, case: str, ref: str) -> None:
    (found,) = office.does("Clerk", "sar", "show", ref)["found"]
    office.does("Clerk", "sar", "confirm", ref, case, "--person", "1", "--them")
    asked = office.does("Clerk", "sar", "ask", ref)
    pack = office.book.parent / "pack"
    made = office.does("Head", "sar", "hand-out", ref, "--out", str(pack))
    office.does("Clerk", "sar", "close", ref)
    shown = office.does("Clerk", "sar", "show", ref)

    assert (found["ref"], found["person"], found["decision"]) == (case, 1, None)
    assert asked["missing"] == []
    assert [one["name"] for one in made["files"]] == [f"{case}-history-subject-access.pdf"]
    assert [one.read_bytes()[:4] for one in pack.iterdir()] == [b"%PDF", b"%PDF"]
    assert (pack / made["letter"]).is_file()
    assert (shown["state"], shown["outcome"]) == ("closed", "handed-out")
    assert office.says("Head", "doctor").code == 0


def test_it_is_said_in_words_what_to_do_next(office: Office, case: str, ref: str) -> None:
    shown = office.says("Clerk", "sar", "show", ref).out

    assert "asks for their own data (subject access request, SAR)" in shown
    assert "To be answered by Wed 2 Dec 2026." in shown
    assert f"{case}, person 1: {PERSON}, person who posted – not said yet" in shown
    assert f"casework sar confirm {ref} CASE --person N --them, or --another" in shown
    assert f"casework sar ask {ref}" in shown


def test_nothing_found_is_said_too(office: Office) -> None:
    ref = str(office.does("Clerk", "sar", "open", "Nobody Such", *SEEN)["ref"])
    pack = str(office.book.parent / "pack")
    office.does("Clerk", "sar", "ask", ref)

    assert "Nobody of the name stands" in office.says("Clerk", "sar", "show", ref).out
    told = office.says("Head", "sar", "hand-out", ref, "--out", pack)
    assert "nothing is held; the letter" in told.out


def test_proof_pause_and_two_months_more(office: Office) -> None:
    waited = ("--await", "She wrote from an address we do not know.")
    ref = str(office.does("Clerk", "sar", "open", PERSON, "--asked-by", "Her aunt", *waited)["ref"])
    office.at("2026-11-05T09:00:00+00:00")
    authority = ("--basis", "authority", "--seen", "A letter, signed.", "--on", "2026-11-04")
    office.does("Clerk", "sar", "resume", ref, *authority)
    begun = office.does("Clerk", "sar", "show", ref)["due"]
    office.does("Clerk", "sar", "pause", ref, "--reason", "Which years?")
    stopped = office.does("Clerk", "sar", "list")["requests"][0]
    office.at("2026-11-09T09:00:00+00:00")
    office.does("Clerk", "sar", "resume", ref, "--reason", "All of them.")
    office.does("Clerk", "sar", "extend", ref, "--reason", "Much to read.")
    longer = office.does("Clerk", "sar", "list")["requests"][0]

    assert begun == "2026-12-04"
    assert (stopped["due"], stopped["stopped"]) == (None, True)
    assert (longer["state"], longer["due"]) == ("extended", "2027-02-08")
    assert office.says("Head", "doctor").code == 0


def test_the_list_in_words(office: Office, case: str, ref: str) -> None:
    office.does("Clerk", "sar", "ask", ref)
    clerk, guard = (office.says(who, "sar", "list").out for who in ("Clerk", "Guard"))

    assert case
    assert f"You are asked about {ref}, {PERSON}, by Wed 2 Dec 2026" in guard
    assert ref in clerk
    assert "You are asked" not in clerk


def test_without_any_the_list_says_so(office: Office) -> None:
    assert "No request" in office.says("Clerk", "sar", "list").out


def test_safeguarding_looks_and_answers_apart(office: Office, ref: str) -> None:
    office.does("Clerk", "sar", "ask", ref)
    looked = office.does("Guard", "sar", "answer", ref)
    answered = office.does("Guard", "sar", "answer", ref, "--outcome", "nothing")
    listed = office.does("Guard", "sar", "list", "--all")
    words = office.says("Guard", "sar", "list", "--all").out

    assert looked["found"] == []
    assert (answered["by"], answered["outcome"]) == ("Guard", "nothing")
    assert listed["asked_of_you"] == []
    assert [one["ref"] for one in listed["answered"]] == [ref]
    assert f"{ref}: answered “nothing”, Guard" in words
    assert office.does("Clerk", "sar", "list", "--all")["answered"] == []


def test_what_is_sealed_is_handed_out_apart(office: Office, ref: str) -> None:
    sealed = str(
        office.does("Guard", "case", "open", "staff-allegation", "--person", f"reporter={PERSON}")[
            "ref"
        ]
    )
    office.does("Clerk", "sar", "ask", ref)
    office.does("Guard", "sar", "confirm", ref, sealed, "--person", "1", "--them")
    pack = office.book.parent / "apart"
    handed = ("--outcome", "handed-out", "--out", str(pack), "--format", "txt")
    made = office.does("Guard", "sar", "answer", ref, *handed)

    assert [one["name"] for one in made["files"]] == [f"{sealed}-history-subject-access.txt"]
    assert PERSON in next(pack.iterdir()).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("hand-out", "REF"), "A folder for the files is missing."),
        (("answer", "REF", "--outcome", "handed-out"), "A folder for the files is missing."),
        (("confirm", "REF", "CW-ZZZZ"), "Is it them, or another person?"),
        (("confirm", "REF", "CW-ZZZZ", "--them"), "There is no case with that reference."),
        (("show", "CW-ZZZZ"), "There is no request with that reference."),
        (("open", "Ms J. Hart"), "How it is known that whoever asks may have the data"),
    ],
)
def test_what_is_missing_is_said(
    office: Office, ref: str, words: tuple[str, ...], message: str
) -> None:
    _code, error = office.fails("Head", "sar", *(ref if w == "REF" else w for w in words))

    assert message in error["message"]


def test_a_folder_that_is_there_is_left_alone(office: Office, case: str, ref: str) -> None:
    office.does("Clerk", "sar", "confirm", ref, case, "--person", "1", "--them")
    office.does("Clerk", "sar", "ask", ref)
    there = str(office.book.parent)
    _code, error = office.fails("Head", "sar", "hand-out", ref, "--out", there)

    assert "already there" in error["message"]
    assert office.does("Clerk", "sar", "show", ref)["state"] == "running"
    assert office.does("Head", "export", "list", case) == []


def test_a_step_that_does_nothing_alone_is_shown_with_the_command_that_does(
    office: Office, ref: str
) -> None:
    shown = office.does("Clerk", "case", "show", ref)
    said = office.says("Clerk", "case", "show", ref).out
    code, error = office.fails("Clerk", "case", "do", ref, "ask-apart", "--dry-run")
    commands = {step["trigger"]: step["command"] for step in shown["next"]}

    assert commands["ask-apart"] == f"casework sar ask {ref}"
    assert set(commands.values()) == {commands["ask-apart"], None}
    assert f"[casework sar ask {ref}]" in said
    assert "[ask-apart]" not in said
    assert (code, error["code"]) == (2, "usage")
