"""Tells every recipient what it was not told yet, and writes down what it was told."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from evidence.digest.gather import Scope, gather
from evidence.digest.model import Digest
from evidence.digest.select import select
from evidence.digest.sending import Recipient
from evidence.digest.window import LAST, by_time, moment, since_last
from evidence.errors import EvidenceError, PartialResult, UsageProblem
from evidence.store import Store


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one recipient: `problem` is None where it was told, or had nothing to be."""

    recipient: Recipient
    digest: Digest
    problem: EvidenceError | None = None

    @property
    def sent(self) -> bool:
        """Whether something was sent and accepted."""
        return self.problem is None and self.digest.fresh


def view(store: Store, scope: Scope, since: str, now: datetime) -> Digest:
    """Everything since `since`, told to nobody: marks nothing."""
    if since == LAST:
        raise UsageProblem(
            "--since last is a recipient's last digest, and no recipient is named.",
            "Name one with --to, --atom or --webhook, or write --since 7d.",
        )
    return select(gather(store, scope, by_time(store, scope.topics, moment(since, now)), now))


def prepare(
    store: Store, scope: Scope, recipient: Recipient, now: datetime, since: str = LAST
) -> Digest:
    """What the recipient would be told now."""
    told = frozenset() if recipient.lost() else store.ledger.told(recipient.key)
    if since == LAST:
        new = now - timedelta(days=recipient.days)
        window = since_last(store, scope.topics, told, new)
    else:
        window = by_time(store, scope.topics, moment(since, now), told)
    return select(gather(store, scope, window, now, told), told)


def deliver(
    store: Store,
    scope: Scope,
    recipients: Iterable[Recipient],
    now: datetime,
    since: str = LAST,
) -> Iterator[Delivery]:
    """Tell each recipient in turn; one that fails stops no other, and is told next time.

    What was told is written down after it was sent. A program that is killed between the two
    sends the same message once more, under the same Message-ID (see `identity`): nobody can
    have both "never lost" and "never twice" without the mail server's help.
    """
    for recipient in recipients:
        digest = prepare(store, scope, recipient, now, since)
        if not digest.fresh:
            yield Delivery(recipient, digest)
            continue
        if since == LAST:
            # Where its first digest began: if the server is down for longer than the days
            # that a first digest looks back, nothing falls out of the window meanwhile.
            store.ledger.tell(recipient.key, digest.starts, now)
        try:
            recipient.send(digest)
        except EvidenceError as problem:
            yield Delivery(recipient, digest, problem)
            continue
        store.ledger.tell(recipient.key, digest.keys, now)
        yield Delivery(recipient, digest)


def settle(deliveries: Iterable[Delivery]) -> None:
    """Raise what failed, in one line: the problem itself, or a PartialResult for several."""
    done = tuple(deliveries)
    failed = [each for each in done if each.problem is not None]
    if not failed:
        return
    codes = {each.problem.exit_code for each in failed if each.problem is not None}
    if len(failed) == 1 == len(done) and failed[0].problem is not None:
        raise failed[0].problem
    said = "; ".join(
        f"{each.recipient.name}: {each.problem.what.rstrip('.')}" for each in failed if each.problem
    )
    what = f"{len(failed)} of {len(done)} recipients could not be told: {said}."
    next_step = "What was not delivered comes with the next run."
    if len(failed) == len(done) and len(codes) == 1 and failed[0].problem is not None:
        raise type(failed[0].problem)(what, next_step)
    raise PartialResult(what, next_step)
