"""Passages in a protected release: single redacted sentences that people approved one by one."""
