"""Pages: the shell, macros, forms from schemas, errors, messages, navigation."""

from saas.platform.plugins import SlotContext
from saas.platform.web.addresses import own_address
from saas.platform.web.blueprint import GroupPages
from saas.platform.web.csrf import install_csrf
from saas.platform.web.extending import (
    Fact,
    FactSource,
    FormExtension,
    ListFilter,
    SearchHit,
    SearchSource,
)
from saas.platform.web.forms import Form, FormInvalid, form_version, read_form, upload_field
from saas.platform.web.later import Facts, facts_of
from saas.platform.web.lists import filter_names, kept_filters, read_filters
from saas.platform.web.messages import Level, tell
from saas.platform.web.narrowing import list_filters, narrowed
from saas.platform.web.navigation import (
    Action,
    NavItem,
    Panel,
    Rendered,
    Section,
    Widget,
)
from saas.platform.web.parts import FormParts, PartView
from saas.platform.web.proof import asks_for_proof, install_proof, needs_proof, needs_proof_to_read
from saas.platform.web.public import open_to_all
from saas.platform.web.qr import qr_svg
from saas.platform.web.rendering import is_fragment_request, render
from saas.platform.web.searching import answer_search, search_sections
from saas.platform.web.shell import MenuLink, Shell, Switch, contribute_to_shell
from saas.platform.web.slots import (
    ActionLink,
    Card,
    actions_of,
    answer_panel,
    answer_widget,
    panels_of,
    widgets,
)
from saas.platform.web.unavailable import show_failures_to
from saas.platform.web.wiring import install_web

__all__ = [
    "Action",
    "ActionLink",
    "Card",
    "Fact",
    "FactSource",
    "Facts",
    "Form",
    "FormExtension",
    "FormInvalid",
    "FormParts",
    "GroupPages",
    "Level",
    "ListFilter",
    "MenuLink",
    "NavItem",
    "Panel",
    "PartView",
    "Rendered",
    "SearchHit",
    "SearchSource",
    "Section",
    "Shell",
    "SlotContext",
    "Switch",
    "Widget",
    "actions_of",
    "answer_panel",
    "answer_search",
    "answer_widget",
    "asks_for_proof",
    "contribute_to_shell",
    "facts_of",
    "filter_names",
    "form_version",
    "install_csrf",
    "install_proof",
    "install_web",
    "is_fragment_request",
    "kept_filters",
    "list_filters",
    "narrowed",
    "needs_proof",
    "needs_proof_to_read",
    "open_to_all",
    "own_address",
    "panels_of",
    "qr_svg",
    "read_filters",
    "read_form",
    "render",
    "search_sections",
    "show_failures_to",
    "tell",
    "upload_field",
    "widgets",
]
