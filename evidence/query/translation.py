"""How a query is read, in the manner of PubMed's QueryTranslation.

The text is a query itself: read again, it finds the same records.
"""

from datetime import date

from evidence.query.mesh import Mesh
from evidence.query.plan import Clause, Plan
from evidence.query.planning import Context, plan
from evidence.query.translations import Translated
from evidence.query.tree import Query, printed


def translation(
    query: Query,
    mesh: Mesh | None = None,
    today: date | None = None,
    translations: tuple[Translated, ...] = (),
) -> str:
    """The query with every field written out and terms mapped as `evaluate` maps them."""
    context = Context(Mesh() if mesh is None else mesh, today, translations)
    return "".join(printed(query.tree, tuple(_plan(plan(leaf, context)) for leaf in query.leaves)))


def _plan(made: Plan) -> str:
    clauses = [_clause(clause) for clause in made.clauses]
    if len(clauses) == 1:
        return clauses[0]
    return f"({' AND '.join(clauses)})"


def _clause(clause: Clause) -> str:
    texts: list[str] = []
    for alternative in clause:
        text = " AND ".join(dict.fromkeys(atom.label for atom in alternative))
        texts.append(f"({text})" if len(alternative) > 1 and len(clause) > 1 else text)
    unique = list(dict.fromkeys(texts))
    return unique[0] if len(unique) == 1 else f"({' OR '.join(unique)})"
