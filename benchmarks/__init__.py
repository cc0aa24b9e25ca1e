"""Benchmarks: how fast the set-based work is, side by side with the least that the database must do."""
