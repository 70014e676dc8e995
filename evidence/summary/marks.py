"""How a summary's statements are marked in text, so that they can be read back."""

import hashlib
import html
import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]#|~$^])")
_START = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s|$)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def digest(text: str) -> str:
    """Sixteen hexadecimal digits that change with any character of `text`."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def escape_markdown(text: str) -> str:
    """`text` on one line of Markdown that shows it as it is; see `unescape_markdown`."""
    shown = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    shown = _SPECIAL.sub(r"\\\1", shown)
    shown = _START.sub(lambda found: found[1] + found[2][:-1] + "\\" + found[2][-1], shown)
    for character in "\n\r\t\u00a0\u2028\u2029":
        shown = shown.replace(character, f"&#{ord(character)};")
    return shown


def unescape_markdown(shown: str) -> str:
    """What `escape_markdown` was given."""
    return html.unescape(_ESCAPED.sub(r"\1", shown))
