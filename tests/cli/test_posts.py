"""Posts change hands, an envelope is opened and a policy's question is answered, from the line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Office


def test_a_user_gets_another_role_and_the_list_says_so(office: Office) -> None:
    told = office.does("Head", "user", "roles", "Clerk", "--role", "senior_leader")
    rows = {row["name"]: row["roles"] for row in office.does("Head", "user", "list")}

    assert (told["roles"], told["waits"]) == (["senior-leader"], [])
    assert rows["Clerk"] == ["senior-leader"]


def test_the_screen_says_who_lets_somebody_in_where_that_is_still_to_come(office: Office) -> None:
    office.does("Head", "user", "add", "Newcomer", "--role", "office")
    told = office.says("Head", "user", "roles", "Newcomer", "--role", "dsl")

    assert told.out.startswith("Newcomer is now: dsl.")
    assert "casework user admit Newcomer" in told.out


def test_nobody_alone_says_who_is_chair(office: Office) -> None:
    words = ("user", "roles", "Clerk", "--role", "chair")
    code, error = office.fails("Head", *words)
    second = ("--second", "Chair", "--second-password-file", str(office.passwords["Chair"]))
    told = office.does("Head", *words, *second)

    assert (code, error["message"]) == (4, "Nobody alone may say who the chair of governors is.")
    assert (told["roles"], told["waits"]) == (["chair"], [])


def test_the_chair_comes_back_by_the_envelope(office: Office, tmp_path: Path) -> None:
    shown = office.says("Chair", "user", "recovery", "renew").err
    (key,) = re.findall(r"^  ([A-Z0-9-]{40,})$", shown, re.MULTILINE)
    envelope, new = tmp_path / "envelope.txt", tmp_path / "new.txt"
    envelope.write_text(key, encoding="utf-8")
    new.write_text("a password after the envelope", encoding="utf-8")
    files = ("--recovery-key-file", str(envelope), "--new-password-file", str(new))
    told = office.run("--book", str(office.book), "user", "recovery", "use", "Chair", *files)
    code, _error = office.fails("Chair", "case", "list")
    office.passwords["Chair"] = new

    assert (told.code, code) == (0, 4), told.err
    assert key not in told.out + told.err
    assert "recovery key, shown this once" in told.err
    assert office.does("Chair", "case", "list") == []


def test_a_policys_own_question_is_listed_open_and_answered(office: Office) -> None:
    office.does("Head", "policy", "adopt", "braunstone")
    before = {row["name"]: row for row in office.does("Head", "settings", "list")}
    set_ = office.does("Head", "settings", "set", "answers.ban-from", "school-website")
    after = {row["name"]: row for row in office.does("Head", "settings", "list")}

    assert before["answers.ban-from"]["open"]
    assert before["answers.ban-from"]["takes"] == "school-website, agreed-platform or nowhere"
    assert (set_["value"], set_["open"]) == ("school-website", False)
    assert (after["answers.ban-from"]["value"], after["answers.ban-from"]["open"]) == (
        "school-website",
        False,
    )
