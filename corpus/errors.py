"""Every error that Noteworthy raises on purpose, in one tree.

    NoteworthyError
    ├── SourceError            a file of notes cannot be read at all
    ├── MappingError           a mapping file is wrong, or its columns are not in the source
    ├── CodebookError          a codebook or rule file is not in its form
    ├── ModelError             a model folder is missing, changed, or of another version
    ├── DatabaseError          a database is missing, of another schema, or not one of ours
    └── ReleaseRefusedError    the release gate will not publish this

A message says what is wrong, where, and what to do next. It quotes the offending name or value (a column, a
path, a key), and never the text of a note. The command line catches the root in one place and exits with 2;
a single bad row is no exception but a ``Refusal`` (see ``corpus.values``), and everything else goes on.
"""


class NoteworthyError(Exception):
    """Say in one sentence what is wrong, where, and what to do."""


class SourceError(NoteworthyError):
    """A file of notes cannot be read at all."""


class MappingError(NoteworthyError):
    """A mapping file is wrong, or names columns that the source does not have."""


class CodebookError(NoteworthyError):
    """A codebook or rule file is not in its form."""


class ModelError(NoteworthyError):
    """A model folder is missing, changed since it was saved, or made by another version."""


class DatabaseError(NoteworthyError):
    """A database is missing, of another schema version, or not one of ours."""


class ReleaseRefusedError(NoteworthyError):
    """The release gate will not publish this, for the reason given."""
