"""What people decide about records: nothing is overwritten, the last word counts."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Engine, func, insert, select

from evidence.store.appraisal_models import JudgementRow, KinshipRow
from evidence.store.appraisal_values import Judgement, Kinship
from evidence.store.engine import reading, transact
from evidence.store.text import clean


class Decisions:
    """Every method is a transaction of its own; raises as Store does."""

    def __init__(self, engine: Engine) -> None:
        """`engine`: of a migrated database."""
        self._engine = engine

    def judge(self, given: Judgement) -> None:
        """Write a person's level down, or that it is taken back."""
        transact(self._engine, lambda connection: _judge(connection, given))

    def judgements(self, pmids: Iterable[int] | None = None) -> tuple[Judgement, ...]:
        """Every judgement ever given, by PMID and question, oldest first."""
        with reading(self._engine) as connection:
            return _judgements(connection, None if pmids is None else sorted(pmids))

    def standing(self, pmids: Iterable[int] | None = None) -> dict[tuple[int, str], Judgement]:
        """The judgements that count, by PMID and question: the last, where it has a level."""
        last = {(each.pmid, each.question): each for each in self.judgements(pmids)}
        return {key: each for key, each in last.items() if each.level is not None}

    def relate(self, given: Kinship) -> None:
        """Write a person's word on two records down."""
        transact(self._engine, lambda connection: _relate(connection, given))

    def kinships(self) -> tuple[Kinship, ...]:
        """Every word ever given on two records, by pair, oldest first."""
        with reading(self._engine) as connection:
            return _kinships(connection)

    def related(self) -> tuple[Kinship, ...]:
        """The words that count: the last on each pair, where it was not taken back."""
        last = {each.pair: each for each in self.kinships()}
        return tuple(each for each in last.values() if each.together is not None)


def _judge(connection: Connection, given: Judgement) -> None:
    where = (JudgementRow.pmid == given.pmid, JudgementRow.question == given.question)
    number = connection.execute(select(func.max(JudgementRow.number)).where(*where)).scalar()
    connection.execute(
        insert(JudgementRow).values(
            pmid=given.pmid,
            question=given.question,
            number=(number or 0) + 1,
            level=given.level,
            who=clean(given.who),
            why=clean(given.why),
            at=given.at,
            sha256=given.sha256,
        )
    )


_CHUNK = 1000
_JUDGED = select(
    JudgementRow.pmid,
    JudgementRow.question,
    JudgementRow.level,
    JudgementRow.who,
    JudgementRow.why,
    JudgementRow.at,
    JudgementRow.sha256,
).order_by(JudgementRow.pmid, JudgementRow.question, JudgementRow.number)


def _judgements(connection: Connection, pmids: Sequence[int] | None) -> tuple[Judgement, ...]:
    if pmids is None:
        return tuple(Judgement(*row) for row in connection.execute(_JUDGED))
    found: list[Judgement] = []
    for start in range(0, len(pmids), _CHUNK):
        chunk = JudgementRow.pmid.in_(pmids[start : start + _CHUNK])
        found += [Judgement(*row) for row in connection.execute(_JUDGED.where(chunk))]
    return tuple(found)


def _relate(connection: Connection, given: Kinship) -> None:
    pmid, other = given.pair
    where = (KinshipRow.pmid == pmid, KinshipRow.other == other)
    number = connection.execute(select(func.max(KinshipRow.number)).where(*where)).scalar()
    connection.execute(
        insert(KinshipRow).values(
            pmid=pmid,
            other=other,
            number=(number or 0) + 1,
            together=given.together,
            who=clean(given.who),
            why=clean(given.why),
            at=given.at,
        )
    )


def _kinships(connection: Connection) -> tuple[Kinship, ...]:
    rows = connection.execute(
        select(
            KinshipRow.pmid,
            KinshipRow.other,
            KinshipRow.together,
            KinshipRow.who,
            KinshipRow.why,
            KinshipRow.at,
        ).order_by(KinshipRow.pmid, KinshipRow.other, KinshipRow.number)
    )
    return tuple(Kinship(*row) for row in rows)
