"""From files in an inbox to exports in the archive: seen, copied, grouped, or set aside.

Nothing here is a decision about data, and nothing is deleted that is not held elsewhere.
"""
