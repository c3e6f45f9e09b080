"""Metrics of generated referring expressions (GREG)."""
