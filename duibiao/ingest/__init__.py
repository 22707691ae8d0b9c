"""Bytes in; a batch and the rows set aside, with reasons, out."""
