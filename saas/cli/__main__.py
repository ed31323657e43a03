"""`python -m saas.cli` is the `saas` command, where its script is not on the path."""

from saas.cli import main

main(prog_name="saas")
