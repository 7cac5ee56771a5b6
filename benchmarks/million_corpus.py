"""A large public database to measure the site on: real inspectors' sentences cut up and put together anew.

Nothing in it is anybody's note: sentences of published inspection reports are cut in two and joined to halves of
others, a rare word is put in now and then so that the vocabulary grows as it does in real text, and codings are drawn
with the frequencies of the demonstration corpus. It is written straight into the tables, past reader and coder.
"""

import random
import re
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from corpus.store import counts
from corpus.store.migrations import make_views
from corpus.store.schema import database_schema
from corpus.store.upserts import insert
from noteworthy.open_release import begin_public, end_public, make_tables

SEED = 20180905
SPLICED = 0.7
"""Share of the sentences that are made of two halves."""
RARE = 0.15
"""Share of the sentences that hold a rare word."""
RARE_WORDS = 400_000
BY_CODERS = 0.03
CODINGS_A_NOTE = 3.0

CACHE = 1_000_000
"""Kilobytes of the file that are held in memory while it is written."""

_SYLLABLES = [a + b for a in "bdfghjklmnprstvw" for b in ("a", "e", "i", "o", "u", "ar", "en", "il")]
_BATCH = 5_000
_REGIONS = [f"Region {number}" for number in range(1, 13)]
_PROVIDERS = [f"Provider {number}" for number in range(1, 25)]
_YEARS = [f"20{first:02d}-{first + 1}" for first in range(14, 24)]
_KINDS = ("rationale", "rationale", "rationale", "rationale", "notable")
_SOURCES = ("north.csv", "south.csv", "notable.csv")


@dataclass(frozen=True)
class Shares:
    """How the demonstration corpus is coded: for sampling."""

    sentences_a_note: list[int]
    codings_of_sentences: list[list[tuple[str, str, str]]]
    """Of each sentence its codings: theme, polarity, status."""
    confidences: list[float]


def read_shares(public: Path) -> Shares:
    """Read how many sentences notes have, and how sentences are coded, in a public database."""
    connection = sqlite3.connect(f"{public.resolve().as_uri()}?mode=ro", uri=True)
    by_note = [row[0] for row in connection.execute("SELECT count(*) FROM sentences GROUP BY note ORDER BY note")]
    by_sentence: dict[str, list[tuple[str, str, str]]] = {
        row[0]: [] for row in connection.execute("SELECT id FROM sentences ORDER BY id")
    }
    select = "SELECT sentence, theme, polarity, status FROM codings WHERE standing = 1 ORDER BY id"
    for sentence, *coding in connection.execute(select):
        by_sentence[sentence].append((coding[0], coding[1], coding[2]))
    confidences = [
        row[0] for row in connection.execute("SELECT confidence FROM codings WHERE coder = 'machine' ORDER BY id")
    ]
    connection.close()
    return Shares(by_note, list(by_sentence.values()), confidences)


def read_sentences(paragraphs: Path) -> list[str]:
    """Return the sentences of published paragraphs, of a readable length."""
    texts = pd.read_csv(paragraphs)["text"].dropna()
    found = (sentence.strip() for text in texts for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z‘“])", str(text)))
    return list(dict.fromkeys(sentence for sentence in found if 30 <= len(sentence) <= 400))


class Writer:
    """Draws sentences."""

    def __init__(self, sentences: Sequence[str], chance: random.Random) -> None:
        self._sentences = sentences
        self._chance = chance

    def sentence(self) -> str:
        """Return one sentence, whole or of two halves, now and then with a word that hardly any other has."""
        words = self._chance.choice(self._sentences).split(" ")
        if self._chance.random() < SPLICED:
            other = self._chance.choice(self._sentences).split(" ")
            words = words[: max(3, len(words) * self._chance.randint(30, 70) // 100)] + other[len(other) // 2 :]
        if self._chance.random() < RARE:
            words.insert(self._chance.randint(1, len(words)), _rare_word(int(RARE_WORDS * self._chance.random() ** 3)))
        return " ".join(words)


def _rare_word(number: int) -> str:
    word = ""
    while number or len(word) < 6:
        number, place = divmod(number, len(_SYLLABLES))
        word += _SYLLABLES[place]
    return word


def make_corpus(path: Path, *, notes: int, demonstration: Path, sentences: Sequence[str]) -> None:
    """Write a public database of so many notes with its full-text search; what is worked out from it is not made."""
    chance = random.Random(SEED)
    connection = begin_public(path)
    connection.execute(f"PRAGMA cache_size = -{CACHE}")
    make_tables(connection, database_schema().public_tables)
    connection.execute("COMMIT")
    connection.execute("ATTACH ? AS demonstration", (str(demonstration),))
    for table in ("themes", "factors", "actors", "interventions"):
        connection.execute(f"INSERT INTO {table} SELECT * FROM demonstration.{table}")
    factors = [row[0] for row in connection.execute("SELECT code FROM factors ORDER BY code")]
    connection.execute("DETACH demonstration")
    connection.execute("BEGIN")
    insert(connection, "sources", [_source(name) for name in _SOURCES])
    insert(connection, "meta", [{"key": "kind", "value": "open"}])
    for rows in _rows(notes, factors, read_shares(demonstration), Writer(sentences, chance), chance):
        for table, own in rows.items():
            insert(connection, table, own)
    connection.execute("COMMIT")
    make_views(connection)
    for statement in database_schema().named("notes").search_statements(triggers=False):
        connection.execute(statement)
    connection.execute("INSERT INTO notes_fts (notes_fts) VALUES ('rebuild')")
    connection.close()


def finish_corpus(path: Path, *derive: Callable[[sqlite3.Connection], None]) -> dict[str, float]:
    """Work out all that a release works out, as it does; return what each took, in seconds."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA temp_store = MEMORY")
    took = {}
    for make in derive:
        began = time.perf_counter()
        connection.execute("BEGIN")
        make(connection)
        connection.execute("COMMIT")
        took[make.__name__] = time.perf_counter() - began
    began = time.perf_counter()
    end_public(connection)
    took["measure, tidy and check"] = time.perf_counter() - began
    connection.close()
    return took


def _source(name: str) -> dict[str, object]:
    return {
        "name": name, "title": f"Generated notes, {name}", "file": name, "sha256": "", "publication": "authored",
        "licence": "", "notice": "Generated to measure speed: no real notes.", "attribution": "",
    }  # fmt: skip


def _rows(
    notes: int, factors: list[str], shares: Shares, writer: Writer, chance: random.Random
) -> Iterator[dict[str, list[dict[str, object]]]]:
    a_note = sum(map(len, shares.codings_of_sentences)) / len(shares.sentences_a_note)
    thinned = CODINGS_A_NOTE / a_note
    batch = _empty()
    for number in range(notes):
        # Keys as a release has them: as good as hashes, and written in their order.
        key = f"{(number << 40) + chance.getrandbits(40):016x}"
        if number % 3 == 0:
            case = _case(f"c{key}", chance)
            batch["cases"].append(case)
        batch["judgements"].append(_judgement(f"j{key}", case["id"], chance.choice(factors), chance))
        _add_note(batch, key, case["id"], shares, writer, chance, thinned=thinned)
        if len(batch["notes"]) == _BATCH:
            yield batch
            batch = _empty()
    yield batch


def _empty() -> dict[str, list[dict[str, object]]]:
    return {name: [] for name in ("cases", "judgements", "notes", "sentences", "codings")}


def _case(key: str, chance: random.Random) -> dict[str, object]:
    kind = chance.choice(("NPS", "CRC"))
    region = chance.choice(_REGIONS)
    return {
        "id": key, "organisation": f"{region} {kind}", "organisation_kind": kind,
        "provider": chance.choice(_PROVIDERS) if kind == "CRC" else None, "region": region, "programme": None,
        "year": chance.choice(_YEARS), "sex": None, "age_band": None, "ethnicity": None, "order_type": None,
        "risk_level": None, "completed": None, "reoffended": None,
    }  # fmt: skip


def _judgement(key: str, case: object, factor: str, chance: random.Random) -> dict[str, object]:
    return {
        "id": key, "case_id": case, "question": "Was enough done?", "stage": "implementation", "factor": factor,
        "answer": chance.choice(("yes", "no")), "notable": None, "source": _SOURCES[0],
    }  # fmt: skip


def _add_note(
    batch: dict[str, list[dict[str, object]]], key: str, case: object, shares: Shares, writer: Writer,
    chance: random.Random, *, thinned: float,
) -> None:  # fmt: skip
    coders = chance.random() < BY_CODERS
    texts = [writer.sentence() for _ in range(chance.choice(shares.sentences_a_note))]
    start = 0
    for number, text in enumerate(texts, 1):
        sentence = f"{key}-{number}"
        practice = chance.choice(("good", "poor", "none", "mixed"))
        batch["sentences"].append({
            "id": sentence, "note": key, "number": number, "start": start, "end": start + len(text), "text": text,
            "practice": practice, "score_good": 0.25, "score_poor": 0.25, "score_mixed": 0.25, "score_none": 0.25,
        })  # fmt: skip
        themes = set()
        for theme, polarity, status in chance.choice(shares.codings_of_sentences):
            if theme not in themes and chance.random() < thinned:
                themes.add(theme)
                batch["codings"].append(
                    _coding(key, sentence, (theme, polarity, status), text, start, shares, chance, coders=coders)
                )
        start += len(text) + 1
    batch["notes"].append({
        "id": key, "text": " ".join(texts), "practice": "mixed", "score": 0.5, "low": 0.2, "high": 0.8,
        "needs_review": 0, "kind": chance.choice(_KINDS), "judgement": f"j{key}", "case_id": case,
        "source": chance.choice(_SOURCES), "counted": "coders" if coders else "machine", "learnt_from": 0,
        "codebook": "", "model": "",
    })  # fmt: skip


def _coding(
    note: str, sentence: str, combination: tuple[str, str, str], text: str, start: int, shares: Shares,
    chance: random.Random, *, coders: bool,
) -> dict[str, object]:  # fmt: skip
    theme, polarity, status = combination
    first = chance.randint(0, max(0, len(text) - 30))
    last = min(len(text), first + chance.randint(10, 60))
    coder = counts.AGREED if coders else "machine"
    return {
        "id": f"{sentence}-{theme}-{coder}", "note": note, "sentence": sentence, "theme": theme, "polarity": polarity,
        "status": status, "start": start + first, "end": start + last, "spans": None, "evidence": text[first:last],
        "confidence": None if coders else chance.choice(shares.confidences),
        "source": "coder" if coders else "cue+model", "coder": coder, "standing": 1, "actor": None, "factor": None,
        "intervention": None, "reason": None,
    }  # fmt: skip
