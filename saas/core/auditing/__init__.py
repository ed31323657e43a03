"""The group's audit, for those who watch over it: who did what, when and why."""
