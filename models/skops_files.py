"""Estimators to bytes and back, with skops: nothing is executed, and the same estimators give the same bytes.

skops names its parts after memory addresses and stamps them with the time; both are replaced here (numbers in order
of appearance, a fixed date), so that a model's hash changes only when the model does.
"""

import io
import json
import zipfile
from typing import Any

import skops.io

_DATE = (1980, 1, 1, 0, 0, 0)
_SCHEMA = "schema.json"


def to_bytes(estimators: Any) -> bytes:
    """Return estimators, or a dict of them, as a skops file."""
    with zipfile.ZipFile(io.BytesIO(skops.io.dumps(estimators))) as made:
        numbers: dict[str, str] = {}
        schema = _renumber(json.loads(made.read(_SCHEMA)), numbers)
        parts = {_renamed(name, numbers): made.read(name) for name in made.namelist() if name != _SCHEMA}
    parts[_SCHEMA] = json.dumps(schema, separators=(",", ":")).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression=zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, content in sorted(parts.items()):
            file.writestr(zipfile.ZipInfo(name, date_time=_DATE), content, compress_type=zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _renumber(node: Any, numbers: dict[str, str]) -> Any:
    """Return a copy of a schema with its ids numbered in the order in which they appear."""
    if isinstance(node, list):
        return [_renumber(item, numbers) for item in node]
    if not isinstance(node, dict):
        return node
    copy = {key: _renumber(value, numbers) for key, value in node.items()}
    if isinstance(copy.get("__id__"), int):
        copy["__id__"] = int(_number(str(copy["__id__"]), numbers))
    if isinstance(copy.get("file"), str):  # a word "file" of a vocabulary leads to a node, not to a name
        copy["file"] = _renamed(copy["file"], numbers)
    return copy


def _renamed(name: str, numbers: dict[str, str]) -> str:
    stem, dot, ending = name.partition(".")
    return _number(stem, numbers) + dot + ending


def _number(name: str, numbers: dict[str, str]) -> str:
    return numbers.setdefault(name, str(len(numbers) + 1))


def from_bytes(content: bytes) -> Any:
    """Return the estimators of a skops file; raise skops' own error at any type that is not a stock one.

    skops makes several objects for each word of a vocabulary, which took most of the time that a model took to load. So
    vocabularies, where they are nothing but words and whole numbers, are read here, and skops reads the rest.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        schema = json.loads(file.read(_SCHEMA))
        vocabularies = _taken_out(schema)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as rest:
            for name in file.namelist():
                rest.writestr(name, json.dumps(schema) if name == _SCHEMA else file.read(name))
    estimators = skops.io.loads(packed.getvalue(), trusted=[])
    for name, vocabulary in vocabularies.items():
        estimators[name].vocabulary_ = vocabulary
    return estimators


def _taken_out(schema: Any) -> dict[str, dict[str, int]]:
    """Take the vocabularies out of a schema, and return them by the names of their estimators."""
    found: dict[str, dict[str, int]] = {}
    estimators = schema["content"] if schema["__loader__"] == "DictNode" else {}
    for name, node in estimators.items():
        if node["__loader__"] != "ObjectNode":
            continue
        held = node["content"]["content"].get("vocabulary_")
        if held and held["__loader__"] == "DictNode" and _is_vocabulary(held):
            found[name] = {word: int(number["content"]) for word, number in held["content"].items()}
            held["content"], held["key_types"]["content"] = {}, []
    return found


def _is_vocabulary(node: Any) -> bool:
    """Tell whether a dict holds words and whole numbers alone."""
    return all(of["__class__"] == "str" for of in node["key_types"]["content"]) and all(
        of["__loader__"] == "JsonNode" and of["is_json"] and of["content"].isdecimal()
        for of in node["content"].values()
    )
