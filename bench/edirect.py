"""NCBI's own command-line client, EDirect, against a local PubMed.

Its scripts hold NCBI's address; `-base` changes it for one command, but not for the
searches that efetch starts by itself above 9,999 records. So they are copied to a
temporary folder with the address replaced; nothing of them is kept.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

from bench.local_corpus import FIRST

COMMON = Path("/usr/lib/ncbi-entrez-direct/ecommon.sh")  # where Debian's package has it
NCBI = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"
_SCRIPTS = {  # Debian has wrappers of the same name before two of them
    "esearch": ("esearch",),
    "efetch": ("efetch.ncbi", "efetch"),
    "einfo": ("einfo.ncbi", "einfo"),
    "epost": ("epost",),
    "elink": ("elink",),
}
_TIME = 900  # seconds; every request of EDirect's starts several programs


def version() -> str:
    """The version of the EDirect that is installed, "" without one."""
    if not COMMON.is_file() or any(_script(name) is None for name in _SCRIPTS):
        return ""
    found = re.search(r'^version="([^"]+)"', COMMON.read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else ""


def copy(folder: Path, url: str) -> None:
    """Put EDirect's commands into `folder`, set on `url`; they find the rest where it is.

    Above 9,999 records EDirect halves the PMIDs from 1 to the newest. The invented ones
    begin at FIRST: the copy begins there too, or it would pay for the empty part before.
    """
    common = _replaced(COMMON.read_text(encoding="utf-8"), NCBI, url)
    common = _replaced(common, "minPMID=1\n", f"minPMID={FIRST}\n")
    (folder / "ecommon.sh").write_text(common, encoding="utf-8")
    for name in _SCRIPTS:
        script = _script(name)
        if script is None:
            raise FileNotFoundError(name)
        text = script.read_text(encoding="utf-8")
        text = _replaced(text, f'"{COMMON.parent}"/ecommon.sh', f'"{folder}/ecommon.sh"')
        target = folder / name
        target.write_text(text, encoding="utf-8")
        target.chmod(0o700)


def run(folder: Path, line: str) -> str:
    """What a shell line with the commands in `folder` prints; raises where it fails."""
    environment = {
        "PATH": f"{folder}:{os.environ['PATH']}",
        "EMAIL": "bench@example.org",
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run(  # noqa: S603 - lines of the benchmark's own
        ["/bin/sh", "-c", line],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
        timeout=_TIME,
    )
    return done.stdout.decode()


def fetched(folder: Path, query: str) -> int:
    """How many records of a search come as XML."""
    found = run(folder, f'esearch -db pubmed -query "{query}" | efetch -format xml')
    return found.count("<PubmedArticle>")


def _script(name: str) -> Path | None:
    paths = (shutil.which(each) for each in _SCRIPTS[name])
    return next((Path(path) for path in paths if path), None)


def _replaced(text: str, old: str, new: str) -> str:
    if old not in text:
        raise LookupError(f"this EDirect is another: it has no {old!r}")
    return text.replace(old, new)
