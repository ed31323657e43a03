"""Service levels: clocks that count the working time of a store, from a log of what happened to them."""
