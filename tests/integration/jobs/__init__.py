"""Events and jobs."""
