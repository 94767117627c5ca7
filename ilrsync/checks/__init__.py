"""Checks: one readable function a rule, and the engine that runs them."""
