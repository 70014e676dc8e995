"""`evidence digest`: what is new, corrected or retracted, told once to each recipient."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from evidence.commands.options import TOPICS

if TYPE_CHECKING:  # heavy imports wait until the command runs
    from collections.abc import Iterable

    from evidence.digest import Digest
    from evidence.digest.deliver import Delivery
    from evidence.digest.gather import Scope
    from evidence.digest.sending import Recipient


@click.command("digest")
@TOPICS
@click.option(
    "--since",
    metavar="SPAN|DATE|last",
    help="7d, 2w, 2026-01-01 (UTC), or last: since the recipient's last digest. "
    "Default: 7d; last for recipients.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["md", "html", "json", "atom"]),
    default="md",
    show_default=True,
    help="What is printed.",
)
@click.option(
    "--cited",
    "articles",
    metavar="FILE",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An article of yours (text, Markdown, HTML): watch the PMIDs it cites; repeatable.",
)
@click.option("--to", metavar="ADDRESS", multiple=True, help="Send by mail; repeatable.")
@click.option(
    "--atom",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Add to an Atom feed in a file.",
)
@click.option("--webhook", metavar="URL", help="Post as JSON. [env: EVIDENCE_DIGEST_WEBHOOK]")
@click.option("--send", is_flag=True, help="Send to all recipients of evidence.toml.")
@click.option("--dry-run", "-n", is_flag=True, help="Print what would be sent, and send nothing.")
@click.option("--quiet", "-q", is_flag=True, help="Print nothing unless something is wrong.")
@click.pass_context
def command(  # noqa: PLR0913 - one parameter an option
    ctx: click.Context,
    topics: tuple[str, ...],
    *,
    since: str | None,
    form: str,
    articles: tuple[Path, ...],
    to: tuple[str, ...],
    atom: Path | None,
    webhook: str | None,
    send: bool,
    dry_run: bool,
    quiet: bool,
) -> None:
    """Tell what is new, and what befell the records you cite.

    First records that a summary or an article rests on and that were retracted,
    corrected or deleted since; then other retractions in your topics, new
    systematic reviews and randomised trials, and counts. Each recipient is told
    each thing once; where there is nothing to say, nothing is sent. Recipients
    stand in evidence.toml: [mail] with host, security, user, from, to; [digest]
    with atom, webhook. The password is read from EVIDENCE_SMTP_PASSWORD, never
    from a file.

    \b
    Examples:
      evidence digest
      evidence digest leg-cramps --since 2026-01-01 --format html
      evidence digest --cited article.md --since 30d
      evidence digest --send --quiet          (for a scheduler)
      evidence digest --to ana@clinic.org --dry-run
    """
    from datetime import UTC, datetime

    from evidence.commands import opening
    from evidence.digest.deliver import deliver, prepare, settle, view
    from evidence.digest.page import render
    from evidence.digest.window import LAST
    from evidence.errors import ConfigProblem

    scope = _scope(topics, articles)
    typed = {name for name in ("to", "atom", "webhook") if _typed(ctx, name)}
    recipients: tuple[Recipient, ...] = ()
    if typed or send:
        recipients = _recipients(
            to,
            atom if send or "atom" in typed else None,
            webhook if send or "webhook" in typed else None,
            configured=send,
        )
        if not recipients:
            raise ConfigProblem(
                "There is nobody to send to.",
                'Write to = ["you@clinic.org"] under [mail] in evidence.toml, or use --to.',
            )
    kept, now = opening.store(reading=True), datetime.now(UTC)
    if not recipients:
        click.echo(render(view(kept, scope, since or "7d", now), form), nl=False)
    elif dry_run:
        _preview(
            ((each, prepare(kept, scope, each, now, since or LAST)) for each in recipients), form
        )
    else:
        done = []
        for each in deliver(kept, scope, recipients, now, since or LAST):
            done.append(each)
            if not quiet:
                _tell(each)
        settle(done)


def _typed(ctx: click.Context, name: str) -> bool:
    """Whether an option was typed: what a file or the environment names waits for --send."""
    return ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE


def _scope(topics: tuple[str, ...], articles: tuple[Path, ...]) -> "Scope":
    from evidence.commands import opening
    from evidence.digest.articles import read
    from evidence.digest.gather import Scope

    names = tuple(each.name for each in opening.topics(topics))
    return Scope(names, chosen=bool(topics), articles={path.name: read(path) for path in articles})


def _recipients(
    to: tuple[str, ...], atom: Path | None, webhook: str | None, *, configured: bool
) -> "tuple[Recipient, ...]":
    """The recipients named; with `configured`, those of [mail] where none is named by --to."""
    import os

    from evidence.commands.files import write
    from evidence.commands.settings import file_values
    from evidence.digest.atom import FeedFile
    from evidence.digest.mail import Mailbox
    from evidence.digest.mail_settings import address, mail_settings
    from evidence.digest.page import render
    from evidence.digest.webhook import Webhook

    found: list[Recipient] = []
    table = file_values().get("mail")
    if to or (configured and table is not None):
        settings = mail_settings(table, os.environ)
        addresses = tuple(address(each, "--to") for each in to) or settings.to
        once = {each.addr_spec: each for each in addresses}
        found += [Mailbox(settings, each, render) for each in once.values()]
    if atom is not None:
        found.append(FeedFile(atom, write))
    if webhook is not None:
        found.append(Webhook(webhook))
    return tuple(found)


def _preview(prepared: "Iterable[tuple[Recipient, Digest]]", form: str) -> None:
    """Print each recipient's digest; what is the same for several is printed once."""
    from evidence.commands import output
    from evidence.digest.page import render
    from evidence.digest.wording import subject

    printed = set()
    for each, digest in prepared:
        if not digest.fresh:
            output.say(f"{each.name}: nothing to say, nothing would be sent")
            continue
        output.say(f"{each.name}: would be sent: {subject(digest)}")
        text = render(digest, form)
        if text not in printed:
            click.echo(text, nl=False)
        printed.add(text)


def _tell(done: "Delivery") -> None:
    from evidence.commands import output
    from evidence.digest.wording import subject

    if done.problem is not None:
        output.say(f"{done.recipient.name}: not told: {done.problem}")
    elif done.sent:
        output.say(f"{done.recipient.name}: told: {subject(done.digest)}")
    else:
        output.say(f"{done.recipient.name}: nothing to say, nothing sent")
