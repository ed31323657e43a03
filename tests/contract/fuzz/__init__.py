"""Two groups that look alike, every route called with the wrong one's ids, users and addresses, and what must not happen."""
