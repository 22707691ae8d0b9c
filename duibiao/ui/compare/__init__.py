"""The comparison workbench: what its pages choose, say and show."""
