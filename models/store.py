"""A model on disk: a folder with its estimators, its numbers, the hashes of what it learnt from, and a card.

    words.skops themes.skops polarity.skops practice.skops note.skops   stock scikit-learn estimators only
    parameters.json    thresholds, cuts, weights of features
    learnt.json        sha256 of the texts that it was trained or set on (of redacted ones: of their ordinary words)
    card.json          hash of each file, versions, codebook, corpus, figures
    encoder/           the note encoder, where it is not the one that ships

Loading checks the hashes first, then that no file asks for a type that skops does not know, then the versions.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from copy import copy
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from corpus.errors import ModelError
from models.embedding import StaticEmbedding, load_embedding
from models.encoder.encoder import NoteEncoder, load_encoder, shipped_encoder_folder
from models.features import FEATURE_VERSION, FeatureSpace, Vectorisers
from models.judge import Judge
from models.note_score import NoteScorer
from models.polarity import PolarityModel
from models.practice import PracticeModel
from models.settings import FeatureSettings
from models.themes import PROFILES, ThemeModel
from models.training import Trained

_ESTIMATORS = ("words", "themes", "polarity", "practice", "note")
_FILES = (*(f"{name}.skops" for name in _ESTIMATORS), "parameters.json", "learnt.json")
_MADE_WITH = ("scikit-learn", "skops", "numpy", "onnxruntime", "tokenizers")
_DEFAULT_READER = "careful"
_ENCODER = "encoder"


def shipped_models_folder() -> Path:
    """Return the folder of the models that ship with the product: one folder a reader."""
    return Path(str(files("models"))) / "shipped"


# ---------------------------------------------------------------- saving


def save(trained: Trained, folder: Path, *, corpus: str = "", texts: Mapping[str, Any] | None = None) -> Judge:
    """Write a model's folder, whole or not at all, and return the model as it was saved (with its hash).

    ``texts`` is what the card says of how the notes were prepared: redacted, or as they were written, and why.
    """
    contents = contents_of(trained.judge)
    card = _card(trained, contents, corpus=corpus, texts=texts or {})
    contents["card.json"] = _json(card | {"card_sha256": _card_sha256(card)})
    try:
        _write_whole(folder, contents, _own_encoder(trained.judge))
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise ModelError(f"cannot write the model to {folder}: {reason}; choose another folder.") from None
    return load_judge(folder)


def _own_encoder(judge: Judge) -> Path | None:
    """Return the folder of the model's encoder where it is not the one that ships, and must go with the model."""
    if judge.encoder is None or judge.encoder.folder == shipped_encoder_folder():
        return None
    return judge.encoder.folder


def contents_of(judge: Judge) -> dict[str, bytes]:
    from models.skops_files import to_bytes

    vectorisers = {name: _portable(of) for name, of in vars(judge.space.vectorisers).items()}
    contents = {
        "words.skops": to_bytes(vectorisers),
        "themes.skops": to_bytes({"classifiers": judge.themes.classifiers, "blend": judge.themes.blend}),
        "polarity.skops": to_bytes(_two_steps(judge.polarity)),
        "practice.skops": to_bytes(_two_steps(judge.practice)),
        "note.skops": to_bytes({"model": judge.notes.model}),
    }
    contents["parameters.json"] = _json(_parameters(judge))
    contents["learnt.json"] = _json(sorted(judge.texts))
    return contents


def _portable(vectoriser: TfidfVectorizer) -> TfidfVectorizer:
    """Return a copy without the memory address that scikit-learn notes in it, which differs from run to run."""
    bare = copy(vectoriser)
    vars(bare).pop("_stop_words_id", None)
    return bare


def _two_steps(model: PolarityModel | PracticeModel | None) -> dict[str, Any]:
    return {"classifier": model.classifier, "blend": model.blend} if model else {}


def _parameters(judge: Judge) -> dict[str, Any]:
    return {
        "reader": judge.reader,
        "feature_version": FEATURE_VERSION,
        "features": judge.space.settings.model_dump(),
        "themes": list(judge.space.themes),
        "learnt_themes": list(judge.themes.themes),
        "context_kinds": list(judge.space.kinds),
        "embedding": judge.space.embedding.hash,
        "encoder": judge.encoder.hash if judge.encoder else None,
        "codebook": {"id": judge.codebook_id, "hash": judge.codebook_hash},
        "thresholds": judge.themes.thresholds,
        "average_question": judge.space.average_question.tolist(),
        "note": {
            "used": list(judge.notes.used),
            "least_said": judge.notes.least_said,
            "poor_below": judge.notes.poor_below,
            "good_above": judge.notes.good_above,
            "quantile": judge.notes.quantile,
            "margin": judge.notes.margin,
        },
    }


def _card(trained: Trained, contents: dict[str, bytes], *, corpus: str, texts: Mapping[str, Any]) -> dict[str, Any]:
    judge = trained.judge
    return {
        "reader": judge.reader,
        "what": "Judges inspectors' notes: themes, polarity, practice. An aid to reading, not an inspection judgement.",
        "codebook": {"id": judge.codebook_id, "hash": judge.codebook_hash, "themes": list(judge.space.themes)},
        "left_to_cues": trained.rare,
        "learnt_from": {
            "corpus": corpus,
            "seed": trained.seed,
            "note_labels": "derived from the sentences" if trained.derived_labels else "the coders' own",
            **trained.counts,
            **({"texts": dict(texts)} if texts else {}),
        },
        "held_out_figures": trained.figures,
        "settings": trained.settings.model_dump(),
        "versions": {name: version(name) for name in _MADE_WITH},
        "feature_version": FEATURE_VERSION,
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(contents.items())},
    }


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()


def check_model_folder(folder: Path) -> None:
    """Refuse a folder that a model would overwrite other things in."""
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "card.json").exists():
        raise ModelError(f"{folder} holds other files than a model; choose an empty or a new folder.")
    if folder.exists() and not folder.is_dir():
        raise ModelError(f"{folder} is no folder; choose an empty or a new one.")


def _write_whole(folder: Path, contents: dict[str, bytes], encoder: Path | None) -> None:
    """Write beside the folder, then put it in its place: a run that is cut short leaves the old model as it was."""
    check_model_folder(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    old = made.with_name(f"{made.name}-old")
    try:
        for name, content in contents.items():
            (made / name).write_bytes(content)
        if encoder is not None:
            shutil.copytree(encoder, made / _ENCODER)
        made.chmod(0o755)
        if folder.exists():
            folder.replace(old)
        made.replace(folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


# ---------------------------------------------------------------- loading


def load_judge(
    folder: Path | None = None, *, reader: str | None = None, embedding: StaticEmbedding | None = None
) -> Judge:
    """Load a model: from a folder, or the one that ships for this reader; the default reader is ``careful``."""
    folder = folder or _shipped(reader)
    card = _read_card(folder)
    contents = {name: _checked(folder / name, card["files"].get(name)) for name in _FILES}
    if reader is not None and card["reader"] != reader:
        raise ModelError(
            f"{folder} holds the reader '{card['reader']}', not '{reader}'; ask for that or another folder."
        )
    estimators = {name: _estimators(folder, name, contents[f"{name}.skops"]) for name in _ESTIMATORS}
    _check_versions(folder, card)
    embedding = embedding or load_embedding()
    try:
        parameters, learnt = (json.loads(contents[name]) for name in ("parameters.json", "learnt.json"))
        _check_embedding(folder, parameters["embedding"], embedding)
        encoder = _encoder_of(folder, parameters.get("encoder"))
        return _assemble(card, parameters, learnt, estimators, embedding, encoder)
    except (KeyError, TypeError, ValueError):
        raise ModelError(
            f"{folder / 'parameters.json'} does not fit the model's other files; train it again."
        ) from None


@cache
def shipped_judge(reader: str | None = None) -> Judge:
    """Return the model that ships for a reader, loaded once in a process: it holds nothing that changes."""
    return load_judge(reader=reader)


def _shipped(reader: str | None) -> Path:
    home = shipped_models_folder()
    held = sorted(card.parent.name for card in home.glob("*/card.json"))
    wanted = reader or _DEFAULT_READER
    if wanted not in held:
        raise ModelError(
            f"no reader '{wanted}' ships with this version; it has: {', '.join(held) or 'none'}. "
            "Ask for one of these, or name a folder of your own."
        )
    return home / wanted


def _read_card(folder: Path) -> dict[str, Any]:
    try:
        card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(f"{folder} is no model folder: it holds no card.json; check the path.") from None
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise ModelError(f"cannot read {folder / 'card.json'}: {reason}; check the path.") from None
    except ValueError:
        raise ModelError(f"{folder / 'card.json'} is not readable JSON; train or install the model again.") from None
    if not isinstance(card, dict) or not {"files", "reader", "versions", "feature_version"} <= card.keys():
        raise ModelError(f"{folder / 'card.json'} is not a model's card; train or install the model again.")
    if card.pop("card_sha256", None) != _card_sha256(card):
        raise ModelError(
            f"{folder / 'card.json'} was changed since the model was saved (its hash is not its own); install it again."
        )
    return card


def _card_sha256(card: dict[str, Any]) -> str:
    """Return the hash of all that a card says, by which a change in the card itself is seen."""
    return hashlib.sha256(_json(card)).hexdigest()


def _checked(file: Path, expected: object) -> bytes:
    try:
        content = file.read_bytes()
    except OSError:
        raise ModelError(f"{file} is missing or cannot be read; train or install the model again.") from None
    if hashlib.sha256(content).hexdigest() != expected:
        raise ModelError(
            f"{file} was changed since the model was saved (its hash is not the card's); train or install it again."
        )
    return content


def _estimators(folder: Path, name: str, content: bytes) -> Any:
    from skops.io import get_untrusted_types
    from skops.io.exceptions import UntrustedTypesFoundException

    from models.skops_files import from_bytes

    file = folder / f"{name}.skops"
    try:
        return from_bytes(content)
    except UntrustedTypesFoundException:
        unknown = get_untrusted_types(data=content)
    except Exception as problem:  # a file out of its form makes skops raise whatever it stumbles over
        raise ModelError(f"{file} is not a readable skops file ({type(problem).__name__}); train it again.") from None
    raise ModelError(f"{file} asks for '{unknown[0]}', which is no stock scikit-learn type; do not use this model.")


def _check_versions(folder: Path, card: dict[str, Any]) -> None:
    if card["feature_version"] != FEATURE_VERSION:
        raise ModelError(
            f"{folder} was made for features of version {card['feature_version']} and this program makes "
            f"version {FEATURE_VERSION}; train it again."
        )
    made, here = str(card["versions"].get("scikit-learn")), version("scikit-learn")
    if made.split(".")[:2] != here.split(".")[:2]:
        raise ModelError(f"{folder} was made with scikit-learn {made} and {here} is installed; train it again.")


def _check_embedding(folder: Path, made_with: str, embedding: StaticEmbedding) -> None:
    if made_with != embedding.hash:
        raise ModelError(f"{folder} was made with another word embedding than the one installed; train it again.")


def _encoder_of(folder: Path, made_with: str | None) -> NoteEncoder | None:
    """Return the encoder that a model was made with: its own, or else the one that ships."""
    if made_with is None:
        return None
    own = folder / _ENCODER
    encoder = load_encoder(own if own.exists() else None)
    if encoder.hash != made_with:
        raise ModelError(f"{folder} was made with another note encoder than the one installed; train it again.")
    return encoder


def _assemble(
    card: dict[str, Any],
    parameters: Any,
    learnt: Any,
    estimators: Any,
    embedding: StaticEmbedding,
    encoder: NoteEncoder | None,
) -> Judge:
    words, themes, note = estimators["words"], estimators["themes"], parameters["note"]
    in_order = parameters["learnt_themes"]
    space = FeatureSpace(
        vectorisers=Vectorisers(**words),
        themes=tuple(parameters["themes"]),
        kinds=tuple(parameters["context_kinds"]),
        settings=FeatureSettings.model_validate(parameters["features"]),
        embedding=embedding,
        average_question=np.array(parameters["average_question"], dtype=np.float64),
    )
    return Judge(
        space=space,
        themes=ThemeModel(
            {theme: themes["classifiers"][theme] for theme in in_order},
            themes["blend"],
            {profile: parameters["thresholds"][profile] for profile in PROFILES},
        ),
        polarity=PolarityModel(**estimators["polarity"]) if estimators["polarity"] else None,
        practice=PracticeModel(**estimators["practice"]),
        notes=NoteScorer(model=estimators["note"]["model"], **note | {"used": tuple(note["used"])}),
        texts=frozenset(learnt),
        codebook_id=parameters["codebook"]["id"],
        codebook_hash=parameters["codebook"]["hash"],
        hash=_hash(card),
        reader=card["reader"],
        encoder=encoder,
    )


def _hash(card: dict[str, Any]) -> str:
    joined = "".join(f"{name}={card['files'][name]}" for name in _FILES)
    return hashlib.sha256(joined.encode()).hexdigest()[:12]
