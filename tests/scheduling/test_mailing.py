"""The way to a mail server and one mail on it, against a server here that misbehaves as told."""

from __future__ import annotations

import socket
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest

from casework.office.reminding import PostState
from casework.scheduling import mailing
from casework.scheduling.mailing import Mail, Unreachable, Way, connect, deliver
from casework.settings import Settings
from tests.scheduling.clock_kit import NOON
from tests.scheduling.mail_kit import PASSWORD, PEM, USER, MailServer

if TYPE_CHECKING:
    from collections.abc import Iterator

MAIL = Mail(to="head@school.example", id="0a1b2c", at=NOON)
FROM = "office@school.example"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer().running() as made:
        yield made


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailing, "PATIENCE", 0.3)


@pytest.fixture
def _trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the test server's certificate be one that the system knows."""
    monkeypatch.setenv("SSL_CERT_FILE", str(PEM))


def sent(server: MailServer, mail: Mail = MAIL) -> PostState:
    client = connect(server.settings(), "")
    try:
        return deliver(client, FROM, mail)
    finally:
        client.close()


def way(settings: Settings, password: str = "") -> Way:
    with pytest.raises(Unreachable) as caught:
        connect(settings, password)
    return caught.value.way


# --- one mail -------------------------------------------------------------------------------------


def test_a_mail_says_that_something_waits_and_nothing_else(server: MailServer) -> None:
    state = sent(server)
    [(sender, to, words)] = server.mails
    message = message_from_bytes(words, policy=policy.default)

    assert (state, sender, to) == (PostState.SENT, FROM, MAIL.to)
    assert message.get_content().replace("\r\n", "\n") == mailing.WORDS
    assert {name: str(message[name]) for name in message if name[:7] != "Content"} == {
        "From": FROM,
        "To": MAIL.to,
        "Subject": "casework: something waits for you",
        "Date": "Mon, 02 Mar 2026 12:00:00 +0000",
        "Message-ID": "<0a1b2c.20260302120000@casework.invalid>",
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
    }


def test_the_server_is_not_told_this_computers_name(server: MailServer) -> None:
    sent(server)

    assert server.said[0] == "ehlo [127.0.0.1]"
    assert not any(socket.gethostname() in line for line in server.said)


@pytest.mark.parametrize(
    "fault",
    [
        "sender refused",
        "recipient refused",
        "data refused",
        "message refused",
        "hangs up at the recipient",
        "shuts down",
    ],
)
def test_what_was_surely_not_taken_is_refused(server: MailServer, fault: str) -> None:
    server.fault = fault

    assert sent(server) is PostState.REFUSED


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize(
    "fault",
    [
        "hangs up at the message",
        "hangs up in the message",
        "hangs up before the answer",
        "never answers",
    ],
)
def test_where_the_answer_did_not_come_nobody_knows(server: MailServer, fault: str) -> None:
    server.fault = fault
    client = connect(server.settings(), "")
    state = deliver(client, FROM, MAIL)

    assert state is PostState.UNKNOWN
    assert client.sock is None


def test_after_a_refusal_the_next_mail_goes(server: MailServer) -> None:
    client = connect(server.settings(), "")
    server.fault = "recipient refused"
    first = deliver(client, FROM, MAIL)
    server.fault = ""
    second = deliver(client, FROM, MAIL)
    client.close()

    assert (first, second, len(server.mails)) == (PostState.REFUSED, PostState.SENT, 1)


@pytest.mark.parametrize(
    "address",
    [
        "head@school.example\r\nBcc: all@school.example",
        "head@school.example\nSubject: Case about the head",
        "head@school.example>\r\nRCPT TO:<other@school.example",
        "head@school.example\r",
    ],
)
def test_an_address_that_breaks_a_line_is_refused_and_nothing_is_said(
    server: MailServer, address: str
) -> None:
    state = sent(server, Mail(to=address, id="0a", at=NOON))

    assert (state, server.mails) == (PostState.REFUSED, [])
    assert not any(line.upper().startswith(("MAIL", "RCPT", "DATA")) for line in server.said)


# --- the way there --------------------------------------------------------------------------------


def test_nobody_there_is_away() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    gone = Settings(mail_host="127.0.0.1", mail_port=port, mail_security="none")
    assert way(gone) is Way.AWAY


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("fault", ["says nothing", "not now"])
def test_a_server_that_does_not_greet_is_away(server: MailServer, fault: str) -> None:
    server.fault = fault

    assert way(server.settings()) is Way.AWAY


@pytest.mark.usefixtures("_trusted")
@pytest.mark.parametrize(("security", "tls"), [("starttls", False), ("tls", True)])
def test_a_secured_way_takes_name_and_password(security: str, tls: bool) -> None:
    with MailServer(tls=tls).running() as server:
        client = connect(server.settings(security, mail_user=USER), PASSWORD)
        state = deliver(client, FROM, MAIL)
        client.quit()

    assert (state, len(server.mails)) == (PostState.SENT, 1)


@pytest.mark.parametrize(("security", "tls"), [("starttls", False), ("tls", True)])
def test_a_certificate_that_nobody_knows_is_not_believed(security: str, tls: bool) -> None:
    with MailServer(tls=tls).running() as server:
        found = way(server.settings(security, mail_user=USER), PASSWORD)

    assert found is Way.CERTIFICATE
    assert not any(line.upper().startswith(("AUTH", "MAIL")) for line in server.said)


@pytest.mark.usefixtures("_trusted")
def test_a_certificate_of_another_name_is_not_believed() -> None:
    with MailServer(tls=True).running() as server:
        found = way(server.settings("tls", mail_host="localhost"))

    assert found is Way.CERTIFICATE


def test_a_way_that_cannot_be_secured_is_not_gone() -> None:
    with MailServer(starttls=False).running() as server:
        found = way(server.settings("starttls", mail_user=USER), PASSWORD)

    assert found is Way.CERTIFICATE
    assert not any(line.upper().startswith(("AUTH", "MAIL")) for line in server.said)


@pytest.mark.usefixtures("_trusted")
@pytest.mark.parametrize("word", ["another", "", "pässword"])
def test_a_wrong_password_is_told_apart(word: str) -> None:
    with MailServer().running() as server:
        found = way(server.settings("starttls", mail_user=USER), word)

    assert found is Way.LOGIN


def test_without_security_only_this_computer_is_gone_to() -> None:
    elsewhere = Settings(mail_host="192.0.2.1", mail_security="none", mail_from=FROM)

    assert way(elsewhere) is Way.REFUSED
