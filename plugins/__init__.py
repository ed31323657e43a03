"""First-party plugins; each keeps to the same contract as anybody's."""
