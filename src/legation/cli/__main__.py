"""`python -m legation.cli`: the command line without its installed script."""

from legation.cli.main import main

main()
