"""Opens what most commands need: settings, store, topics, tags, headings."""

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidence.commands.settings import Settings, default_database
from evidence.errors import ConfigProblem, NotFound

if TYPE_CHECKING:  # the heavy imports wait until a command runs: --help stays quick
    from evidence.pubmed.eutils import Client
    from evidence.query.mesh import Mesh
    from evidence.store import Store
    from evidence.store.mesh import Imported
    from evidence.topic import Tag, Topic


def settings() -> Settings:
    """The settings of this run."""
    found = click.get_current_context().find_object(Settings)
    if found is None:
        raise LookupError("no settings")
    return found


def store(*, reading: bool = False) -> "Store":
    """The store of this run, migrated to the newest schema.

    `reading`: what only reads makes no new database, for a misspelt name would look like
    no evidence; NotFound instead.
    """
    from evidence.store import open_store
    from evidence.store.rehearsal import open_unchanged

    url = settings().database
    if "://" not in url:
        path = Path(url).expanduser()
        if reading and not path.exists():
            raise NotFound(
                f"There is no database at {path} yet.",
                "Fill one with `evidence update` or `evidence import FILE`, or name another "
                "with --database.",
            )
        if path == default_database():
            path.parent.mkdir(parents=True, exist_ok=True)
    opened = open_unchanged(url) if reading and _only_readable(url) else open_store(url)
    click.get_current_context().call_on_close(opened.close)
    return opened


def glance() -> "Store":
    """The store for a look at its counts: an empty one where there is no database yet."""
    from evidence.store.rehearsal import open_unchanged

    if _there_is_a_database():
        return store(reading=True)
    opened = open_unchanged(settings().database)
    click.get_current_context().call_on_close(opened.close)
    return opened


def _only_readable(url: str) -> bool:
    """Whether this is another user's file, as a monitor may meet it."""
    path = Path(url).expanduser()
    return "://" not in url and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def mesh(kept: "Store | None" = None) -> "Mesh":
    """MeSH as imported into the database `kept`, or of this run; the shipped one before.

    Without `kept`, no database is made: where there is none yet, MeSH is as shipped.
    """
    from evidence.query.mesh import Mesh

    if kept is not None:
        return kept.mesh()
    return store(reading=True).mesh() if _there_is_a_database() else Mesh.shipped()


def mesh_editions() -> "tuple[Imported, ...]":
    """Which files of MeSH this run's database holds; none where there is no database."""
    return store(reading=True).mesh_editions() if _there_is_a_database() else ()


def _there_is_a_database() -> bool:
    url = settings().database
    return "://" in url or Path(url).expanduser().exists()


def topics(names: Sequence[str] = ()) -> "tuple[Topic, ...]":
    """The topics named, in that order; all of them where none is named."""
    from evidence.topic import find_topic, load_topics

    known = load_topics(settings().query_folders)
    return tuple(find_topic(name, known) for name in names) if names else known


def tags() -> "tuple[Tag, ...]":
    """All tags."""
    from evidence.topic import load_tags

    return load_tags(settings().query_folders)


def today() -> date:
    """The day, in the user's own time zone."""
    return datetime.now().astimezone().date()


def client(email: str | None, url: str | None) -> "Client":
    """A client of PubMed, or of the service at `url`.

    Raises ConfigProblem where PubMed would be asked without an address: NCBI wants one.
    """
    from evidence.pubmed.eutils import Client
    from evidence.pubmed.eutils import Settings as Service

    if not email and not url:
        raise ConfigProblem(
            "NCBI asks every program for the address of the person who runs it.",
            f"Type: {'set' if os.name == 'nt' else 'export'} NCBI_EMAIL=you@clinic.org",
        )
    if email and "@" not in email:
        raise ConfigProblem(
            f"{email!r} is no e-mail address.", "Give NCBI_EMAIL, or --email, as you@clinic.org"
        )
    key = os.environ.get("NCBI_API_KEY", "")
    service = Service(email=email or "", api_key=key)
    return Client(replace(service, base_url=url) if url else service)
