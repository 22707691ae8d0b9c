"""Pure computations on frames, one question a module."""
