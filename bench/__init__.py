"""Benchmarks: programs that measure Giveback beside its peers and say whether each target is met."""
