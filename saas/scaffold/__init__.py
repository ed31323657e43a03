"""What plugin authors are given: a project to start from, and the reference that is made from the code."""
