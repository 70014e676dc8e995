"""Schema changes, applied by evidence.store.migrate."""
