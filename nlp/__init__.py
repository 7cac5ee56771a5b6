"""Reading: sentences, cues, context and evidence spans, identifiers of fixed shape. spaCy lives here."""
