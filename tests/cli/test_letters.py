"""On the command line a letter goes to the person whose number is given, and says who that is."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.test_scenario import first_talk, warn

if TYPE_CHECKING:
    from tests.cli.conftest import Office

GIVEN = (
    *("--letter", "conversation_on=2026-11-02", "--letter", "post_description=a post"),
    *("--letter", "request=take it down", "--letter", "complaint_route=our procedure"),
    *("--letter", "post_platform=Facebook"),
)


def _two(office: Office) -> str:
    return office.opens("Clerk", "--person", "author=Mr B. Other", "--person", "witness=Ms W.")


def _preview(office: Office, ref: str, *more: str) -> dict[str, object]:
    words = ("letter", "preview", ref, "first-conversation", *GIVEN, *more)
    return dict(office.does("Clerk", *words))


def test_people_of_one_role_are_shown_with_their_numbers(office: Office) -> None:
    ref = _two(office)
    shown = office.says("Clerk", "case", "show", ref).out
    people = [
        line.strip()
        for line in shown.splitlines()
        if line.startswith(("  person who posted", "  wit"))
    ]

    assert people == [
        "person who posted 1: Ms J. Hart",
        "person who posted 2: Mr B. Other",
        "witness: Ms W.",
    ]


def test_a_letter_asks_to_which_of_them_it_goes(office: Office) -> None:
    asked = _preview(office, _two(office))

    assert asked["missing"] == [
        "Still needed (to): which person of the case it goes to, number 1 or 2."
    ]


def test_it_goes_to_the_one_whose_number_is_given(office: Office) -> None:
    text = str(_preview(office, _two(office), "--letter", "to=2")["text"])

    assert ("Dear Mr Other" in text, "Hart" in text) == (True, False)


def test_a_number_nobody_has_is_refused_and_says_where_they_stand(office: Office) -> None:
    words = ("letter", "preview", _two(office), "first-conversation", "--letter", "to=3")
    code, error = office.fails("Clerk", *words)

    assert (code, error["message"]) == (2, "This letter goes to nobody of that number in the case.")
    assert error["advice"].startswith("casework case show numbers them")


def test_every_letter_of_a_case_is_written_into_a_new_folder(
    office: Office, tmp_path: Path
) -> None:
    ref, _ = _waits(office)
    kept = office.does("Clerk", "letter", "list", ref)
    told = office.does("Clerk", "letter", "preview", ref, "all", "--out", str(tmp_path / "read"))

    assert told["written"] == [str(tmp_path / f"read/letter-{one['number']}.pdf") for one in kept]
    assert kept
    assert all(Path(name).read_bytes().startswith(b"%PDF") for name in told["written"])


def test_all_letters_want_a_folder_and_letters(office: Office, tmp_path: Path) -> None:
    ref, folder = _two(office), tmp_path / "read"
    no_folder = office.fails("Clerk", "letter", "preview", ref, "all")
    no_letter = office.fails("Clerk", "letter", "preview", ref, "all", "--out", str(folder))

    assert (no_folder[0], no_letter[0], folder.exists()) == (2, 5, False)


# --- from a draft to paper ------------------------------------------------------------------------

#: Lays the page where a test can see it; in no setting may a semicolon stand in a word.
COPIER = "__import__('shutil').copy(__import__('sys').argv[-1], __import__('sys').argv[1])"


class Typist(io.StringIO):
    """Somebody at the keyboard."""

    def isatty(self) -> bool:
        return True


def _waits(office: Office) -> tuple[str, str]:
    """Return a case whose warning waits for the headteacher, and the request."""
    office.does("Head", "settings", "set", "complaints_route", "the complaints page of our website")
    ref = office.opens()
    first_talk(office, ref)
    return ref, warn(office, ref)


def _issued(office: Office) -> str:
    ref, request = _waits(office)
    office.does("Head", "approval", "grant", request)
    office.does("Clerk", "letter", "issue", ref, "warning")
    return ref


def _printer(office: Office, page: Path) -> None:
    command = ";".join((sys.executable, "-c", COPIER, str(page)))
    office.does("Head", "settings", "set", "print_command", command)


def test_a_paragraph_is_added_and_shown_apart_to_whoever_approves(
    office: Office, tmp_path: Path
) -> None:
    ref, _request = _waits(office)
    words = tmp_path / "words.txt"
    words.write_text("From the file.\n", encoding="utf-8")
    office.does(
        "Clerk", "letter", "revise", ref, "1", "--add", "At the gate.", "--add-file", str(words)
    )
    [row] = office.does("Head", "approval", "list")
    result = office.does("Head", "approval", "show", row["id"])
    lines = office.says("Head", "approval", "show", row["id"]).out.splitlines()
    noted = office.says("Head", "approval", "list").err

    assert row["letter_changed"]
    assert result["letter_now"]["own"] == ["At the gate.", "From the file."]
    assert lines[lines.index("Added to the usual words of this letter:") + 1] == "  At the gate."
    assert any("[in: At the gate. From the file.]" in line for line in lines)
    assert f"  {row['id']}" in noted.splitlines()


def test_a_request_without_a_letter_of_changed_words_is_shown_plainly(office: Office) -> None:
    _ref, request = _waits(office)
    told = office.says("Head", "approval", "show", request).out

    assert "Added to the usual words" not in told
    assert "Dear Ms Hart," in told


def test_whoever_decides_is_shown_who_stands_in_the_case_twice(office: Office) -> None:
    ref, request = _waits(office)
    for role, about in (("complainant", "governor"), ("witness", "parent")):
        office.does("Clerk", "case", "person", ref, f"{role}=Mr Q. Twohats", "--about", about)
    told = office.says("Head", "approval", "show", request).out

    assert "Mr Q. Twohats is " in told
    assert "both governor and parent" in told


def test_writing_anew_wants_something_new(office: Office) -> None:
    ref, _request = _waits(office)
    code, error = office.fails("Clerk", "letter", "revise", ref, "1", "--add", "  ")

    assert (code, error["message"]) == (2, "Nothing was given to write anew.")


@pytest.mark.parametrize("form", ["txt", "docx"])
def test_a_letters_words_are_saved(office: Office, tmp_path: Path, form: str) -> None:
    ref = _issued(office)
    out = tmp_path / f"words.{form}"
    result = office.does(
        "Clerk", "letter", "save", ref, "warning", "--format", form, "--out", str(out)
    )

    assert result == {"out": str(out), "format": form, "bytes": out.stat().st_size}
    assert out.read_bytes().startswith({"txt": b"PRACTICE", "docx": b"PK"}[form])


def test_a_letter_is_saved_in_no_other_form_and_over_no_file(
    office: Office, tmp_path: Path
) -> None:
    ref, _request = _waits(office)
    there = tmp_path / "there.txt"
    there.write_text("mine", encoding="utf-8")
    form, _error = office.fails(
        "Clerk", "letter", "save", ref, "1", "--format", "pdf", "--out", "x"
    )
    over, _error = office.fails("Clerk", "letter", "save", ref, "1", "--out", str(there))

    assert (form, over, there.read_text("utf-8")) == (2, 2, "mine")


def test_where_nobody_can_be_asked_nothing_is_printed(office: Office) -> None:
    ref = _issued(office)
    code, error = office.fails("Clerk", "letter", "print", ref, "1")

    assert (code, "--out FILE" in error["advice"]) == (2, True)


def test_one_way_at_a_time(office: Office, tmp_path: Path) -> None:
    out = str(tmp_path / "x.pdf")
    code, error = office.fails("Clerk", "letter", "print", "CW-0000", "1", "--out", out, "--open")

    assert (code, error["message"]) == (2, "Both --out and --open were given.")


@pytest.mark.parametrize(
    ("typed", "state", "told"),
    [
        ("yes\n", "printed", "printed"),
        ("what?\nNO\n", "issued", "Nothing is recorded as printed."),
        ("u\n", "printed", "the next page says that it is a copy"),
    ],
)
def test_whoever_prints_is_asked_whether_the_paper_came_out(
    office: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    state: str,
    told: str,
) -> None:
    ref = _issued(office)
    _printer(office, tmp_path / "page.pdf")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdin", Typist(typed))
        said = office.says("Clerk", "letter", "print", ref, "1")
    [letter] = office.does("Clerk", "letter", "list", ref)

    assert (said.code, letter["state"]) == (0, state)
    assert told in said.out
    assert "Did the paper come out" in said.err
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
