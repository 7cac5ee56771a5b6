"""The words of a passage that word lists know: lower case, without what a redaction put in.

What stands for an identifier, such as [PERSON 1], is not a word that anybody wrote; numbers, single letters and the
commonest little words say nothing alone. Nothing is stemmed: "sufficient" and "insufficient" share a stem.
"""

import re

from models.words import stop_words

_PLACEHOLDER = re.compile(r"\[[A-Z][A-Z_]*(?: \d+)?\]")
_LETTERS = re.compile(r"(?<![\w'])[^\W\d_]+(?:'[^\W\d_]+)*(?!\w)")


def telling_terms(text: str) -> set[str]:
    """Return the words of a text that say something by themselves, each once."""
    plain = _PLACEHOLDER.sub(" ", text) if "[" in text else text
    found = {word.removesuffix("'s") for word in _LETTERS.findall(plain.lower().replace("’", "'"))}
    return {word for word in found if len(word) > 1} - stop_words()
