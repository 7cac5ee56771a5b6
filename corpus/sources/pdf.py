"""PDF: the text layer of its pages, in paragraphs found by the distances between lines."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median_low
from typing import Any

from pypdf import PdfReader

from corpus.errors import SourceError
from corpus.sources.encoding import open_bytes, storable
from corpus.sources.quoting import counted
from corpus.sources.silence import silenced

_LIGATURES = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
)
_WIDE_GAP = 1.3
"""A new paragraph begins where the distance to the line above is this many times the usual one."""
_OTHER_SIZE = 1.15
_SENTENCE_END = re.compile(r"[.!?:][\"'’”)\]]*$")
_DIGITS = re.compile(r"\d+")
_MARGIN_LINES = 2


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    height: float
    """Distance from the foot of the page, in points."""
    size: float


def read_pdf(path: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return a PDF's paragraphs and what to tell the user of them.

    Raises ``SourceError`` where it is damaged, has a password, or has no text layer (a scan).
    """
    with open_bytes(path) as file:
        if not file.read(1):
            raise SourceError(f"{path} is empty; there is nothing to read.")
        file.seek(0)
        try:
            with silenced("pypdf"):
                pages = _pages(path, file)
        except SourceError:
            raise
        except Exception as problem:
            reason = type(problem).__name__
            raise SourceError(f"{path} is damaged or not a PDF ({reason}); save it again from its program.") from None
    if not any(pages):
        raise SourceError(f"{path} has no text layer: it is a scan; run text recognition (OCR) on it first.")
    running = _running_heads(pages)
    kept = [[line for line in page if _masked(line) not in running] for page in pages]
    said = f"Left out: {counted(len(running), 'line')} that recur at the head or foot of its pages."
    return tuple(_paragraphs(kept)), (said,) if running else ()


def _pages(path: Path, file: Any) -> list[list[_Line]]:
    reader = PdfReader(file)
    if reader.is_encrypted and not reader.decrypt(""):
        raise SourceError(f"{path} has a password; save it without one.")
    return [list(_lines(page)) for page in reader.pages]


def _lines(page: Any) -> Iterator[_Line]:
    """Yield a page's lines that are not blank, in reading order."""
    pieces: list[tuple[str, float, float]] = []

    def visit(text: str, matrix: Sequence[float], place: Sequence[float], font: object, size: float) -> None:
        height = place[4] * matrix[1] + place[5] * matrix[3] + matrix[5]
        scale = abs(place[3] * matrix[3]) or 1.0
        pieces.append((text, height, size * scale))

    page.extract_text(visitor_text=visit)
    words, height, size = "", 0.0, 0.0
    for text, piece_height, piece_size in (*pieces, ("\n", 0.0, 0.0)):
        for part in re.split(r"(\n)", text):
            if part == "\n":
                if words.strip():
                    yield _Line(storable(words.translate(_LIGATURES)).strip(), height, size)
                words = ""
            elif part:
                if not words.strip():
                    height, size = piece_height, piece_size
                words += part


def _masked(line: _Line) -> str:
    return f"{_DIGITS.sub('#', line.text)}@{line.height:.0f}"


def _running_heads(pages: list[list[_Line]]) -> set[str]:
    """Find lines that stand at the same height of most pages and differ in their digits alone."""
    filled = [page for page in pages if page]
    if len(filled) < 2:
        return set()
    counts = Counter(kind for page in filled for kind in {_masked(line) for line in _margins(page)})
    return {kind for kind, count in counts.items() if count > len(filled) / 2 and count > 1}


def _margins(page: list[_Line]) -> list[_Line]:
    by_height = sorted(page, key=lambda line: line.height)
    return by_height[:_MARGIN_LINES] + by_height[-_MARGIN_LINES:]


def _paragraphs(pages: list[list[_Line]]) -> Iterator[str]:
    """Join lines into paragraphs; one that a page's end cuts goes on where its sentence does."""
    gaps = [gap for page in pages for gap in _gaps(page) if gap > 0]
    usual = median_low(gaps) if gaps else 0.0
    paragraph: list[str] = []
    for page in pages:
        for place, line in enumerate(page):
            before = page[place - 1] if place else None
            if paragraph and _begins(line, before, paragraph[-1], usual):
                yield "\n".join(paragraph)
                paragraph = []
            paragraph.append(line.text)
    if paragraph:
        yield "\n".join(paragraph)


def _gaps(page: list[_Line]) -> list[float]:
    return [round(above.height - below.height, 1) for above, below in pairwise(page)]


def _begins(line: _Line, before: _Line | None, last: str, usual: float) -> bool:
    if before is None:
        return bool(_SENTENCE_END.search(last))
    if max(line.size, before.size) > _OTHER_SIZE * min(line.size, before.size):
        return True
    return before.height - line.height > _WIDE_GAP * usual
