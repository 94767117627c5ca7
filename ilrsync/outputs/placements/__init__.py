"""The industry placement upload of the Manage T Level results service, and what goes with it."""
