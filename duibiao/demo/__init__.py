"""A synthetic but believable district: generated files, as a bureau would send them, and their way into a warehouse."""

from duibiao.demo.generate import SEED, generate, load_demo, load_files
from duibiao.demo.manifest import DemoFile, DemoManifest, Story

__all__ = ["SEED", "DemoFile", "DemoManifest", "Story", "generate", "load_demo", "load_files"]
