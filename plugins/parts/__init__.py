"""Parts: what is in stock, how much to order and when, from where, and whether the counts are right."""
