"""Finding passages of practice: an index made once, and questions answered from it, exact and quick at any size."""
