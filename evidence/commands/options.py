"""Options and arguments that several commands share."""

import click

TOPICS = click.argument(
    "topics",
    metavar="[TOPIC...]",
    nargs=-1,
    help="Topics by name; all of them where none is named.",
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
