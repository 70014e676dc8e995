"""Publication types and what is narrower than each.

The tree of MeSH category V (2025 descriptors), and the names that stand on no such branch.
Languages are in languages.py, subheadings in mesh/subheadings.py.
"""

from collections.abc import Mapping

from evidence.query.tokens import joined

_TYPES: Mapping[str, tuple[str, ...]] = {
    "Clinical Study": (
        "Clinical Trial",
        "Clinical Trial Protocol",
        "Clinical Trial, Veterinary",
        "Observational Study",
        "Observational Study, Veterinary",
    ),
    "Clinical Trial": (
        "Adaptive Clinical Trial",
        "Clinical Trial, Phase I",
        "Clinical Trial, Phase II",
        "Clinical Trial, Phase III",
        "Clinical Trial, Phase IV",
        "Controlled Clinical Trial",
    ),
    "Clinical Trial, Veterinary": ("Randomized Controlled Trial, Veterinary",),
    "Controlled Clinical Trial": ("Randomized Controlled Trial",),
    "Randomized Controlled Trial": ("Equivalence Trial", "Pragmatic Clinical Trial"),
    "Journal Article": ("Introductory Journal Article", "Review"),
    "Review": ("Consensus Development Conference",),
    "Consensus Development Conference": ("Consensus Development Conference, NIH",),
    "Congress": ("Consensus Development Conference", "Overall"),
    "Overall": ("Festschrift",),
    "Guideline": ("Practice Guideline",),
    "Manuscript": ("Manuscript, Medical", "Preprint"),
    "Monograph": ("Textbook",),
    "Historical Article": ("Biography", "Classical Article", "Festschrift"),
    "Biography": ("Blog", "Interview", "Personal Narrative"),
    "Personal Narrative": ("Autobiography",),
    "Video-Audio Media": ("Instructional Film and Video", "Interactive Tutorial", "Webcast"),
    "Popular Work": ("Juvenile Literature", "Patient Education Handout"),
    "Pictorial Work": (
        "Caricature",
        "Cartoon",
        "Comic Book",
        "Drawing",
        "Map",
        "Portrait",
    ),
    "Ephemera": ("Advertisement", "Letter", "Poster", "Program", "Prospectus"),
    "Research Support, U.S. Government": (
        "Research Support, American Recovery and Reinvestment Act",
        "Research Support, U.S. Gov't, Non-P.H.S.",
        "Research Support, U.S. Gov't, P.H.S.",
    ),
    "Research Support, U.S. Gov't, P.H.S.": (
        "Research Support, N.I.H., Extramural",
        "Research Support, N.I.H., Intramural",
    ),
    "Support of Research": (
        "Research Support, Non-U.S. Gov't",
        "Research Support, U.S. Government",
    ),
    "Study Characteristics": (
        "Case Reports",
        "Clinical Conference",
        "Clinical Study",
        "Comparative Study",
        "Consensus Development Conference",
        "Evaluation Study",
        "Meta-Analysis",
        "Multicenter Study",
        "Scientific Integrity Review",
        "Systematic Review",
        "Twin Study",
        "Validation Study",
    ),
    "Address": ("Sermon",),
    "Bibliography": ("Biobibliography",),
    "Book Illustrations": (
        "Caricature",
        "Drawing",
        "Map",
        "Portrait",
    ),
    "Catalog": (
        "Catalog, Commercial",
        "Catalog, Union",
        "Price List",
    ),
    "Catalog, Commercial": (
        "Catalog, Bookseller",
        "Catalog, Drug",
        "Catalog, Publisher",
    ),
    "Collected Work": (
        "Collected Correspondence",
        "Festschrift",
        "Web Archive",
    ),
    "Comic Book": ("Graphic Novel",),
    "Dictionary": (
        "Dictionary, Chemical",
        "Dictionary, Classical",
        "Dictionary, Dental",
        "Dictionary, Medical",
        "Dictionary, Pharmaceutic",
        "Dictionary, Polyglot",
    ),
    "Electronic Supplementary Materials": ("Video-Audio Media",),
    "Eulogy": ("Funeral Sermon",),
    "Formulary": (
        "Formulary, Dental",
        "Formulary, Homeopathic",
        "Formulary, Hospital",
    ),
    "Pharmacopoeia": (
        "Herbal",
        "Pharmacopoeia, Homeopathic",
    ),
    "Photograph": ("Photomechanical Print",),
    "Wit and Humor": ("Cartoon",),
}
# Types without narrower or broader ones that a record carries.
_ALONE = (
    "Abbreviations|Abstracts|Academic Dissertation|Account Book|Almanac|Anecdotes|Animation"
    "|Annual Report|Aphorisms and Proverbs|Architectural Drawing|Atlas|Book Review|Bookplate"
    "|Broadside|Calendar|Chart|Chronology|Collection|Comment|Cookbook"
    "|Corrected and Republished Article|Database|Dataset|Diary|Directory|Dispensatory"
    "|Documentaries and Factual Films|Duplicate Publication|Editorial|Encyclopedia"
    "|English Abstract|Essay|Examination Questions|Exhibition|Expression of Concern"
    "|Fictional Work|Form|Government Publication|Guidebook|Handbook|Incunabula|Index"
    "|Laboratory Manual|Lecture|Lecture Note|Legal Case|Legislation|Meeting Abstract"
    "|Movable Books|News|Newspaper Article|Nurses Instruction|Outline|Patent|Periodical"
    "|Periodical Index|Phrases|Poetry|Postcard|Problems and Exercises|Programmed Instruction"
    "|Public Service Announcement|Publication Components|Publication Formats|Published Erratum"
    "|Resource Guide|Retracted Publication|Retraction of Publication|Statistics|Study Guide"
    "|Tables|Technical Report|Terminology|Unedited Footage|Union List|Unpublished Work"
)
TYPE_NAMES: tuple[str, ...] = (
    *dict.fromkeys(each for name, narrower in _TYPES.items() for each in (name, *narrower)),
    *_ALONE.split("|"),
)
_NARROWER_TYPES: Mapping[str, tuple[str, ...]] = {
    joined(name): tuple(joined(each) for each in narrower) for name, narrower in _TYPES.items()
}
# Overall stands in two trees: under Congress, and alone with Festschrift below it.
_APART: Mapping[str, frozenset[str]] = {"congress": frozenset(("festschrift",))}
_KNOWN_TYPES: frozenset[str] = frozenset(joined(name) for name in TYPE_NAMES)


def types_below(name: str) -> frozenset[str]:
    """A publication type's token with those of all its narrower types."""
    return _closure(name, _NARROWER_TYPES) - _APART.get(name, frozenset())


def is_type(name: str) -> bool:
    """Whether a token is a publication type of MeSH."""
    return name in _KNOWN_TYPES


def _closure(name: str, narrower: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    found, waiting = {name}, [name]
    while waiting:
        for each in narrower.get(waiting.pop(), ()):
            if each not in found:
                found.add(each)
                waiting.append(each)
    return frozenset(found)
