"""Estimators and intervals: one place for each, its source named, checked against published examples.

What they take are arrays with a row for each answer; what they return are frozen `Estimate` values. What could not be
estimated is an `Estimate` without a value and with the reason. Which interval belongs to which question was chosen by
simulation: see docs/statistics.md.
"""
