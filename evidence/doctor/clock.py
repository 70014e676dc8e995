"""The machine's clock beside PubMed's: dates decide what an update asks for."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import urllib3

from evidence.doctor.check import Check, fail, ok, warn
from evidence.shipped import program_version

_SECONDS = 10.0  # for an answer
_APART = 120.0  # seconds


def clock(url: str) -> Check:
    """Ask the service for its HTTP Date; nothing else is sent, no key and no address."""
    agent = {"User-Agent": f"evidence-tracker/{program_version()}"}
    try:
        with urllib3.PoolManager(timeout=_SECONDS, retries=False, headers=agent) as pool:
            answer = pool.request("HEAD", url, redirect=False)
    except urllib3.exceptions.HTTPError as problem:
        said = f"{url} does not answer ({type(problem).__name__})"
        return fail("clock", said, "Check the network, then type: evidence doctor --online")
    try:
        theirs = parsedate_to_datetime(answer.headers.get("Date", ""))
    except ValueError:
        return ok("clock", f"{url} answers, without a date")
    apart = (datetime.now(UTC) - theirs).total_seconds()
    if abs(apart) > _APART:
        said = f"this machine is {abs(apart):,.0f} seconds {'ahead of' if apart > 0 else 'behind'}"
        return warn("clock", f"{said} {url}", "Set the clock, or let it be set by NTP.")
    return ok("clock", f"{url} answers, and has the same time")
