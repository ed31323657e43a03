"""Options and the browser of this project's tests."""
