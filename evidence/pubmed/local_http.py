"""The HTTP side of the local PubMed: requests as values in, replies as values out.

Loopback only, by construction: the local PubMed is for one machine and has no guards.
"""

import contextlib
import ipaddress
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from evidence.errors import UsageProblem

SECRET = frozenset({"api_key", "email"})
_LARGEST_REQUEST = 16 * 2**20


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

    def whole(self, name: str, default: int) -> int:
        """A parameter as a whole number of 0 or more, `default` where it is none."""
        value = self.text(name).strip()
        return int(value[:12]) if value.isdecimal() else default


@dataclass(frozen=True, slots=True)
class Reply:
    """What to send. `sent` None sends all; fewer bytes than the body's length cut it off.

    `pause` waits that many seconds between the bytes of the body; `reset` sends nothing
    and breaks the connection.
    """

    body: bytes
    status: int = 200
    content_type: str = "text/xml; charset=UTF-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: int | None = None
    pause: float = 0.0
    reset: bool = False


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
        params: dict[str, str] = {}
        for name, value in parse_qsl(form, keep_blank_values=True):
            repeated = name in params and name == "id"
            params[name] = f"{params[name]},{value}" if repeated else value
        for name in SECRET:
            params.pop(name, None)
        path = urlsplit(self.path).path.rsplit("/", 1)[-1]
        endpoint = path.removesuffix(".fcgi").removesuffix(".cgi")
        request = self.server.accept(endpoint, params, self.command, self.path)
        with contextlib.suppress(ConnectionError):
            self._send(self.server.answer(request))

    def _send(self, reply: Reply) -> None:
        if reply.reset:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if reply.pause:
            self._trickle(reply)
        else:
            self.wfile.write(reply.body[: reply.sent])
        self.wfile.flush()
        if reply.sent is not None and reply.sent < len(reply.body):
            self.close_connection = True

    def _trickle(self, reply: Reply) -> None:
        for start in range(len(reply.body[: reply.sent])):
            self.wfile.write(reply.body[start : start + 1])
            self.wfile.flush()
            time.sleep(reply.pause)


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
