"""Presidio beside the product's own finder: an optional extra, behind the same interface.

Microsoft's Presidio (MIT) has recognisers for numbers of many countries. It runs over a blank English pipeline, with
its British recognisers added; the models of names that it usually brings along are downloads, and are left out, so that
it finds numbers and addresses on the net here, and no names. What it finds is added to what the product finds: the
longer of two that overlap stays. Nothing is fetched.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

from corpus.errors import NoteworthyError
from corpus.values import Identifier
from noteworthy.identifiers import finder, without_overlaps

PACKAGE = "presidio_analyzer"
_TYPES = {
    "CREDIT_CARD": "BANK", "IBAN_CODE": "BANK", "CRYPTO": "BANK", "EMAIL_ADDRESS": "EMAIL", "PHONE_NUMBER": "PHONE",
    "URL": "URL", "DATE_TIME": "DATE", "UK_NHS": "NHS_NUMBER", "UK_NINO": "NI_NUMBER", "UK_POSTCODE": "POSTCODE",
    "UK_VEHICLE_REGISTRATION": "VEHICLE", "PERSON": "PERSON", "LOCATION": "PLACE", "ORGANIZATION": "ORGANISATION",
}  # fmt: skip
_OTHER = "OTHER_ID"
_SURE = 0.99


class Finder(Protocol):
    """Whatever finds the identifiers of a text, in order and apart."""

    def find(self, text: str) -> tuple[Identifier, ...]:
        """Return the identifiers of a text."""
        ...


class PresidioFinder:
    """Find identifiers with Presidio alone."""

    def __init__(self) -> None:
        if find_spec(PACKAGE) is None:
            raise NoteworthyError(
                "Presidio is not installed; install the extra: pip install -e '.[presidio]', or leave --presidio out."
            )
        self._analyzer = _analyzer()

    def find(self, text: str) -> tuple[Identifier, ...]:
        """Return what Presidio finds, by the product's types; of what overlaps the longest."""
        found = [
            Identifier(
                one.start,
                one.end,
                _TYPES.get(one.entity_type, _OTHER),
                round(min(one.score, _SURE), 2),
                f"Presidio: {one.entity_type.lower().replace('_', ' ')}",
            )
            for one in self._analyzer.analyze(text, language="en")
            if one.end > one.start
        ]
        return tuple(without_overlaps(text, found))


class WithPresidio:
    """The product's finder, and Presidio beside it."""

    def __init__(self) -> None:
        self._own: Finder = finder()
        self._other: Finder = PresidioFinder()

    def find(self, text: str) -> tuple[Identifier, ...]:
        """Return what either finds."""
        own = self._own.find(text)
        return tuple(without_overlaps(text, [*own, *self._other.find(text)]))


def _analyzer() -> Any:
    """Return Presidio's analyser over a blank pipeline with all its British recognisers."""
    import spacy

    presidio = import_module(PACKAGE)
    recognisers = import_module(f"{PACKAGE}.predefined_recognizers")
    _use_the_domains_at_hand()
    engine = presidio.nlp_engine.SpacyNlpEngine()
    engine.nlp = {"en": spacy.blank("en")}
    registry = presidio.RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    known = {type(one).__name__ for one in registry.recognizers}
    for name in dir(recognisers):
        if name.startswith("Uk") and name not in known:
            registry.add_recognizer(getattr(recognisers, name)())
    return presidio.AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])


def _use_the_domains_at_hand() -> None:
    """Let its check of web addresses use the list of domains that it brings along, instead of fetching one."""
    domains: Any = import_module("tldextract")
    domains.extract = domains.TLDExtract(suffix_list_urls=())
