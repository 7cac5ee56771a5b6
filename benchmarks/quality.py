"""Measure the shipped models and write docs/quality.md, with the figures beside it in benchmarks/results/quality.json.

    python -m benchmarks.quality [--real FILE]

On the test voices of the demonstration corpus, which training never looked at: product, cues alone, wording alone
(TF-IDF without cues or embedding), the commonest answer, and one coder against another. On real inspectors'
paragraphs coded by three coders, where such a file is given. Notes: accuracy, intervals, what needs review. The kinds
of error.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks import quality_text as text
from corpus.codebook import Codebook, default_codebook
from corpus.coded.folder import read_coded_folder
from corpus.values import (
    CodedCorpus,
    CoderReading,
    CoderSentence,
    Coding,
    Note,
    PracticeScore,
    RawText,
    ReadNote,
    SentenceJudgement,
    Span,
)
from models.consensus import agreed_readings
from models.evaluation import Said, auc, brier, coverage, sentence_figures, theme_counts
from models.intervals import clustered_interval
from models.note_score import WORTH
from models.settings import TrainingSettings, default_settings
from models.targets import align
from models.themes import PROFILES
from models.training import train
from noteworthy import figures as published
from noteworthy.coder import Coder
from noteworthy.learning import Measured, joined, measure, read_notes

DEMO = Path("corpus/demo")
LEARNT_FROM = tuple(Path("corpus") / name for name in ("demo", "landscape", "neighbouring", "lessons"))
REPORT = Path("docs/quality.md")
RESULTS = Path("benchmarks/results/quality.json")
BESIDE = ("fast", "words alone", "cues alone", "commonest", "coder on coder")
"""What the site shows beside the default reader, in this order."""
Figures = dict[str, dict[str, float]]


# ---------------------------------------------------------------- the sets


def test_part(corpus: CodedCorpus) -> CodedCorpus:
    """Return the notes of the split ``test``, grouped by case: a handful of voices would make no interval."""
    notes = tuple(note for note in corpus.notes if corpus.splits.get(note.note_id) == "test")
    cases = {note.note_id: note.case.case_id if note.case else note.note_id for note in notes}
    return replace(corpus, notes=notes, readings=_of(notes, corpus.readings), groups=cases)


def _of(notes: Sequence[Note], readings: Sequence[CoderReading]) -> tuple[CoderReading, ...]:
    known = {note.note_id for note in notes}
    return tuple(reading for reading in readings if reading.note_id in known)


def real_paragraphs(file: Path) -> CodedCorpus:
    """Return the paragraphs that three coders coded; they gave no label for a paragraph as a whole."""
    entries = json.loads(file.read_text(encoding="utf-8"))
    notes = tuple(Note(entry["id"], RawText(entry["text"])) for entry in entries)
    return CodedCorpus(notes, tuple(reading for entry in entries for reading in _readings(entry)))


def _readings(entry: Mapping[str, Any]) -> Iterator[CoderReading]:
    places, at = [], 0
    for sentence in entry["sentences"]:
        start = entry["text"].index(sentence, at)
        at = start + len(sentence)
        places.append(Span(start, at))
    for number, coder in enumerate(entry["coders"]):
        sentences = tuple(
            CoderSentence(place.start, place.end, said["practice"], _codings(said["codings"], place))
            for place, said in zip(places, coder, strict=True)
        )
        yield CoderReading(entry["id"], f"coder {number + 1}", sentences, "none")


def _codings(given: Mapping[str, Any], place: Span) -> tuple[Coding, ...]:
    return tuple(Coding(theme, polarity, "observed", (place,), 1.0, "coder") for theme, polarity in given.items())


# ---------------------------------------------------------------- measuring


@dataclass(frozen=True)
class Compared:
    """Several readers' answers on the same sentences."""

    measured: Measured
    others: dict[str, tuple[list[Said], list[Said]]]
    """Name of a reader, what was agreed, what it said; coders are held against another coder."""


def figures(agreed: Sequence[Said], found: Sequence[Said], codebook: Codebook) -> dict[str, float]:
    """Return all figures of sentences."""
    return {name: figure(agreed, found) for name, figure in sentence_figures(codebook.codes, codebook.core).items()}


def intervals(measured: Measured, codebook: Codebook) -> dict[str, tuple[float, float]]:
    """Return the 95% interval of each figure of the product, by resampled groups."""
    ends = {}
    for name, figure in sentence_figures(codebook.codes, codebook.core).items():

        def of_rows(rows: Sequence[int], figure: Any = figure) -> float:
            return float(figure([measured.agreed[row] for row in rows], [measured.product[row] for row in rows]))

        found = clustered_interval(measured.groups, of_rows, samples=300)
        ends[name] = (found.low, found.high)
    return ends


def coders_apart(corpus: CodedCorpus, read: Mapping[str, ReadNote]) -> tuple[list[Said], list[Said]] | None:
    """Return what two coders said of the same sentences, each before they agreed."""
    names = sorted({reading.coder for reading in corpus.readings} - {"adjudicated"})[:2]
    if len(names) < 2:
        return None
    by_key = {(reading.note_id, reading.coder): reading for reading in corpus.readings}
    one, other = ([by_key[note.note_id, name] for note in corpus.notes] for name in names)
    return _said(one, read), _said(other, read)


def _said(readings: Sequence[CoderReading], read: Mapping[str, ReadNote]) -> list[Said]:
    worth = {"good": 1.0, "poor": -1.0, "mixed": 0.0, "none": 0.0}
    targets = [target for reading in readings for target in align(read[reading.note_id], reading)]
    return [Said(target.practice, target.polarities, worth[target.practice]) for target in targets]


def wording_alone(part: CodedCorpus, codebook: Codebook) -> list[Said]:
    """Return what a model says that learnt from the words alone of the same corpora: no cues, no embedding."""
    corpus = joined([read_coded_folder(folder) for folder in LEARNT_FROM])
    bare = {note_id: _without_cues(note) for note_id, note in read_notes(corpus, codebook).items()}
    judge = train(corpus, bare, codebook, settings=_without_embedding(default_settings())).judge
    judged = judge.judge([bare[note.note_id] for note in part.notes])
    return [_said_by_model(found) for note in judged for found in note.sentences]


def _said_by_model(found: SentenceJudgement) -> Said:
    good, poor, _, _ = found.practice.scores
    return Said(found.practice.label, {theme.theme: theme.polarity for theme in found.themes}, good - poor)


def _without_cues(note: ReadNote) -> ReadNote:
    return replace(note, sentences=tuple(replace(sentence, findings=()) for sentence in note.sentences))


def _without_embedding(settings: TrainingSettings) -> TrainingSettings:
    none = {"embedding": 0.0, "embedding_before": 0.0, "note_embedding": 0.0}
    return settings.model_copy(update={"features": settings.features.model_copy(update=none)})


def note_figures(part: CodedCorpus, scores: Sequence[PracticeScore]) -> dict[str, float]:
    """Return figures of whole notes against their agreed label."""
    agreed = agreed_readings(part.readings)
    pairs = [(agreed[note.note_id].practice, score) for note, score in zip(part.notes, scores, strict=True)]
    judged = [(WORTH[label], score) for label, score in pairs if label in WORTH and score.score is not None]
    ends = [((score.low or 0.0, score.high or 0.0), worth) for worth, score in judged]
    clear = [(worth, score.score or 0.0) for worth, score in judged if worth != 0.5]
    kept = [(label, score) for label, score in pairs if not score.needs_review]
    return {
        "accuracy": _share([label == score.label for label, score in pairs]),
        "good_poor_auc": auc([s for worth, s in clear if worth == 1.0], [s for worth, s in clear if worth == 0.0]),
        "brier_good_poor": brier([s for _, s in clear], [worth == 1.0 for worth, _ in clear]),
        "interval_coverage": coverage([interval for interval, _ in ends], [worth for _, worth in ends]),
        "interval_width": sum(high - low for (low, high), _ in ends) / max(1, len(ends)),
        "needs_no_review": len(kept) / max(1, len(pairs)),
        "accuracy_without_review": _share([label == score.label for label, score in kept]),
    }


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right) if right else float("nan")


# ---------------------------------------------------------------- writing


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table whose first row is its head."""
    head, *body = rows
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *body]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def figure_table(found: Figures, ends: Mapping[str, tuple[float, float]]) -> str:
    """Return the figures of several readers, the product's with its interval."""
    readers = list(found)
    rows = [["figure", readers[0], "95% interval", *readers[1:]]]
    for name in found[readers[0]]:
        interval = f"{ends[name][0]:.2f} to {ends[name][1]:.2f}"
        values = [f"{found[reader][name]:.3f}" for reader in readers]
        rows.append([name.replace("_", " "), values[0], interval, *values[1:]])
    return table(rows)


def published_set(title: str, about: str, found: Figures, ends: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    """Return a set's figures as the site shows them: the default reader's with intervals, the others' beside."""
    rounded = {reader: {name: round(of[name], 3) for name in published.SAID} for reader, of in found.items()}
    own = rounded["careful"]
    return {
        "title": title,
        "about": " ".join(about.split()),
        "own": own,
        "ends": {name: [round(end, 3) for end in ends[name]] for name in published.SAID},
        "beside": {reader: rounded[reader] for reader in BESIDE if reader in rounded},
    }


def theme_table(measured: Measured, codebook: Codebook) -> str:
    """Return precision, recall and F1 of each theme."""
    rows = [["theme", "sentences", "precision", "recall", "F1"]]
    for theme in codebook.codes:
        counts = theme_counts(measured.agreed, measured.product, theme)
        number = str(counts.hits + counts.misses)
        rows.append([theme, number, f"{counts.precision:.2f}", f"{counts.recall:.2f}", f"{counts.f1:.2f}"])
    return table(rows)


def errors_table(measured: Measured, codebook: Codebook) -> str:
    """Return the commonest kinds of error: which figure of a sentence is wrong, and how."""
    kinds: Counter[str] = Counter()
    for agreed, found in zip(measured.agreed, measured.product, strict=True):
        both = agreed.polarities.keys() & found.polarities.keys()
        kinds.update(f"`{theme}` not seen" for theme in sorted(agreed.polarities.keys() - both))
        kinds.update(f"`{theme}` seen where there is none" for theme in sorted(found.polarities.keys() - both))
        turned = ((agreed.polarities[theme], found.polarities[theme]) for theme in both)
        kinds.update(f"a theme's polarity: {right}, read as {wrong}" for right, wrong in turned if right != wrong)
        if agreed.practice != found.practice:
            kinds[f"a sentence's practice: {agreed.practice}, read as {found.practice}"] += 1
    sentences = len(measured.agreed)
    rows = [["kind of error", "times", "of a hundred sentences"]]
    rows += [[kind, str(times), f"{100 * times / sentences:.1f}"] for kind, times in kinds.most_common(20)]
    return table(rows)


def main() -> None:
    """Measure, write the report and the results."""
    arguments = argparse.ArgumentParser(description="Measure the shipped models.")
    arguments.add_argument("--real", type=Path, help="real paragraphs with three coders' codings, in JSON")
    real = arguments.parse_args().real
    codebook, careful, fast = default_codebook(), Coder(reader="careful"), Coder(reader="fast")
    corpus = read_coded_folder(DEMO)
    part, read = test_part(corpus), read_notes(corpus, codebook)
    voices = len({corpus.groups[note.note_id] for note in part.notes})
    measured, quick = measure(part.notes, part, careful), measure(part.notes, part, fast)
    bare = measure([replace(note, judgement=None) for note in part.notes], part, careful)
    found: Figures = {
        "careful": figures(measured.agreed, measured.product, codebook),
        "without question": figures(bare.agreed, bare.product, codebook),
        "fast": figures(quick.agreed, quick.product, codebook),
        "cues alone": figures(measured.agreed, measured.cues, codebook),
        "words alone": figures(measured.agreed, wording_alone(part, codebook), codebook),
        "commonest": figures(measured.agreed, measured.commonest, codebook),
    }
    apart = coders_apart(part, read)
    if apart:
        found["coder on coder"] = figures(*apart, codebook)
    ends = intervals(measured, codebook)
    about = text.ABOUT_DEMO.format(voices=voices, notes=measured.notes, sentences=len(measured.agreed))
    sets = [published_set(text.TITLE_DEMO, about, found, ends)]
    recall = recall_first(part, codebook)
    notes = {
        reader: note_figures(part, [note.practice for note in coder.code_all(part.notes)])
        for reader, coder in (("careful", careful), ("fast", fast))
    }
    sections = [
        text.INTRODUCTION.format(careful=careful.judge.hash, fast=fast.judge.hash),
        text.DEMO.format(voices=voices, notes=measured.notes, sentences=len(measured.agreed)),
        figure_table(found, ends),
        "### Theme by theme, careful",
        theme_table(measured, codebook),
        text.RECALL.format(**recall),
        "### Whole notes",
        table([["figure", *notes], *_by_row(notes)]),
        text.ERRORS,
        errors_table(measured, codebook),
    ]
    models = {reader: coder.judge.hash for reader, coder in (("careful", careful), ("fast", fast))}
    results: dict[str, Any] = {"models": models, "demo_test": found, "recall_first": recall, "notes": notes}
    if real is not None:
        results["real"], shown, said = of_real(real_paragraphs(real), careful, fast, codebook)
        sets.append(shown)
        sections += said
    sections += [*further(), text.SHORT]
    REPORT.write_text("\n\n".join(sections) + "\n", encoding="utf-8")
    if real is not None:
        published.record("reading", {"models": models, "sets": sets})
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(REPORT.read_text(encoding="utf-8"))


def of_real(
    paragraphs: CodedCorpus, careful: Coder, fast: Coder, codebook: Codebook
) -> tuple[Figures, dict[str, Any], list[str]]:
    """Return the figures of real paragraphs, what the site shows of them, and their sections of the report."""
    plain, quick = (measure(paragraphs.notes, paragraphs, coder) for coder in (careful, fast))
    found: Figures = {
        "careful": figures(plain.agreed, plain.product, codebook),
        "fast": figures(quick.agreed, quick.product, codebook),
        "cues alone": figures(plain.agreed, plain.cues, codebook),
    }
    ends, counts = intervals(plain, codebook), {"notes": plain.notes, "sentences": len(plain.agreed)}
    shown = published_set(text.TITLE_REAL, text.ABOUT_REAL.format(**counts), found, ends)
    return found, shown, [text.REAL.format(**counts), figure_table(found, ends)]


def further() -> Iterator[str]:
    """Yield what the other benchmarks measured, where their results lie beside this one's."""
    for name, words in (
        ("faithfulness", text.FAITHFULNESS),
        ("grades", text.GRADES),
        ("feedback", text.FEEDBACK),
        ("coding_speed", text.SPEED),
    ):
        file = RESULTS.with_name(f"{name}.json")
        if file.exists():
            yield words.format(**json.loads(file.read_text(encoding="utf-8")))


def recall_first(part: CodedCorpus, codebook: Codebook) -> dict[str, float]:
    """Return recall and precision over all themes under both profiles."""
    found = {}
    for profile in PROFILES:
        measured = measure(part.notes, part, Coder(reader="careful", profile=profile))
        counts = [theme_counts(measured.agreed, measured.product, theme) for theme in codebook.codes]
        hits = sum(one.hits for one in counts)
        found[f"{profile}_recall"] = hits / max(1, hits + sum(one.misses for one in counts))
        found[f"{profile}_precision"] = hits / max(1, hits + sum(one.alarms for one in counts))
    return found


def _by_row(notes: Figures) -> list[list[str]]:
    first = next(iter(notes.values()))
    return [[name.replace("_", " "), *(f"{of[name]:.3f}" for of in notes.values())] for name in first]


if __name__ == "__main__":
    main()
