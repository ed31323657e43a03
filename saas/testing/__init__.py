"""What tests of plugins stand on: fixtures, makers of rows, and the kit that holds a plugin against the contract."""
