"""The order for a reader: near before far, in the evidence before beside it, and no two alike on a page."""

from corpus.values import Polarity, Span, Status
from noteworthy.finder.passages import Passage
from noteworthy.finder.questions import HitCoding
from noteworthy.finder.ranking import are_alike, hits_in, rank, varied
from noteworthy.finder.reasons import reasons
from noteworthy.finder.tokens import Stemmer
from noteworthy.finder.wanted import read_words

STEMS = Stemmer()


def _coding(
    start: int = 0, end: int = 5, *, polarity: Polarity = "good", status: Status = "observed", sure: float | None = None
) -> HitCoding:
    return HitCoding("delay", "Delay", polarity, status, (Span(start, end),), sure is None, sure, matches=True)


def _passage(text: str, *codings: HitCoding, note: str = "N1") -> Passage:
    return Passage(f"{note}-{text[:9]}", note, text, "good", codings)


def _order(words: str, *passages: Passage) -> list[str]:
    return [one.passage.text for one in rank(passages, read_words(words, STEMS).parts, STEMS)]


def test_words_close_together_come_first() -> None:
    far = "Housing was found, and after many further weeks of nothing at all a referral."
    near = "A referral to housing was made before the many weeks of nothing had gone by."

    assert _order("housing referral", _passage(far), _passage(near)) == [near, far]


def test_words_in_the_evidence_come_first() -> None:
    beside = "He waited for a place on the list, and the plan was good all the same."
    within = "He was on the plan for weeks, yet waited still for a place on that list."
    place = within.index("waited")

    assert (
        _order("waiting", _passage(beside, _coding(50, 60)), _passage(within, _coding(place, place + 6)))[0] == within
    )


def test_agreed_then_sure_then_unsure_then_other_than_observed_then_uncoded() -> None:
    texts = [
        f"{word} was there in time for the plan that they had made." for word in ("Ann", "Bea", "Cat", "Dot", "Eve")
    ]
    codings = ((_coding(),), (_coding(sure=0.95),), (_coding(sure=0.7),), (_coding(status="planned"),), ())
    passages = [_passage(text, *own) for text, own in zip(texts, codings, strict=True)]

    assert _order("", *reversed(passages)) == [texts[0], texts[1], texts[2], texts[3], texts[4]]


def test_near_copies_and_a_third_of_a_note_come_on_a_later_page() -> None:
    same = [_passage(f"The plan was made at once and kept in week {number}.", note=f"N{number}") for number in range(3)]
    of_a_note = [
        _passage(f"{word} {word}ly {word}ed {word}ing.", note="M") for word in ("walk", "talk", "rest", "work")
    ]
    ranked = rank([*same, *of_a_note], (), STEMS)
    order = [one.passage for one in varied(ranked, 3)]

    assert order[:3] == [same[0], of_a_note[0], of_a_note[1]]
    assert sorted(map(id, order)) == sorted(map(id, [*same, *of_a_note]))


def test_alike_means_most_words_in_common() -> None:
    assert are_alike(frozenset("abcdefgh"), frozenset("abcdefgx"))
    assert not are_alike(frozenset("abcd"), frozenset("abxy"))
    assert not are_alike(frozenset("a"), frozenset("abcdefgh"))


def test_hits_are_words_and_whole_phrases() -> None:
    text = "Waiting lists: he waited, and the list was long."
    parts = read_words('"waiting list" wait', STEMS).parts

    assert [text[span.start : span.end] for span in hits_in(text, parts, STEMS)] == [
        "Waiting",
        "Waiting lists",
        "waited",
    ]


def test_reasons_say_what_ranks_it() -> None:
    text = "He waited for a place on the list, and nobody told him why it was so."
    parts = read_words("waiting place", STEMS).parts
    coding = HitCoding("delay", "Delay", "poor", "observed", (Span(0, 30),), False, 0.94, matches=True)
    (ranked,) = rank([_passage(text, coding)], parts, STEMS)

    assert reasons(ranked, parts) == (
        "both words close together",
        "the evidence has your words",
        "clear: poor practice, observed",
        "machine, confidence 94%",
    )
    (bare,) = rank([_passage(text)], (), STEMS)
    assert reasons(bare, ()) == ("coded with no theme",)
