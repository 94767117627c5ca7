"""`ilrsync doctor`: whether an installation can do its work, and what to mend where it cannot."""

from ilrsync.doctor.check import Check, Result
from ilrsync.doctor.examination import examine

__all__ = ["Check", "Result", "examine"]
