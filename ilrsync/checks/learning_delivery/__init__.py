"""Rules about one aim."""
