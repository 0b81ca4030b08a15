"""A mail server on this machine alone, with faults that a test plants.

``loopback.pem`` is its key and its certificate: made for these tests, it opens nothing.
"""

from __future__ import annotations

import base64
import contextlib
import socket
import ssl
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from casework.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

PEM = Path(__file__).with_name("loopback.pem")
USER, PASSWORD = "casework", "a password"  # nobody's
#: At which word each fault comes, and what is said then; nothing is said where it hangs up.
ANSWERS = {
    "sender refused": ("MAIL", b"550 not from you\r\n"),
    "recipient refused": ("RCPT", b"550 nobody of that name\r\n"),
    "data refused": ("DATA", b"451 later\r\n"),
    "hangs up at the recipient": ("RCPT", None),
    "hangs up at the message": ("DATA", None),
    "shuts down": ("MAIL", b"421 closing\r\n"),
}


@dataclass
class MailServer:
    """What came in, and how the server misbehaves; each connection has a thread."""

    fault: str = ""
    tls: bool = False
    starttls: bool = True
    mails: list[tuple[str, str, bytes]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    _ends: list[socket.socket] = field(default_factory=list)

    @contextlib.contextmanager
    def running(self) -> Iterator[MailServer]:
        """Serve until the end of the block."""
        with socket.create_server(("127.0.0.1", 0)) as listening:
            self.port = listening.getsockname()[1]
            thread = threading.Thread(target=self._serve, args=(listening,))
            thread.start()
            yield self
            listening.shutdown(socket.SHUT_RDWR)
            for end in self._ends:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
            thread.join()

    def settings(self, security: str = "none", **more: object) -> Settings:
        """Return settings that lead to this server."""
        told: dict[str, object] = {
            "mail_host": "127.0.0.1",
            "mail_port": self.port,
            "mail_security": security,
            "mail_from": "office@school.example",
            **more,
        }
        return Settings(**told)  # type: ignore[arg-type]  # told by name, each of its own type

    def _serve(self, listening: socket.socket) -> None:
        threads = []
        while True:
            try:
                end, _where = listening.accept()
            except OSError:
                break
            self.connections += 1
            self._ends.append(end)
            threads.append(threading.Thread(target=self._talk, args=(end,)))
            threads[-1].start()
        for thread in threads:
            thread.join()

    def _talk(self, end: socket.socket) -> None:
        talk = _Talk(self, end)
        with contextlib.suppress(OSError, ssl.SSLError):
            talk.go()
        talk.end.close()


def _secured(end: socket.socket) -> ssl.SSLSocket:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    return context.wrap_socket(end, server_side=True)


@dataclass
class _Talk:
    server: MailServer
    end: socket.socket
    secured: bool = False
    sender: str = ""
    to: str = ""

    def go(self) -> None:
        if self.server.tls:
            self.end, self.secured = _secured(self.end), True
        if self.server.fault == "says nothing":
            self.end.recv(1)
            return
        self._say(b"220 here\r\n" if self.server.fault != "not now" else b"554 not now\r\n")
        with contextlib.ExitStack() as stack:
            lines = stack.enter_context(self.end.makefile("rb"))
            while line := lines.readline():
                self.server.said.append(line.decode().strip())
                word, _, rest = line.decode().strip().partition(" ")
                if word.upper() == "STARTTLS":
                    self._say(b"220 go on\r\n")
                    self.end, self.secured = _secured(self.end), True
                    lines = stack.enter_context(self.end.makefile("rb"))
                elif not self._answer(word.upper(), rest, lines):
                    return

    def _answer(self, word: str, rest: str, lines: BinaryIO) -> bool:
        """Answer one word; False where the connection ends."""
        at, answer = ANSWERS.get(self.server.fault, ("", None))
        if word == at:
            if answer is None:
                return False
            self._say(answer)
            return not answer.startswith(b"421")
        if word == "DATA":
            return self._message(lines)
        if word == "MAIL":
            self.sender = rest.partition("<")[2].partition(">")[0]
        if word == "RCPT":
            self.to = rest.partition("<")[2].partition(">")[0]
        self._say(self._usual(word, rest))
        return word != "QUIT"

    def _usual(self, word: str, rest: str) -> bytes:
        if word == "EHLO":
            more = "250-STARTTLS\r\n" if self.server.starttls and not self.secured else ""
            return f"250-here\r\n{more}250 AUTH PLAIN\r\n".encode()
        if word == "AUTH":
            given = base64.b64decode(rest.partition(" ")[2]).split(b"\0")[1:]
            right = given == [USER.encode(), PASSWORD.encode()]
            return b"235 welcome\r\n" if right else b"535 no\r\n"
        return b"221 bye\r\n" if word == "QUIT" else b"250 fine\r\n"

    def _message(self, lines: BinaryIO) -> bool:
        self._say(b"354 go on\r\n")
        if self.server.fault == "hangs up in the message":
            lines.readline()
            return False
        words = b""
        while (line := lines.readline()) != b".\r\n":
            if not line:
                return False
            words += line
        self.server.mails.append((self.sender, self.to, words))
        if self.server.fault == "hangs up before the answer":
            return False
        if self.server.fault == "never answers":
            lines.readline()
            return False
        refused = self.server.fault == "message refused"
        self._say(b"554 no\r\n" if refused else b"250 taken\r\n")
        return True

    def _say(self, words: bytes) -> None:
        self.end.sendall(words)
