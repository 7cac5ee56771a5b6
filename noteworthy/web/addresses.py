"""Addresses of our pages, and codes and keys in them: any characters, written as Datasette writes them."""

from urllib.parse import unquote

from datasette.utils import tilde_decode, tilde_encode


def note_path(key: str) -> str:
    """Return the path of a note's page, below the site's base."""
    return f"/-/note/{tilde_encode(key)}"


def theme_path(code: str) -> str:
    """Return the path of a theme's page, below the site's base."""
    return f"/-/theme/{tilde_encode(code)}"


def decoded(part: str) -> str:
    """Return what a part of an address stands for, whether written Datasette's way (~2F) or the web's (%2F).

    Datasette's routes match the address as it was sent. What is not valid UTF-8 becomes a replacement character, so
    that it names nothing rather than failing.
    """
    decode = unquote if "%" in part else tilde_decode
    return str(decode(part))
