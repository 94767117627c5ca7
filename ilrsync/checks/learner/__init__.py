"""Rules about a learner's own fields and records."""
