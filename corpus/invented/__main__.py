"""Draw invented cases and closed answers: ``python -m corpus.invented --output FOLDER [--seed N] [--parameters FILE]``.

Writes ``cases.csv`` and ``judgements.csv``. Everything in them is invented, and nothing that is counted is a finding.
"""

import argparse
from pathlib import Path

from corpus.errors import NoteworthyError
from corpus.invented.parameters import demonstration_parameters, read_parameters
from corpus.invented.tables import simulate, write_tables


def main() -> None:
    """Parse, draw, write."""
    arguments = argparse.ArgumentParser(
        prog="python -m corpus.invented", description="Draw invented cases and answers."
    )
    arguments.add_argument("--output", type=Path, required=True, help="folder for cases.csv and judgements.csv")
    arguments.add_argument("--seed", type=int, help="the parameters' own unless another is given")
    arguments.add_argument(
        "--parameters", type=Path, help="another parameter file in the form of corpus/demo/parameters.toml"
    )
    given = arguments.parse_args()
    try:
        parameters = read_parameters(given.parameters) if given.parameters else demonstration_parameters()
        cases, found = simulate(parameters, seed=parameters.seed if given.seed is None else given.seed)
        write_tables(given.output, cases, found)
    except NoteworthyError as error:
        arguments.error(str(error))
    except OSError as error:
        arguments.error(f"{given.output} cannot be written: {error.strerror}; name another folder")
    print(
        f"{given.output}: {len(cases):,} invented cases, {len(found):,} invented answers; nothing in them is a finding."
    )


if __name__ == "__main__":
    main()
