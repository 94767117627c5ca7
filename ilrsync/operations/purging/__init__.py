"""Removing what a site no longer wants to keep: `ilrsync purge`, and the service once a day.

Every item is found, told and removed by itself, so that a purge that is cut off leaves the rest to
the next. An export and the outputs of a run leave the ledger, with the record that they did, before
they leave the disk: nothing ever points to a file that is gone. Files that the ledger does not know
are recorded once they are gone.
"""

from ilrsync.operations.purging.item import Item
from ilrsync.operations.purging.purge import Purged, forget_learner, items, purge, purge_daily

__all__ = ["Item", "Purged", "forget_learner", "items", "purge", "purge_daily"]
