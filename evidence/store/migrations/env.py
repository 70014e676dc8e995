"""Alembic's environment: runs on the connection that `evidence.store.migrate` hands it."""

from alembic import context

from evidence.store import appraisal_models, harvest_models, mesh_models
from evidence.store.models import Base


def include(item: object, name: str | None, kind: str, *_: object) -> bool:
    """Leave out the full-text tables: they differ by engine and are no models."""
    del item
    return not (kind == "table" and name is not None and name.startswith("words"))


connection = context.config.attributes.get("connection")
if connection is None:
    raise RuntimeError("migrations run through evidence.store.migrate")
del appraisal_models, harvest_models, mesh_models  # their tables are in the metadata now
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    include_object=include,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
