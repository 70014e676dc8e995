"""`evidence local-pubmed`: E-utilities on this machine, over files."""

from pathlib import Path

import click


@click.command("local-pubmed")
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="PubMed XML or XML.gz files; a later file's records replace an earlier one's.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Loopback addresses only.")
@click.option("--port", default=8765, show_default=True, help="0 takes any free port.")
def command(files: tuple[Path, ...], host: str, port: int) -> None:
    """Serve PubMed's E-utilities over files, on loopback only.

    For work without a network, teaching and tests: esearch, efetch, epost,
    elink, esummary, einfo and espell with the real service's limits and
    error texts.

    \b
    Examples:
      evidence local-pubmed records.xml.gz
      EVIDENCE_EUTILS_URL=http://127.0.0.1:8765/ evidence update leg-cramps
    """
    from evidence.commands import opening, output
    from evidence.pubmed.local import LocalPubMed

    with LocalPubMed(files, host=host, port=port, mesh=opening.mesh()) as server:
        output.say(f"{server.count} records at {server.url}; Ctrl-C stops. To use it:")
        output.say(f"EVIDENCE_EUTILS_URL={server.url} evidence update")
        server.wait()
