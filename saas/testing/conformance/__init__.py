"""The kit as tests: `pytest --pyargs saas.testing.conformance --saas-plugin=NAME`."""
