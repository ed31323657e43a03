"""A command group whose commands are the modules of a folder, each imported when it is asked for."""

import importlib
import logging
import pkgutil
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from saas.cli.frame.no_database import missing_database
from saas.config import SettingError
from saas.embedded.errors import EmbeddedError
from saas.platform.errors import DomainError

_GROUP = "group"


class ModuleGroup(click.Group):
    """Finds the command `x-y` as the attribute `command` of the module `x_y`, or of `x_y/group.py` for a package.

    A package without `group.py` is no command.

    A refusal of ours (DomainError, SettingError, EmbeddedError) ends a command with its message, code 1; so does a
    database that does not answer or has no tables yet.
    """

    def __init__(self, *args: Any, package: str, folder: Path, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._package = package
        self._folder = folder

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click passes it)
        """The names of all commands, by reading the folder only."""
        modules = pkgutil.iter_modules([str(self._folder)])
        return sorted(module.name.replace("_", "-") for module in modules if self._is_command(module))

    def _is_command(self, module: pkgutil.ModuleInfo) -> bool:
        if module.name.startswith("_") or module.name == _GROUP:
            return False
        return not module.ispkg or (self._folder / module.name / f"{_GROUP}.py").is_file()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or none."""
        if cmd_name not in self.list_commands(ctx):
            return None
        name = cmd_name.replace("-", "_")
        inside = f".{_GROUP}" if (self._folder / name).is_dir() else ""
        module = importlib.import_module(f"{self._package}.{name}{inside}")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; the edge where errors become words."""
        try:
            return super().invoke(ctx)
        except (DomainError, SettingError, EmbeddedError) as error:
            logging.getLogger(__name__).debug("refused", exc_info=True)
            raise click.ClickException(str(error)) from error
        except (OperationalError, ProgrammingError) as error:
            told = missing_database(error)
            if not told:
                raise
            logging.getLogger(__name__).debug("no database", exc_info=True)
            raise click.ClickException(told) from error
