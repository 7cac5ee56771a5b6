"""Addresses of our pages, and codes and keys in them: any characters, written as Datasette writes them."""

from urllib.parse import unquote, urlencode

from datasette.utils import tilde_decode, tilde_encode


def note_path(key: str) -> str:
    """Return the path of a note's page, below the site's base."""
    return f"/-/note/{tilde_encode(key)}"


def theme_path(code: str) -> str:
    """Return the path of a theme's page, below the site's base."""
    return f"/-/theme/{tilde_encode(code)}"


def factor_path(code: str) -> str:
    """Return the path of a factor's page, below the site's base."""
    return f"/-/factor/{tilde_encode(code)}"


def contexts_path(subject: str, code: str) -> str:
    """Return the path at which words are seen in the passages of a theme or factor."""
    return f"/-/{subject}/{tilde_encode(code)}/words"


def words_path(subject: str, code: str, word: str) -> str:
    """Return the path of a word's contexts in the passages of a theme or factor."""
    return f"{contexts_path(subject, code)}?{urlencode({'word': word})}"


def correct_path(key: str) -> str:
    """Return the path of the page on which a note is coded by hand, below the site's base."""
    return f"/-/correct/{tilde_encode(key)}"


def passage_path(key: str) -> str:
    """Return the path of a passage's page, below the site's base."""
    return f"/-/passage/{tilde_encode(key)}"


def place_path(note: str, passage: str) -> str:
    """Return the path of a passage's place in its note's page, below the site's base."""
    return f"{note_path(note)}#s{sentence_number(passage)}"


def sentence_number(passage: str) -> str:
    """Return the number of a sentence in its note, which is what its key ends in; empty where it does not."""
    number = passage.rpartition("-")[2]
    return number if number.isascii() and number.isdigit() else ""


def decoded(part: str) -> str:
    """Return what a part of an address stands for, whether written Datasette's way (~2F) or the web's (%2F).

    Datasette's routes match the address as it was sent. What is not valid UTF-8 becomes a replacement character, so
    that it names nothing rather than failing.
    """
    decode = unquote if "%" in part else tilde_decode
    return str(decode(part))
