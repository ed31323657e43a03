"""Notes on customers: the small sound plugin of which the bad ones are variations. Copied, never imported from here."""
