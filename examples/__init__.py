"""The demonstration: an invented college, carried as package data for ``ilrsync demo``."""
