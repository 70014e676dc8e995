"""Digests on their way: real SMTP and HTTP servers over loopback, a real file. All invented."""

import json
import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from evidence.__main__ import run
from evidence.commands.files import write
from evidence.digest.atom import MOST, FeedFile
from evidence.digest.deliver import Delivery, deliver, settle, view
from evidence.digest.mail import Mailbox, message
from evidence.digest.mail_settings import MailSettings, address, mail_settings
from evidence.digest.page import render
from evidence.digest.sending import Recipient
from evidence.digest.webhook import Webhook
from evidence.errors import (
    ConfigProblem,
    EvidenceError,
    PartialResult,
    ServiceUnavailable,
    StorageProblem,
    UsageProblem,
)
from evidence.shipped import samples
from evidence.store import Store, open_store
from tests.digest_clinic import FIRST, RETRACTION, TOPIC, Clinic, record, trial
from tests.smtp_server import Mail, smtp

ATOM = "{http://www.w3.org/2005/Atom}"
PASSWORD = "SECRETKEY123"  # noqa: S105 - the canary
ANA, BEN = "ana@clinic.example", "ben@clinic.example"
UNUSED_PORT = 9  # discard: nothing listens there


@pytest.fixture
def clinic(store: Store, monkeypatch: pytest.MonkeyPatch) -> Clinic:
    made = Clinic(store, monkeypatch)
    made.searched(trial(FIRST, "Quinine for cramps."), record(FIRST + 1))
    made.cite(FIRST)
    made.wait()
    made.searched(
        record(FIRST, "Quinine for cramps – ‘naïve’.", notices=[RETRACTION]),  # noqa: RUF001
        trial(FIRST + 2, "Pickle juice: a randomised trial."),
    )
    return made


@pytest.fixture
def sqlite_clinic(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clinic]:
    with open_store(sqlite_url) as opened:
        made = Clinic(opened, monkeypatch)
        made.searched(record(FIRST))
        made.wait()
        made.searched(trial(FIRST + 2))
        yield made


def mail_of(server: Mail, **changes: object) -> MailSettings:
    table = {
        "host": "127.0.0.1",
        "port": server.port,
        "security": "none",
        "from": "digest@clinic.example",
        **changes,
    }
    return mail_settings(table, {"EVIDENCE_SMTP_PASSWORD": PASSWORD})


def mailbox(server: Mail, name: str = ANA, **changes: object) -> Mailbox:
    return Mailbox(mail_of(server, **changes), address(name, "test"), render, timeout=0.3)


def told(clinic: Clinic, *recipients: Recipient) -> tuple[Delivery, ...]:
    return tuple(deliver(clinic.store, clinic.scope(), recipients, clinic.now))


def problem(clinic: Clinic, recipient: Recipient) -> EvidenceError:
    (done,) = told(clinic, recipient)
    assert done.problem is not None
    assert "\n" not in str(done.problem)
    assert PASSWORD not in repr(done)
    # Nothing was told: all of it is still to come.
    known = clinic.store.ledger.told(recipient.key)
    assert not [each for each in known if not each.startswith("until:")]
    return done.problem


def test_a_mail_says_the_gravest_in_its_subject_and_comes_once(clinic: Clinic) -> None:
    with smtp(Mail()) as server:
        boxes = (mailbox(server), mailbox(server, BEN))
        for _ in range(2):
            told(clinic, *boxes)
    assert server.to == [ANA, BEN]
    (_, letter), (_, other) = server.accepted
    assert letter["Subject"] == "1 cited source retracted – evidence digest"  # noqa: RUF001
    assert (letter["To"], letter["From"]) == (ANA, "digest@clinic.example")
    assert letter["List-Unsubscribe"] == "<mailto:digest@clinic.example?subject=unsubscribe>"
    assert letter["Message-ID"].endswith("@clinic.example>")
    assert letter["Message-ID"] != other["Message-ID"]
    assert letter["Date"] == "Tue, 03 Mar 2026 04:17:00 +0000"
    text, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "“Quinine for cramps – ‘naïve’”" in text.get_content()  # noqa: RUF001
    assert '<li class="grave" data-pmid="990000001">' in html.get_content()


def test_down_then_up_is_told_once(clinic: Clinic) -> None:
    down = mailbox(Mail(port=UNUSED_PORT))
    found = problem(clinic, down)
    assert isinstance(found, ServiceUnavailable)
    assert "127.0.0.1:9 did not take the message" in str(found)
    clinic.wait(30)
    with smtp(Mail()) as server:
        up = mailbox(server)
        told(clinic, up)
        told(clinic, up)
    assert server.to == [ANA]
    assert "Pickle juice" in server.accepted[0][1].as_string()


@pytest.mark.parametrize(
    ("server", "words"),
    [
        (Mail(silent=True), "it did not answer in time"),
        (Mail(closing=True), "421 closing"),
        (Mail(refused={ANA}), "550 5.1.1 no such[31m mailbox"),
        (Mail(cut=True), "Connection unexpectedly closed"),
    ],
)
def test_a_server_that_does_not_take_it(server: Mail, words: str, clinic: Clinic) -> None:
    with smtp(replace(server, accepted=[], released=threading.Event())) as running:
        found = problem(clinic, mailbox(running))
    assert isinstance(found, ServiceUnavailable)
    assert words in str(found)


def test_a_program_killed_between_sending_and_telling_repeats_the_same_message(
    clinic: Clinic,
) -> None:
    with smtp(Mail(cut=True)) as server:
        problem(clinic, mailbox(server))
        server.cut = False
        clinic.wait()
        told(clinic, mailbox(server))
    (_, first), (_, second) = server.accepted
    assert first["Message-ID"] == second["Message-ID"]


def test_a_wrong_password_is_a_setting_and_is_never_shown(clinic: Clinic) -> None:
    with smtp(Mail(user="digest", password="another")) as server:  # noqa: S106 - of the test's server
        found = problem(clinic, mailbox(server, user="digest"))
        server.password = PASSWORD
        told(clinic, mailbox(server, user="digest"))
    assert isinstance(found, ConfigProblem)
    assert "does not accept the name and password (535)" in str(found)
    assert found.__cause__ is None
    assert server.to == [ANA]


def test_without_tls_nothing_is_sent(clinic: Clinic) -> None:
    with smtp(Mail(user="digest", password=PASSWORD)) as server:
        found = problem(clinic, mailbox(server, security="starttls", user="digest"))
    assert isinstance(found, ConfigProblem)
    assert "offers no STARTTLS; nothing was sent" in str(found)
    assert server.accepted == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of our own for localhost, good for a day."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed: no certificate can be made")
    folder = tmp_path_factory.mktemp("tls")
    request = (openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
    subject = ("-nodes", "-days", "1", "-subj", "/CN=localhost")
    names = ("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
    files = ("-keyout", folder / "both.pem", "-out", folder / "cert.pem")
    subprocess.run((*request, *subject, *names, *files), check=True, capture_output=True)
    both = (folder / "both.pem").read_text() + (folder / "cert.pem").read_text()
    (folder / "both.pem").write_text(both)
    return folder


def server_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "both.pem")
    return context


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_tls_is_verified(security: str, certificate: Path, sqlite_clinic: Clinic) -> None:
    ours = ssl.create_default_context(cafile=certificate / "cert.pem")
    mail = Mail(tls=server_tls(certificate), implicit=security == "tls")
    mail = replace(mail, user="digest", password=PASSWORD)
    with smtp(mail) as server:
        box = mailbox(server, security=security, user="digest")
        found = problem(sqlite_clinic, box)
        assert isinstance(found, ConfigProblem)
        assert "could not be trusted: self-signed certificate" in str(found)
        assert server.accepted == []
        told(sqlite_clinic, replace(box, context=ours))
    assert server.to == [ANA]


def test_one_that_is_down_stops_no_other(clinic: Clinic) -> None:
    with smtp(Mail(refused={ANA})) as server:
        boxes = (mailbox(server), mailbox(server, BEN), Webhook("http://127.0.0.1:9/x"))
        done = told(clinic, *boxes)
        assert server.to == [BEN]
        with pytest.raises(PartialResult) as found:
            settle(done)
        assert str(found.value).startswith(
            "2 of 3 recipients could not be told: ana@clinic.example: The mail server"
        )
        with pytest.raises(ServiceUnavailable):
            settle(each for each in done if each.problem)
        server.refused.clear()
        settle(told(clinic, *boxes[:2]))
    assert server.to == [BEN, ANA]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"password": "x"}, "must not stand in evidence.toml"),
        ({"Password": "x"}, "must not stand in evidence.toml"),
        ({"host": ""}, "names no host"),
        ({"host": 3}, "is not a text"),
        ({"host": "smtp.clinic.example"}, "would travel in the clear"),
        ({"host": "127.0.0.1.evil.example"}, "would travel in the clear"),
        ({"port": 0}, "is no port"),
        ({"port": True}, "is no port"),
        ({"security": "ssl"}, "is not known"),
        ({"from": ""}, "no mail address"),
        ({"from": "a@b.example\r\nBcc: c@d.example"}, "no mail address"),
        ({"to": ["a@b.example, c@d.example"]}, "no mail address"),
        ({"to": ["<a@b.example>"]}, "no mail address"),
        ({"to": ["nobody"]}, "no mail address"),
        ({"to": 7}, "is not a list"),
        ({"tls": True}, "has no setting 'tls'"),
    ],
)
def test_settings_that_are_wrong(changes: dict[str, object], words: str) -> None:
    with pytest.raises(ConfigProblem, match=words):
        mail_of(Mail(port=25), **changes)


def test_a_user_needs_a_password_from_the_environment() -> None:
    table = {"host": "smtp.clinic.example", "user": "digest", "from": "digest@clinic.example"}
    with pytest.raises(ConfigProblem, match="export EVIDENCE_SMTP_PASSWORD="):
        mail_settings(table, {})
    made = mail_settings(table, {"EVIDENCE_SMTP_PASSWORD": PASSWORD})
    assert (made.port, made.security) == (587, "starttls")
    assert PASSWORD not in repr(made)
    with pytest.raises(ConfigProblem, match="says nothing of a mail server"):
        mail_settings(None, {})


@pytest.mark.parametrize("name", ["a\r\nBcc: everybody@evil.example", "x" * 400, "\u202eevil", "é"])
def test_no_topic_breaks_a_header(name: str, sqlite_clinic: Clinic) -> None:
    made = view(sqlite_clinic.store, sqlite_clinic.scope(), "7d", sqlite_clinic.now)
    hostile = replace(made, topics=(name,), items=(replace(made.items[0], kind=name),))
    letter = message(hostile, mail_of(Mail(port=25)), address(ANA, "test"), render)
    raw = letter.as_bytes().partition(b"\n\n")[0]
    names = [line.partition(b":")[0] for line in raw.splitlines() if not line.startswith(b" ")]
    assert names == [
        *(b"Subject", b"From", b"To", b"Date", b"Message-ID", b"List-Unsubscribe"),
        *(b"Auto-Submitted", b"MIME-Version", b"Content-Type"),
    ]


@dataclass
class Hook:
    """What a webhook got, and what it answers."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hang: bool = False
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    url: str = ""


@contextmanager
def hook(**behaviour: object) -> Iterator[Hook]:
    made = Hook(**behaviour)  # type: ignore[arg-type]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.got.append((self.path, dict(self.headers), body))
            if made.hang:
                made.released.wait(5)
                return
            self.send_response(made.status)
            for name, value in made.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        made.url = f"http://127.0.0.1:{server.server_address[1]}/hook/{PASSWORD}?t={PASSWORD}"
        try:
            yield made
        finally:
            made.released.set()
            server.shutdown()
            thread.join()


def test_a_webhook_gets_the_json_document_once(
    clinic: Clinic, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    with hook() as server:
        told(clinic, Webhook(server.url))
        told(clinic, Webhook(server.url))
    assert PASSWORD not in caplog.text
    ((path, headers, body),) = server.got
    assert path.startswith(f"/hook/{PASSWORD}")
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert len(headers["Idempotency-Key"]) == 32
    made = json.loads(body)
    assert [(item["kind"], item["pmid"]) for item in made["items"]] == [
        ("retraction", FIRST),
        ("randomised trial", FIRST + 2),
    ]


@pytest.mark.parametrize(
    ("behaviour", "kind", "words"),
    [
        ({"status": 500}, ServiceUnavailable, "refused (status 500)"),
        ({"status": 429}, ServiceUnavailable, "refused (status 429)"),
        ({"status": 404}, ConfigProblem, "does not take the digest (status 404)"),
        ({"hang": True}, ServiceUnavailable, "did not answer in time"),
        (
            {"status": 307, "headers": {"Location": "http://127.0.0.1:9/else"}},
            ServiceUnavailable,
            "points elsewhere, which is not followed (status 307)",
        ),
    ],
)
def test_a_webhook_that_fails_keeps_its_secret(
    behaviour: dict[str, object], kind: type[EvidenceError], words: str, clinic: Clinic
) -> None:
    with hook(**behaviour) as server:
        webhook = Webhook(server.url, timeout=0.3)
        found = problem(clinic, webhook)
        assert isinstance(found, kind)
        assert words in str(found)
        assert PASSWORD not in f"{found} {webhook!r} {webhook.name} {webhook.key}"
        assert found.__cause__ is None
        assert len(server.got) == 1
        server.status, server.hang = 204, False
        settle(told(clinic, webhook))
        settle(told(clinic, webhook))
        assert len(server.got) == 2
    ids = {headers["Idempotency-Key"] for _, headers, _ in server.got}
    assert len(ids) == 1


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.example/x",
        "ftp://127.0.0.1/x",
        "http://hooks.example/x",
        "https://",
        "https://a b.example/",
        "https://hooks.example:99999999/",
        "https://hooks.example/\r\nHost: evil",
        "file:///etc/passwd",
    ],
)
def test_addresses_a_webhook_does_not_take(url: str) -> None:
    with pytest.raises(ConfigProblem):
        Webhook(url)


def test_two_webhooks_of_one_host_are_two_recipients() -> None:
    one, other = Webhook("https://hooks.example/one"), Webhook("https://hooks.example/two")
    assert one.key != other.key
    assert one.name == other.name == "webhook at hooks.example"


def entries(path: Path) -> list[str]:
    root = ET.fromstring(path.read_bytes())  # noqa: S314 - our own
    return [each.findtext(f"{ATOM}title") or "" for each in root.iterfind(f"{ATOM}entry")]


def test_a_feed_grows_and_is_written_only_where_it_changes(clinic: Clinic, tmp_path: Path) -> None:
    written: list[str] = []

    def counted(path: Path, text: str) -> None:
        written.append(text)
        write(path, text)

    feed = FeedFile(tmp_path / "feed.atom", counted)
    told(clinic, feed)
    first = feed.path.read_bytes()
    assert entries(feed.path) == [
        "[Invented sample] Retracted: Quinine for cramps – ‘naïve’.",  # noqa: RUF001
        "[Invented sample] Randomised trial: Pickle juice: a randomised trial.",
        "Other new records",
    ]
    clinic.wait()
    clinic.searched()
    told(clinic, feed)
    assert (len(written), feed.path.read_bytes()) == (1, first)
    clinic.wait()
    clinic.searched(trial(FIRST + 3, "Heat: a randomised trial."))
    told(clinic, feed)
    assert len(written) == 2
    assert entries(feed.path)[0] == "[Invented sample] Randomised trial: Heat: a randomised trial."
    assert len(entries(feed.path)) == 4
    ids = [node.text for node in ET.fromstring(written[1]).iter(f"{ATOM}id")]  # noqa: S314
    assert len(ids) == len(set(ids)) == 5
    assert {node.text for node in ET.fromstring(written[0]).iter(f"{ATOM}id")} <= set(ids)  # noqa: S314
    assert [path.name for path in tmp_path.iterdir() if "feed" in path.name] == ["feed.atom"]


def test_a_feed_killed_after_writing_is_not_written_again(clinic: Clinic, tmp_path: Path) -> None:
    written: list[Path] = []

    def counted(path: Path, text: str) -> None:
        written.append(path)
        write(path, text)

    feed = FeedFile(tmp_path / "feed.atom", counted)
    made = view(clinic.store, clinic.scope(), "90d", clinic.now)
    feed.send(made)
    feed.send(replace(made, generated=clinic.now + timedelta(hours=1)))
    assert written == [feed.path]


def test_a_feed_forgets_after_ninety_days_and_a_hundred_entries(
    sqlite_clinic: Clinic, tmp_path: Path
) -> None:
    feed = FeedFile(tmp_path / "feed.atom", write)
    told(sqlite_clinic, feed)
    sqlite_clinic.wait(91)
    sqlite_clinic.searched(*(trial(FIRST + 10 + at, f"Trial {at}.") for at in range(120)))
    told(sqlite_clinic, feed)
    assert len(entries(feed.path)) == MOST
    assert "An invented trial" not in feed.path.read_text()


def test_a_feed_that_is_gone_is_filled_again(clinic: Clinic, tmp_path: Path) -> None:
    feed = FeedFile(tmp_path / "feed.atom", write)
    told(clinic, feed)
    before = entries(feed.path)
    feed.path.unlink()
    told(clinic, feed)
    assert entries(feed.path)[:2] == before[:2]


@pytest.mark.parametrize(
    "content",
    [
        b"# My article\n",
        b"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'/>",
        b"<!DOCTYPE a [<!ENTITY x 'y'>]><feed xmlns='http://www.w3.org/2005/Atom'>&x;</feed>",
        b"",
    ],
)
def test_a_file_that_is_no_feed_of_ours_is_never_written_over(
    content: bytes, sqlite_clinic: Clinic, tmp_path: Path
) -> None:
    path = tmp_path / "article.md"
    path.write_bytes(content)
    found = problem(sqlite_clinic, FeedFile(path, write))
    assert isinstance(found, UsageProblem)
    assert path.read_bytes() == content


def test_a_folder_that_takes_no_file(sqlite_clinic: Clinic, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    found = problem(sqlite_clinic, FeedFile(tmp_path / "file" / "feed.atom", write))
    assert isinstance(found, StorageProblem)


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def home(
    clinic: Clinic, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A project of a clinic; the clock goes on from the last search by an hour."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    for name in ("EVIDENCE_SMTP_PASSWORD", "EVIDENCE_DIGEST_WEBHOOK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("EVIDENCE_DATABASE", database_url)
    project = tmp_path / "project"
    (project / "queries" / "topics").mkdir(parents=True)
    monkeypatch.chdir(project)
    assert TOPIC in clinic.members
    return project


@pytest.fixture
def evidence(capsys: pytest.CaptureFixture[str]) -> Run:
    def typed(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(["digest", *arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return typed


SINCE = ("--since", "2026-01-01")


@pytest.mark.usefixtures("home")
def test_a_view_marks_nothing(evidence: Run, store: Store) -> None:
    for form, start in (("md", "# 1 cited"), ("html", "<!DOCTYPE"), ("json", "{"), ("atom", "<?")):
        code, out, err = evidence(*SINCE, "--format", form)
        assert (code, err) == (0, "")
        assert out.startswith(start)
        assert "Quinine" in out
    assert store.ledger.told("mail:ana@clinic.example") == frozenset()
    assert evidence("--since", "last")[0] == 2
    assert evidence("--since", "soon")[0] == 2
    assert evidence("no-such-topic")[0] == 5


def test_what_the_file_names_is_sent_to_with_send(evidence: Run, home: Path) -> None:
    assert evidence("--send")[0] == 4
    with smtp(Mail()) as server, hook() as web:
        (home / "evidence.toml").write_text(
            f'[mail]\nhost = "localhost"\nport = {server.port}\nsecurity = "none"\n'
            f'from = "digest@clinic.example"\nto = ["{ANA}", "{BEN}"]\n'
            f'[digest]\natom = "feed.atom"\nwebhook = "{web.url}"\n'
        )
        assert evidence(*SINCE)[0] == 0  # a view
        code, out, err = evidence(*SINCE, "--send", "--dry-run", "--format", "json")
        assert code == 0
        assert len(json.loads(out)["items"]) == 2
        assert [line.partition(":")[0] for line in err.splitlines()] == [
            *(ANA, BEN, "feed.atom", "webhook at 127.0.0.1"),
        ]
        assert (server.accepted, web.got, (home / "feed.atom").exists()) == ([], [], False)
        assert evidence(*SINCE, "--send", "-q") == (0, "", "")
        assert evidence(*SINCE, "--send", "-q") == (0, "", "")
    assert server.to == [ANA, BEN]
    assert len(web.got) == 1
    assert "Quinine" in entries(home / "feed.atom")[0]
    code, out, err = evidence(*SINCE, "--send")
    assert (code, out) == (0, "")  # the servers are gone, and there is nothing to say
    assert err.splitlines() == [
        f"{name}: nothing to say, nothing sent"
        for name in (ANA, BEN, "feed.atom", "webhook at 127.0.0.1")
    ]


def test_one_line_and_no_secret_where_it_fails(
    evidence: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVIDENCE_SMTP_PASSWORD", PASSWORD)
    monkeypatch.setenv("EVIDENCE_DIGEST_WEBHOOK", f"http://127.0.0.1:9/{PASSWORD}")
    (home / "evidence.toml").write_text(
        f'[mail]\nhost = "127.0.0.1"\nport = {UNUSED_PORT}\nsecurity = "none"\nuser = "digest"\n'
        f'from = "digest@clinic.example"\nto = ["{ANA}"]\n'
    )
    code, out, err = evidence(*SINCE, "--send", "-q")
    assert (code, out, len(err.splitlines())) == (69, "", 1)
    assert err.startswith("evidence: 2 of 2 recipients could not be told: ana@clinic.example: ")
    assert PASSWORD not in err
    code, out, err = evidence(*SINCE, "--send", "-q", "--atom", "feed.atom")
    assert (code, len(err.splitlines())) == (3, 1)
    assert "Quinine" in entries(home / "feed.atom")[0]


def test_a_password_in_the_file_is_refused(evidence: Run, home: Path) -> None:
    (home / "evidence.toml").write_text(f'[mail]\npassword = "{PASSWORD}"\n')
    code, _, err = evidence("--send")
    assert code == 4
    assert "export EVIDENCE_SMTP_PASSWORD=" in err
    assert PASSWORD not in err


def _filled(url: str) -> None:
    """The invented samples, found by a search."""
    assert run(["import", str(samples() / "records.xml")]) == 0
    with open_store(url) as opened:
        opened.close_search(opened.open_search(TOPIC, "cramps"), opened.pmids())


@pytest.fixture
def samples_url(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("EVIDENCE_DATABASE", database_url)
    monkeypatch.chdir(tmp_path)
    _filled(database_url)
    return database_url


def test_a_summary_is_remembered_as_what_it_cites(samples_url: str, tmp_path: Path) -> None:
    assert run(["summary", TOPIC, "--output", "page.json"]) == 0
    page = json.loads((tmp_path / "page.json").read_text())
    with open_store(samples_url) as opened:
        noted = {each.pmid: (each.sha256, each.place) for each in opened.ledger.cited()}
        states = {row.pmid: row.sha256 for row in opened.rows(noted)}
    quoted = {each["pmid"]: each["record_sha256"] for each in page["references"]}
    listed = {each["pmid"] for each in page["evidence"]} - quoted.keys()
    assert min(len(quoted), len(listed)) > 3
    assert noted == {
        **{pmid: (sha256, "summary leg-cramps") for pmid, sha256 in quoted.items()},
        **{pmid: (states[pmid], "summary leg-cramps, table") for pmid in listed},
    }


def test_a_page_is_noted_with_the_rows_that_it_shows(
    samples_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evidence.report.MOST_ROWS", 5)
    assert run(["summary", TOPIC, "--output", "page.md"]) == 0
    table = (tmp_path / "page.md").read_text(encoding="utf-8").partition("study by study")[2]
    with open_store(samples_url) as opened:
        listed = {each.pmid for each in opened.ledger.cited() if each.place.endswith(", table")}
    assert len(listed) == 5
    assert all(f"PMID {pmid}" in table for pmid in listed)


def test_a_summary_needs_no_database_that_can_be_written(
    samples_url: str, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refuse = (
        "CREATE TRIGGER refuse BEFORE INSERT ON cited BEGIN SELECT RAISE(ABORT, 'no'); END"
        if "://" not in database_url
        else "ALTER TABLE cited ADD CONSTRAINT refuse CHECK (pmid < 0)"
    )
    with open_store(samples_url) as opened, opened.engine.begin() as connection:
        connection.exec_driver_sql(refuse)
    capsys.readouterr()
    assert run(["summary", TOPIC, "--output", "page.html"]) == 0
    assert "`evidence digest` will not know what this summary cites" in capsys.readouterr().err
    assert (tmp_path / "page.html").is_file()
