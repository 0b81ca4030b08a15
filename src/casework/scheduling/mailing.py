"""The way to the school's mail server, and one mail on it: sent, refused, or nobody knows.

The mail says that work waits in casework, and nothing else. Must not know whose work it is, nor
what has gone out before.
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from casework.errors import MachineFault
from casework.office import reminding
from casework.office.reminding import PostState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casework.clock import Clock
    from casework.settings import Settings
    from casework.store import Service

#: Seconds until a server that says nothing is given up.
PATIENCE: Final = 20.0
SUBJECT: Final = "casework: something waits for you"
WORDS: Final = """\
Something waits for you in casework. Sign in to see what it is.

This message says no more on purpose, and nobody reads an answer to it. To have no more of them:
casework deadline mail --off
"""
_HERE: Final = {"localhost", "127.0.0.1", "::1"}


class Way(StrEnum):
    """What stood in the way to the mail server."""

    AWAY = "away"
    CERTIFICATE = "certificate"
    LOGIN = "login"
    REFUSED = "refused"


class Unreachable(MachineFault):
    """There is no way to the mail server; ``way`` says why."""

    def __init__(self, way: Way) -> None:
        super().__init__("The mail server cannot be used.")
        self.way = way


def connect(settings: Settings, password: str) -> smtplib.SMTP:
    """Return a connection on which a mail can go. Raises Unreachable; nothing is open then."""
    if settings.mail_security == "none" and settings.mail_host not in _HERE:
        raise Unreachable(Way.REFUSED)  # what is said on the way could be read and changed
    client: smtplib.SMTP | None = None
    try:
        client = _opened(settings)
        client.ehlo_or_helo_if_needed()
        if settings.mail_user:
            client.login(settings.mail_user, password)
    except (OSError, ValueError, smtplib.SMTPException) as fault:
        if client is not None:
            client.close()
        raise Unreachable(_why(fault)) from fault
    return client


def _opened(settings: Settings) -> smtplib.SMTP:
    # The name given here is said to the server: it must not be this computer's own.
    host, port, name = settings.mail_host, settings.mail_port, "[127.0.0.1]"
    if settings.mail_security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, local_hostname=name, timeout=PATIENCE, context=context)
    client = smtplib.SMTP(host, port, local_hostname=name, timeout=PATIENCE)
    if settings.mail_security == "starttls":
        try:
            client.starttls(context=ssl.create_default_context())
        except BaseException:  # nothing stays open, whatever is raised on
            client.close()
            raise
    return client


def _why(fault: Exception) -> Way:
    if isinstance(fault, ssl.SSLError | smtplib.SMTPNotSupportedError):
        return Way.CERTIFICATE
    if isinstance(fault, smtplib.SMTPAuthenticationError | UnicodeEncodeError):
        return Way.LOGIN
    if isinstance(fault, smtplib.SMTPServerDisconnected | smtplib.SMTPConnectError):
        return Way.AWAY
    return Way.REFUSED if isinstance(fault, smtplib.SMTPException | ValueError) else Way.AWAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail: where to, and what makes it this one for the servers that pass it on."""

    to: str
    id: str
    at: datetime

    def written(self, sender: str) -> bytes:
        """Return its bytes. Raises ValueError for an address that would break a line."""
        if not (sender + self.to).isprintable():
            raise ValueError("an address is one line")
        message = EmailMessage(policy=policy.SMTP)
        message["From"] = sender
        message["To"] = self.to
        message["Subject"] = SUBJECT
        message["Date"] = format_datetime(self.at)
        message["Message-ID"] = f"<{self.id}.{self.at:%Y%m%d%H%M%S}@casework.invalid>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(WORDS)
        return message.as_bytes()


def deliver(client: smtplib.SMTP, sender: str, mail: Mail) -> PostState:
    """Hand one mail over, once. Unknown: it was said, and the answer did not come."""
    try:
        words = mail.written(sender)
        for code, _said in (client.mail(sender), client.rcpt(mail.to)):
            if not 200 <= code < 300:
                client.rset()
                return PostState.REFUSED
    except (OSError, ValueError, smtplib.SMTPException):  # nothing was handed over yet
        return PostState.REFUSED
    try:
        code, _said = client.data(words)
    except smtplib.SMTPDataError:  # it did not let us begin
        return PostState.REFUSED
    except (OSError, smtplib.SMTPException):
        return PostState.UNKNOWN
    return PostState.SENT if 200 <= code < 300 else PostState.REFUSED


def post(opened: Callable[[], Service], settings: Settings, password: str, clock: Clock) -> str:
    """Send what is to go out, each at its own moment; return what stood in the way, or nothing.

    The way is gone whether or not there is anything to send, so that it tells of no reminder.
    """
    try:
        client = connect(settings, password)
    except Unreachable as fault:
        return fault.way
    try:
        service = opened()
        try:
            for digest in reminding.digests(service, settings, clock):
                mail = Mail(to=digest.address, id=digest.id, at=digest.claimed)
                state = deliver(client, settings.mail_from, mail)
                reminding.settle(service, digest, state, clock.now())
                if client.sock is None:  # it hung up; the rest waits for the next time
                    break
        finally:
            service.close()
        with suppress(OSError, smtplib.SMTPException):  # it is done with, however it takes leave
            client.quit()
    finally:
        client.close()
    return ""
