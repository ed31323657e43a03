"""Follow-ups: rules, due tasks, the workbench and its results."""
