"""The service: sees what arrives, knows when to build, and does what ``ilrsync sync`` does.

Nothing here decides about data. Events and schedules only say when; each step is a pass of the
pipeline under its lock, so that whatever ends a step is mended by the next one.
"""
