"""Readers: from files of notes, whatever their kind, to notes, unwritten judgements and refusals."""
