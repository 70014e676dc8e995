"""Schedules: whole outputs, paths that survive quoting, and one job that really runs."""

import os
import plistlib
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.__main__ import run
from evidence.commands.schedule_digest import Recipients, recipients
from evidence.errors import UsageProblem
from evidence.pubmed.local import LocalPubMed
from evidence.schedule import Days, Form, Job, render, systemd, windows
from evidence.schedule.quoting import cron_command, script, shell, systemd_words
from evidence.schedule.when import UTC, host_minute, off_peak, usual_time
from evidence.shipped import samples
from evidence.store import open_store

DATA = Path(__file__).parent / "data" / "schedule"
ROOT = Path(__file__).resolve().parents[1]
FORMS: tuple[Form, ...] = ("cron", "systemd", "launchd", "windows", "github")
JOB = Job(
    program=("/opt/evidence/bin/evidence",),
    database="/home/anna/clinic/evidence.db",
    folder="/home/anna/clinic",
    secrets="/home/anna/.config/evidence-tracker/secrets.env",
    at=time(3, 17),
    queries="/home/anna/clinic/queries",
    email="anna@clinic.example",
    digest=True,
    cache="/home/anna/.cache/evidence-tracker",
    logs="/home/anna/Library/Logs",
    names=("NCBI_API_KEY", "EVIDENCE_SMTP_PASSWORD"),
    python="/opt/evidence/bin/python",
)
SERVER = replace(
    JOB,
    database="postgresql+psycopg://anna@db.example/evidence",
    days="sat",
    digest=False,
    queries="",
    email="",
    names=("NCBI_API_KEY", "PGPASSWORD"),
)
WINDOWS = replace(
    JOB,
    program=(r"C:\Program Files\Python\Scripts\evidence.exe",),
    database=r"C:\Users\Änne & Co\evidence.db",
    folder=r"C:\Users\Änne & Co",
    queries="",
    python=r"C:\Program Files\Python\python.exe",
)


def job_of(form: Form) -> Job:
    if form == "windows":
        return WINDOWS
    return replace(JOB, queries="queries") if form == "github" else JOB


@pytest.mark.parametrize("form", FORMS)
def test_whole_output(form: Form) -> None:
    expected = (DATA / f"{form}.txt").read_text(encoding="utf-8")
    assert render(job_of(form), form) == expected


@pytest.mark.parametrize("form", FORMS)
def test_a_digest_without_anybody_to_tell_says_so(form: Form) -> None:
    nobody = render(replace(job_of(form), nobody=True), form)
    lines = nobody.split("\n")
    said = [line for line in lines if line not in render(job_of(form), form).split("\n")]
    assert len(said) == 9
    assert "THE DIGEST HAS NOBODY TO GO TO" in said[0]
    assert "evidence.toml, " in said[1]
    marks = {"launchd": "", "windows": ""}
    toml = [line.removeprefix(marks.get(form, "# ")) for line in said]
    found = tomllib.loads("\n".join((*toml[2:6], *toml[7:])))
    assert found["mail"]["to"] == ["you@clinic.org"]
    assert found["digest"] == {"atom": "digest.xml"}
    assert recipients(found, ()) == Recipients(known=True)
    without = replace(job_of(form), nobody=True, digest=False)
    assert "NOBODY" not in render(without, form)


@pytest.mark.parametrize("form", ["cron", "systemd", "github"])
def test_whole_output_for_a_server_on_saturdays(form: Form) -> None:
    expected = (DATA / f"{form}-server.txt").read_text(encoding="utf-8")
    assert render(SERVER, form) == expected


needs_sh = pytest.mark.skipif(not Path("/bin/sh").exists(), reason="there is no /bin/sh here")

# --- quoting ---------------------------------------------------------------------------

paths = st.text(
    st.one_of(
        st.sampled_from(" '\"%$&\\`;|<>(){}[]*?~#!=:-@äß\u2028漢"),
        st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="/\ufffe\uffff"),
    ),
    min_size=1,
    max_size=20,
).map(lambda name: f"/x/{name}y")


def odd(path: str) -> Job:
    """A job of which every path is odd."""
    return replace(
        JOB,
        program=(path,),
        database=f"{path}/e.db",
        queries=f"{path}/q",
        folder=path,
        secrets=f"{path}/s",
        python=f"{path}/p",
        cache=f"{path}/c",
        logs=path,
    )


def assert_runs(script: str, job: Job) -> None:
    """Both commands, the folder and the file stand in the script as words of sh."""
    reader = shlex.shlex(script, posix=True, punctuation_chars=";|&<>")
    reader.whitespace_split = True
    reader.commenters = ""
    text = "\0".join(reader)
    for words in (job.update, job.tell, ("cd", job.folder), (".", job.secrets)):
        assert "\0".join(words) in text


def crontab_command(line: str) -> str:
    r"""What cron hands to sh: the rest of the line up to a bare %, with \% as %."""
    command = line.split(" ", 5)[5]
    assert not re.search(r"(?<!\\)%", command)
    return command.replace(r"\%", "%")


def last_line(text: str) -> str:
    return text.rstrip("\n").rpartition("\n")[2]


@given(paths)
def test_cron_carries_any_path(path: str) -> None:
    job = odd(path)
    if "\\" in path:
        with pytest.raises(UsageProblem, match="backslash"):
            render(job, "cron")
        return
    command = cron_command(script(job))
    if len(command.encode()) > 998:
        with pytest.raises(UsageProblem, match="998"):
            render(job, "cron")
        return
    last = last_line(render(job, "cron"))
    assert last.endswith(command)
    assert_runs(crontab_command(last), job)


@needs_sh
@settings(max_examples=30)
@given(paths)
def test_real_shell_reads_the_words_back(path: str) -> None:
    words = odd(path).update
    line = f'set -- {shell(words)}; printf "%s\\0" "$@"'
    done = subprocess.run(("/bin/sh", "-c", line), check=True, capture_output=True)
    assert done.stdout.decode().split("\0") == [*words, ""]


@given(paths)
def test_launchd_carries_any_path(path: str) -> None:
    job = odd(path)
    found = plistlib.loads(render(job, "launchd").encode())
    shell, option, script = found["ProgramArguments"]
    assert (shell, option) == ("/bin/sh", "-c")
    assert_runs(script, job)
    assert found["StandardErrorPath"].startswith(path)


def systemd_read(value: str, *, variables: bool = True) -> list[str]:
    """Words as systemd.syntax(7) and systemd.service(5) say that they are read."""
    words: list[str] = []
    for found in re.finditer(r'"((?:\\.|[^"\\])*)"|(\S+)', value):
        quoted = found[1] is not None
        word = found[1] if quoted else found[2]
        word = re.sub(r"\\(.)", r"\1", word)
        assert "%" not in word.replace("%%", "")
        word = word.replace("%%", "%")
        if variables:
            assert "$" not in word.replace("$$", "")
            word = word.replace("$$", "$")
        words.append(word)
    return words


def setting(text: str, name: str) -> str:
    return next(line.partition("=")[2] for line in text.split("\n") if line.startswith(f"{name}="))


@given(paths)
def test_systemd_carries_any_path(path: str) -> None:
    job = odd(path)
    text = systemd.service(job)
    start = systemd_read(setting(text, "ExecStart"))
    assert tuple(start[1:] if start[0] == "/usr/bin/env" else start) == job.update
    stop = systemd_read(setting(text, "ExecStopPost"))
    assert tuple(stop[1:] if stop[0] == "/usr/bin/env" else stop) == job.tell
    assert bool(set(path) & set("$'\"\\")) == (start[0] == "/usr/bin/env")
    assert setting(text, "WorkingDirectory").replace("%%", "%") == path
    writable = systemd_read(setting(text, "ReadWritePaths"), variables=False)
    assert writable == [path, f"-{path}/c"]


def windows_read(line: str) -> list[str]:
    """A command line as Microsoft's C runtime reads it: backslashes count before a quote."""
    words, word, quoted, i = [], "", False, 0
    begun = False
    while i < len(line):
        slashes = len(line[i:]) - len(line[i:].lstrip("\\"))
        i += slashes
        if i < len(line) and line[i] == '"':
            word += "\\" * (slashes // 2)
            if slashes % 2:
                word += '"'
            else:
                quoted = not quoted
            begun = True
            i += 1
            continue
        word += "\\" * slashes
        begun = begun or slashes > 0
        if i < len(line):
            if line[i] in " \t" and not quoted:
                if begun:
                    words.append(word)
                word, begun = "", False
            else:
                word += line[i]
                begun = True
            i += 1
    return [*words, word] if begun else words


NAMESPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


@given(paths)
def test_windows_carries_any_path(path: str) -> None:
    job = odd(path)
    if re.search(r"%[^%\"\\/]+%|\$\(", subprocess.list2cmdline(windows.command(job))):
        with pytest.raises(UsageProblem, match="Task Scheduler"):
            render(job, "windows")
        return
    text = render(job, "windows")
    assert text.isascii()
    for encoded in (text.encode(), text.encode("utf-16")):  # cmd's > and PowerShell's >
        [action] = ET.fromstring(encoded).findall(f".//{NAMESPACE}Exec")  # noqa: S314 - ours
        words = windows_read(action.findtext(f"{NAMESPACE}Arguments") or "")
        assert (action.findtext(f"{NAMESPACE}Command"), words[:2]) == (job.python, ["-I", "-c"])
        assert tuple(words[4:]) == (*job.update, *job.tell)
        assert int(words[3]) == len(job.update)
        assert action.findtext(f"{NAMESPACE}WorkingDirectory") == path


def test_windows_starts_the_update_itself_where_no_digest_is_wanted() -> None:
    [action] = ET.fromstring(render(replace(WINDOWS, digest=False), "windows")).findall(  # noqa: S314 - ours
        f".//{NAMESPACE}Exec"
    )
    arguments = windows_read(action.findtext(f"{NAMESPACE}Arguments") or "")
    assert (action.findtext(f"{NAMESPACE}Command"), *arguments) == WINDOWS.update


@given(paths)
def test_github_carries_any_folder(path: str) -> None:
    job = replace(JOB, queries=path)
    if "${{" in path:
        with pytest.raises(UsageProblem, match="expression"):
            render(job, "github")
        return
    lines = render(job, "github").split("\n")
    line = next(line for line in lines if line.endswith("update -q"))
    assert shlex.split(line) == ["evidence", "--queries", path, "update", "-q"]


@pytest.mark.parametrize("form", ["cron", "systemd", "launchd", "windows"])
@pytest.mark.parametrize("character", ["\n", "\r", "\0", "\x7f", "\udc80", "\uffff"])
def test_line_break_is_refused(form: Form, character: str) -> None:
    with pytest.raises(UsageProblem, match="line break"):
        render(odd(f"/x/a{character}b"), form)


def test_github_refuses_a_line_break() -> None:
    with pytest.raises(UsageProblem, match="line break"):
        render(replace(JOB, queries="a\nb"), "github")


# --- when ------------------------------------------------------------------------------

hours = st.integers(-12, 14).map(lambda hour: timedelta(hours=hour))


def test_minute_of_a_host_is_its_own_and_never_round() -> None:
    minutes = {host_minute(f"host-{number}") for number in range(500)}
    assert len(minutes) == 48
    assert not any(minute % 5 == 0 for minute in minutes)
    assert host_minute("host-1") == host_minute("host-1")


@given(st.text(max_size=10), hours, st.sampled_from([-1, 0, 1]))
def test_usual_time_is_night_in_bethesda_wherever_the_clinic_is(
    host: str, winter: timedelta, saving: int
) -> None:
    offsets = (winter, winter + timedelta(hours=saving))
    assert off_peak(usual_time(host, offsets), "daily", offsets)


@pytest.mark.parametrize(
    ("at", "days", "offsets", "spares"),
    [
        (time(3, 17), "mon-fri", UTC, True),  # 22:17 and 23:17
        (time(9, 17), "mon-fri", UTC, False),  # 4:17 in January, 5:17 in July
        (time(8, 30), "mon-fri", UTC, True),  # 3:30 and 4:30, and the delay
        (time(8, 31), "mon-fri", UTC, False),
        (time(14, 0), "mon-fri", UTC, False),
        (time(14, 0), "sat", UTC, True),  # Saturday there too
        (time(14, 0), "daily", UTC, False),
        (time(8, 0), "sat", (timedelta(hours=9),) * 2, False),  # Friday evening there
        (time(4, 45), "mon-fri", (timedelta(hours=-5), timedelta(hours=-4)), False),  # + delay
    ],
)
def test_off_peak(
    at: time, days: Days, offsets: tuple[timedelta, timedelta], *, spares: bool
) -> None:
    assert off_peak(at, days, offsets) == spares


# --- the real judges -------------------------------------------------------------------

ANALYZE = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")


def analyze(*arguments: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "XDG_RUNTIME_DIR": str(home)}
    return subprocess.run(
        (str(ANALYZE), *map(str, arguments)),
        check=False,
        capture_output=True,
        text=True,
        env=environment,
    )


@needs_systemd
@pytest.mark.parametrize(
    "name", ["plain", "a b", "100%", 'quo"te', "it's", "dol$lar", "back\\slash", "Änne & Co"]
)
def test_systemd_accepts_the_units(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    folder.mkdir()
    program = folder / "evidence"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    job = replace(odd(str(folder)), program=(str(program),), database=f"{folder}/e.db", digest=True)
    units = tmp_path / "units"
    units.mkdir()
    (units / "evidence-update.service").write_text(systemd.service(job), encoding="utf-8")
    (units / "evidence-update.timer").write_text(systemd.timer(job), encoding="utf-8")
    done = analyze(
        "verify",
        "--user",
        "--man=no",
        units / "evidence-update.service",
        units / "evidence-update.timer",
        home=tmp_path,
    )
    complaints = [line for line in done.stderr.splitlines() if "evidence" in line]
    assert (done.returncode, complaints) == (0, [])


@needs_systemd
def test_systemd_finds_a_program_that_is_not_there(tmp_path: Path) -> None:
    unit = tmp_path / "evidence-update.service"
    unit.write_text(systemd.service(JOB), encoding="utf-8")
    done = analyze("verify", "--user", "--man=no", unit, home=tmp_path)
    assert "/opt/evidence/bin/evidence is not executable" in done.stderr


@needs_systemd
@pytest.mark.parametrize(
    ("days", "normal"),
    [
        ("mon-fri", "Mon..Fri *-*-* 03:17:00"),
        ("daily", "*-*-* 03:17:00"),
        ("sat", "Sat *-*-* 03:17:00"),
    ],
)
def test_systemd_reads_the_time(days: Days, normal: str, tmp_path: Path) -> None:
    job = replace(JOB, days=days)
    done = analyze("calendar", systemd.calendar(job), home=tmp_path)
    assert done.returncode == 0
    assert normal in done.stdout


def test_env_starts_a_program_with_a_dollar_in_its_path() -> None:
    assert systemd_words(("/a$b", "$c")) == '/usr/bin/env "/a$$b" "$$c"'


# --- the command, and the job that it prints ---------------------------------------------


@pytest.fixture
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a blank, a quote and a percent sign; no settings from outside."""
    for name in [name for name in os.environ if name.startswith(("EVIDENCE_", "NCBI_", "PG"))]:
        monkeypatch.delenv(name)
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    folder = tmp_path / "Anna's 100% clinic"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def printed(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    got = run([*arguments])
    text = capsys.readouterr()
    assert got == code, text.err
    return text.out + text.err


def cron_run(text: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run the last line of a crontab as cron does: by sh, with next to no environment."""
    lines = text.rstrip("\n").split("\n")
    given_settings = dict(line.split("=", 1) for line in lines if re.match(r"[A-Z]+=", line))
    assert given_settings["DELAY"] == "1800"
    return subprocess.run(
        ("/bin/sh", "-c", crontab_command(lines[-1])),
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
        env={"HOME": str(home), "PATH": "/usr/bin:/bin", "DELAY": "1"},  # not half an hour
    )


@needs_sh
def test_cron_job_fills_the_database(clinic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = clinic.parent / "home"
    secrets = home / "evidence-tracker" / "secrets.env"
    secrets.parent.mkdir(parents=True)
    with LocalPubMed((samples() / "records.xml",)) as server:
        secrets.write_text("NCBI_EMAIL=from@secrets.example\n")
        text = printed(
            capsys,
            "--database",
            "here.db",
            *("schedule", "print", "--as", "cron", "--eutils-url", server.url),
        )
        done = cron_run(text, home)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with open_store(str(clinic / "here.db"), readonly=True) as store:
        assert len(store.pmids()) > 50
        assert {each.state for each in store.searches()} == {"complete"}


@needs_sh
@pytest.mark.parametrize(
    ("update", "digest", "expected"), [(0, 0, 0), (3, 0, 3), (3, 4, 3), (0, 4, 4), (75, 0, 75)]
)
def test_digest_is_sent_whatever_the_update_says(
    update: int, digest: int, expected: int, tmp_path: Path
) -> None:
    program = tmp_path / "evidence"
    program.write_text(
        '#!/bin/sh\ncase "$*" in *digest*) echo told; exit ' + str(digest) + ";; esac\n"
        f"exit {update}\n"
    )
    program.chmod(0o755)
    job = replace(JOB, program=(str(program),), folder=str(tmp_path), python=sys.executable)
    done = cron_run(render(job, "cron"), tmp_path)
    assert (done.returncode, done.stdout) == (expected, "told\n")
    done = subprocess.run(windows.command(job), check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (expected, "told\n")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.usefixtures("clinic")
def test_no_secret_is_printed(
    form: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NCBI_API_KEY", "PGPASSWORD", "EVIDENCE_SMTP_PASSWORD"):
        monkeypatch.setenv(name, "CANARY1")
    monkeypatch.setenv("NCBI_EMAIL", "anna@clinic.example")
    url = "postgresql://anna:CANARY2@db.example/evidence?sslmode=require&password=CANARY3"
    text = printed(capsys, "--database", url, "schedule", "print", "--as", form, "--digest")
    assert "CANARY" not in text
    for name in ("NCBI_API_KEY", "EVIDENCE_SMTP_PASSWORD"):
        assert name in text
    if form != "github":
        assert "PGPASSWORD" in text
        assert "db.example/evidence?sslmode=require" in text.replace("'", "")
        assert "anna@clinic.example" in text


def test_paths_are_absolute(clinic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (clinic / "mine").mkdir()
    arguments = ("--database", "x.db", "--queries", "mine", "schedule", "print")
    text = printed(capsys, *arguments, "--as", "cron", "--email", "a@b.example", "--at", "03:17")
    words = shlex.split(crontab_command(last_line(text)).replace(";", " ; "))
    assert words[words.index("--database") + 1] == str(clinic / "x.db")
    assert words[words.index("--queries") + 1] == str(clinic / "mine")
    program = words[words.index("fi") + 2]
    assert program == sys.executable
    assert Path(words[words.index("fi") + 3]) == ROOT / "cli.py"
    assert last_line(text).startswith("17 3 * * 1-5 ")


def test_the_script_that_was_started_is_the_one_to_start(
    clinic: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    script_path = clinic / "evidence"
    script_path.write_text("#!/bin/sh\n")
    script_path.chmod(0o755)
    monkeypatch.setattr(sys, "argv", ["./evidence"])
    text = printed(capsys, "schedule", "print", "--as", "launchd", "--email", "a@b.example")
    command = plistlib.loads(text.encode())["ProgramArguments"][2]
    assert f"; {shlex.quote(str(script_path))} --database " in command


@pytest.mark.usefixtures("clinic")
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--as", "cron"), 4, "NCBI_EMAIL"),
        (("--as", "at"), 2, "'cron'"),
        (("--as", "cron", "--at", "25:00"), 2, "25:00"),
        (("--as", "github", "--at", "15:00"), 0, "21:00 and 5:00 US Eastern"),
        (("--as", "github", "--at", "03:00"), 0, "concurrency"),
    ],
)
def test_what_is_said(
    arguments: Sequence[str], code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert words in printed(capsys, "schedule", "print", *arguments, code=code)


MAIL = '[mail]\nhost = "h.example"\nuser = "u"\nfrom = "a@b.example"\n'


@pytest.mark.parametrize(
    ("settings_file", "variables", "expected"),
    [
        ("", (), Recipients(known=False)),
        (MAIL, (), Recipients(known=False, password=True)),
        (f'{MAIL}to = ["a@b.example"]', (), Recipients(known=True, password=True)),
        (f'{MAIL}[digest]\nto = ["a@b.example"]', (), Recipients(known=True, password=True)),
        ('[digest]\natom = "x.xml"', (), Recipients(known=True)),
        ('[digest]\nformat = "html"', (), Recipients(known=False)),
        ("", ("EVIDENCE_DIGEST_WEBHOOK",), Recipients(known=True)),
    ],
)
def test_recipients_are_found_as_the_digest_finds_them(
    settings_file: str, variables: Sequence[str], expected: Recipients
) -> None:
    assert recipients(tomllib.loads(settings_file), variables) == expected


@pytest.mark.parametrize("form", FORMS)
def test_the_command_says_that_nobody_is_told(
    form: str, clinic: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    start = ("schedule", "print", "--as", form, "--at", "03:17", "--email", "a@b.example")
    assert run([*start]) == 0
    assert capsys.readouterr().err == ""
    assert run([*start, "--digest"]) == 0
    shown = capsys.readouterr()
    for text in (shown.out, shown.err):
        assert "THE DIGEST HAS NOBODY TO GO TO" in text
        assert 'to = ["you@clinic.org"]' in text
    (clinic / "evidence.toml").write_text(f'{MAIL}to = ["a@b.example"]\n', encoding="utf-8")
    assert run([*start, "--digest"]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert "NOBODY" not in shown.out
    assert "EVIDENCE_SMTP_PASSWORD" in shown.out
    (clinic / "evidence.toml").write_text("[mail]\n", encoding="utf-8")
    assert "[mail] names no host" in printed(capsys, *start, "--digest", code=4)


@pytest.mark.parametrize(("form", "told"), [("cron", True), ("windows", False), ("github", False)])
def test_a_recipient_in_the_file_of_secrets_counts_where_the_job_reads_it(
    form: str, *, told: bool, clinic: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secrets = clinic.parent / "home" / "evidence-tracker" / "secrets.env"
    secrets.parent.mkdir(parents=True)
    secrets.write_text("X=1\nexport EVIDENCE_DIGEST_WEBHOOK=https://CANARY@h.example\n")
    start = ("schedule", "print", "--as", form, "--at", "03:17", "--email", "a@b.example")
    assert run([*start, "--digest"]) == 0
    shown = capsys.readouterr()
    assert ("NOBODY" in shown.err) is not told
    assert "CANARY" not in shown.out + shown.err


def test_on_github_only_the_files_of_the_repository_count(
    clinic: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = clinic.parent / "home" / "evidence-tracker" / "evidence.toml"
    own.parent.mkdir(parents=True)
    own.write_text('[digest]\natom = "x.xml"\n')
    start = ("schedule", "print", "--at", "03:17", "--email", "a@b.example", "--digest")
    assert "NOBODY" not in printed(capsys, *start, "--as", "cron")
    assert "NOBODY" in printed(capsys, *start, "--as", "github")
    (clinic / "evidence.toml").write_text('[digest]\natom = "x.xml"\n')
    assert "NOBODY" not in printed(capsys, *start, "--as", "github")


def test_github_installs_from_the_checkout_where_it_is_one(
    clinic: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    start = ("schedule", "print", "--as", "github", "--at", "03:17")
    assert "wheels/evidence_tracker-*.whl" in printed(capsys, *start)
    (clinic / "pyproject.toml").write_text('[project]\nname = "evidence-tracker"\n')
    text = printed(capsys, *start)
    assert "- run: pip install .\n" in text
    assert "wheels" not in text
    url = "postgresql://anna@db.example/evidence"
    assert "pip install '.[postgresql]'\n" in printed(capsys, "--database", url, *start)
    for other in ('[project]\nname = "else"\n', "project = 1", "no toml"):
        (clinic / "pyproject.toml").write_text(other)
        assert "wheels/" in printed(capsys, *start)


@pytest.mark.usefixtures("clinic")
def test_on_windows_the_hint_is_for_cmd(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "export NCBI_EMAIL=" in printed(capsys, "schedule", "print", "--as", "cron", code=4)
    monkeypatch.setattr("evidence.commands.schedule_job.SET", "set")
    said = printed(capsys, "schedule", "print", "--as", "windows", code=4)
    assert "type: set NCBI_EMAIL=you@clinic.org" in said


@pytest.mark.usefixtures("clinic")
def test_parts_of_systemd(capsys: pytest.CaptureFixture[str]) -> None:
    start = ("schedule", "print", "--as", "systemd", "--email", "a@b.example", "--at", "03:17")
    service = printed(capsys, *start, "--part", "service")
    timer = printed(capsys, *start, "--part", "timer")
    assert f"{service}\n{timer}" == printed(capsys, *start)
    assert "[Timer]" not in service
    assert "[Service]" not in timer
