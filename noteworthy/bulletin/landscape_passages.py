"""Passages that bear on each matter of the landscape: from texts about the system, and from notes on cases."""

from dataclasses import replace

import numpy as np
import pandas as pd

from noteworthy.bulletin.content import Quotation
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.examples import Passage
from noteworthy.bulletin.frame_codings import FrameCodings
from noteworthy.bulletin.note_themes import BoolArray
from noteworthy.bulletin.quotations import quoting
from noteworthy.bulletin.roles import Roles, Topic

EACH = 2
"""Passages of each polarity on a matter, from texts about the system."""
FROM_CASES = 1
"""The same from notes on cases."""


def topic_passages(data: BulletinData, roles: Roles, frame: FrameCodings) -> tuple[Quotation, ...]:
    """Return for each matter what texts about the system say of it, poor first, and then what notes on cases say."""
    chooser = quoting(data, roles, roles.kinds.cases)
    found: list[Quotation] = []
    shown: set[tuple[int, int]] = set()
    for topic in roles.topic:
        for polarity in ("poor", "good"):
            passages = _of_system(frame, topic, polarity, data, shown)
            shown |= {(one.note, one.start) for one in passages}
            quoted = [chooser.quotation(one, topic.title) for one in passages]
            found += [_with_basis(one, frame, passage) for one, passage in zip(quoted, passages, strict=True)]
        of_topic = topic_codings(data, roles, topic)
        for polarity in ("poor", "good"):
            wanted = of_topic & np.asarray(chooser.passages.polarity == polarity, dtype=bool)
            found += [chooser.quotation(one, topic.title) for one in chooser.choose(wanted, most=FROM_CASES)]
    chooser.texts.close()
    return tuple(found)


def _with_basis(quotation: Quotation, frame: FrameCodings, passage: Passage) -> Quotation:
    """Say of a quotation where phrases alone found it, since they err on what it says of practice."""
    place = int(np.searchsorted(frame.texts, passage.note))
    if frame.by_coders[place]:
        return quotation
    return replace(quotation, context=f"{quotation.context}, found by a phrase of the codebook")


def topic_codings(data: BulletinData, roles: Roles, topic: Topic) -> BoolArray:
    """Tell which of the codings that stand speak of a topic by the first codebook."""
    codings = data.codings
    themes = [code for part in topic.roles if (code := roles.theme(part, data))]
    chosen = np.isin(pd.Categorical(codings["theme"]), themes)
    for column, wanted in (("intervention", topic.interventions), ("actor", topic.actors)):
        if wanted:
            chosen = chosen & np.asarray(codings[column].isin(list(wanted)), dtype=bool)
    return np.asarray(chosen, dtype=bool)


def _of_system(
    frame: FrameCodings, topic: Topic, polarity: str, data: BulletinData, shown: set[tuple[int, int]]
) -> list[Passage]:
    """Return passages with a topic's codes that were not shown yet: of different kinds of text, the clearest first."""
    codes = [place for place, code in enumerate(frame.codebook.codes) if code in topic.codes]
    rows = np.flatnonzero(np.isin(frame.code, codes) & (frame.polarity == polarity))
    length = (frame.end - frame.start)[rows]
    clarity = _clarity(data)[frame.note[rows]]
    order = np.lexsort((np.abs(length - 110), -clarity))
    kinds = data.notes["kind"].to_numpy()
    chosen: list[Passage] = []
    for same_kind in (False, True):
        for row in rows[order].tolist():
            note = int(frame.note[row])
            taken = {one.note for one in chosen}
            if len(chosen) == EACH or note in taken or (note, int(frame.start[row])) in shown:
                continue
            if same_kind or kinds[note] not in {kinds[one] for one in taken}:
                span = (int(frame.start[row]), int(frame.end[row]))
                chosen.append(Passage(-1, note, *span, topic.codes[0], polarity))
    return chosen


def _clarity(data: BulletinData) -> np.ndarray:
    agreed = data.readings[np.asarray(pd.Categorical(data.readings["coder"]) == "adjudicated")]
    clarity = np.zeros(len(data.notes))
    clarity[agreed["note"].to_numpy()] = agreed["clarity"].to_numpy()
    return clarity
