"""The examples in docstrings of the room corpus run."""

import doctest
import importlib
import pkgutil

import pytest

import corpus

MODULES = [module.name for module in pkgutil.iter_modules(corpus.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_every_example_says_what_it_does(name: str) -> None:
    failed, _ = doctest.testmod(importlib.import_module(f"corpus.{name}"))
    assert failed == 0
