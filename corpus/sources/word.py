"""DOCX: the paragraphs that Word shows in a document's body."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx

from corpus.errors import SourceError
from corpus.sources.archives import check_archive
from corpus.sources.encoding import storable
from corpus.sources.silence import silenced

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH = f"{_W}p"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNSEEN = {f"{_W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr")} | {_FALLBACK}
"""What holds no text that is shown: deletions, properties, and the copy of a text box for older programs."""
_CHARACTERS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_TEXT = f"{_W}t"


def read_word(path: Path) -> tuple[str, ...]:
    """Return the paragraphs of a DOCX file that are not blank, those in tables and text boxes in their place."""
    check_archive(path, kind="a Word document", part="word/")
    try:
        with silenced():
            body = docx.Document(str(path)).element.body
            shown = [storable("".join(_text(paragraph))) for paragraph in _paragraphs(body)]
    except Exception as problem:
        reason = type(problem).__name__
        raise SourceError(f"{path} is damaged or not a Word document ({reason}); save it again in Word.") from None
    return tuple(paragraph for paragraph in shown if paragraph.strip())


def _paragraphs(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag in _UNSEEN:
            continue
        if child.tag == _PARAGRAPH:
            yield child
        yield from _paragraphs(child)


def _text(element: Any) -> Iterator[str]:
    """Yield the text of one paragraph, without that of the paragraphs in its text boxes."""
    for child in element:
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _CHARACTERS:
            yield _CHARACTERS[child.tag]
        elif child.tag not in _UNSEEN and child.tag != _PARAGRAPH:
            yield from _text(child)
