"""Corrections: what ilrsync may change by itself, what it offers, and the record of both."""
