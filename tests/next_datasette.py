"""Ask every kind of our pages of the Datasette that stands first on the path; run by `tests/test_web_next.py`.

A program of its own, since the tests have the promised version loaded already. Prints version and answers as JSON.
"""

import asyncio
import json
import sys

from datasette import __version__
from datasette.app import Datasette


async def answers(files: list[str], pages: list[str]) -> list[tuple[str, int]]:
    """Return how each page answers."""
    datasette = Datasette(immutables=files)
    await datasette.invoke_startup()
    return [(page, (await datasette.client.get(page)).status_code) for page in pages]


def main() -> None:
    """Print what the pages named on standard input answer for the database named as argument."""
    found = asyncio.run(answers(sys.argv[1:], json.load(sys.stdin)))
    print(json.dumps({"version": __version__, "answers": found}))


if __name__ == "__main__":
    main()
