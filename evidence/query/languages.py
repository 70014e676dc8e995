"""Languages as MEDLINE codes them: MARC's codes of three letters, and their English names.

Croatian and Serbian have an older code beside the present one.
"""

from collections.abc import Mapping

_NAMES = (
    "afr Afrikaans|alb Albanian|amh Amharic|ara Arabic|arm Armenian|aze Azerbaijani"
    "|ben Bengali|bos Bosnian|bul Bulgarian|cat Catalan|chi Chinese|cze Czech|dan Danish"
    "|dut Dutch|eng English|epo Esperanto|est Estonian|fin Finnish|fre French|geo Georgian"
    "|ger German|gla Scottish Gaelic|gre Greek|heb Hebrew|hin Hindi|hrv Croatian|scr Croatian"
    "|hun Hungarian|ice Icelandic|ind Indonesian|ita Italian|jpn Japanese|kin Kinyarwanda"
    "|kor Korean|lat Latin|lav Latvian|lit Lithuanian|mac Macedonian|mal Malayalam|mao Maori"
    "|may Malay|mul Multiple|nor Norwegian|per Persian|pol Polish|por Portuguese|pus Pushto"
    "|rum Romanian|rus Russian|san Sanskrit|slo Slovak|slv Slovenian|spa Spanish|srp Serbian"
    "|scc Serbian|swe Swedish|tha Thai|tib Tibetan|tur Turkish|ukr Ukrainian|und Undetermined"
    "|urd Urdu|vie Vietnamese|wel Welsh"
)
_PAIRS: tuple[tuple[str, str], ...] = tuple(
    (code, name) for code, _, name in (each.partition(" ") for each in _NAMES.split("|"))
)
_NAME: Mapping[str, str] = dict(_PAIRS)
LANGUAGES: tuple[str, ...] = tuple(dict.fromkeys(name for _, name in _PAIRS))


def language_codes(text: str) -> tuple[str, ...]:
    """The codes of a language's name; else the first three letters, as PubMed takes them."""
    name = " ".join(text.lower().split())
    return tuple(code for code, each in _PAIRS if each.lower() == name) or (name[:3],)


def language_name(code: str) -> str:
    """The English name of a code; "" for one that is not known."""
    return _NAME.get(code.lower(), "")
