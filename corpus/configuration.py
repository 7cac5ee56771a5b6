"""Data files in TOML: read, checked against a schema, and named by the hash of what they say."""

import hashlib
import json
import tomllib
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from corpus.errors import NoteworthyError

Schema = TypeVar("Schema", bound=BaseModel)


def read_toml(file: Path | Traversable, schema: type[Schema], *, error: type[NoteworthyError]) -> Schema:
    """Read a TOML file into its schema, or raise ``error`` with one sentence that names the file and the place."""
    try:
        raw = file.read_bytes()
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise error(f"cannot read {file}: {reason}; check the path.") from None
    try:
        return schema.model_validate(tomllib.loads(raw.decode("utf-8-sig")))
    except UnicodeDecodeError:
        raise error(f"{file} is not UTF-8 text; save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as problem:
        raise error(f"{file} is not valid TOML: {problem}.") from None
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise error(f"{file}: at '{place}': {first['msg']}; correct it there.") from None


def content_hash(model: BaseModel) -> str:
    """Return 12 hex digits that change when what the file says changes, and not with its layout or comments."""
    canonical = json.dumps(model.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]
