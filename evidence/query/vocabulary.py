"""Small controlled vocabularies that a query needs: publication types, subheadings, languages.

Publication types: the tree of MeSH category V (2025 descriptors); types without narrower
types are left out. Subheadings: MeSH's two-letter codes. Their families: NLM's PubMed
tutorial ("therapeutic use") and MeSH's qualifier hierarchy ("therapy").
Languages: the MARC codes MEDLINE uses.
"""

from collections.abc import Mapping

from evidence.query.codes import subheading
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
}
_NARROWER_TYPES: Mapping[str, tuple[str, ...]] = {
    joined(name): tuple(joined(each) for each in narrower) for name, narrower in _TYPES.items()
}
_KNOWN_TYPES: frozenset[str] = frozenset(
    token for name, narrower in _NARROWER_TYPES.items() for token in (name, *narrower)
)
_CODES = (
    "AB Abnormalities|AD Administration and Dosage|AE Adverse Effects|AG Agonists"
    "|AA Analogs and Derivatives|AN Analysis|AH Anatomy and Histology"
    "|AI Antagonists and Inhibitors|BI Biosynthesis|BS Blood Supply|BL Blood"
    "|CF Cerebrospinal Fluid|CS Chemical Synthesis|CI Chemically Induced|CH Chemistry"
    "|CL Classification|CO Complications|CN Congenital|CY Cytology|DF Deficiency|DI Diagnosis"
    "|DH Diet Therapy|DG Diagnostic Imaging|DE Drug Effects|DT Drug Therapy|EC Economics"
    "|ED Education|EM Embryology|EN Enzymology|EP Epidemiology|ES Ethics|EH Ethnology"
    "|ET Etiology|GE Genetics|GD Growth and Development|HI History|IM Immunology|IN Injuries"
    "|IR Innervation|IS Instrumentation|IP Isolation and Purification"
    "|LJ Legislation and Jurisprudence|ME Metabolism|MT Methods|MI Microbiology|MO Mortality"
    "|NU Nursing|OG Organization and Administration|PS Parasitology|PY Pathogenicity"
    "|PA Pathology|PK Pharmacokinetics|PD Pharmacology|PH Physiology|PP Physiopathology"
    "|PO Poisoning|PC Prevention and Control|PX Psychology|RE Radiation Effects"
    "|RT Radiotherapy|RH Rehabilitation|SC Secondary|ST Standards"
    "|SN Statistics and Numerical Data|SD Supply and Distribution|SU Surgery"
    "|TU Therapeutic Use|TH Therapy|TO Toxicity|TM Transmission|TR Transplantation|TD Trends"
    "|UL Ultrastructure|UR Urine|VE Veterinary|VI Virology"
)
_SUBHEADINGS: Mapping[str, str] = {
    code.lower(): subheading(name)
    for code, _, name in (each.partition(" ") for each in _CODES.split("|"))
}
_FAMILIES: Mapping[str, tuple[str, ...]] = {
    subheading("therapeutic use"): tuple(
        subheading(each) for each in ("administration and dosage", "adverse effects", "poisoning")
    ),
    subheading("therapy"): tuple(
        subheading(each)
        for each in (
            "diet therapy",
            "drug therapy",
            "nursing",
            "prevention and control",
            "radiotherapy",
            "rehabilitation",
            "surgery",
            "transplantation",
        )
    ),
    subheading("surgery"): (subheading("transplantation"),),
    subheading("adverse effects"): (subheading("poisoning"),),
}
# Subheadings with narrower ones that are not known here: searched alone, and said so.
INCOMPLETE_FAMILIES: frozenset[str] = frozenset(
    subheading(each)
    for each in (
        "analysis",
        "anatomy and histology",
        "chemistry",
        "complications",
        "cytology",
        "diagnosis",
        "embryology",
        "epidemiology",
        "etiology",
        "metabolism",
        "organization and administration",
        "pharmacology",
        "physiology",
        "statistics and numerical data",
    )
)
_LANGUAGES = (
    "eng English|fre French|ger German|spa Spanish|ita Italian|jpn Japanese|rus Russian"
    "|chi Chinese|por Portuguese|pol Polish|cze Czech|dut Dutch|dan Danish|swe Swedish"
    "|nor Norwegian|fin Finnish|hun Hungarian|kor Korean|tur Turkish|ukr Ukrainian"
    "|rum Romanian|bul Bulgarian|hrv Croatian|srp Serbian|slo Slovak|slv Slovenian"
    "|gre Greek|heb Hebrew|ara Arabic|per Persian|lit Lithuanian|lav Latvian|est Estonian"
    "|ice Icelandic|tha Thai|vie Vietnamese|ind Indonesian|may Malay|geo Georgian"
    "|arm Armenian|aze Azerbaijani|alb Albanian|bos Bosnian|cat Catalan|mac Macedonian"
    "|wel Welsh|lat Latin|afr Afrikaans|hin Hindi|mul Multiple|und Undetermined"
)
_LANGUAGE: Mapping[str, str] = {
    name.lower(): code for code, _, name in (each.partition(" ") for each in _LANGUAGES.split("|"))
}


def types_below(name: str) -> frozenset[str]:
    """A publication type's token with those of all its narrower types."""
    return _closure(name, _NARROWER_TYPES)


def is_type(name: str) -> bool:
    """Whether a token is a publication type with, or among, narrower ones."""
    return name in _KNOWN_TYPES


def subheadings_below(name: str) -> frozenset[str]:
    """A subheading's token with those of its family."""
    return _closure(name, _FAMILIES)


def subheading_token(text: str) -> str:
    """The token of a subheading's name or two-letter code."""
    return _SUBHEADINGS.get(text.strip().lower()) or subheading(text)


def is_subheading(token: str) -> bool:
    """Whether MeSH has the subheading."""
    return token in _SUBHEADINGS.values()


def language_code(text: str) -> str:
    """The code of a language's name or of its first three letters as PubMed takes them."""
    name = " ".join(text.lower().split())
    return _LANGUAGE.get(name) or name[:3]


def _closure(name: str, narrower: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    found, waiting = {name}, [name]
    while waiting:
        for each in narrower.get(waiting.pop(), ()):
            if each not in found:
                found.add(each)
                waiting.append(each)
    return frozenset(found)
