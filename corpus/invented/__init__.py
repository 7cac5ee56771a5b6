"""Invented cases and closed answers: drawn from parameters that say what was published and what was assumed."""
