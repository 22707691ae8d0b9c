"""The meeting: views put on briefings, shown large, exported, and what was agreed."""
