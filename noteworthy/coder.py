"""Reading and judging put together: a note goes in, a coded note comes out.

``nlp`` says what the words say (cues in their context, with exact characters); ``models`` says how likely each theme
is, and how good the practice. Here they meet. Where a model knows a theme it decides whether the theme is there, since
what the cues say is among its inputs; where no model knows it (a user's own codebook), the cues decide alone. The
evidence is the cue's own words where there is a cue, and the words that weighed most with the model where there is not.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Literal

from corpus.codebook import Codebook, default_codebook
from corpus.values import (
    CodedNote,
    CodedSentence,
    Coding,
    CodingSource,
    Finding,
    Note,
    NoteJudgement,
    Polarity,
    RawText,
    ReadNote,
    ReadSentence,
    SentenceJudgement,
    Span,
    Status,
    ThemeJudgement,
)
from models.judge import Judge
from models.store import load_judge, shipped_judge, shipped_models_folder
from nlp.reader import Reader
from noteworthy.identifiers import finder
from noteworthy.recognition import recognised_by

Profile = Literal["balanced", "recall"]

BATCH = 256
"""Notes read and judged together: enough to keep the matrices busy, few enough to keep memory flat."""

CUE_CONFIDENCE = 0.5
"""Confidence of a coding that rests on cues alone: no model has measured it, so it claims no more than even."""


class Coder:
    """Code notes by a codebook, with the model in ``model`` (the shipped one by default)."""

    def __init__(
        self,
        *,
        codebook: Codebook | None = None,
        model: Path | None = None,
        reader: str | None = None,
        profile: Profile = "balanced",
    ) -> None:
        self.codebook = codebook or default_codebook()
        self.judge: Judge = load_judge(model, reader=reader) if model else shipped_judge(reader)
        self.profile: Profile = profile
        self._reader = Reader(self.codebook)
        self._finder = finder()
        self.model_folder = model or shipped_models_folder() / self.judge.reader
        same_frame = self.judge.codebook_id == self.codebook.id
        # Where a bare cue and the model differ between good and poor on voices that neither knew, the careful reader is
        # right more often, and the fast one as often, when the cue can at least be explained.
        self._bare_cues_overrule = self.judge.encoder is None
        self._judged = frozenset(self.judge.learnt_themes if same_frame else ())

    @cached_property
    def hash(self) -> str:
        """Twelve hex digits that change when the model or the rules of reading do."""
        parts = f"{self.judge.hash} {self._reader.hash} {self._finder.model.hash}"
        return hashlib.sha256(parts.encode()).hexdigest()[:12]

    def code(self, note: Note) -> CodedNote:
        """Code one note."""
        return next(self.code_all([note]))

    def code_text(self, text: str) -> CodedNote:
        """Code a text that is no note of any file, as an inspector's draft is."""
        return self.code(Note(note_id="", text=RawText(text)))

    def code_all(self, notes: Iterable[Note]) -> Iterator[CodedNote]:
        """Code notes as they come, in their order, in flat memory.

        What is said of a note depends on that note alone, never on its neighbours in the stream.
        """
        stream = iter(notes)
        while batch := list(islice(stream, BATCH)):
            read = list(self.read_all(batch))
            judged = self.judge.judge(read, profile=self.profile)
            for note, reading, judgement in zip(batch, read, judged, strict=True):
                yield self._put_together(note, reading, judgement)

    def read_all(self, notes: Iterable[Note]) -> Iterator[ReadNote]:
        """Read notes without judging them: what the words say, and no more."""
        return self._reader.read_all((note.text, question_of(note)) for note in notes)

    def _put_together(self, note: Note, reading: ReadNote, judgement: NoteJudgement) -> CodedNote:
        sentences = tuple(
            CodedSentence(
                start=sentence.start,
                end=sentence.end,
                practice=said.practice,
                codings=codings_of(
                    sentence,
                    said,
                    codes=self.codebook.codes,
                    judged=self._judged,
                    bare_cues_overrule=self._bare_cues_overrule,
                ),
            )
            for sentence, said in zip(reading.sentences, judgement.sentences, strict=True)
        )
        return CodedNote(
            note=note,
            sentences=sentences,
            practice=judgement.practice,
            identifiers=self._finder.find(note.text),
            codebook=self.codebook.hash,
            model=self.hash,
            learnt_from=self.judge.learnt(note.text, recognised_by=recognised_by(note.text)),
        )


def question_of(note: Note) -> str:
    """Return the question that the note answers in words: it informs the model, and never decides."""
    if note.judgement is None:
        return ""
    parts = (note.judgement.question, note.judgement.stage, note.judgement.factor)
    return " ".join(part.replace("_", " ") for part in parts if part)


def codings_of(
    sentence: ReadSentence,
    said: SentenceJudgement,
    *,
    codes: Sequence[str],
    judged: frozenset[str],
    bare_cues_overrule: bool = True,
) -> tuple[Coding, ...]:
    """Return the codings of one sentence, one a theme, in the codebook's order.

    Where the cues say good and the model poor, or the reverse, cues that a context rule has turned are believed ("there
    were no delays"), and the others with ``bare_cues_overrule``.
    """
    if not said.themes and not sentence.findings:
        return ()
    present = {judgement.theme: judgement for judgement in said.themes if judgement.present}
    found: dict[str, list[Finding]] = {}
    for finding in sentence.findings:
        found.setdefault(finding.theme, []).append(finding)
    codings = []
    for code in codes:
        if code not in present and code not in found:
            continue
        judgement, findings = present.get(code), found.get(code, [])
        if judgement is not None and code in judged:
            codings.append(_coding_by_model(sentence, judgement, findings, bare_cues_overrule=bare_cues_overrule))
        elif findings and code not in judged:
            codings.append(_coding_by_cues(findings))
    return tuple(codings)


def _coding_by_model(
    sentence: ReadSentence, judgement: ThemeJudgement, findings: list[Finding], *, bare_cues_overrule: bool
) -> Coding:
    by_cues = _polarity_together(findings) if findings else "context"
    differ = {by_cues, judgement.polarity} == {"good", "poor"}
    turned = any(finding.rules for finding in findings if finding.polarity == by_cues)
    believed = bare_cues_overrule or turned
    polarity = by_cues if differ and believed else judgement.polarity
    evidence = _spans(findings, polarity)
    source: CodingSource = "cue+model" if evidence else "model"
    if not evidence:
        evidence = (judgement.evidence or Span(sentence.start, sentence.end),)
    status = _status(findings, sentence, evidence[0])
    return Coding(
        theme=judgement.theme,
        polarity=_polarity_for(status, polarity),
        status=status,
        spans=evidence,
        confidence=judgement.probability,
        source=source,
        reason=_reason_of_both(findings, polarity, differ=differ and not believed),
    )


def _reason_of_both(findings: list[Finding], polarity: Polarity, *, differ: bool) -> str:
    if not findings:
        return "the model, from the words marked"
    return f"{_reason(findings)}; read in its context as {polarity}" if differ else _reason(findings)


def _coding_by_cues(findings: list[Finding]) -> Coding:
    polarity = _polarity_together(findings)
    status = _leading(findings, polarity).status
    return Coding(
        theme=findings[0].theme,
        polarity=polarity,
        status=status,
        spans=_spans(findings, polarity),
        confidence=CUE_CONFIDENCE,
        source="cue",
        reason=_reason(findings),
    )


def _polarity_together(findings: list[Finding]) -> Polarity:
    """Return what several cues of one theme say together: good and poor in one sentence are mixed."""
    said = {finding.polarity for finding in findings} - {"context"}
    if not said:
        return "context"
    if said == {"good"}:
        return "good"
    return "poor" if said == {"poor"} else "mixed"


def _leading(findings: list[Finding], polarity: Polarity) -> Finding:
    return next((finding for finding in findings if finding.polarity == polarity), findings[0])


def _spans(findings: list[Finding], polarity: Polarity) -> tuple[Span, ...]:
    """Return the cues' words as evidence: those that agree with the polarity first, in text order within each."""
    ordered = sorted(findings, key=lambda finding: (finding.polarity != polarity, finding.start, finding.end))
    spans: list[Span] = []
    for finding in ordered:
        span = Span(finding.start, finding.end)
        if not any(span.overlaps(other) for other in spans):
            spans.append(span)
    return tuple(spans)


def _status(findings: list[Finding], sentence: ReadSentence, evidence: Span) -> Status:
    """Return the status of the cue that leads, or else of the clause in which the evidence stands."""
    for finding in findings:
        if finding.start == evidence.start and finding.end == evidence.end:
            return finding.status
    return sentence.status_at(evidence)


def _polarity_for(status: Status, polarity: Polarity) -> Polarity:
    """Apply the codebook's rule that norms, plans and mere reports judge nothing."""
    return "context" if status in ("normative", "planned", "reported") else polarity


def _reason(findings: list[Finding]) -> str:
    """Say why in words that quote the codebook, never the note."""
    parts = []
    for finding in sorted(findings, key=lambda finding: finding.start):
        through = f", turned by {' and '.join(finding.rules)}" if finding.rules else ""
        part = f"the cue '{finding.cue}'{through}"
        if part not in parts:
            parts.append(part)
    return "; ".join(parts)
