"""`saas plugins`: one module for each command; `group.py` is the group itself."""
