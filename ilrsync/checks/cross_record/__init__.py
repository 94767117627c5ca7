"""Rules that compare records: aims of one learner, or learners of one file."""
