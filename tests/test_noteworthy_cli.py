"""The command line, called as users call it."""

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from models.store import shipped_models_folder
from noteworthy.cli import main

ROWS = "id,rationale\n1,The referral was delayed by nine weeks.\n2,Information was shared promptly with the police.\n"
DOCS = Path(__file__).parents[1] / "docs"


def run(*words: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], input=stdin)


def lines(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    file = tmp_path / "notes.csv"
    file.write_text(ROWS, encoding="utf-8")
    return file


def test_code_writes_one_line_a_note_in_order_and_states_its_guess(notes: Path) -> None:
    result = run("code", notes)
    assert result.exit_code == 0, result.stderr
    assert [line["id"] for line in lines(result)] == ["1", "2"]
    assert "Text from 'rationale'" in result.stderr
    assert "Guessed from the headings" in result.stderr


def test_code_reads_json_lines_from_standard_input() -> None:
    result = run("code", "-", stdin='{"id": "A", "text": "Nobody rang her back."}\n')
    assert result.exit_code == 0, result.stderr
    assert lines(result)[0]["id"] == "A"


def test_the_same_bytes_come_out_for_any_number_of_workers(notes: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    assert run("code", notes, "--output", one).exit_code == 0
    assert run("code", notes, "--workers", 2, "--output", two).exit_code == 0
    assert one.read_bytes() == two.read_bytes()


def test_a_bad_row_is_refused_with_its_place_and_the_good_rows_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "notes.jsonl"
    file.write_text('{"id": "1", "text": "Seen."}\nnot json\n{"id": "1", "text": "Secret words."}\n', encoding="utf-8")
    result = run("code", file)
    assert result.exit_code == 1
    assert [line["id"] for line in lines(result)] == ["1"]
    assert "notes.jsonl, row 2" in result.stderr
    assert "stands already in row 1" in result.stderr
    assert "Secret words" not in result.stderr


def test_one_unreadable_file_does_not_cost_the_others(notes: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    result = run("code", broken, notes)
    assert result.exit_code == 1
    assert len(lines(result)) == 2
    assert "broken.xlsx" in result.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["code", "missing.csv"], "missing.csv does not exist"),
        (["code", "{notes}", "--text", "nothing"], "'nothing'"),
        (["code", "{notes}", "--model", "{tmp}"], "card.json"),
        (
            ["train", "{tmp}", "--output", "{tmp}/m", "--reader", "fast", "--encoder"],
            "no reader 'fast' with an encoder",
        ),
        (["release", "{notes}", "--database", "{tmp}/p.db"], "notes.csv"),
        (["serve", "{notes}"], "notes.csv"),
        (["train", "{tmp}", "--output", "{tmp}/m"], "notes.jsonl"),
        (["agreement", "{tmp}"], "notes.jsonl"),
        (["agreement", "{tmp}", "--disagreements", "{tmp}/list.txt"], "list.txt has the ending .txt"),
        (["agreement", "{tmp}", "--include-text"], "--disagreements"),
        (["agreement", "{tmp}", "--json", "{tmp}"], "is a folder"),
    ],
)
def test_a_wrong_call_is_one_clear_sentence_and_status_2(
    words: list[str], says: str, notes: Path, tmp_path: Path
) -> None:
    result = run(*(word.format(notes=notes, tmp=tmp_path) for word in words))
    assert result.exit_code == 2, result.output
    (sentence,) = [line for line in result.stderr.splitlines() if line.startswith("noteworthy: ")]
    assert says in sentence
    assert "Traceback" not in result.output


def test_a_failed_call_leaves_no_output_behind(notes: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    assert run("code", notes, "--text", "nothing", "--output", output).exit_code == 2
    assert list(tmp_path.iterdir()) == [notes]


@pytest.mark.parametrize("wrong", [["missing.csv"], ["{notes}", "--text", "nothing"], ["{notes}", "--model", "{tmp}"]])
def test_a_failed_build_leaves_no_database_behind(wrong: list[str], notes: Path, tmp_path: Path) -> None:
    words = [word.format(notes=notes, tmp=tmp_path) for word in wrong]
    assert run("build", *words, "--database", tmp_path / "work.db").exit_code == 2
    assert list(tmp_path.iterdir()) == [notes]


def test_a_changed_model_is_one_sentence_with_workers_too(notes: Path, tmp_path: Path) -> None:
    model = shutil.copytree(shipped_models_folder() / "fast", tmp_path / "model")
    with (model / "themes.skops").open("ab") as file:
        file.write(b"x")
    result = run("code", notes, "--workers", 2, "--model", model)
    assert result.exit_code == 2
    assert "was changed since the model was saved" in result.stderr
    assert "Traceback" not in result.output


def test_among_several_sources_one_without_its_column_does_not_cost_the_others(notes: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    result = run("code", other, notes)
    assert result.exit_code == 1
    assert len(lines(result)) == 2
    assert "refused: other.csv" in result.stderr


def test_where_no_source_can_be_read_nothing_is_made_or_replaced(tmp_path: Path) -> None:
    broken, output = tmp_path / "broken.xlsx", tmp_path / "out.jsonl"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    output.write_text("what was there\n", encoding="utf-8")
    assert run("code", broken, "--output", output).exit_code == 1
    assert run("build", broken, "--database", tmp_path / "work.db").exit_code == 1
    assert output.read_text(encoding="utf-8") == "what was there\n"
    assert not (tmp_path / "work.db").exists()


def test_a_pipe_or_device_is_written_to_and_a_link_is_followed(notes: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.jsonl"
    link.symlink_to(tmp_path / "real.jsonl")
    assert run("code", notes, "--output", link).exit_code == 0
    assert link.is_symlink()
    assert (tmp_path / "real.jsonl").read_text(encoding="utf-8").count("\n") == 2
    assert run("code", notes, "--output", "/dev/null").exit_code == 0
    assert not Path("/dev/null").is_file()


def test_a_folder_as_output_is_refused_before_anything_is_coded(notes: Path, tmp_path: Path) -> None:
    result = run("code", notes, "--output", tmp_path)
    assert result.exit_code == 2
    assert "is a folder" in result.stderr


def test_standard_output_is_utf8_whatever_the_system_speaks(tmp_path: Path) -> None:
    file = tmp_path / "notes.jsonl"
    file.write_text('{"id": "1", "text": "Se\u00e1n was seen \u2014 twice."}\n', encoding="utf-8")
    found = subprocess.run(
        [sys.executable, "-m", "noteworthy.cli", "code", str(file), "--include-text"],
        capture_output=True, check=False, timeout=120, env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    assert "Seán was seen — twice." in found.stdout.decode("utf-8")


def test_a_request_to_end_leaves_no_half_written_file(tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("id,text\n" + "".join(f"{n},He was seen late.\n" for n in range(60_000)), encoding="utf-8")
    command = [sys.executable, "-m", "noteworthy.cli", "code", str(file), "--reader", "fast"]
    process = subprocess.Popen([*command, "-o", str(tmp_path / "out.jsonl")], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 300
    try:
        while not any(half.stat().st_size for half in tmp_path.glob(".out.jsonl.*")):
            assert process.poll() is None, "it ended before it had written anything"
            assert time.monotonic() < deadline, "it wrote nothing"
            time.sleep(0.1)
        process.terminate()
        assert process.wait(timeout=120) == 143
    finally:
        process.kill()
        process.wait()
    assert list(tmp_path.iterdir()) == [file]


def test_find_shows_passages_with_their_notes_and_says_what_to_widen(notes: Path, tmp_path: Path) -> None:
    work = tmp_path / "work.db"
    assert run("build", notes, "--database", work, "--reader", "fast").exit_code == 0
    found = run("find", work, "nine weeks")
    assert found.exit_code == 0, found.stderr
    assert "The referral was delayed by nine weeks." in found.stdout
    assert "note 1" in found.stdout
    (line,) = lines(run("find", work, "nine weeks", "--json"))
    assert line["text"] == "The referral was delayed by nine weeks."
    nothing = run("find", work, "nine weeks", "--region", "nowhere")
    assert "No passage found." in nothing.stdout
    assert "To find more:" in nothing.stdout
    assert run("find", work, "--polarity", "bad").exit_code == 2
    assert run("find", notes, "weeks").exit_code == 2


def test_what_is_not_declared_public_is_released_as_counts_and_never_openly(notes: Path, tmp_path: Path) -> None:
    work, public = tmp_path / "work.db", tmp_path / "public.db"
    assert run("build", notes, "--database", work).exit_code == 0
    assert stat.S_IMODE(work.stat().st_mode) == 0o600
    result = run("release", work, "--database", public, "--kind", "open")
    assert result.exit_code == 2
    assert "notes.csv" in result.stderr
    assert not public.exists()
    result = run("release", work, "--database", public)
    assert result.exit_code == 0, result.stderr
    assert "no record of any case or note" in result.stderr
    result = run("intruder", work, public)
    assert result.exit_code == 0, result.stdout


def test_build_release_and_a_second_build_that_has_nothing_to_do(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "notes.csv").write_text(ROWS, encoding="utf-8")
    (folder / "mapping.toml").write_text('[source]\nfile = "notes.csv"\npublication = "authored"\n', encoding="utf-8")
    work, public = tmp_path / "work.db", tmp_path / "public.db"
    assert "2 coded" in run("build", folder, "--database", work).stderr
    assert "0 coded, 2 coded already" in run("build", folder, "--database", work).stderr
    result = run("release", work, "--database", public)
    assert result.exit_code == 0, result.stderr
    with sqlite3.connect(public) as connection:
        assert connection.execute("SELECT count(*) FROM notes").fetchone() == (2,)
    connection.close()


def test_a_database_of_another_program_is_refused_and_left_alone(notes: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()
    before = other.read_bytes()
    assert run("build", notes, "--database", other).exit_code == 2
    assert other.read_bytes() == before


def test_agreement_prints_its_report_and_writes_what_is_asked_for(tmp_path: Path) -> None:
    coded = tmp_path / "coded"
    coded.mkdir()
    (coded / "notes.jsonl").write_text(
        '{"id": "1", "text": "Secret words.", "sentences": [[0, 13]]}\n', encoding="utf-8"
    )
    line = {"note": "1", "sentence": 0, "practice": "poor"}
    codings = [{**line, "coder": "c1"}, {**line, "coder": "c2", "practice": "good"}]
    (coded / "codings.jsonl").write_text("".join(json.dumps(one) + "\n" for one in codings), encoding="utf-8")
    figures, differ = tmp_path / "figures.json", tmp_path / "differ.csv"
    result = run("agreement", coded, "--json", figures, "--disagreements", differ, "--samples", 20, "--seed", 3)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("coded: 1 note and 1 sentence that two coders or more coded.\n")
    assert "the 1 of 1 sentences of which coders differ" in result.stderr
    assert json.loads(figures.read_text(encoding="utf-8"))["intervals"]["samples"] == 20
    written = result.output + figures.read_text(encoding="utf-8") + differ.read_text(encoding="utf-8")
    assert "Secret" not in written
    assert "nan" not in written.lower()


def test_agreement_of_one_coder_is_one_clear_sentence_and_status_2(tmp_path: Path) -> None:
    (tmp_path / "notes.jsonl").write_text('{"id": "1", "text": "Seen.", "sentences": [[0, 5]]}\n', encoding="utf-8")
    line = '{"note": "1", "sentence": 0, "coder": "c1", "practice": "good"}\n'
    (tmp_path / "codings.jsonl").write_text(line, encoding="utf-8")
    result = run("agreement", tmp_path)
    assert result.exit_code == 2
    assert result.stderr.startswith("noteworthy: only coder 'c1' coded these notes; agreement needs two coders")
    assert result.stdout == ""


def test_help_answers_without_importing_what_is_heavy() -> None:
    script = (
        "import sys; from noteworthy.cli import main; print(sorted({'spacy', 'sklearn', 'pandas'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert found.stdout.strip() == "[]"


def test_every_command_and_option_is_documented() -> None:
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    for name, command in main.commands.items():
        assert f"## noteworthy {name}" in text
        section = text.split(f"## noteworthy {name}\n", 1)[1].split("\n## ", 1)[0]
        for option in command.params:
            if isinstance(option, click.Option):
                assert f"`{option.opts[0]}" in section, f"{name} {option.opts[0]} is not documented"
