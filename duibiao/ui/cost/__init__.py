"""Unit costs and standards: what these pages choose, say and show."""
