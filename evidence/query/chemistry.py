"""Square brackets of chemical names, which are no tags: [11C]raclopride, benzo[a]pyrene.

Isotopes and elements as IUPAC writes them (recommendations of 1979, section H-2), the
letters and numbers of fused and bridged rings, and amino acids with a position.
"""

import re

from evidence.query.tags import tag_named

_ELEMENT = (
    "(?:A[cglmrstu]|B[aehikr]?|C[adeflmorsu]?|D|D[bsy]|E[rsu]|F[elmr]?|G[ade]|H[efgos]?|I[nr]?|Kr?"
    "|L[airu]|M[dgnot]|N[abdeip]?|O[sg]?|P[abdmortu]?|R[abefghnu]|S[bceghimnr]?|T[abcehilm]?"
    "|U|V|W|Xe|Yb?|Z[nr])"
)
_ISOTOPE = rf"(?:[\w,'-]*-)?\d{{1,3}}m?\s?-?{_ELEMENT}\d{{0,2}}(?:\d?[+-])?"
_NAMED = rf"{_ELEMENT}-?\d{{1,3}}m?|{_ELEMENT}\d{{0,2}}[+-]{{1,2}}|{_ELEMENT}"
_CHEMICAL = re.compile(rf"{_ISOTOPE}(?:,\s?{_ISOTOPE})*|{_NAMED}|[A-Z][a-z]{{2}}-?\d{{1,3}}")
_RING = re.compile(r"[a-z]|[a-z]{2}|[a-z](?:,[a-z])+|[\d.,]{1,12}|[\d',]+-?[a-z]{1,3}")


def chemistry(inside: str, before: str, after: str) -> bool:
    """Whether [inside] belongs to a name; `before` and `after` are the characters beside it."""
    if len(inside) > 24 or tag_named(inside):  # noqa: PLR2004 -- no such bracket is longer
        return False
    if _CHEMICAL.fullmatch(inside):
        return True
    within = before.isalnum() and after.isalnum()
    return within and _RING.fullmatch(inside) is not None
