"""Disclosure control: which published counts may stand, and the proof that hidden ones cannot be worked out.

Pure: counts in, counts with some of them hidden out. Start at `protection.protect` and `audit.audit`.
"""
