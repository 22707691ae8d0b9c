"""Duibiao 对标: who pays more for the same public service, why, and which money is stuck."""
