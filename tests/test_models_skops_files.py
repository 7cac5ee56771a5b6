"""Estimators to bytes and back."""

import numpy as np
import pytest
import skops.io
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from skops.io.exceptions import UntrustedTypesFoundException

from models.skops_files import from_bytes, to_bytes


def test_a_vectoriser_comes_back_as_skops_would_bring_it() -> None:
    made = to_bytes({"words": TfidfVectorizer(token_pattern=r"\S+").fit(["content file", "__class__ 7 content"])})
    ours, theirs = from_bytes(made)["words"], skops.io.loads(made, trusted=[])["words"]
    assert ours.vocabulary_ == theirs.vocabulary_
    assert list(ours.vocabulary_) == list(theirs.vocabulary_)
    assert (ours.transform(["file 7"]).toarray() == theirs.transform(["file 7"]).toarray()).all()
    assert vars(ours).keys() == vars(theirs).keys()


def test_other_estimators_come_back_untouched() -> None:
    model = LogisticRegression().fit(np.eye(4), [0, 1, 0, 1])
    again = from_bytes(to_bytes({"model": model, "none": None}))
    assert (again["model"].coef_ == model.coef_).all()
    assert again["none"] is None


def test_a_type_that_is_no_stock_one_is_refused() -> None:
    class Strange:
        def __init__(self) -> None:
            self.vocabulary_ = {"a": 1}

    with pytest.raises(UntrustedTypesFoundException, match="Strange"):
        from_bytes(skops.io.dumps({"strange": Strange()}))
