"""PubMed's baseline and update files as NLM lays them out, made here: for work without a network.

A file is `pubmedYYnNNNN.xml.gz` with its checksum beside it in `pubmedYYnNNNN.xml.gz.md5`, one
line `MD5(name)= hex`. Numbers go on from the baseline into the update files; a later file's
record replaces an earlier one's, and its DeleteCitation, after the records, removes.
"""

import gzip
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import unquote

from evidence.pubmed.local_http import FILES, Reply

NAME = re.compile(r"pubmed\d\dn\d{4}\.xml\.gz(\.md5)?", re.ASCII)
FOLDERS = ("baseline", "updatefiles")
_HEAD = (
    b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE PubmedArticleSet SYSTEM'
    b' "http://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n<PubmedArticleSet>\n'
)
_END = b"</PubmedArticleSet>\n"


@dataclass(frozen=True, slots=True)
class Deleted:
    """A PMID that a DeleteCitation names, with the version that it removes."""

    pmid: int
    version: int = 1


class UpdateFiles:
    """Writes numbered files into `folder`/baseline, then into `folder`/updatefiles."""

    def __init__(self, folder: Path, *, year: int = 26, first: int = 1) -> None:
        """`year` has two digits; `first` is the next file's number."""
        self.folder = folder
        self.year = year
        self.number = first
        for name in FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)

    def baseline(self, records: Iterable[bytes]) -> Path:
        """One more baseline file of these PubmedArticle and PubmedBookArticle elements."""
        return self._write(self.folder / FOLDERS[0], records, ())

    def update(self, records: Iterable[bytes] = (), deleted: Iterable[Deleted] = ()) -> Path:
        """One more update file, of new and revised records and of what is deleted."""
        return self._write(self.folder / FOLDERS[1], records, deleted)

    def _write(self, folder: Path, records: Iterable[bytes], deleted: Iterable[Deleted]) -> Path:
        path = folder / f"pubmed{self.year:02}n{self.number:04}.xml.gz"
        path.write_bytes(gzip.compress(document(records, deleted), mtime=0))
        write_checksum(path)
        self.number += 1
        return path


def document(records: Iterable[bytes], deleted: Iterable[Deleted] = ()) -> bytes:
    """A PubmedArticleSet of these elements, with a DeleteCitation where something is deleted."""
    body = b"".join(record.strip() + b"\n" for record in records)
    gone = "".join(
        f'<PMID Version="{each.version}">{each.pmid}</PMID>\n' for each in deleted
    ).encode()
    if gone:
        body += b"<DeleteCitation>\n" + gone + b"</DeleteCitation>\n"
    return _HEAD + body + _END


def write_checksum(path: Path) -> Path:
    """Write NLM's .md5 file beside `path`."""
    digest = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
    target = path.with_name(f"{path.name}.md5")
    target.write_text(f"MD5({path.name})= {digest}\n", encoding="ascii")
    return target


def serve(folder: Path | None, address: str) -> Reply:
    """The listing of /pubmed/baseline/ or /pubmed/updatefiles/, or one of its files.

    Only names of PubMed's form are known: nothing else of the disk can be asked for.
    """
    place, _, name = unquote(address.split("?", 1)[0]).removeprefix(FILES).partition("/")
    if folder is None or place not in FOLDERS:
        return _absent()
    if not name:
        return _listing(folder / place, place)
    if not NAME.fullmatch(name):
        return _absent()
    try:
        body = (folder / place / name).read_bytes()
    except OSError:
        return _absent()
    kind = "text/plain" if name.endswith(".md5") else "application/x-gzip"
    return Reply(body, content_type=kind)


def _listing(folder: Path, place: str) -> Reply:
    names = (
        sorted(
            path.name for path in folder.iterdir() if NAME.fullmatch(path.name) and path.is_file()
        )
        if folder.is_dir()
        else []
    )
    title = f"Index of {FILES}{place}"
    lines = "".join(f'<a href="{escape(name)}">{escape(name)}</a>\n' for name in names)
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><pre>\n{lines}</pre>"
    return Reply(f"{page}</body></html>\n".encode(), content_type="text/html;charset=UTF-8")


def _absent() -> Reply:
    return Reply(b"Not Found", 404, "text/plain")
