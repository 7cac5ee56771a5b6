"""Analysis 6: good and poor practice, its balance, its language, and a sheet of examples."""

import numpy as np
import pandas as pd

from noteworthy.bulletin.content import Chart, Quotation, Section, Table
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.distinctive_words import DistinctiveRow, distinctive_words, word_table
from noteworthy.bulletin.figures import cited, counted, in_text, listed, reads, text
from noteworthy.bulletin.judged_passages import (
    DENOMINATOR,
    Balance,
    JudgedPassages,
    balance_columns,
    balance_remarks,
    judged_passages,
)
from noteworthy.bulletin.levels import level_of
from noteworthy.bulletin.note_themes import NOT_KNOWN, basis_sentence, note_themes, one_basis
from noteworthy.bulletin.quotations import quoting
from noteworthy.bulletin.released_texts import NOT_QUOTED, may_be_quoted
from noteworthy.bulletin.roles import Roles, default_roles
from noteworthy.bulletin.settings import Settings
from noteworthy.bulletin.theme_shares import group_numbers
from noteworthy.bulletin.themes import no_notes

NUMBER = 6
TITLE = "Good and poor practice"
QUESTION = "Where is practice good, where poor, and in what words?"
METHOD = (
    "Passages that judge practice are counted by theme and factor; shares have Wilson intervals on the effective "
    "number of passages (Wilson 1927; Korn and Graubard 1998). "
    "Distinctive words are those with the largest log-odds ratio against a prior of all words together (Monroe, "
    "Colaresi and Quinn 2008). Examples are the passages that coders called clear and that the machine is surest of, "
    "each from another case, with different words; they are redacted as a release is. A theme is called clearly more "
    "or less often good where its interval and that over all themes do not meet."
)

EXAMPLES = 3
"""Of each polarity and theme."""

ALL = "all themes"


def section(data: BulletinData, settings: Settings, roles: Roles | None = None) -> Section:
    """Return the analysis of good and poor practice; where there is no note that counts, the reason."""
    roles = roles or default_roles()
    notes = note_themes(data, kinds=roles.kinds.cases)
    if reason := no_notes(data, notes):
        return Section(NUMBER, TITLE, QUESTION, METHOD, unsupported=reason)
    about, notes = basis_sentence(notes), one_basis(notes)
    passages = judged_passages(notes, settings)
    if not len(passages):
        reason = "No passage of the notes that count judges practice good or poor."
        return Section(NUMBER, TITLE, QUESTION, METHOD, unsupported=reason)
    balances = theme_balances(passages)
    tables = [balance_table("6a", balances)]
    findings, limits = [cited(one, "6a") for one in _findings(balances)], _unobserved(passages)
    if (notes.attribute("factor").codes >= 0).any():
        tables.append(factor_table("6b", passages))
    else:
        limits.append("Of no note is it known which factor it is about, so that the balance by factor is left out.")
    words: list[DistinctiveRow] = []
    if may_be_quoted(data):
        words = distinctive_words(notes, seed=settings.seed, plain=roles.words.plain)
        tables += [word_table("6c", words, by_theme=False), word_table("6d", words, by_theme=True)] if words else []
        findings += [cited(one, "6c") for one in _word_findings(words)]
    else:
        limits.append(NOT_QUOTED)
    return Section(
        NUMBER,
        TITLE,
        QUESTION,
        f"{METHOD} {level_of(data, settings).words}",
        findings=tuple(findings),
        tables=tuple(tables),
        charts=(_chart(tables[0], balances),),
        quotations=examples(data, roles),
        limits=(*limits, *([about] if about else []), *_machine(passages)),
    )


def theme_balances(passages: JudgedPassages) -> list[tuple[str, Balance]]:
    """Return how passages divide over all themes and in each, as (name, balance); themes without passages left out."""
    codes = passages.notes.codes
    found = zip(codes, passages.balances(passages.themes, len(codes)), strict=True)
    named = [(passages.notes.name(code), balance) for code, balance in found if balance.passages]
    return [(ALL, passages.balance()), *named]


def balance_table(id: str, balances: list[tuple[str, Balance]]) -> Table:
    """Return the balance of themes as a table."""
    return Table(
        id=id,
        title="Balance of good and poor practice by theme",
        columns=(text("theme", "Theme", "Name of the theme."), *balance_columns()),
        rows=tuple((name, *balance.cells()) for name, balance in balances),
        denominator=DENOMINATOR,
        notes=balance_remarks(balances),
    )


def factor_table(id: str, passages: JudgedPassages) -> Table:
    """Return the balance by factor, and by factor and theme."""
    notes = passages.notes
    groups, names = group_numbers(passages.attribute("factor"))
    codes = len(notes.codes)
    numbers = np.asarray(groups, dtype=np.int64)
    of_factor = passages.balances(numbers, len(names))
    of_both = passages.balances(numbers * codes + passages.themes, len(names) * codes)
    rows: list[tuple[str, str, Balance]] = []
    for place, name in enumerate(names):
        if name == NOT_KNOWN:
            continue
        factor = notes.words("factor", name)
        rows.append((factor, ALL, of_factor[place]))
        for theme, code in enumerate(notes.codes):
            balance = of_both[place * codes + theme]
            if balance.passages:
                rows.append((factor, notes.name(code), balance))
    return Table(
        id=id,
        title="Balance of good and poor practice by factor and theme",
        columns=(
            text("factor", "Factor", "The factor that the note is about."),
            text("theme", "Theme", "Name of the theme."),
            *balance_columns(),
        ),
        rows=tuple((factor, theme, *balance.cells()) for factor, theme, balance in rows),
        denominator=DENOMINATOR,
        notes=balance_remarks((f"{factor}, {in_text(theme)}", balance) for factor, theme, balance in rows),
    )


def examples(data: BulletinData, roles: Roles) -> tuple[Quotation, ...]:
    """Return the sheet of examples: for each theme the clearest passages on good and on poor practice."""
    if not may_be_quoted(data):
        return ()
    chooser = quoting(data, roles, roles.kinds.cases)
    passages = chooser.passages
    observed = np.asarray(pd.Categorical(data.codings["status"]) == "observed", dtype=bool)
    found: list[Quotation] = []
    for theme in data.themes:
        for polarity in ("good", "poor"):
            wanted = np.asarray((passages.theme == theme.code) & (passages.polarity == polarity), dtype=bool)
            found += chooser.quotations(wanted & observed, most=EXAMPLES)
    chooser.texts.close()
    return tuple(found)


def _findings(balances: list[tuple[str, Balance]]) -> list[str]:
    (_, every), themes = balances[0], balances[1:]
    found = [
        f"Of {every.passages:,} passages that judge practice, {reads(every.good)} call it good, {reads(every.poor)} "
        f"poor and {reads(every.mixed)} both."
    ]
    better = [(name, one) for name, one in themes if (one.good.low or 0.0) > (every.good.high or 1.0)]
    worse = [(name, one) for name, one in themes if (one.good.high or 1.0) < (every.good.low or 0.0)]
    for which, some in (("more often good", better), ("less often good", worse)):
        if some:
            named = "; ".join(f"{in_text(name)}, {reads(one.good)}" for name, one in sorted(some, key=_by_name))
            found.append(f"Practice is clearly {which} than over all themes on: {named}.")
    return found


def _by_name(named: tuple[str, Balance]) -> str:
    return named[0]


def _unobserved(passages: JudgedPassages) -> list[str]:
    """Say how many of the passages tell of what ought to have been, was planned or was only reported."""
    unseen = int((passages.status != "observed").sum())
    if not unseen:
        return []
    return [
        f"{counted(unseen, 'passage is', 'passages are')} coded as not observed: as hypothetical, normative, planned "
        "or reported. They are counted by how they judge practice."
    ]


def _word_findings(words: list[DistinctiveRow]) -> list[str]:
    found = []
    for side in ("good practice", "poor practice"):
        some = [f"“{row.word}”" for row in words if not row.theme and row.side == side][:5]
        if some:
            found.append(f"Words that mark passages on {side} most are {listed(some)}.")
    return found


def _machine(passages: JudgedPassages) -> tuple[str, ...]:
    if "machine" not in passages.notes.bases:
        return ()
    return ("The passages were found and judged by the machine alone; these counts are not corrected.",)


def _chart(table: Table, balances: list[tuple[str, Balance]]) -> Chart:
    every = balances[0][1]
    return Chart(
        id=f"figure-{table.id}",
        table=table.id,
        kind="stacked",
        title="Passages that judge practice good, poor and both, by theme",
        category="theme",
        values=("good_share", "mixed_share", "poor_share"),
        description=(
            f"A bar a theme, divided into passages that judge practice good, both and poor. Over all themes "
            f"{reads(every.good)} are good and {reads(every.poor)} poor."
        ),
    )
