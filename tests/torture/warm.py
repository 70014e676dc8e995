"""Loaded once into the process that every child is forked from: the program, all of it."""

import gc
import pkgutil
from importlib import import_module

import evidence
from evidence.query.mesh import Mesh

from . import child


def _everything() -> tuple[str, ...]:
    """The names of all modules but the migrations, which their own tool loads."""
    found = pkgutil.walk_packages(evidence.__path__, "evidence.")
    return tuple(each.name for each in found if ".migrations" not in each.name)


CHILD = child
LOADED = tuple(import_module(name) for name in _everything())
MESH = Mesh.shipped()
gc.freeze()
