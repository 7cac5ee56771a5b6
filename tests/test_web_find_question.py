"""A question is read from an address, and written as one again; what cannot be read says why."""

from urllib.parse import parse_qs

import pytest
from datasette.utils import MultiParams

from noteworthy.finder.questions import Question
from noteworthy.web.find_question import LONGEST, MOST, Misread, find_path, pages, read_question, turned, without

THEMES = {"delay": "Delay and timeliness", "housing": "Housing"}


def read(address: str, *, size: int = 20) -> Question | Misread:
    """Read the question in an address."""
    return read_question(MultiParams(parse_qs(address, keep_blank_values=True)), themes=THEMES, size=size)


def question(address: str) -> Question:
    """Read a question that can be read."""
    found = read(address)
    assert isinstance(found, Question), found
    return found


def misread(address: str) -> Misread:
    """Read a question that cannot be read."""
    found = read(address)
    assert isinstance(found, Misread), found
    return found


def test_an_empty_address_asks_for_everything() -> None:
    assert question("") == Question()


def test_words_filters_page_and_size_are_read() -> None:
    found = question("words=waiting+list&theme=delay&theme=housing&region=North&page=3&size=50")
    assert found == Question("waiting list", {"theme": ("delay", "housing"), "region": ("North",)}, 3, 50)


def test_words_given_twice_are_all_meant_and_a_value_given_twice_counts_once() -> None:
    assert question("words=waiting&words=list&theme=delay&theme=delay") == Question(
        "waiting list", {"theme": ("delay",)}
    )


def test_empty_values_and_what_is_not_ours_are_left_alone() -> None:
    assert question("words=&theme=&region=+&utm_source=x&_shape=array") == Question()


def test_control_characters_part_words() -> None:
    assert question("words=waiting%00list%0D%0A%1F").words == "waiting list"


def test_a_phrase_and_its_quotes_stay_as_they_are() -> None:
    assert question("words=%22waiting+list%22+-x+NEAR%28a*").words == '"waiting list" -x NEAR(a*'


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("theme=nosuch", "This collection has no theme “nosuch”."),
        ("theme=delay'+OR+1=1--", "no theme “delay' OR 1=1--”"),
        ("polarity=GOOD", "no polarity “GOOD”"),
        ("status=seen", "no status “seen”"),
        ("page=0", "“page” must be any whole number from 1"),
        ("page=-1", "“page” must be"),
        ("page=two", "“page” must be"),
        ("page=1.5", "“page” must be"),
        ("page=%D9%A3", "“page” must be"),
        ("page=1&page=2", "given once"),
        ("page=", "“page” must be"),
        (f"size={MOST + 1}", f"“size” must be a whole number up to {MOST} from 1"),
        ("size=0", "“size” must be"),
        ("words=" + "x" * (LONGEST + 1), f"up to {LONGEST:,} are read"),
        ("&".join(f"region={number}" for number in range(51)), "Up to 50 values of “region”"),
    ],
)
def test_what_cannot_be_asked_says_why(address: str, told: str) -> None:
    assert told in misread(address).reason


def test_a_page_far_beyond_any_answer_is_read_and_stays_a_small_number() -> None:
    assert question("page=1000000000").page == question("page=" + "9" * 30).page == 10**7


def test_an_unknown_theme_names_those_that_there_are() -> None:
    assert misread("theme=nosuch").advice == ("Use one of: delay, housing",)


def test_a_question_written_as_an_address_is_read_as_the_same() -> None:
    asked = Question('"trusting & honest" +x', {"theme": ("housing",), "year": ("2016-17", "2017-18")}, 2, 50)
    path = find_path(asked)
    assert path.startswith("/-/find?words=")
    assert question(path.partition("?")[2]) == asked


def test_the_same_question_has_one_address_whatever_the_order_of_its_parts() -> None:
    assert find_path(question("region=North&theme=delay&words=a")) == "/-/find?words=a&theme=delay&region=North"
    assert find_path(Question()) == "/-/find"
    assert find_path(Question(words="a"), ending=".csv") == "/-/find.csv?words=a"


def test_one_value_is_taken_back_and_the_answer_starts_from_its_first_page() -> None:
    asked = question("theme=delay&theme=housing&region=North&page=4")
    assert find_path(without(asked, "theme", "delay")) == "/-/find?theme=housing&region=North"
    assert find_path(without(asked, "region", "North")) == "/-/find?theme=delay&theme=housing"


def test_pages_are_counted_up_and_an_empty_answer_has_one() -> None:
    asked = Question(size=20)
    assert [pages(asked, total) for total in (0, 1, 20, 21)] == [1, 1, 1, 2]
    assert turned(asked, 2).page == 2
