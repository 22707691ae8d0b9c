"""`python -m duibiao.cli` is the console script."""

from duibiao.cli import main

main()
