"""Simpler ways of finding identifiers, and stock Presidio, to hold the product against."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from nlp.identifiers import find_identifiers
from nlp.words import WordsOfText
from noteworthy.identifiers import find_all_identifiers

Finder = Callable[[str], Iterable[tuple[int, int]]]


def product(text: str) -> list[tuple[int, int]]:
    """Return what the product finds."""
    return [(one.start, one.end) for one in find_all_identifiers(text)]


def shapes_alone(text: str) -> list[tuple[int, int]]:
    """Return identifiers of fixed shape."""
    return [(one.start, one.end) for one in find_identifiers(text)]


def shapes_and_capitals(text: str) -> list[tuple[int, int]]:
    """Return identifiers of fixed shape, and every word with a capital that begins no sentence."""
    words = WordsOfText(text)
    capitals = [match.start() for match in re.finditer("[TXU]", words.codes) if not words.begins(match.start())]
    return [*shapes_alone(text), *((words.start(place), words.end(place)) for place in capitals)]


def presidio() -> Finder | None:
    """Return stock Presidio with its British recognisers over a blank pipeline; ``None`` if not installed."""
    try:
        import presidio_analyzer
        import tldextract
        from presidio_analyzer import predefined_recognizers
    except ImportError:
        return None
    import spacy

    # Its check of addresses would fetch a list of domains; the one that it brings along serves as well.
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())
    engine: Any = presidio_analyzer.nlp_engine.SpacyNlpEngine()
    engine.nlp = {"en": spacy.blank("en")}
    registry = presidio_analyzer.RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    known = {type(one).__name__ for one in registry.recognizers}
    for name in dir(predefined_recognizers):
        if name.startswith("Uk") and name not in known:
            registry.add_recognizer(getattr(predefined_recognizers, name)())
    analyzer = presidio_analyzer.AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])
    return lambda text: [(one.start, one.end) for one in analyzer.analyze(text, language="en")]
