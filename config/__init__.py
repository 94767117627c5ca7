"""The commented configuration, carried as package data so that ``ilrsync init`` can copy it."""
