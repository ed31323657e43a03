"""The pytest plugin of this project, loaded by `-p` so that the plugins' own tests have its fixtures too."""

import importlib.util

import saas

pytest_plugins = [
    "tests.harness.options",
    "tests.harness.servers",
    "tests.harness.databases",
    "tests.harness.observing",
]

# The application's parts land one after the other; its fixtures are there as soon as it is.
if hasattr(saas, "create_app"):
    pytest_plugins.append("tests.harness.application")
if importlib.util.find_spec("saas.platform.clock"):
    pytest_plugins.append("tests.harness.time")
