"""The suite: unit, integration, browser and contract tests, and what they stand on."""
