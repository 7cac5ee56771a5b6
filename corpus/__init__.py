"""What is held: frozen values, the codebook, readers, the database, the demonstration corpus as data."""
