"""`ui`: every macro of `templates/ui/` under one name, known to all templates without an import."""

from __future__ import annotations

from typing import Any

from flask import Flask
from jinja2 import Environment

_FILES = ("page", "control", "state", "table", "form", "overlay", "queue")


class Macros:
    """Finds a macro by name in the files of `templates/ui/`."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        for file in _FILES:
            # the module of a template is kept by the environment's own cache
            found = getattr(self._environment.get_template(f"ui/{file}.html").module, name, None)
            if found is not None:
                return found
        raise AttributeError(f"there is no macro ui.{name}")


def install_macros(app: Flask) -> None:
    """Give templates `ui`."""
    app.jinja_env.globals["ui"] = Macros(app.jinja_env)
