"""A note tagged on the spot: coded as any other, with its identifiers, and stored nowhere."""
