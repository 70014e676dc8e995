"""The HTTP side of the local PubMed: requests as values in, replies as values out.

Loopback only, by construction: the local PubMed is for one machine and has no guards.
"""

import contextlib
import ipaddress
import select
import socket
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from urllib.parse import parse_qsl, urlsplit

from evidence.errors import UsageProblem

SECRET = frozenset({"api_key", "email"})
FILES = "/pubmed/"  # where the update files are; their requests have the endpoint "files"
_LARGEST_REQUEST = 16 * 2**20
_LINGER = struct.pack("ii", 1, 0)  # on, for no time: close() sends RST in place of FIN


class Form(dict[str, str]):
    """A request's parameters. The values of a repeated `id` are joined by commas.

    `repeated` has them apart: for elink `id=1&id=2` is another question than `id=1,2`.
    """

    repeated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """One request: endpoint ("esearch"), parameters without key and e-mail, GET or POST.

    `number` counts from 1 over all endpoints, `time` is in seconds of the monotonic clock.
    `address` is the request line's target as sent.
    """

    number: int
    endpoint: str
    params: Mapping[str, str]
    method: str
    address: str
    time: float

    def text(self, name: str) -> str:
        """A parameter, "" where it was not given."""
        return self.params.get(name, "")

    @property
    def repeated(self) -> tuple[str, ...]:
        """The values of `id` one by one, as they were given."""
        given = self.text("id")
        whole = (given,) if given else ()
        return self.params.repeated if isinstance(self.params, Form) else whole

    def whole(self, name: str, default: int) -> int:
        """A parameter as a whole number of 0 or more, `default` where it is none."""
        value = self.text(name).strip()
        return int(value[:12]) if value.isdecimal() else default


@dataclass(frozen=True, slots=True)
class Reply:
    """What to send. `sent` None sends all; fewer bytes than the body's length cut it off.

    `delay` seconds pass before the answer, `pause` seconds between the bytes of the body.
    `reset` sends nothing and breaks the connection. `hang` keeps it open and silent until
    the client or the server closes: before the head, or after `sent` bytes. Not `sized`,
    the answer has no length and ends where the connection does.
    """

    body: bytes
    status: int = 200
    content_type: str = "text/xml; charset=UTF-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: int | None = None
    pause: float = 0.0
    reset: bool = False
    delay: float = 0.0
    hang: bool = False
    sized: bool = True

    @property
    def silent(self) -> bool:
        """Whether nothing is sent, not even a status."""
        return self.reset or (self.hang and self.sent is None)


Answer = Callable[[Request], Reply]
Next = Callable[[str, Mapping[str, str], str, str], Request]


class Server(ThreadingHTTPServer):
    """Listens on a loopback address; each connection has its thread."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, host: str, port: int, accept: Next, answer: Answer) -> None:
        """`accept` numbers a request, `answer` makes its reply.

        Raises UsageProblem for an address that is not loopback, or a port in use.
        """
        address = loopback(host)
        self.address_family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self.accept = accept
        self.answer = answer
        self.stopping = Event()
        try:
            super().__init__((address, port), Handler)
        except OSError as error:
            raise UsageProblem(
                f"Port {port} on {host} cannot be used: {error.strerror}.",
                "Choose another with --port, or --port 0 for any free one.",
            ) from error

    @property
    def url(self) -> str:
        """The base address to give a client, with the final slash."""
        host, port = self.server_address[:2]
        name = host if isinstance(host, str) else host.decode()
        return f"http://[{name}]:{port}/" if ":" in name else f"http://{name}:{port}/"

    def server_close(self) -> None:
        """Stop listening, and end the connections that hang."""
        self.stopping.set()
        super().server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no event here."""


class Handler(BaseHTTPRequestHandler):
    """One connection, kept open between requests."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: two would wait for each other (Nagle)
    timeout = 30
    server: Server

    def do_GET(self) -> None:
        """Answer a query string."""
        self._serve(urlsplit(self.path).query)

    def do_POST(self) -> None:
        """Answer a form, and a query string with it."""
        length = self.headers.get("Content-Length", "")
        size = int(length) if length.isdecimal() else 0
        if size > _LARGEST_REQUEST:
            self.close_connection = True
            self._send(Reply(b"Request Entity Too Large", 413, "text/plain"))
            return
        form = self.rfile.read(size).decode("utf-8", "replace")
        self._serve(f"{urlsplit(self.path).query}&{form}")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as inherited
        """Nothing on the terminal: LocalPubMed keeps the log."""

    def _serve(self, form: str) -> None:
        params = _read(form)
        path = urlsplit(self.path).path
        name = path.rsplit("/", 1)[-1].removesuffix(".fcgi").removesuffix(".cgi")
        endpoint = "files" if path.startswith(FILES) else name
        request = self.server.accept(endpoint, params, self.command, self.path)
        with contextlib.suppress(ConnectionError):
            self._send(self.server.answer(request))

    def _send(self, reply: Reply) -> None:
        self.server.stopping.wait(reply.delay)
        if reply.reset:
            self._break()
        elif reply.silent:
            self._hang()
        else:
            self._send_head(reply)
            self._send_body(reply)

    def _send_head(self, reply: Reply) -> None:
        self.send_response(reply.status)
        length = (
            {"Content-Length": str(len(reply.body))} if reply.sized else {"Connection": "close"}
        )
        headers = {"Content-Type": reply.content_type} | length | dict(reply.headers)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _send_body(self, reply: Reply) -> None:
        sent = reply.body[: reply.sent]
        if reply.pause:
            self._trickle(sent, reply.pause)
        else:
            self.wfile.write(sent)
        self.wfile.flush()
        if reply.hang:
            self._hang()
        elif len(sent) < len(reply.body):
            self.close_connection = True

    def _trickle(self, body: bytes, pause: float) -> None:
        for start in range(len(body)):
            self.wfile.write(body[start : start + 1])
            self.wfile.flush()
            if self.server.stopping.wait(pause):
                return

    def _break(self) -> None:
        """Close with RST: the client has "connection reset by peer"."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER)
        # The handler's files hold the socket open: only its own number closes it now.
        socket.close(self.connection.detach())

    def _hang(self) -> None:
        """Say nothing more until either side closes."""
        self.close_connection = True
        while not self.server.stopping.is_set():
            readable, _, _ = select.select([self.connection], [], [], 0.05)
            if readable and not self.connection.recv(1, socket.MSG_PEEK):
                return


def _read(form: str) -> Form:
    """A query string as parameters, without key and e-mail address."""
    params, given = Form(), []
    for name, value in parse_qsl(form, keep_blank_values=True):
        if name == "id":
            given.append(value)
        elif name not in SECRET:
            params[name] = value
    if given:
        params["id"] = ",".join(given)
        params.repeated = tuple(given)
    return params


def loopback(host: str) -> str:
    """`host` as an IP address, if it is this machine's own; else UsageProblem."""
    with contextlib.suppress(ValueError):
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
        if address.is_loopback:
            return str(address)
    raise UsageProblem(
        f"The local PubMed serves this machine only, and {host!r} is not its own address.",
        "Use --host 127.0.0.1",
    )
