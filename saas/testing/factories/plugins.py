"""Plugins of groups, switched as an administrator does."""

from saas.platform.plugins import disable_plugin, enable_plugin
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, group
from saas.testing.factories.members import as_member


def switch(of: Group, name: str, *, on: bool) -> None:
    """Switch a plugin on or off for a group."""
    with inside(of.id, as_member(of.admin)):
        (enable_plugin if on else disable_plugin)(name)


def group_with(*plugins: str) -> Group:
    """A new group that has these plugins on."""
    made = group()
    for name in plugins:
        switch(made, name, on=True)
    return made
