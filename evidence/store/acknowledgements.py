"""Warnings that a person has seen: phrases that PubMed left out of a topic's search."""

from sqlalchemy import Connection, delete, insert, select

from evidence.store.harvest_models import AcknowledgementRow
from evidence.store.harvest_values import Acknowledgement
from evidence.store.text import clean


def acknowledge(connection: Connection, given: Acknowledgement) -> None:
    """Write it down, in the place of an earlier one for the same phrase."""
    key = {"topic": given.topic, "phrase": clean(given.phrase)}
    connection.execute(
        delete(AcknowledgementRow).where(
            AcknowledgementRow.topic == key["topic"], AcknowledgementRow.phrase == key["phrase"]
        )
    )
    connection.execute(
        insert(AcknowledgementRow).values(
            **key,
            who=clean(given.who),
            why=clean(given.why),
            at=given.at,
            query=clean(given.query),
        )
    )


def acknowledged(connection: Connection, topic: str | None = None) -> tuple[Acknowledgement, ...]:
    """What was acknowledged, of one topic or of all, by topic and phrase."""
    statement = select(
        AcknowledgementRow.topic,
        AcknowledgementRow.phrase,
        AcknowledgementRow.who,
        AcknowledgementRow.why,
        AcknowledgementRow.at,
        AcknowledgementRow.query,
    ).order_by(AcknowledgementRow.topic, AcknowledgementRow.phrase)
    if topic is not None:
        statement = statement.where(AcknowledgementRow.topic == topic)
    return tuple(Acknowledgement(*row) for row in connection.execute(statement))
