"""Measurements of the product on this machine; `python -m bench` writes docs/benchmarks.md."""
