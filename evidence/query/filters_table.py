"""Published filters and their strategies, as facts: who published which text, and when.

Phrases are quoted here, which PubMed reads the same. "User Guide": the PubMed User Guide
of April 2024, sections "Clinical Queries filters" and "Filter search strategies".
"""

from evidence.query.languages import LANGUAGES

GUIDE = "the PubMed User Guide, April 2024"
NLM_SYSTEMATIC = "NLM's strategy of December 2018"
COCHRANE = "the Cochrane Handbook, technical supplement to chapter 4 (2008 revision)"

# name | strategy
CLINICAL_QUERIES = (
    (
        "Therapy/Broad",
        (
            "((clinical[tiab] AND trial[tiab]) OR clinical trials as topic[mh]"
            " OR clinical trial[pt]"
            " OR random*[tiab] OR random allocation[mh] OR therapeutic use[sh])"
        ),
    ),
    (
        "Therapy/Narrow",
        (
            "(randomized controlled trial[pt]"
            " OR (randomized[tiab] AND controlled[tiab] AND trial[tiab]))"
        ),
    ),
    (
        "Diagnosis/Broad",
        (
            "(sensitiv*[tiab] OR sensitivity and specificity[mh] OR diagnose[tiab]"
            " OR diagnosed[tiab] OR diagnoses[tiab] OR diagnosing[tiab] OR diagnosis[tiab]"
            " OR diagnostic[tiab] OR diagnosis[mh:noexp] OR (diagnostic equipment[mh:noexp]"
            " OR diagnostic errors[mh:noexp] OR diagnostic imaging[mh:noexp]"
            " OR diagnostic services[mh:noexp]) OR diagnosis, differential[mh:noexp]"
            " OR diagnosis[sh:noexp])"
        ),
    ),
    ("Diagnosis/Narrow", "(specificity[tiab])"),
    (
        "Etiology/Broad",
        (
            "(risk*[tiab] OR risk*[mh:noexp] OR (risk adjustment[mh:noexp]"
            " OR risk assessment[mh:noexp] OR risk factors[mh:noexp] OR risk management[mh:noexp]"
            " OR risk taking[mh:noexp]) OR cohort studies[mh] OR group[tw] OR groups[tw]"
            " OR grouped[tw])"
        ),
    ),
    (
        "Etiology/Narrow",
        (
            '((relative[tiab] AND risk*[tiab]) OR ("relative risk"[tw]) OR risks[tw]'
            " OR cohort studies[mh:noexp] OR (cohort[tiab] AND study[tiab])"
            " OR (cohort[tiab] AND studies[tiab]))"
        ),
    ),
    (
        "Prognosis/Broad",
        (
            "(incidence[mh:noexp] OR mortality[mh] OR follow up studies[mh:noexp]"
            " OR prognos*[tw] OR predict*[tw] OR course*[tw])"
        ),
    ),
    (
        "Prognosis/Narrow",
        "(prognos*[tiab] OR (first[tiab] AND episode[tiab]) OR cohort[tiab])",
    ),
    (
        "Clinical Prediction Guides/Broad",
        (
            "(predict*[tiab] OR predictive value of tests[mh] OR score[tiab] OR scores[tiab]"
            ' OR "scoring system"[tiab] OR "scoring systems"[tiab] OR observ*[tiab]'
            " OR observer variation[mh])"
        ),
    ),
    ("Clinical Prediction Guides/Narrow", "(validation[tiab] OR validate[tiab])"),
)
_GENETICS = (
    ("Diagnosis", "(Diagnosis AND Genetics)"),
    (
        "Differential Diagnosis",
        '(Differential Diagnosis[mh] OR "Differential Diagnosis"[tw] AND Genetics)',
    ),
    (
        "Clinical Description",
        "(Natural History OR Mortality OR Phenotype OR Prevalence OR Penetrance AND Genetics)",
    ),
    (
        "Management",
        (
            "(therapy[sh] OR treatment[tw] OR treatment outcome OR investigational therapies"
            " AND Genetics)"
        ),
    ),
    ("Genetic Counseling", "(Genetic Counseling OR Inheritance pattern AND genetics)"),
    ("Molecular Genetics", "(Medical Genetics OR genotype OR genetics[sh] AND genetics)"),
    (
        "Genetic Testing",
        (
            "(DNA Mutational Analysis OR Laboratory techniques and procedures OR Genetic Markers"
            " OR diagnosis OR testing OR test OR screening OR mutagenicity tests"
            " OR genetic techniques OR molecular diagnostic techniques AND genetics)"
        ),
    ),
)
MEDICAL_GENETICS = (
    *_GENETICS,
    ("Medical Genetics", f"({' OR '.join(text for _, text in _GENETICS)})"),
)
# name | what PubMed writes in its search details | strategy
SIDEBAR = (
    ("Child: birth-18 years", "allchild", "(infant[mh] OR child[mh] OR adolescent[mh])"),
    ("Newborn: birth-1 month", "newborn", "infant, newborn[mh]"),
    ("Infant: birth-23 months", "allinfant", "infant[mh]"),
    ("Infant: 1-23 months", "infant", "infant[mh:noexp]"),
    ("Preschool Child: 2-5 years", "preschoolchild", "child, preschool[mh]"),
    ("Child: 6-12 years", "child", "child[mh:noexp]"),
    ("Adolescent: 13-18 years", "adolescent", "adolescent[mh]"),
    ("Adult: 19+ years", "alladult", "adult[mh]"),
    ("Young Adult: 19-24 years", "youngadult", '"young adult"[mh]'),
    ("Adult: 19-44 years", "adult", "adult[mh:noexp]"),
    ("Middle Aged + Aged: 45+ years", "middleagedaged", "(middle aged[mh] OR aged[mh])"),
    ("Middle Aged: 45-64 years", "middleaged", "middle aged[mh]"),
    ("Aged: 65+ years", "aged", "aged[mh]"),
    ("80 and over: 80+ years", "80andover", "aged, 80 and over[mh]"),
    ("Humans", "humans", "humans[mh]"),
    ("Other animals", "animal", '"animals"[mh:noexp]'),
    ("Female", "female", "female[mh]"),
    ("Male", "male", "male[mh]"),
    ("1 year", "y_1", '"last 1 year"[dp]'),
    ("5 years", "y_5", '"last 5 years"[dp]'),
    ("10 years", "y_10", '"last 10 years"[dp]'),
    ("Abstract", "fha", "hasabstract"),
    ("Books and Documents", "booksdocs", '"pubmed books"[sb]'),
    ("Exclude preprints", "excludepreprints", "all[sb] NOT preprint[pt]"),
    ("Preprint", "preprints", "preprint[pt]"),
    ("Ahead of Print", "aheadofprint", "pubstatusaheadofprint"),
    *((name, name.lower(), f"{name.lower()}[la]") for name in LANGUAGES),
)
SYSTEMATIC = (
    '((("systematic review"[ti] OR "systematic literature review"[ti]'
    ' OR "systematic scoping review"[ti] OR "systematic narrative review"[ti]'
    ' OR "systematic qualitative review"[ti] OR "systematic evidence review"[ti]'
    ' OR "systematic quantitative review"[ti] OR "systematic meta-review"[ti]'
    ' OR "systematic critical review"[ti] OR "systematic mixed studies review"[ti]'
    ' OR "systematic mapping review"[ti] OR "systematic cochrane review"[ti]'
    ' OR "systematic search and review"[ti] OR "systematic integrative review"[ti])'
    " NOT comment[pt] NOT (protocol[ti] OR protocols[ti])) NOT medline[sb])"
    ' OR ("Cochrane Database Syst Rev"[ta] AND review[pt]) OR systematic review[pt]'
)
ANIMALS_ALONE = "animals[mh] NOT humans[mh]"
_TRIALS = (
    "randomized controlled trial[pt] OR controlled clinical trial[pt] OR randomized[tiab]"
    " OR placebo[tiab]"
)
SENSITIVE = f"{_TRIALS} OR drug therapy[sh] OR randomly[tiab] OR trial[tiab] OR groups[tiab]"
PRECISE = f"{_TRIALS} OR clinical trials as topic[mh:noexp] OR randomly[tiab] OR trial[ti]"
# Publication types that PubMed's records carry (User Guide), each a filter of its name.
TYPES = (
    "Adaptive Clinical Trial|Address|Autobiography|Bibliography|Biography|Case Reports"
    "|Classical Article|Clinical Conference|Clinical Study|Clinical Trial"
    "|Clinical Trial, Phase I|Clinical Trial, Phase II|Clinical Trial, Phase III"
    "|Clinical Trial, Phase IV|Clinical Trial Protocol|Clinical Trial, Veterinary"
    "|Collected Work|Comment|Comparative Study|Congress|Consensus Development Conference"
    "|Consensus Development Conference, NIH|Controlled Clinical Trial"
    "|Corrected and Republished Article|Dataset|Dictionary|Directory|Duplicate Publication"
    "|Editorial|Electronic Supplementary Materials|English Abstract|Equivalence Trial"
    "|Evaluation Study|Expression of Concern|Festschrift|Government Publication|Guideline"
    "|Historical Article|Interactive Tutorial|Interview|Introductory Journal Article"
    "|Journal Article|Lecture|Legal Case|Legislation|Letter|Meta-Analysis|Multicenter Study"
    "|News|Newspaper Article|Observational Study|Observational Study, Veterinary|Overall"
    "|Patient Education Handout|Periodical Index|Personal Narrative|Portrait"
    "|Practice Guideline|Pragmatic Clinical Trial|Preprint|Published Erratum"
    "|Randomized Controlled Trial|Randomized Controlled Trial, Veterinary"
    "|Research Support, Non-U.S. Gov't|Retracted Publication|Retraction of Publication"
    "|Review|Scientific Integrity Review|Technical Report|Twin Study|Validation Study"
    "|Video-Audio Media|Webcast"
)
