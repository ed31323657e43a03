"""The engine: what is installed, what each group has on, and how plugins are called."""

from saas.platform.plugins.attempts import Answer, PluginVeto
from saas.platform.plugins.calls import (
    act_declared,
    ask,
    ask_declared,
    ask_one,
    filtered,
    guard,
    implementers,
    perform,
)
from saas.platform.plugins.declared_settings import PluginSettings, SettingLevel
from saas.platform.plugins.discovery import Candidate, installed
from saas.platform.plugins.extension import current_registry, install_plugins, plugin_figures
from saas.platform.plugins.gate import (
    contributions,
    effective_plugins,
    enabled_for,
    explain,
    explain_all,
    install_gate,
)
from saas.platform.plugins.hooks import Check
from saas.platform.plugins.inert import inert_plugins
from saas.platform.plugins.loading import load_plugins
from saas.platform.plugins.manifest import (
    CORE,
    Availability,
    Category,
    DataUse,
    LegalBasis,
    Picture,
    PluginInfo,
)
from saas.platform.plugins.markers import HookKind, OnError, hookimpl, hookspec
from saas.platform.plugins.operations import disable_plugin, enable_plugin
from saas.platform.plugins.records import PluginRecord
from saas.platform.plugins.registry import Contribution, Registry
from saas.platform.plugins.reports import PurgeReport
from saas.platform.plugins.slots import Slot, SlotContext, SlotKind
from saas.platform.plugins.standing import Reason, Standing
from saas.platform.plugins.upgrading import plugin_chains, upgrade_everything

__all__ = [
    "CORE",
    "Answer",
    "Availability",
    "Candidate",
    "Category",
    "Check",
    "Contribution",
    "DataUse",
    "HookKind",
    "LegalBasis",
    "OnError",
    "Picture",
    "PluginInfo",
    "PluginRecord",
    "PluginSettings",
    "PluginVeto",
    "PurgeReport",
    "Reason",
    "Registry",
    "SettingLevel",
    "Slot",
    "SlotContext",
    "SlotKind",
    "Standing",
    "act_declared",
    "ask",
    "ask_declared",
    "ask_one",
    "contributions",
    "current_registry",
    "disable_plugin",
    "effective_plugins",
    "enable_plugin",
    "enabled_for",
    "explain",
    "explain_all",
    "filtered",
    "guard",
    "hookimpl",
    "hookspec",
    "implementers",
    "inert_plugins",
    "install_gate",
    "install_plugins",
    "installed",
    "load_plugins",
    "perform",
    "plugin_chains",
    "plugin_figures",
    "upgrade_everything",
]
