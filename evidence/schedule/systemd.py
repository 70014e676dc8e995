"""A service and a timer of systemd, for one user."""

from evidence.schedule.model import DELAY, Days, Job
from evidence.schedule.quoting import shell, systemd_path, systemd_paths, systemd_words
from evidence.schedule.words import commented, recipients, secrets

NAME = "evidence-update"
FOLDER = "~/.config/systemd/user"
_DAYS: dict[Days, str] = {"mon-fri": "Mon..Fri ", "daily": "", "sat": "Sat "}


def render(job: Job) -> str:
    """Both units, one after the other, each under the name of its file."""
    return f"{service(job)}\n{timer(job)}"


def calendar(job: Job) -> str:
    """The time as `systemd-analyze calendar` takes it."""
    return f"{_DAYS[job.days]}{job.at:%H:%M}"


def timer(job: Job) -> str:
    """The timer: catches up after the machine was off, and starts at a random moment."""
    comment = commented("# ", (f"{FOLDER}/{NAME}.timer",))
    return f"""{comment}[Unit]
Description=When to ask PubMed the clinic's questions (evidence-tracker)

[Timer]
OnCalendar={calendar(job)}
Persistent=true
RandomizedDelaySec={DELAY}m

[Install]
WantedBy=timers.target
"""


def service(job: Job) -> str:
    """The service. PrivateUsers=true: without it a user's service has no ProtectSystem.

    The digest is an ExecStopPost: it runs whatever the update's exit code, and leaves it.
    """
    digest = ""
    if job.digest:
        digest = f"ExecStopPost={systemd_words(job.tell)}\nTimeoutStopSec=15min\n"
    return f"""{_comment(job)}[Unit]
Description=Ask PubMed the clinic's questions (evidence-tracker)

[Service]
Type=oneshot
WorkingDirectory={systemd_path(job.folder)}
EnvironmentFile=-{systemd_path(job.secrets)}
ExecStart={systemd_words(job.update)}
{digest}SuccessExitStatus=10
TimeoutStartSec=2h
Nice=10
NoNewPrivileges=true
PrivateUsers=true
PrivateTmp=true
ProtectSystem=strict
{_writable(job)}"""


def _comment(job: Job) -> str:
    again = "evidence schedule print --as systemd ... --part"
    return commented(
        "# ",
        (
            f"{FOLDER}/{NAME}.service",
            "",
            "evidence-tracker: the unattended update. Nothing has been installed.",
            "To install (for ... write the options that you have just used):",
            f"  mkdir -p {FOLDER}",
            f"  {again} service > {FOLDER}/{NAME}.service",
            f"  {again} timer > {FOLDER}/{NAME}.timer",
            "  systemctl --user daemon-reload",
            f"  systemctl --user enable --now {NAME}.timer",
            "  loginctl enable-linger        (it then runs while you are not logged in)",
            "To check:",
            f"  systemctl --user list-timers {NAME}.timer",
            f"  systemctl --user start {NAME}.service   (once, now)",
            f"  journalctl --user -u {NAME}.service",
            f"  {shell(job.check)}",
            *secrets(job),
            "It may write to the folders of ReadWritePaths= only: add one that a digest needs.",
            *recipients(job),
        ),
    )


def _writable(job: Job) -> str:
    """The folders to write to; a leading - stands for: if it is there."""
    folders = [f"-{job.cache}"] if job.cache else []
    if not job.on_server:
        folders.insert(0, job.database.rpartition("/")[0] or "/")
    return f"ReadWritePaths={systemd_paths(folders)}\n" if folders else ""
