"""The spaCy component ``noteworthy_coder``: the final codings in ``doc.spans``, for any spaCy pipeline.

    >>> import spacy
    >>> nlp = spacy.blank("en")
    >>> _ = nlp.add_pipe("noteworthy_coder")
    >>> doc = nlp("The referral sat untouched for eleven weeks and he lost interest.")
    >>> sorted({span.label_ for span in doc.spans["noteworthy"]})  # doctest: +SKIP
    ['delay', 'motivation']

Each span is one piece of evidence, its label the theme. Everything else (polarity, status, confidence, practice) is
in ``doc.user_data["noteworthy"]``, the record of ``docs/formats.md``: two themes may stand on the same words, so facts
kept on the span itself would overwrite each other.
"""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from corpus.codebook import Codebook, read_codebook
from corpus.errors import CodebookError, ModelError
from corpus.values import CodedNote
from noteworthy.record import record_of

if TYPE_CHECKING:
    from noteworthy.coder import Coder, Profile

SPANS_KEY = "noteworthy"


class CoderComponent:
    """Find, then write: code the document's text and put the evidence spans into the document."""

    def __init__(self, *, codebook: Codebook | None, model: Path | None, profile: "Profile") -> None:
        self._profile: Profile = profile
        self._coder = _coder(codebook, model, profile)

    def __call__(self, doc: Doc) -> Doc:
        """Code the document and return it with its codings."""
        self.write(doc, self.find(doc))
        return doc

    def find(self, doc: Doc) -> CodedNote:
        """Return the coded note of the document's text; change nothing."""
        return self._coder.code_text(doc.text)

    def write(self, doc: Doc, coded: CodedNote) -> None:
        """Put the evidence into ``doc.spans`` and the whole record into ``doc.user_data``."""
        doc.spans[SPANS_KEY] = SpanGroup(doc, name=SPANS_KEY, spans=list(_spans(doc, coded)))
        doc.user_data[SPANS_KEY] = record_of(coded)

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Save the codebook and copies of model and encoder, so that the saved pipeline codes as this one does."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "codebook.json").write_text(self._coder.codebook.model_dump_json(indent=1), encoding="utf-8")
        (folder / "profile.txt").write_text(self._profile, encoding="utf-8")
        shutil.rmtree(folder / "model", ignore_errors=True)
        shutil.copytree(self._coder.model_folder, folder / "model")
        encoder = self._coder.judge.encoder
        own = folder / "model" / "encoder"
        if encoder is not None and not own.exists():
            shutil.copytree(encoder.folder, own)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "CoderComponent":
        """Load what ``to_disk`` saved."""
        folder = Path(path)
        try:
            codebook = Codebook.model_validate_json((folder / "codebook.json").read_bytes())
        except (OSError, ValueError):
            raise CodebookError(f"{folder} holds no saved noteworthy_coder; save the pipeline again.") from None
        self._profile = "recall" if (folder / "profile.txt").read_text(encoding="utf-8") == "recall" else "balanced"
        self._coder = _coder(codebook, folder / "model", self._profile)
        return self


def _coder(codebook: Codebook | None, model: Path | None, profile: "Profile") -> "Coder":
    # spaCy imports every announced factory whenever a pipeline is made: what is heavy waits until one is wanted.
    from noteworthy.coder import Coder

    return Coder(codebook=codebook, model=model, profile=profile)


def _spans(doc: Doc, coded: CodedNote) -> Iterable[Span]:
    for sentence in coded.sentences:
        for coding in sentence.codings:
            for evidence in coding.spans:
                span = doc.char_span(evidence.start, evidence.end, label=coding.theme, alignment_mode="expand")
                if span is not None:
                    yield span


@Language.factory(
    "noteworthy_coder", default_config={"codebook": None, "model": None, "profile": "balanced"}, assigns=["doc.spans"]
)
def make_coder(nlp: Language, name: str, codebook: str | None, model: str | None, profile: str) -> CoderComponent:
    """Create the component: ``codebook`` is a TOML file, ``model`` a model folder, ``profile`` balanced or recall."""
    if profile not in ("balanced", "recall"):
        raise ModelError(f"noteworthy_coder has no profile '{profile}'; it has: balanced, recall.")
    return CoderComponent(
        codebook=read_codebook(Path(codebook)) if codebook else None,
        model=Path(model) if model else None,
        profile="recall" if profile == "recall" else "balanced",
    )
