"""Quality issues: what is wrong with a part or a piece of work, why, what is done about it and whether that helps."""
