"""Measurements that take minutes, with their committed results. Run from the project's folder."""
