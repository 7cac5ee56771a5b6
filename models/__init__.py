"""Judging: theme, polarity and practice classifiers, calibration, evaluation, the model store.

scikit-learn lives here.
"""
