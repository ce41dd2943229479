"""Benchmarks: measured figures with the command that measures them."""
