"""Coder reliability, from coded folders to the report, its figures and the list of disagreements."""

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import NoteworthyError, SourceError
from noteworthy.agreement import CoderAgreement, measure_folders
from noteworthy.disagreements import _csv, check_ending
from noteworthy.output import check_apart

TEXTS = {
    "N1": "He waited nine weeks. Housing was settled.",
    "N2": "She was seen on time. Nobody rang. Her views were heard.",
    "N3": "Work began late. The police were told.",
}
Codings = Mapping[int, Sequence[tuple[object, ...]]]


def cut(text: str) -> list[list[int]]:
    ends = [place + 1 for place, letter in enumerate(text) if letter == "."]
    return [[start, end] for start, end in zip([0, *(end + 1 for end in ends[:-1])], ends, strict=True)]


def reading(note: str, coder: str, codings: Codings, *, practices: str = "", whole: str | None = "poor") -> list[str]:
    """Lines of one coder on one note; a coding is theme, polarity, status and, where marked, spans."""
    lines: list[dict[str, Any]] = []
    if whole:
        lines.append({"note": note, "sentence": None, "coder": coder, "practice": whole, "clarity": 2})
    for number in range(len(cut(TEXTS[note]))):
        practice = "good" if practices[number : number + 1] == "g" else "poor"
        given = [
            dict(zip(("theme", "polarity", "status", "spans"), coding, strict=False))
            for coding in codings.get(number, ())
        ]
        lines.append({"note": note, "sentence": number, "coder": coder, "practice": practice, "codings": given})
    return [json.dumps(line) for line in lines]


def folder(place: Path, *readings: list[str], notes: Sequence[str] = tuple(TEXTS), mapping: str = "") -> Path:
    place.mkdir()
    lines = [{"id": note, "text": TEXTS[note], "sentences": cut(TEXTS[note]), "split": "dev"} for note in notes]
    (place / "notes.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    (place / "codings.jsonl").write_text("".join(line + "\n" for one in readings for line in one), encoding="utf-8")
    if mapping:
        (place / "mapping.toml").write_text(f'[source]\nfile = "notes.jsonl"\n{mapping}\n', encoding="utf-8")
    return place


LATE = ("delay", "poor", "observed")
SETTLED = ("housing", "good", "observed")


def measure(*folders: Path, split: str | None = None, samples: int = 50) -> CoderAgreement:
    return measure_folders(folders, codebook=None, split=split, samples=samples, seed=1)


def record(found: CoderAgreement) -> Any:
    def never(constant: str) -> object:
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(found.record(), parse_constant=never)


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """Two coders of three notes, who differ in theme, polarity, status and practice once each."""
    return folder(
        tmp_path / "two",
        reading("N1", "c1", {0: [LATE], 1: [SETTLED]}, practices="pg"),
        reading("N1", "c2", {0: [LATE], 1: [("housing", "poor", "observed")]}, practices="pg"),
        reading("N2", "c1", {0: [("delay", "good", "observed")], 1: [("coordination", "poor", "observed")]}),
        reading("N2", "c2", {0: [("delay", "good", "observed")], 1: [("coordination", "poor", "planned")]}),
        reading("N2", "adjudicated", {}),
        reading("N3", "c1", {0: [LATE], 1: [("information", "good", "observed")]}, practices="pg"),
        reading("N3", "c2", {0: []}, practices="pp"),
    )


def test_figures_are_those_that_can_be_counted_by_hand(two: Path) -> None:
    figures = record(measure(two))
    assert (figures["notes"], figures["sentences"]) == (3, 7)
    delay = figures["themes"]["delay"]
    assert delay["given"] == 3
    assert delay["by_coder"] == {"c1": pytest.approx(3 / 7, abs=1e-6), "c2": pytest.approx(2 / 7, abs=1e-6)}
    assert delay["presence"]["same"]["value"] == pytest.approx(6 / 7, abs=1e-6)
    assert delay["presence"]["f1"]["value"] == pytest.approx(2 * 2 / (2 * 2 + 1))
    assert delay["presence"]["kappa"]["value"] == pytest.approx((6 / 7 - 26 / 49) / (1 - 26 / 49), abs=1e-6)
    assert figures["micro_f1"]["all_themes"]["value"] == pytest.approx(2 * 4 / (2 * 4 + 2))
    assert figures["micro_f1"]["theme_by_polarity"]["value"] == pytest.approx(2 * 3 / (2 * 3 + 4))
    assert figures["polarity_of_themes"]["units"] == 4
    assert figures["polarity_of_themes"]["same"]["value"] == pytest.approx(3 / 4)
    assert figures["status_of_themes"]["same"]["value"] == pytest.approx(3 / 4)
    assert figures["practice_of_sentences"]["same"]["value"] == pytest.approx(6 / 7, abs=1e-6)
    assert figures["themes_as_a_set"]["same"]["value"] == pytest.approx(5 / 7, abs=1e-6)
    assert figures["everything_in_a_sentence"]["same"]["value"] == pytest.approx(3 / 7, abs=1e-6)


def test_the_agreed_coding_is_no_coder(two: Path) -> None:
    found = measure(two)
    assert list(found.work) == ["c1", "c2"]
    assert "adjudicated" not in "\n".join(found.report())


def test_coders_may_hand_in_folders_of_their_own(two: Path, tmp_path: Path) -> None:
    lines = (two / "codings.jsonl").read_text(encoding="utf-8").splitlines()
    apart = [
        folder(tmp_path / coder, [line for line in lines if json.loads(line)["coder"] == coder])
        for coder in ("c1", "c2")
    ]
    together, one = record(measure(*apart)), record(measure(two))
    assert together.pop("source") == "c1, c2"
    assert one.pop("source") == "two"
    assert together == one


def test_what_stands_twice_alike_counts_once(two: Path, tmp_path: Path) -> None:
    lines = (two / "codings.jsonl").read_text(encoding="utf-8").splitlines()
    again = folder(tmp_path / "again", lines)
    assert measure(two, again).work == measure(two).work


def test_a_coder_who_contradicts_himself_is_an_error(two: Path, tmp_path: Path) -> None:
    other = folder(tmp_path / "other", reading("N1", "c1", {0: [LATE]}))
    with pytest.raises(SourceError, match="coder 'c1' codes the note 'N1' otherwise than before"):
        measure(two, other)


def test_the_order_of_codings_in_a_sentence_is_no_contradiction(tmp_path: Path) -> None:
    one = folder(tmp_path / "one", reading("N1", "c1", {0: [LATE, SETTLED]}), reading("N1", "c2", {}))
    other = folder(tmp_path / "other", reading("N1", "c1", {0: [SETTLED, LATE]}))
    assert measure(one, other).work["c1"].notes == 1


def test_one_id_with_two_texts_is_an_error_that_does_not_quote_them(two: Path, tmp_path: Path) -> None:
    other = folder(tmp_path / "other", notes=["N1"])
    (other / "notes.jsonl").write_text('{"id": "N1", "text": "Something else."}\n', encoding="utf-8")
    with pytest.raises(SourceError, match="'N1' has another text") as raised:
        measure(two, other)
    assert "Something else" not in str(raised.value)


def test_coders_who_cut_a_note_differently_cannot_be_compared(tmp_path: Path) -> None:
    place = tmp_path / "cut"
    place.mkdir()
    (place / "notes.jsonl").write_text(json.dumps({"id": "N1", "text": TEXTS["N1"]}) + "\n", encoding="utf-8")
    line = {"note": "N1", "sentence": 0, "practice": "poor", "start": 0}
    lines = [{**line, "coder": "c1", "end": 21}, {**line, "coder": "c2", "end": 30}]
    (place / "codings.jsonl").write_text("".join(json.dumps(one) + "\n" for one in lines), encoding="utf-8")
    with pytest.raises(SourceError, match="cut the note 'N1' into different sentences"):
        measure(place)


@pytest.mark.parametrize(
    ("readings", "says"),
    [
        ([reading("N1", "c1", {})], "only coder 'c1' coded these notes"),
        ([reading("N1", "adjudicated", {})], "no coder coded these notes"),
        ([reading("N1", "c1", {}), reading("N2", "c2", {})], "no note was coded by two of the coders 'c1', 'c2'"),
    ],
)
def test_where_nothing_can_be_compared_one_sentence_says_why(
    readings: list[list[str]], says: str, tmp_path: Path
) -> None:
    with pytest.raises(SourceError, match=says):
        measure(folder(tmp_path / "coded", *readings))


def test_a_split_is_measured_alone_and_one_that_is_not_there_is_named(two: Path) -> None:
    assert measure(two, split="dev").title == "two, split 'dev'"
    with pytest.raises(SourceError, match="no coded notes of split 'final'; the splits are: dev"):
        measure(two, split="final")


def test_any_pattern_of_who_coded_what_will_do(two: Path, tmp_path: Path) -> None:
    more = folder(
        tmp_path / "more",
        reading("N3", "c3", {0: [LATE]}),
        reading("N3", "c10", {0: [LATE]}),
        reading("N1", "c10", {}, whole=None),
    )
    found = measure(two, more)
    assert list(found.work) == ["c1", "c2", "c3", "c10"]
    figures = record(found)
    assert {tuple(pair["coders"]): pair["notes"] for pair in figures["pairs"]}["c1", "c10"] == 2
    # Of the first sentences, two of three coders gave delay in N1, and three of four in N3.
    assert figures["themes"]["delay"]["presence"]["same"]["value"] == pytest.approx((1 / 3 + 3 / 6 + 5) / 7, abs=1e-6)
    assert "Notes shared: c1 and c2 3" in "\n".join(found.report())


def test_a_whole_note_that_a_coder_did_not_judge_is_missing_and_not_none(two: Path, tmp_path: Path) -> None:
    more = folder(tmp_path / "more", reading("N1", "c3", {}, whole=None))
    assert record(measure(two, more))["practice_of_notes"] == record(measure(two))["practice_of_notes"]


def test_coders_who_judged_whole_notes_alone_are_compared_in_these_alone(tmp_path: Path) -> None:
    whole = [reading(note, coder, {})[:1] for note in TEXTS for coder in ("c1", "c2")]
    found = measure(folder(tmp_path / "whole", *whole))
    figures = record(found)
    assert figures["sentences"] == 0
    assert figures["practice_of_notes"]["same"]["value"] == 1
    assert figures["themes_as_a_set"]["alpha"]["value"] is None
    assert "nan" not in "\n".join(found.report())


def test_a_theme_that_nobody_gave_has_dashes(two: Path) -> None:
    found = measure(two)
    (row,) = [line for line in list(found.report())[:24] if line.startswith("staffing")]
    assert row.split() == ["staffing", "0", "0.000", "-", "-", "-", "-", "-", "-"]
    assert "nan" not in "\n".join(found.report())


def test_evidence_counts_only_where_both_marked_a_part_of_the_sentence(tmp_path: Path) -> None:
    waited, weeks, rest = [3, 9], [3, 20], [10, 20]
    found = measure(
        folder(
            tmp_path / "marked",
            reading("N1", "c1", {0: [(*LATE, [waited])], 1: [SETTLED]}),
            reading("N1", "c2", {0: [(*LATE, [rest])], 1: [(*SETTLED, [[22, 29]])]}),
            reading("N3", "c1", {0: [(*LATE, [[0, 4], [5, 15]])]}),
            reading("N3", "c2", {0: [(*LATE, [[11, 15]])]}),
            reading("N1", "c3", {0: [(*LATE, [weeks])]}),
        )
    )
    figures = record(found)
    assert figures["themes"]["delay"]["evidence"]["units"] == 4
    assert figures["themes"]["delay"]["evidence"]["overlap"]["value"] == pytest.approx(3 / 4)
    assert figures["themes"]["housing"]["evidence"] == {
        "units": 0,
        "overlap": {"value": None, "low": None, "high": None},
    }


def test_the_source_says_who_must_be_told_what(two: Path, tmp_path: Path) -> None:
    report = list(measure(two).report())
    assert not any("card" in line for line in report)
    lines = (two / "codings.jsonl").read_text(encoding="utf-8").splitlines()
    authored = 'name = "Mine"\npublication = "authored"\nnotice = "Invented, all of it."'
    report = list(measure(folder(tmp_path / "authored", lines, mapping=authored)).report())
    assert report[-2].endswith("where they are language models, their agreement is not that of people.")
    assert report[-1] == "Invented, all of it."


def test_the_same_seed_gives_the_same_report_and_another_does_not(two: Path) -> None:
    assert measure(two).record() == measure(two).record()
    other = measure_folders([two], codebook=None, split=None, samples=50, seed=2)
    assert other.record() != measure(two).record()


def test_without_resamples_there_are_figures_and_no_intervals(two: Path) -> None:
    found = measure(two, samples=0)
    assert record(found)["practice_of_sentences"]["same"] == {
        "value": pytest.approx(6 / 7, abs=1e-6), "low": None, "high": None
    }  # fmt: skip
    assert list(found.report())[1].startswith("No intervals")


# -------------------------------------------------------------------------------------------------- disagreements


def test_each_sentence_of_which_coders_differ_is_listed_with_what_they_said(two: Path, tmp_path: Path) -> None:
    file = tmp_path / "differ.csv"
    assert "the 4 of 7 sentences" in measure(two).list_differences(file, include_text=False)
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [(row["note"], row["sentence"], row["differs"]) for row in rows] == [
        ("N1", "1", "polarity"),
        ("N2", "1", "status"),
        ("N3", "0", "theme"),
        ("N3", "1", "theme, practice"),
    ]
    assert rows[0] == {
        "note": "N1",
        "sentence": "1",
        "start": "22",
        "end": "42",
        "differs": "polarity",
        "coder c1": "good: housing good/observed",
        "coder c2": "good: housing poor/observed",
    }
    assert rows[2]["coder c2"] == "poor: no theme"


def test_the_list_holds_text_only_when_asked(two: Path, tmp_path: Path) -> None:
    file = tmp_path / "differ.jsonl"
    measure(two).list_differences(file, include_text=False)
    assert not any(word in file.read_text(encoding="utf-8") for word in ("Housing", "rang", "police"))
    measure(two).list_differences(file, include_text=True)
    first, *_ = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert first["text"] == "Housing was settled."
    assert first["coders"] == {"c1": "good: housing good/observed", "c2": "good: housing poor/observed"}
    assert file.stat().st_mode & 0o077 == 0


def test_where_coders_differ_nowhere_no_list_is_made(tmp_path: Path) -> None:
    alike = folder(tmp_path / "alike", reading("N1", "c1", {0: [LATE]}), reading("N1", "c2", {0: [LATE]}))
    assert "differ in no sentence" in measure(alike).list_differences(tmp_path / "none.csv", include_text=False)
    assert not (tmp_path / "none.csv").exists()


def test_a_list_needs_a_known_ending_and_text_needs_a_list(tmp_path: Path) -> None:
    with pytest.raises(NoteworthyError, match=r"has the ending \.txt"):
        check_ending(tmp_path / "differ.txt", include_text=False)
    with pytest.raises(NoteworthyError, match="--disagreements"):
        check_ending(None, include_text=True)


def test_a_cell_that_would_be_a_formula_is_made_inert() -> None:
    assert _csv(["=1+1", "-2", "-x", "N1", 3]) == "'=1+1,-2,'-x,N1,3\n"


def test_an_output_never_replaces_what_is_read_nor_another_output(tmp_path: Path) -> None:
    inside, elsewhere = tmp_path / "coded" / "notes.jsonl", tmp_path / "list.csv"
    with pytest.raises(NoteworthyError, match="would be written over what is read"):
        check_apart((inside,), (tmp_path / "coded",))
    with pytest.raises(NoteworthyError, match="named for two outputs"):
        check_apart((elsewhere, elsewhere), ())
    check_apart((elsewhere, None), (tmp_path / "coded", None))
