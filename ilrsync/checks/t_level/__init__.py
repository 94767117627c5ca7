"""Rules about T Levels and T Level Foundation Years."""
