"""What a run writes: the ILR file and everything that goes with it."""
