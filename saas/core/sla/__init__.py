"""Service levels: until when something is owed, counted in the working time of a store."""
