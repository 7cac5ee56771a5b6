"""Noteworthy: text mining for inspectors' narrative judgements."""

__version__ = "0.1.0"
