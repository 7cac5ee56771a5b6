"""Coded folders: notes with what each coder read in them."""
