"""Benchmarks; `python -m bench` prints a table of all of them."""
