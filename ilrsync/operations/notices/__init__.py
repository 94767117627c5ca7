"""Telling people and programs that a run has ended, or that files could not be taken.

A notice holds counts, a run's number and names of files, never what stands in them. It waits in
the ledger until its receiver has said yes.
"""

from ilrsync.operations.notices.courier import Courier, deliver, prepare

__all__ = ["Courier", "deliver", "prepare"]
