r"""Documents: TXT, DOCX and PDF, each as one text or as its paragraphs.

A TXT file's text is the file's, with every line ending made ``\n``. A DOCX's is what Word shows in the body, tables
and text boxes included in their order: inserted text counts and deleted text does not. A PDF's is its text layer in
lines as they stand on the page, without the lines that recur at the head or foot of its pages. In both, a blank line
divides paragraphs.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import SourceError
from corpus.sources.encoding import find_encoding, open_text, refuse_binary, storable

_LARGEST_FILE = 256 << 20
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_LONG_LINE = 100


@dataclass(frozen=True, slots=True)
class Document:
    """A document's whole text, its paragraphs (none of them blank), and what to tell the user of its reading."""

    text: str
    paragraphs: tuple[str, ...]
    statements: tuple[str, ...] = ()


def open_document(path: Path) -> Document:
    """Read a document whose ending is among ``DOCUMENT_ENDINGS``."""
    document = _READERS[path.suffix.casefold()](path)
    if not document.paragraphs:
        raise SourceError(f"{path} holds no text.")
    return document


def paragraphs_of(text: str) -> tuple[str, ...]:
    r"""Divide a text at its blank lines.

    A text without any, some of whose lines are longer than a page is wide, was saved by a word processor with a
    paragraph a line, and is divided at every line.

    >>> paragraphs_of("Seen twice.\nNo referral.\n\n\nA second paragraph.\n")
    ('Seen twice.\nNo referral.', 'A second paragraph.')
    """
    parts = _BLANK_LINE.split(text.strip())
    if len(parts) == 1 and any(len(line) > _LONG_LINE for line in text.split("\n")):
        parts = text.split("\n")
    return tuple(part for part in parts if part.strip())


def _read_txt(path: Path) -> Document:
    refuse_binary(path)
    if path.stat().st_size > _LARGEST_FILE:
        raise SourceError(f"{path} is larger than {_LARGEST_FILE >> 20} megabytes; divide it.")
    encoding = find_encoding(path)
    with open_text(path, encoding) as file:
        text = storable(file.read()).replace("\r\n", "\n").replace("\r", "\n")
    return Document(text, paragraphs_of(text), (encoding.statement,) if encoding.statement else ())


def _read_docx(path: Path) -> Document:
    from corpus.sources.word import read_word

    paragraphs = read_word(path)
    return Document("\n\n".join(paragraphs), paragraphs)


def _read_pdf(path: Path) -> Document:
    from corpus.sources.pdf import read_pdf

    paragraphs, statements = read_pdf(path)
    return Document("\n\n".join(paragraphs), paragraphs, statements)


_READERS: dict[str, Callable[[Path], Document]] = {".txt": _read_txt, ".docx": _read_docx, ".pdf": _read_pdf}

DOCUMENT_ENDINGS = tuple(_READERS)
