"""The one place where our spaCy components are registered; ``pyproject.toml`` announces the same functions.

With the project installed, ``spacy.blank("en").add_pipe("noteworthy_cues")`` works in anyone's program.
"""

from spacy.language import Language

from corpus.codebook import default_codebook
from nlp.context import ContextComponent, default_context
from nlp.cues import CueComponent, cue_data
from nlp.sentences import SentenceComponent, default_abbreviations

SENTENCES = "noteworthy_sentences"
CUES = "noteworthy_cues"
CONTEXT = "noteworthy_context"


@Language.factory(SENTENCES, assigns=["token.is_sent_start", "doc.sents"])
def make_sentences(nlp: Language, name: str) -> SentenceComponent:
    """Make the component that finds sentences, with the shipped abbreviations."""
    return SentenceComponent(nlp, name, default_abbreviations())


@Language.factory(CUES, assigns=["doc.spans"], requires=["doc.sents"])
def make_cues(nlp: Language, name: str) -> CueComponent:
    """Make the component that finds cues, with the shipped codebook; ``use`` gives it another."""
    return CueComponent(nlp, name, cue_data(default_codebook()))


@Language.factory(CONTEXT, assigns=["doc.spans"], requires=["doc.sents"])
def make_context(nlp: Language, name: str) -> ContextComponent:
    """Make the component that finds context and clauses, with the shipped rules."""
    return ContextComponent(nlp, name, default_context())
