"""Names of the languages that PubMed prints in a reference, by their MARC code.

Codes are those of NLM's Language element (MARC 21 list); English is never printed.
"""

_NAMES = {
    "afr": "Afrikaans",
    "alb": "Albanian",
    "amh": "Amharic",
    "ara": "Arabic",
    "arm": "Armenian",
    "aze": "Azerbaijani",
    "bos": "Bosnian",
    "bul": "Bulgarian",
    "cat": "Catalan",
    "chi": "Chinese",
    "cze": "Czech",
    "dan": "Danish",
    "dut": "Dutch",
    "epo": "Esperanto",
    "est": "Estonian",
    "fin": "Finnish",
    "fre": "French",
    "geo": "Georgian",
    "ger": "German",
    "gla": "Scottish Gaelic",
    "gre": "Greek, Modern",
    "heb": "Hebrew",
    "hin": "Hindi",
    "hrv": "Croatian",
    "hun": "Hungarian",
    "ice": "Icelandic",
    "ind": "Indonesian",
    "ita": "Italian",
    "jpn": "Japanese",
    "kin": "Kinyarwanda",
    "kor": "Korean",
    "lat": "Latin",
    "lav": "Latvian",
    "lit": "Lithuanian",
    "mac": "Macedonian",
    "mal": "Malayalam",
    "mao": "Maori",
    "may": "Malay",
    "mul": "Multiple Languages",
    "nor": "Norwegian",
    "per": "Persian",
    "pol": "Polish",
    "por": "Portuguese",
    "pus": "Pushto",
    "rum": "Romanian",
    "rus": "Russian",
    "san": "Sanskrit",
    "slo": "Slovak",
    "slv": "Slovenian",
    "spa": "Spanish",
    "srp": "Serbian",
    "swe": "Swedish",
    "tha": "Thai",
    "tur": "Turkish",
    "ukr": "Ukrainian",
    "und": "Undetermined Language",
    "urd": "Urdu",
    "vie": "Vietnamese",
    "wel": "Welsh",
}


def printed(codes: tuple[str, ...]) -> str:
    """What a reference says of the languages: "" for English alone, else their names.

    A code that is not in the table is printed as it stands rather than dropped.
    """
    if not codes or set(codes) == {"eng"}:
        return ""
    return ", ".join("English" if code == "eng" else _NAMES.get(code, code) for code in codes)
