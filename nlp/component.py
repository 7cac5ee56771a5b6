"""What our spaCy components share: data that travels with the pipeline wherever it is saved."""

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar, Generic, Self, TypeVar

from pydantic import BaseModel
from spacy.language import Language

Data = TypeVar("Data", bound=BaseModel)


class DataComponent(Generic[Data]):
    """A component that is its data: reading the data back gives the same component.

    The data is kept as the JSON of its schema, so nothing in a saved pipeline is executed on loading.
    """

    schema: ClassVar[type[BaseModel]]

    def __init__(self, nlp: Language, name: str, data: Data) -> None:
        self.nlp = nlp
        self.name = name
        self.use(data)

    def use(self, data: Data) -> None:
        """Take other data; what was prepared from the old is forgotten."""
        self.data = data

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the data as bytes."""
        return self.data.model_dump_json().encode()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Self:
        """Take the data from bytes."""
        self.use(self.schema.model_validate_json(data))  # type: ignore[arg-type]
        return self

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Write the data as one JSON file at this path, as spaCy's own rule components do."""
        Path(path).with_suffix(".json").write_bytes(self.to_bytes())

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> Self:
        """Take the data from the file at this path."""
        return self.from_bytes(Path(path).with_suffix(".json").read_bytes())
