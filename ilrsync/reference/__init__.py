"""Published tables that a site supplies, LARS first, kept in SQLite so that rules can ask by key.

Rules know none of this: they ask a `LookupTable` that comes through the ``ilrsync_lookup`` hook.
"""
