"""The pytest plugin of this project, loaded by `-p` so that the plugins' own tests have its fixtures too."""

pytest_plugins = [
    "tests.harness.options",
    "tests.harness.servers",
    "tests.harness.databases",
    "tests.harness.application",
    "tests.harness.observing",
    "tests.harness.time",
    "tests.harness.browsing",
]
