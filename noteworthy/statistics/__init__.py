"""Estimators and intervals: one place for each, its source named, checked against published examples."""
