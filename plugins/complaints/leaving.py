"""What must be done before a group switches complaints off."""

from __future__ import annotations

from plugins.complaints.queries import open_safety_cases
from saas.plugin_api import PluginVeto, ngettext

NAMED = 5
"""How many stores the refusal names."""


def refuse_while_somebody_could_come_to_harm(plugin: str) -> None:
    """Keep complaints on while one that concerns safety is open: switched off, nobody would see it any more.

    plugin: what is to be switched off. Raises PluginVeto with how many are open and where.
    """
    if plugin != "complaints" or not (found := open_safety_cases()):
        return
    stores = [f"{name}: {count}" for name, count in found]
    text = ngettext(
        "%(n)d complaint in which somebody could come to harm is open (%(stores)s). Close it first, or note in it "
        "that nobody can.",
        "%(n)d complaints in which somebody could come to harm are open (%(stores)s). Close them first, or note in "
        "them that nobody can.",
        sum(count for _name, count in found),
        stores=" · ".join([*stores[:NAMED], *(["…"] if len(stores) > NAMED else [])]),
    )
    raise PluginVeto(text)
