"""The extracts of a bureau, declared once each."""
