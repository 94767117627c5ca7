"""ilrsync: exports of a college's MIS in, one corrected ILR return out."""

__version__ = "0.1.0"
