"""How a model remembers what it was trained on without holding it."""

import hashlib


def text_hash(text: str) -> str:
    """Return the sha256 of a text in hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
