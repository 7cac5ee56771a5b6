"""How a model is learnt: the numbers, as data, chosen by grouped cross-validation over the training voices."""

from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field

from corpus.configuration import read_toml
from corpus.errors import ModelError


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FeatureSettings(_Part):
    """Weights of the blocks of features, and what words must do to be one."""

    least_sentences: int = Field(ge=1)
    words: float = Field(ge=0)
    words_before: float = Field(ge=0)
    embedding: float = Field(ge=0)
    embedding_before: float = Field(ge=0)
    context: float = Field(ge=0)
    place: float = Field(ge=0)
    question: float = Field(ge=0)
    note_words: float = Field(ge=0)
    note_embedding: float = Field(ge=0)
    in_context: float = Field(ge=0, default=0.0)


class ClassifierSettings(_Part):
    """A logistic regression: the inverse of its regularisation, and how far rare classes are raised, 0 to 1."""

    c: float = Field(gt=0)
    balance: float = Field(ge=0, le=1)


class ThemeSettings(ClassifierSettings):
    """The theme classifiers and their thresholds."""

    least_examples: int = Field(ge=2)
    recall: float = Field(gt=0, le=1)
    lowest_threshold: float = Field(ge=0, le=1)
    highest_threshold: float = Field(ge=0, le=1)


class NoteSettings(_Part):
    """The note's score: the coverage of its interval, and the accuracy that is stated for what needs no review."""

    coverage: float = Field(gt=0, lt=1)
    accuracy: float = Field(gt=0, le=1)


class EncoderSettings(_Part):
    """How the note encoder is fitted."""

    rounds: int = Field(ge=1)
    batch: int = Field(ge=1)
    rate: float = Field(gt=0)
    head_rate: float = Field(gt=0)
    warm_up: float = Field(ge=0, lt=1)
    weight_decay: float = Field(ge=0)
    dropout: float = Field(ge=0, lt=1)
    soft_labels: float = Field(ge=0, le=1)
    evidence: float = Field(ge=0)


class NameSettings(_Part):
    """The model of names: its regularisation, how rare a fact may be, and what is varied to teach it."""

    c: float = Field(gt=0)
    least_uses: int = Field(ge=1)
    swaps: int = Field(ge=0)
    inserted: int = Field(ge=0)
    found_from: float = Field(gt=0, lt=1)


class TrainingSettings(_Part):
    """All that training needs to know beside the corpus and the codebook."""

    folds: int = Field(ge=2)
    least_notes: int = Field(ge=2)
    features: FeatureSettings
    themes: ThemeSettings
    polarity: ClassifierSettings
    practice: ClassifierSettings
    note: NoteSettings
    encoder: EncoderSettings
    names: NameSettings


@cache
def default_settings() -> TrainingSettings:
    """Return the settings that ship with the product."""
    return read_toml(files("models") / "data" / "training.toml", TrainingSettings, error=ModelError)
