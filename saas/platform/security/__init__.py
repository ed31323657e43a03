"""Keys, sealed columns, keyed hashes, masks, passwords and tokens."""
