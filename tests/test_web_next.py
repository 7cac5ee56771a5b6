"""The second lane: our pages on the newest alpha of Datasette 1.0, where `make test-next` has put one."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from noteworthy.release import build_public

NEXT = os.environ.get("DATASETTE_NEXT", "")
OURS = ["/", "/-/codebook", "/-/theme/delay", "/-/factors", "/-/method", "/-/privacy", "/-/accessibility", "/-/data"]
OURS += ["/-/releases.atom", "/-/find", "/-/find?words=weeks", "/-/find.json?words=weeks", "/-/find.csv?words=weeks"]
THEIRS = ["/-/", "/public", "/public/notes", "/public/codings.json", "/public/notes.csv"]


@pytest.mark.skipif(
    not NEXT, reason="no folder with a newer Datasette is named in DATASETTE_NEXT; see `make test-next`"
)
def test_every_page_answers_on_the_newest_alpha(collection: Path, tmp_path: Path) -> None:
    work, public = tmp_path / "work.db", tmp_path / "public.db"
    shutil.copy(collection, work)
    build_public(work, public)
    found = subprocess.run(
        [sys.executable, "-m", "tests.next_datasette", str(public)],
        input=json.dumps([*OURS, *THEIRS, "/-/theme/unknown"]), env={**os.environ, "PYTHONPATH": NEXT},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr[-2000:]
    told = json.loads(found.stdout)
    assert told["version"].startswith("1.")
    answers = dict(told["answers"])
    assert answers.pop("/-/theme/unknown") == 404
    assert {page: status for page, status in answers.items() if status != 200} == {}
