"""Words that say whether a whole number counts people, events or groups."""

# Dashes, signs and quotes stand here as abstracts print them.
# ruff: noqa: RUF001

import re

from evidence.extraction.quantities.figures import FIGURE

PEOPLE = (
    r"(?:patients?|participants?|subjects?|volunteers?|wom[ae]n|m[ae]n|adults|child(?:ren)?"
    r"|people|persons?|individuals?|"
    r"outpatients|inpatients|infants?|neonates?|newborns|girls?|boys?|students?|nurses?"
    r"|respondents?|residents?|veterans|"
    r"adolescents?|physicians?|cases?|controls?|males?|females?|smokers|athletes|eyes?|knees?"
    r"|hips?|teeth|athletes|players|"
    r"caregivers|mothers?|parents|families|dyads|couples|pairs|users|survivors|workers|soldiers"
    r"|elders|seniors|primiparas|"
    r"recipients|candidates|enrollees|members|youths?|employees|twins|pregnancies|feet|shoulders"
    r"|limbs|implants|restorations|"
    r"practices|households|clusters|drinkers|men|responders|non-?responders|completers|runners"
    r"|cyclists|swimmers|toddlers|preschoolers|donors|"
    r"asthmatics|diabetics|parturients|premolars|molars|specimens|lesions|primigravidae|rats"
    r"|mice|horses|dogs|rabbits|animals|piglets|calves|cows|addicts|Caucasians|Asians|lambs"
    r"|steers|pigs|fetuses|embryos|oocytes|blocks|arthroplasties|fellows|trainees|interns"
    r"|dentists|pharmacists|teachers|farmworkers|presbyopes|enrolees|refugees|prisoners|inmates"
    r"|offenders|drivers|carers|relatives|singletons)"
)
THINGS = (
    r"(?:groups?|subgroups?|arms?|treatments?|visits?|sessions?|hospitals?|cent(?:re|er)s?"
    r"|clinics?|sites?|studies|trials?|"
    r"RCTs|times?|exercises?|conditions?|doses?|regimens?|interventions?|occasions?|countries"
    r"|phases?|periods?|items?|questions?|"
    r"domains?|subscales?|schools?|universities|departments?|units|levels|categories|types"
    r"|methods|techniques|cycles|injections?|"
    r"measurements?|assessments?|stages|steps|blocks|sets|repetitions?|tablets?|capsules?"
    r"|articles|databases|drugs|"
    r"strategies|outcomes?|raters|reviewers|observers|surgeons|teachers|programs?|programmes"
    r"|modules|sequences|parts|wards|cities|towns|villages|"
    r"communities|provinces|states|lessons|stimuli|trials|components|variables|factors|points?"
    r"|classes|muscles|lines|replicates|cohorts|models|domains|doctors)"
)
EVENTS = (
    r"(?:deaths?|complications?|events?|infections?|fractures?|relapses?|recurrences?|falls"
    r"|reoperations?|re-operations?|"
    r"failures?|adverse|episodes?|withdrawals?|dropouts?|drop-outs?|revisions?|strokes?|bleed\w*"
    r"|perforations?|hospitali[sz]ations?|"
    r"births?|pregnancies|cancers?|tumou?rs?|SAEs?|AEs?|side|serious|myocardial|responders"
    r"|discontinu\w+|exclusions|losses|"
    r"exacerbations?|conversions?|dislocations?|leaks?|surg\w+ site|haematomas?|hematomas?"
    r"|seizures|crossovers?|implant failures|injuries)"
)
N = re.compile(rf"\b[Nn]s?\s*[=:]\s*(?P<value>{FIGURE})(?![\d.·]|%)")
WHOLE = re.compile(
    rf"(?<![\w.·/±<>≤≥])(?<!\d,)(?<![A-Za-z][-−–])(?P<value>{FIGURE})(?![\w%°]|[.·]\d|/\d|,\d)"
)
NO_ONE = re.compile(
    r"\b[Nn]o (?:patients?|subjects?|participants?|one)\b(?= (?:\w+ )?(?:had|have|was|were|died"
    r"|developed|experienced|required|reported|"
    r"needed|suffered|showed|withdrew|discontinued|dropped|received|presented|complained))"
)
_TO_TWENTY = "one|two|three|four|five|six|seven|eight|nine|ten|[a-z]+teen|[a-z]+ty"
ADJECTIVES = (
    rf"(?:\s(?!(?:(?:and|or) (?:\d|(?i:{_TO_TWENTY})\b)|vs|versus|in|of|to|at|with|were|was|had"
    r"|for|from|on|than|by|after)\b)[\w'’().,/+&;‐–-]*[\w)]){0,7}?"
)
OF_PEOPLE = re.compile(rf"^{ADJECTIVES}(?: and [\w-]+| or [\w-]+)?[\s-](?:{PEOPLE})\b")
PAIRED_PEOPLE = re.compile(rf"{ADJECTIVES}[\s-](?:{PEOPLE})\b")
OF_THINGS = re.compile(
    rf"^(?:[\s-](?!(?:and|or|in|of|to|with|were|was|had|for|at|per|by|on|from|than|vs|versus|who"
    rf"|after|as)\b)[\w'’.-]+){{0,3}}?[\s-]{THINGS}\b(?!-)|^(?: [\w-]+){{0,2}} \([^()]*\)"
    rf" (?:and|or) [\w -]{{1,30}}\([^()]*\) {THINGS}\b"
)
OF_EVENTS = re.compile(
    rf"^(?:\s(?!(?:and|of|were|in|for|at|per|by|on|from|than|vs|versus|to|with|had|was|patients"
    rf"|participants)\b)[\w-]+){{0,3}}?\s{EVENTS}\b"
)
PEOPLE_NEXT = re.compile(rf"[\s-](?:[\w'’-]+\s){{0,3}}?{PEOPLE}\b")
SHARE_FOLLOWS = re.compile(
    r"^\s?(?:[A-Za-z][\w‐–-]* ){0,4}[\[(]\s?(?:n\s?=\s?)?\d[\d.·,]*\s?(?:%|per ?cent)(?! ?(?:\w+"
    r" )?(?:males?|females?|women|men|girls|boys|white|Caucasian)\b)"
)
OUTCOME = re.compile(
    r"\b(?:(?:had|have)(?! (?:been|to|a history|undergone|taken|already|\w+ed)\b)"
    r"|experienced|developed|died|reported|required"
    r"|achieved|responded|withdrew|dropped|declined|refused|consented|agreed|"
    r"lost to|(?:were|was) (?:excluded|lost|withdrawn|eligible|ineligible|cured|positive"
    r"|hospitali[sz]ed|discontinued|infected|readmitted|"
    r"converted|satisfied|unable|dead|alive|reported|observed|detected|noted|found|diagnosed)"
    r"|improved|discontinued|suffered|"
    r"showed|presented (?!to\b)|needed|relapsed|recovered|dropped out|did not|failed|occurred"
    r"|became|healed|reached|stopped"
    r"|met (?!(?:all )?(?:the |our )?(?:inclusion|eligibility|entry|study|selection))|"
    r"left|gave|accepted|crossed|chose|preferred|could not|remained|survived|exhibited"
    r"|demonstrated|tested|returned|complained|"
    r"progressed|conceived|delivered|rated|expressed|felt|stated|attended|abstained|quit)\b"
)
SIZE = re.compile(
    r"\b(?:random\w*|enrol\w*|recruit\w*|includ\w*|complet\w*|analy[sz]ed|assigned|allocated"
    r"|divided|participat\w*|received?|receiving|underwent|"
    r"treated|evaluated|studied|entered|were (?:available|assessed|selected|given|followed"
    r"|screened|evaluable)|assessed|took part|available|screened|scheduled|"
    r"undergoing|performed|total of|sample of|aged|approached|invited|followed|volunteered"
    r"|served|selected|admitted|started|consumed|took|used|"
    r"group|groups|arm|arms|respectively)\b"
)
ROLES = tuple(
    (role, re.compile(words))
    for role, words in (
        ("screened", r"\b(?:screened|approached|invited|assessed for eligibility|contacted)\b"),
        ("completed", r"\bcomplet(?:ed|ers?)\b"),
        ("randomised", r"\brandom(?:i[sz]ed|ly)|\bwere (?:assigned|allocated|divided)\b"),
        ("analysed", r"\b(?:analy[sz]ed|evaluated|evaluable|assessed|available)\b"),
        ("enrolled", r"\b(?:enrol\w+|recruit\w+|includ\w+|entered|consecutive)\b"),
    )
)
OF_ARM = {"completed": "arm_completed", "analysed": "analysed_arm"}
ARM = re.compile(
    r"\b(?:(?:in|to|into) (?:the|each) (?:[\w-]+ ){0,3}(?:group|arm)\b|in (?:the |each"
    r" )?[Gg]roup\b|per group|in each|each\b"
    r"|(?:control|placebo|intervention|treatment|study) (?:group|arm)\b|to receive (?!.*\bor\b)"
    r"|received (?!.*\bor\b))"
)
IN_WHOM = re.compile(
    r"\b(?:(?:occurred|observed|reported|seen|noted|found|developed|detected|recorded|achieved"
    r"|present|identified|diagnosed|documented|obtained"
    r"|complications?|events?|failures?|infections?|effects?) (?:in|by|among)|died|experienced"
    r" by)\s(?:only |all )?$"
)
ENTERED = re.compile(
    r"\b(?:sample of|cohort of|population of|series of|enrol\w+|recruited|included|randomi[sz]ed"
    r"|randomly (?:assigned|allocated|divided)|involving|involved|[Dd]ata (?:from|on|of)"
    r"|screened|performed (?:on|in)|conducted (?:on|in|with|among)|carried out (?:on|in|with)"
    r"|trial (?:of|in|with)|study (?:of|in|with)|assigned|allocated|treated|comprised|consisted"
    r" of)"
    r"\s(?:a total of |the |all )?$"
)
THEN_ENTERED = re.compile(
    r"\b(?:and|were|was) (?:were |was )?(?:then |subsequently )?(?:random\w+|enrol\w+|included"
    r"|recruited)\b"
)
ARM_WITH = re.compile(
    r"^\s(?:in|of|from|on|with) (?:[\w-]+ ){0,5}?(?:groups?|arms?|placebo) (?:and \w+"
    r" )?(?:had(?! been)|achieved|experienced|developed|died|reported|withdrew|"
    r"improved|responded|required|discontinued|showed|relapsed|dropped|(?:was|were) (?:lost"
    r"|excluded|withdrawn|cured))\b"
)
CLAUSE_SIZE = re.compile(
    r"^\s(?!for |by |with |at |from )(?:were |was |of (?:whom|these|them) |who |have |had"
    r" )?(?:\w+ )?(?:complet\w+|randomi[sz]ed|randomly|enrol+ed|recruited|underwent|received"
    r"|allocated|assigned|"
    r"included|analy[sz]ed|were (?:included|analy[sz]ed)|eligible for|treated|in (?:the|each"
    r"|[Gg]roup|arm|both)|on \w+|to (?:the|receive)|per (?:group|arm)|placebo|control\w*"
    r"|intervention)\b"
)
CLAUSE_COUNT = re.compile(
    r"^\s(?:\(\w+\) )?(?:of (?:whom|these|them|the) )?(?:were |was |had |have |who |has |did "
    r"|could |also |subsequently )?(?:\w+ )?(?:agreed|consented|refused|declined|died|withdrew"
    r"|dropped|lost|excluded|eligible|improved|responded|developed|"
    r"experienced|reported|had|required|discontinued|met|achieved|failed|needed|relapsed|showed"
    r"|accepted|attended|returned|were|did|positive|negative)\b"
)
OR_MORE = re.compile(r"^ (?:or|and) (?:more|greater|higher|above|over|less|lower|below|fewer)\b")
THRESHOLD = re.compile(r"(?:[<>≤≥]|\bscore of|\bcut-?off\w*(?: of)?)\s?$")
TO_ARM = re.compile(r" to (?:each|the|[Gg]roup|either|receive)\b")
NEAR = 60
CONTINUES = re.compile(
    r"^\s(?:in|with|receiving|to|on|for|from|assigned|allocated|received|were|had|controls?"
    r"|placebo|women|men|of them|[A-Za-z-]+ (?:group|arm|patients|controls))\b|^[)\].,;]"
)
SUM = re.compile(r"[+×*/]\s?$")
RANGE = re.compile(r"\d\s?[-–−]$")
LAST_WORD = re.compile(r"[A-Za-z]+$")
ONE_PERSON = re.compile(r"\s(?:patient|participant|subject|woman|man|child|case)\b")
CLAUSE_END = re.compile(r"[;,.]|\band \d|\bbut\b|\bwhile\b")
GROUPS_OF = re.compile(r"\bgroups? (?:of )?(?:about |approximately )?$")
AMONG = re.compile(
    r"\b(?:[Oo]f|[Aa]mong|[Ff]rom|[Oo]ut of|[Ii]n)(?: the| these| all| a total of)*\s$"
)
RELATIVE = re.compile(r"\b(?:who|that|with|total of)$")
LIST = re.compile(r"(?:,|;|\band|\bvs\.?|\bversus|\bor)\s$")
EACH = re.compile(r"\s(?:each|per group|in each)\b")
OF_EACH = re.compile(r"\b(?:of|with|in)\s$|\($")
TOTAL = re.compile(
    r"\b(?:total of|sample size (?:of|was)|sample of|population of|randomi[sz]ed|enrolled"
    r"|recruited|included)\s$"
)
ABBREVIATED = re.compile(r"\s(?:[A-Z]{2,6}s?|bacteremia|both)\b(?:[,);]|$)")
OPENS = re.compile(r"(?:[(,]|and)\s?$")
N_WITH_SHARE = re.compile(
    r"[,;]?\s?\d[\d.·]*\s?%|\s?[\[(]\s?\d[\d.·]*\s?%|\s?[\])]?\s?[\[(]\d[\d.·]*\s?%"
)
SHARE_WITH_N = re.compile(r"%[\s,;]*[\[(]\s?n\s?=\s?$")
N_OF_EVENTS = re.compile(
    rf"\b(?:{EVENTS}|due to|because of|reasons?)[^()]{{0,25}}[(\[][^()]{{0,12}}$"
)
N_OF_ARM = re.compile(r"\b[Gg]roups?\b|\barms?\b|\bcontrols?\b|placebo|\bto\b|versus|\bvs\b")
OF_SEX = re.compile(r" (?:[\w-]+ )?(?:men|women|males|females|boys|girls)\b")
# "22 and 33 patients": the noun is printed once.
PAIR = re.compile(rf" (?:vs\.?|versus|and|or) (?:\d+|(?i:{_TO_TWENTY}))(?=[\s-])")
IN_ARM = re.compile(
    r"\b(?:[Gg]roups?|[Aa]rms?|[Pp]lacebo|[Cc]ontrols?|[Ii]ntervention|[Ss]urgery|[Tt]reatment"
    r"|[Tt]herapy)(?: [A-Z\d]{1,3})? \($"
)
CLOSES = re.compile(r"\)")
OF_ALL = re.compile(r"(?:^|[;:,.] )(?:Of|Among|Out of|of|among) (?:the |these |all )?$")
