"""From exports to a return: the stages joined, the check and correct loop, nothing else."""
