"""The search-methods section of a topic, from its ledger: PRISMA-S and PRISMA 2020."""

from evidence.methods.collect import collect
from evidence.methods.items import items
from evidence.methods.model import Dropped, Item, Limit, Methods, Numbers, Strategy, UsedFilter
from evidence.methods.wording import paragraph

__all__ = [
    "Dropped",
    "Item",
    "Limit",
    "Methods",
    "Numbers",
    "Strategy",
    "UsedFilter",
    "collect",
    "items",
    "paragraph",
]
