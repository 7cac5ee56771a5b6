"""Libraries that talk are kept quiet, and only while they work."""

import logging
import warnings

import pytest

from corpus.sources.silence import silenced


def test_warnings_and_log_lines_inside_are_not_heard(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with silenced("talker"):
        warnings.warn("a warning", UserWarning, stacklevel=1)
        logging.getLogger("talker.below").error("an error")
    assert caplog.records == []
    assert capsys.readouterr().err == ""


def test_they_are_heard_again_afterwards(caplog: pytest.LogCaptureFixture) -> None:
    with silenced("talker"):
        pass
    logging.getLogger("talker.below").error("an error")
    assert [record.message for record in caplog.records] == ["an error"]
    with pytest.warns(UserWarning, match="a warning"):
        warnings.warn("a warning", UserWarning, stacklevel=1)
