"""The common model: year tables, ILR records, findings. Imports no library."""
