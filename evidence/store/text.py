"""Text as both engines take it."""


def clean(text: str) -> str:
    """Without NUL, which PostgreSQL refuses, and lone surrogates, which UTF-8 does not have."""
    if text.isascii():
        return text.replace("\0", "") if "\0" in text else text
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
