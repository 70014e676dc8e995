"""The subheadings (qualifiers) that MeSH has, with their two-letter codes and families.

The names and codes are NLM's (2020 to 2025: 76 qualifiers). PubMed searches a subheading along with
those below it in any of its trees.
"""

from collections.abc import Iterator, Mapping

from evidence.query.mesh.model import Qualifier

_CODES = (
    "AB abnormalities|AD administration & dosage|AE adverse effects|AG agonists"
    "|AA analogs & derivatives|AN analysis|AH anatomy & histology"
    "|AI antagonists & inhibitors|BI biosynthesis|BS blood supply|BL blood"
    "|CF cerebrospinal fluid|CS chemical synthesis|CI chemically induced|CH chemistry"
    "|CL classification|CO complications|CN congenital|CY cytology|DF deficiency|DI diagnosis"
    "|DH diet therapy|DG diagnostic imaging|DE drug effects|DT drug therapy|EC economics"
    "|ED education|EM embryology|EN enzymology|EP epidemiology|ES ethics|EH ethnology"
    "|ET etiology|GE genetics|GD growth & development|HI history|IM immunology|IN injuries"
    "|IR innervation|IS instrumentation|IP isolation & purification"
    "|LJ legislation & jurisprudence|ME metabolism|MT methods|MI microbiology|MO mortality"
    "|NU nursing|OG organization & administration|PS parasitology|PY pathogenicity"
    "|PA pathology|PK pharmacokinetics|PD pharmacology|PH physiology|PP physiopathology"
    "|PO poisoning|PC prevention & control|PX psychology|RE radiation effects"
    "|RT radiotherapy|RH rehabilitation|SC secondary|ST standards"
    "|SN statistics & numerical data|SD supply & distribution|SU surgery"
    "|TU therapeutic use|TH therapy|TO toxicity|TM transmission|TR transplantation|TD trends"
    "|UL ultrastructure|UR urine|VE veterinary|VI virology"
)
# Which subheadings stand under which: MeSH's qualifier trees Y01 to Y11 (2024), without
# the qualifiers that NLM has deleted. Confirmed: therapeutic use and diagnosis (NLM's MeSH
# tutorial); etiology (BIREME's DeCS, "Using qualifiers": secondary under complications, and
# no abnormalities); standards under organization & administration (NLM's MeSH RDF release
# notes); and by tree numbers in NCBI's MeSH answers and public copies of NLM's file: Y03.010
# agonists, Y03.030 antagonists & inhibitors, Y04.010 diagnostic imaging, Y05.070.010
# virology, Y07.010 administration & dosage, Y07.070 and Y08.040.060 pharmacokinetics, Y09.010
# epidemiology, Y11.020 drug therapy: each in the alphabetical place that this outline, with
# the deleted ones, gives it.
_OUTLINE = """
analysis
  blood
  cerebrospinal fluid
  isolation & purification
  urine
anatomy & histology
  blood supply
  cytology
    ultrastructure
  embryology
    abnormalities
  innervation
  pathology
chemistry
  agonists
  analogs & derivatives
  antagonists & inhibitors
  chemical synthesis
diagnosis
  diagnostic imaging
  pathology
etiology
  chemically induced
  complications
    secondary
  congenital
  embryology
  genetics
  immunology
  microbiology
    virology
  parasitology
  transmission
organization & administration
  economics
  legislation & jurisprudence
  standards
  supply & distribution
  trends
pharmacology
  administration & dosage
  adverse effects
    poisoning
  agonists
  antagonists & inhibitors
  pharmacokinetics
physiology
  genetics
  growth & development
  immunology
  metabolism
    biosynthesis
    blood
    cerebrospinal fluid
    deficiency
    enzymology
    pharmacokinetics
    urine
  physiopathology
statistics & numerical data
  epidemiology
    ethnology
    mortality
  supply & distribution
therapeutic use
  administration & dosage
  adverse effects
    poisoning
therapy
  diet therapy
  drug therapy
  nursing
  prevention & control
  radiotherapy
  rehabilitation
  surgery
    transplantation
"""
# No public source at hand lists all members of these: a plan says so in a note.
INCOMPLETE: frozenset[str] = frozenset(
    {
        "analysis",
        "anatomy & histology",
        "chemistry",
        "cytology",
        "embryology",
        "epidemiology",
        "metabolism",
        "organization & administration",
        "pharmacology",
        "physiology",
        "statistics & numerical data",
    }
)


def _trees() -> Mapping[str, tuple[str, ...]]:
    """Name -> tree numbers; NLM's scheme (Y, steps of 10), but the numbers are ours."""
    found: dict[str, tuple[str, ...]] = {}
    numbers: list[int] = []
    for line in _OUTLINE.strip().splitlines():
        name = line.strip()
        depth = (len(line) - len(name)) // 2
        numbers = [*numbers[:depth], (numbers[depth] if depth < len(numbers) else 0) + 1]
        first, *rest = numbers
        tree = ".".join((f"Y{first:02}", *(f"{each * 10:03}" for each in rest)))
        found[name] = (*found.get(name, ()), tree)
    return found


def _shipped() -> Iterator[Qualifier]:
    trees = _trees()
    for each in _CODES.split("|"):
        code, _, name = each.partition(" ")
        yield Qualifier("", name, code, (), trees.get(name, ()))


SHIPPED_QUALIFIERS: tuple[Qualifier, ...] = tuple(_shipped())
