"""MeSH headings: by name or entry term, and what stands below them in the trees."""

from evidence.query.mesh.held import Mesh
from evidence.query.mesh.model import Action, Descriptor, Edition, Qualifier, Substance

__all__ = ["Action", "Descriptor", "Edition", "Mesh", "Qualifier", "Substance"]
