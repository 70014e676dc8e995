"""A small SMTP server over loopback (RFC 5321, AUTH PLAIN), which refuses as it is told."""

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast


@dataclass
class Mail:
    """How the server behaves, and what it accepted: recipient and message."""

    port: int = 0
    tls: ssl.SSLContext | None = None
    implicit: bool = False
    user: str = ""
    password: str = ""
    refused: set[str] = field(default_factory=set)
    silent: bool = False  # takes the connection and says nothing
    closing: bool = False  # 421 instead of a greeting
    cut: bool = False  # takes the message and hangs up before it says so
    accepted: list[tuple[str, EmailMessage]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def to(self) -> list[str]:
        return [address for address, _ in self.accepted]


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.mail = cast("_Server", self.server).mail
        self.recipients: list[str] = []
        self.known = not self.mail.user
        try:
            self._talk()
        except OSError:
            return
        finally:
            self.connection.close()

    def _talk(self) -> None:
        mail = self.mail
        if mail.silent:
            mail.released.wait(5)
            return
        if mail.implicit:
            self._wrap()
        if mail.closing:
            self._say("421 closing")
            return
        self._say("220 test ESMTP")
        while line := self.rfile.readline():
            if not self._answer(line.decode().strip()):
                return

    def _answer(self, line: str) -> bool:
        verb, _, rest = line.partition(" ")
        match verb.upper():
            case "EHLO":
                offers = ["250-test", "250-8BITMIME"]
                offers += ["250-STARTTLS"] if self.mail.tls and not self.mail.implicit else []
                self._say("\r\n".join([*offers, "250 AUTH PLAIN"]))
            case "STARTTLS":
                self._say("220 go ahead")
                self._wrap()
            case "AUTH":
                given = base64.b64decode(rest.partition(" ")[2]).decode().split("\0")[1:]
                self.known = given == [self.mail.user, self.mail.password]
                self._say("235 welcome" if self.known else "535 5.7.8 authentication failed")
            case "MAIL":
                self.recipients = []
                self._say("250 ok" if self.known else "530 5.7.0 authentication required")
            case "RCPT":
                address = rest.partition("<")[2].partition(">")[0]
                if address in self.mail.refused:
                    self._say("550 5.1.1 no such\x1b[31m mailbox")
                else:
                    self.recipients.append(address)
                    self._say("250 ok")
            case "DATA":
                return self._data()
            case "QUIT":
                self._say("221 bye")
                return False
            case _:
                self._say("250 ok")
        return True

    def _data(self) -> bool:
        self._say("354 go on")
        body = b""
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            body += line.removeprefix(b".")
        letter = message_from_bytes(body, policy=policy.default)
        self.mail.accepted += [(address, letter) for address in self.recipients]
        if self.mail.cut:
            return False
        self._say("250 taken")
        return True

    def _wrap(self) -> None:
        if self.mail.tls is None:
            raise OSError("no certificate")
        self.request = self.connection = self.mail.tls.wrap_socket(
            self.request, server_side=True, do_handshake_on_connect=False
        )
        self.connection.do_handshake()  # only now: one that fails leaves a socket to close
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    mail: Mail


@contextmanager
def smtp(mail: Mail) -> Iterator[Mail]:
    """Serve `mail` on a free port; the port is kept if it is given."""
    with _Server(("127.0.0.1", mail.port), _Handler) as server:
        server.mail = mail
        mail.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield mail
        finally:
            mail.released.set()
            server.shutdown()
            thread.join()
