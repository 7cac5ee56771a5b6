"""The pipeline: spaCy's blank English tokeniser and our three components. No downloaded model."""

from typing import cast

import spacy
from spacy.language import Language

from corpus.codebook import Codebook, default_codebook
from nlp import factories
from nlp.context import ContextComponent
from nlp.cues import CueComponent, cue_data
from nlp.sentences import SentenceComponent


def build_pipeline(codebook: Codebook | None = None) -> Language:
    """Build the pipeline for a codebook, the shipped one by default."""
    pipeline = spacy.blank("en")
    pipeline.add_pipe(factories.SENTENCES)
    cues = cast(CueComponent, pipeline.add_pipe(factories.CUES))
    pipeline.add_pipe(factories.CONTEXT)
    if codebook is not None and codebook.hash != default_codebook().hash:
        cues.use(cue_data(codebook))
    return pipeline


def sentences_of(pipeline: Language) -> SentenceComponent:
    """Return the pipeline's component for sentences."""
    return cast(SentenceComponent, pipeline.get_pipe(factories.SENTENCES))


def cues_of(pipeline: Language) -> CueComponent:
    """Return the pipeline's component for cues."""
    return cast(CueComponent, pipeline.get_pipe(factories.CUES))


def context_of(pipeline: Language) -> ContextComponent:
    """Return the pipeline's component for context."""
    return cast(ContextComponent, pipeline.get_pipe(factories.CONTEXT))
