"""F6: every way in which the network and the service fail, at every position of a run."""

import json
import socket
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from evidence.pubmed import local_faults as faults
from evidence.pubmed.local import LocalPubMed
from evidence.pubmed.local_faults import Fault
from evidence.pubmed.local_http import Reply

from .child import Ended, run
from .conftest import Counted
from .scene import KINDS, Scene
from .tally import count

POSITIONS = {"esearch": (1, 2, 4), "efetch": (1, 2, 4)}
TRIES = 5  # of one request, at most
FOREVER = 10_000
SLOW = frozenset({"hang", "hang in the body", "drip"})
IMPATIENT = 0.5  # seconds


def _faults(elsewhere: str) -> Mapping[str, Fault]:
    empty = Reply(b"")
    return {
        **faults.in_the_wild(),
        "403": faults.page(403),
        "400 with a reason": faults.message("<eFetchResult><ERROR>no</ERROR></eFetchResult>", 400),
        "429, a date": faults.rate_limited("Wed, 21 Oct 2015 07:28:00 GMT"),
        "429, for days": faults.rate_limited("999999"),
        "hang": faults.hang(),
        "hang in the body": faults.hang(300),
        "drip": faults.trickle(0.2),
        "wrong charset": faults.recoded("utf-16"),
        "gzip cut": faults.zipped("cut"),
        "redirect": faults.redirect(elsewhere),
        "no length": faults.constant(replace(empty, headers={"Connection": "close"})),
        "entities": faults.message(
            '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><eSearchResult>&a;</eSearchResult>'
        ),
    }


def test_every_fault_at_every_position(scene: Scene, counted: Counted) -> None:
    tally = counted("F6", "network and service faults, by request and position")
    with LocalPubMed([scene.made.first]) as other:
        known = _faults(f"{other.url}efetch.fcgi")
        cases = [
            (name, endpoint, position, once)
            for endpoint, positions in POSITIONS.items()
            for number, name in enumerate(known)
            for once in (False, True)
            for position in (positions[(number + once) % len(positions)],)
        ]
        few = cases[:: max(1, len(cases) // 12)]
        chosen = count(len(few), len(cases), len(cases))
        cases = few if chosen == len(few) else cases
        for number in tally.numbers(len(cases)):
            name, endpoint, position, once = cases[number - 1]
            kind = KINDS[number % 2]
            told = f"{name} for {endpoint} {position}{' once' if once else ' on'} ({kind})"
            with tally.case(number, told), scene.begin(kind) as folder:
                last = position if once else FOREVER
                chosen_requests = set(range(position, last + 1))
                scene.server.fault = faults.at(endpoint, chosen_requests, known[name])
                patience = IMPATIENT if name in SLOW else 30.0
                before = scene.server.requests
                ended = run(replace(scene.update(folder, "--json"), patience=patience))
                sent = [entry.endpoint for entry in list(scene.server.log)[before:]]
                met = sent.count(endpoint) >= position  # a first run has fewer searches
                _ended_rightly(ended, once=once or not met)
                _few_tries(scene, before)
                scene.holds(folder, kind, deep=False)
                scene.settle(folder, kind)
                scene.reached(folder, kind, but=("rejected",))
        assert other.requests == 0, "a redirect to another host was followed"


def test_no_way_to_the_service(scene: Scene, counted: Counted) -> None:
    tally = counted("F6", "no connection, no name, no TLS")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    places = {
        "refused": f"http://127.0.0.1:{port}/",
        "no such name": "https://eutils.invalid/",
        "no TLS": scene.server.url.replace("http:", "https:"),
    }
    for number, (name, url) in enumerate(places.items(), 1):
        with tally.case(number, name), scene.begin("later") as folder:
            job = scene.update(folder)
            ended = run(replace(job, environ={**job.environ, "EVIDENCE_EUTILS_URL": url}))
            assert ended.code == 69, f"exit {ended.code}: {ended.err}"
            scene.holds(folder, "later", deep=False)
            scene.settle(folder, "later")
            scene.reached(folder, "later")


def _ended_rightly(ended: Ended, *, once: bool) -> None:
    """69 where no topic is complete, 3 where some are, 0 where all are; one line says why."""
    assert "Traceback" not in ended.err, ended.err
    rows = json.loads(ended.out) if ended.out.strip() else []
    states = {row["topic"]: row["state"] for row in rows}
    assert len(states) == 3, ended
    failed = [row for row in rows if row["state"] == "failed"]
    expected = 0 if set(states.values()) == {"complete"} else 69 if len(failed) == 3 else 3
    assert ended.code == expected, f"exit {ended.code}, {states}: {ended.err}"
    assert all(row["error"] for row in failed), rows
    if not once:
        assert ended.code != 0, "a lasting fault and exit 0"


def _few_tries(scene: Scene, before: int) -> None:
    """No request was sent more often than it may be."""
    sent = Counter(
        (request.endpoint, *sorted(request.params.items()))
        for request in list(scene.server.log)
        if request.number > before
    )
    (what, most), *_ = sent.most_common(1) or [((), 0)]
    assert most <= TRIES, f"{most} times: {what[:1]}"
