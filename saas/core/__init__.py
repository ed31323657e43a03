"""The dealer's world: one room for each of its subjects."""
