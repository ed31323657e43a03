"""The pytest plugin `saas`, which every environment with the extra `testing` has by its entry point."""

pytest_plugins = [
    "saas.testing.fixtures.servers",
    "saas.testing.fixtures.databases",
    "saas.testing.fixtures.application",
    "saas.testing.fixtures.observing",
    "saas.testing.fixtures.time",
    "saas.testing.fixtures.authors",
    "saas.testing.fixtures.kit",
    "saas.testing.fixtures.guarding",
]
