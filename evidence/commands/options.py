"""Options and arguments that several commands share."""

import click

TOPICS = click.argument(
    "topics",
    metavar="[TOPIC...]",
    nargs=-1,
    help="Topics by name; all of them where none is named.",
)
PMIDS = click.argument(
    "pmids",
    metavar="[PMID]...",
    nargs=-1,
    type=click.IntRange(1, 2**32 - 1),
    help="PMIDs; without any, and without --topic, all stored records.",
)
EMAIL = click.option(
    "--email",
    envvar="NCBI_EMAIL",
    metavar="ADDRESS",
    help="Your address, which NCBI asks for. [env: NCBI_EMAIL]",
)
EUTILS_URL = click.option(
    "--eutils-url",
    envvar="EVIDENCE_EUTILS_URL",
    metavar="URL",
    help="Another E-utilities service, such as `evidence local-pubmed`.",
)
