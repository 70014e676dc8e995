"""A workflow of GitHub Actions, for a repository that holds the clinic's queries."""

import re
import shlex

from evidence.errors import UsageProblem
from evidence.schedule.model import Job
from evidence.schedule.quoting import plain
from evidence.schedule.words import commented, recipients

FILE = ".github/workflows/evidence-update.yml"
_DAYS = {"mon-fri": "1-5", "daily": "*", "sat": "6"}
_ACTIONS = re.compile(r"\$\{\{")


def render(job: Job) -> str:
    """The workflow. `job.queries` is a folder of the repository; `job.at` is UTC.

    A database file is carried from run to run in a cache; one on a server is named by a
    secret, for its URL holds the password.
    """
    folder = f" --queries {shlex.quote(_safe(job.queries))}" if job.queries else ""
    program = f"evidence{folder}"
    return f"""{_comment(job)}name: evidence update

on:
  schedule:
    - cron: "{job.at.minute} {job.at.hour} * * {_DAYS[job.days]}"
  workflow_dispatch:

permissions:
  contents: read

concurrency:
  group: evidence-update
  cancel-in-progress: false

jobs:
  update:
    runs-on: ubuntu-latest
    timeout-minutes: 120
    env:
      EVIDENCE_DATABASE: {_database(job)}
      NCBI_EMAIL: {_email(job)}
{_secrets(job)}    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: {_install(job)}
{_restore(job)}      - name: Ask PubMed
        run: |
          {program} update -q
{_digest(job, program)}{_save(job)}      - name: Is every topic fresh?
        if: success() || failure()
        run: |
          {program} status --max-age {job.check[-1]}
"""


def _comment(job: Job) -> str:
    names = ", ".join(_names(job))
    kept = (
        "# The database is on your server; its URL, password and all, is the secret.\n"
        if job.on_server
        else "# The database travels in GitHub's cache, which may be evicted: a new one is then\n"
        "# filled with the records of today, and the history of searches is lost. A PostgreSQL\n"
        "# database (--database postgresql://...) is the safer place.\n"
    )
    return (
        f"# {FILE}\n"
        "#\n"
        "# evidence-tracker: the unattended update. Nothing has been installed.\n"
        "# To install: commit this file to the default branch, then add, under\n"
        "# Settings > Secrets and variables > Actions, the secrets\n"
        f"#   {names}\n"
        "# To check: Actions > evidence update > Run workflow.\n"
        "# Times are UTC. GitHub starts scheduled work late, now and then not at all, and stops\n"
        "# it after 60 days without a commit: have `evidence status` watched from elsewhere.\n"
        f"{_source(job)}{kept}{commented('# ', recipients(job, repository=True))}"
    )


def _source(job: Job) -> str:
    if job.checkout:
        return "# The program is installed from its source, which this repository holds.\n"
    return (
        "# The program is in no package index. Type, in a checkout of its source,\n"
        "#   pip wheel --no-deps --wheel-dir wheels .\n"
        "# and commit the one file that this makes to the folder wheels/ of this repository.\n"
    )


def _names(job: Job) -> tuple[str, ...]:
    """The secrets to add; those of the database's server are in its URL."""
    names = [name for name in job.names if name != "PGPASSWORD"]
    if job.on_server:
        names.insert(0, "EVIDENCE_DATABASE")
    return tuple(names) if job.email else ("NCBI_EMAIL", *names)


def _secrets(job: Job) -> str:
    own = ("EVIDENCE_DATABASE", "NCBI_EMAIL")
    return "".join(
        f"      {name}: ${{{{ secrets.{name} }}}}\n" for name in _names(job) if name not in own
    )


def _database(job: Job) -> str:
    return "${{ secrets.EVIDENCE_DATABASE }}" if job.on_server else "evidence.db"


def _email(job: Job) -> str:
    if not job.email:
        return "${{ secrets.NCBI_EMAIL }}"
    return "'" + _safe(job.email).replace("'", "''") + "'"


def _install(job: Job) -> str:
    extra = "[postgresql]" if job.on_server else ""
    if job.checkout:
        return f"pip install '.{extra}'" if extra else "pip install ."
    return f'pip install "$(echo wheels/evidence_tracker-*.whl){extra}"'


def _restore(job: Job) -> str:
    if job.on_server:
        return ""
    return """      - uses: actions/cache/restore@v4
        with:
          path: evidence.db*
          key: evidence-db-${{ github.run_id }}
          restore-keys: evidence-db-
"""


def _save(job: Job) -> str:
    if job.on_server:
        return ""
    return """      - uses: actions/cache/save@v4
        if: success() || failure()
        with:
          path: evidence.db*
          key: evidence-db-${{ github.run_id }}-${{ github.run_attempt }}
"""


def _digest(job: Job, program: str) -> str:
    if not job.digest:
        return ""
    return f"""      - name: Tell what is new
        if: success() || failure()
        run: |
          {program} digest --send -q
"""


def _safe(text: str) -> str:
    if _ACTIONS.search(text):
        raise UsageProblem(
            f"GitHub would replace a part of {text!r}: ${{{{ begins an expression.",
            "Rename the folder.",
        )
    return plain(text)
