"""The engine: what is installed, what each group has on, and how plugins are called."""

from saas.platform.plugins.application import IsolatingApplication, failed_plugin
from saas.platform.plugins.attempts import Answer, PluginVeto
from saas.platform.plugins.calls import (
    act_declared,
    ask,
    ask_declared,
    ask_owner,
    ask_plainly,
    fetch_declared,
    filtered,
    guard,
    implementers,
    owing,
    perform,
    perform_for,
    plugins_of,
    work_declared,
)
from saas.platform.plugins.closures import dependants, requirements
from saas.platform.plugins.declared_settings import PluginSettings, SettingLevel
from saas.platform.plugins.discovery import Candidate, installed
from saas.platform.plugins.entitling import entitle, set_platform_state
from saas.platform.plugins.extension import current_registry, install_plugins, loaded_plugin, plugin_figures
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
from saas.platform.plugins.models import PlatformState
from saas.platform.plugins.operations import (
    SettingsMissing,
    ask_guards,
    dependants_on,
    disable_plugin,
    enable_plugin,
    enable_together,
    requirements_off,
)
from saas.platform.plugins.records import PluginRecord
from saas.platform.plugins.registry import Contribution, Registry
from saas.platform.plugins.reports import PurgeReport
from saas.platform.plugins.revising import Revision, write_revision
from saas.platform.plugins.setting_up import set_up_groups
from saas.platform.plugins.settings import (
    ResolvedSettings,
    Source,
    change_settings,
    settings,
    settings_of_stores,
    stored_settings,
)
from saas.platform.plugins.slots import Slot, SlotContext, SlotKind
from saas.platform.plugins.standing import Reason, Standing
from saas.platform.plugins.upgrading import (
    Tables,
    installed_versions,
    plugin_chains,
    revisions_of,
    upgrade_everything,
)

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
    "IsolatingApplication",
    "LegalBasis",
    "OnError",
    "Picture",
    "PlatformState",
    "PluginInfo",
    "PluginRecord",
    "PluginSettings",
    "PluginVeto",
    "PurgeReport",
    "Reason",
    "Registry",
    "ResolvedSettings",
    "Revision",
    "SettingLevel",
    "SettingsMissing",
    "Slot",
    "SlotContext",
    "SlotKind",
    "Source",
    "Standing",
    "Tables",
    "act_declared",
    "ask",
    "ask_declared",
    "ask_guards",
    "ask_owner",
    "ask_plainly",
    "change_settings",
    "contributions",
    "current_registry",
    "dependants",
    "dependants_on",
    "disable_plugin",
    "effective_plugins",
    "enable_plugin",
    "enable_together",
    "enabled_for",
    "entitle",
    "explain",
    "explain_all",
    "failed_plugin",
    "fetch_declared",
    "filtered",
    "guard",
    "hookimpl",
    "hookspec",
    "implementers",
    "inert_plugins",
    "install_gate",
    "install_plugins",
    "installed",
    "installed_versions",
    "load_plugins",
    "loaded_plugin",
    "owing",
    "perform",
    "perform_for",
    "plugin_chains",
    "plugin_figures",
    "plugins_of",
    "requirements",
    "requirements_off",
    "revisions_of",
    "set_platform_state",
    "set_up_groups",
    "settings",
    "settings_of_stores",
    "stored_settings",
    "upgrade_everything",
    "work_declared",
    "write_revision",
]
