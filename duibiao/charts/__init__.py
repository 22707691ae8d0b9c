"""Frames to charts."""
