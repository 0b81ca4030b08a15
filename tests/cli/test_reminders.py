"""Reminders by mail on the command line: set up, tried, sent by the clock, asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework import settings
from tests.scheduling.mail_kit import PASSWORD, PEM, USER, MailServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Office

LATE = "2026-11-04T09:00:00+00:00"


@pytest.fixture
def server(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A mail server here that the school has set; its certificate is one that is known."""
    monkeypatch.setenv("SSL_CERT_FILE", str(PEM))
    with MailServer().running() as made:
        for pair in (
            "mail-host=127.0.0.1",
            f"mail-port={made.port}",
            "mail-from=office@school.example",
            f"mail-user={USER}",
            "practice=no",
        ):
            office.does("Head", "settings", "set", pair)
        yield made


@pytest.fixture
def reminded(server: MailServer, office: Office, tmp_path: Path) -> Office:
    """A clerk who wants reminders, and a case whose first limit was the day before."""
    word = tmp_path / "word"
    word.write_text(f"{PASSWORD}\n", encoding="utf-8")
    office.does("Head", "deadline", "mail", "--password-of-server", str(word))
    office.does("Clerk", "deadline", "mail", "--to", "clerk@school.example")
    office.opens()
    office.at(LATE)
    assert server.connections == 0
    return office


def clock_runs(office: Office) -> str:
    told = office.run("--book", str(office.book), "deadline", "run", "--once")
    assert told.code == 0, told.err
    return told.err


def test_the_clock_reminds_once_and_says_nothing_of_any_case(
    reminded: Office, server: MailServer
) -> None:
    ref = reminded.does("Clerk", "case", "list")[0]["ref"]
    for _ in range(2):
        clock_runs(reminded)
    [(_from, to, words)] = server.mails
    [row] = reminded.does("Clerk", "deadline", "outbox")

    assert to == "clerk@school.example"
    assert ref.encode() not in words
    assert (row["number"], row["state"], row["asked"]) == (1, "sent", False)
    assert "sent" in reminded.says("Clerk", "deadline", "outbox").out


def test_the_server_is_gone_to_whether_or_not_anything_is_to_be_said(
    office: Office, server: MailServer, tmp_path: Path
) -> None:
    word = tmp_path / "word"
    word.write_text(PASSWORD, encoding="utf-8")
    office.does("Head", "deadline", "mail", "--password-of-server", str(word))
    before = server.connections
    clock_runs(office)

    assert (server.connections - before, server.mails) == (1, [])


def test_where_nobody_knows_a_person_is_asked_and_decides(
    reminded: Office, server: MailServer
) -> None:
    server.fault = "hangs up before the answer"
    clock_runs(reminded)
    server.fault = ""
    clock_runs(reminded)
    asked = reminded.says("Clerk", "deadline", "outbox")
    once = len(server.mails)
    reminded.does("Clerk", "deadline", "outbox", "--again", "1")
    reminded.at("2026-11-04T09:06:00+00:00")
    clock_runs(reminded)

    assert once == 1
    assert "NOBODY KNOWS whether it came" in asked.out
    assert "--sent N" in asked.err
    assert len(server.mails) == 2
    assert reminded.does("Clerk", "deadline", "outbox")[0]["state"] == "sent"


def test_what_came_is_laid_to_rest(reminded: Office, server: MailServer) -> None:
    server.fault = "message refused"
    clock_runs(reminded)
    said = reminded.does("Clerk", "deadline", "outbox", "--sent", "1")
    _code, error = reminded.fails("Clerk", "deadline", "outbox", "--again", "1")

    assert said == {"day": "2026-11-04", "state": "sent"}
    assert error["message"] == "Nothing is asked about that reminder."


def test_nobody_sees_another_persons_reminders(reminded: Office, server: MailServer) -> None:
    clock_runs(reminded)

    assert server.mails
    assert reminded.does("Head", "deadline", "outbox") == []
    assert reminded.says("Head", "deadline", "outbox").out == (
        "No reminder has gone to you by mail.\n"
    )


def test_a_way_that_is_shut_is_told_by_the_clock_and_by_health(
    reminded: Office, server: MailServer
) -> None:
    reminded.does("Head", "settings", "set", "mail-user=somebody")
    said = clock_runs(reminded)
    health = reminded.run("--book", str(reminded.book), "--json", "deadline", "health")
    _code, error = reminded.fails("Head", "deadline", "mail", "--try")

    assert "did not take name and password" in said
    assert health.error["found"]["mail"] == "login"
    assert server.mails == []
    assert error["message"].endswith("It did not take the name and the password.")


def test_the_way_is_tried_and_what_is_set_is_shown(reminded: Office, server: MailServer) -> None:
    shown = reminded.does("Clerk", "deadline", "mail", "--try")
    told = reminded.says("Clerk", "deadline", "mail").out

    assert shown == {
        "on": True,
        "server": "127.0.0.1",
        "port": server.port,
        "security": "starttls",
        "from": "office@school.example",
        "user": USER,
        "password_kept": True,
        "to": "clerk@school.example",
        "reached": True,
    }
    assert "kept on this computer" in told
    assert server.mails == []


def test_the_password_stands_nowhere_in_the_records(reminded: Office) -> None:
    whole = [path.read_bytes() for path in reminded.book.rglob("*") if path.is_file()]

    assert [one for one in whole if PASSWORD.encode() in one] == []
    assert [one for one in whole if PASSWORD.encode().hex().encode() in one] == []


def test_only_those_who_keep_the_settings_set_the_password(office: Office, tmp_path: Path) -> None:
    word = tmp_path / "word"
    word.write_text(PASSWORD, encoding="utf-8")
    code, _error = office.fails("Guard", "deadline", "mail", "--password-of-server", str(word))

    assert code == 4


def test_without_a_server_nothing_is_sent_and_everything_says_so(office: Office) -> None:
    _code, error = office.fails("Clerk", "deadline", "mail", "--try")

    assert error["message"] == "No mail server is set, so there is none to go to."
    assert "none is set, so no mail is sent" in office.says("Clerk", "deadline", "mail").out


@pytest.mark.parametrize(
    "words",
    [
        ("mail", "--to", "clerk@school.example", "--off"),
        ("outbox", "--sent", "1", "--again", "1"),
        ("mail", "--to", "no address"),
        ("mail", "--to", "a@b.example,c@d.example"),
    ],
)
def test_words_that_do_not_fit_are_refused(office: Office, words: tuple[str, ...]) -> None:
    code, _error = office.fails("Clerk", "deadline", *words)

    assert code == 2


@pytest.mark.parametrize(
    "line",
    [
        'mail_from = "office@school.example\\r\\nBcc: all@school.example"',
        'mail_to = { Clerk = "a@school.example\\nBcc: b@school.example" }',
        'mail_to = { "Cl\\u0000erk" = "a@school.example" }',
        'mail_host = "smtp.school.example\\nQUIT"',
        'mail_security = "perhaps"',
    ],
)
def test_a_settings_file_that_would_break_a_mail_is_not_read(tmp_path: Path, line: str) -> None:
    (tmp_path / "casework.toml").write_text(f"casework = 1\n{line}\n", encoding="utf-8")

    with pytest.raises(Exception, match="cannot be used as it is"):
        settings.load(tmp_path)
