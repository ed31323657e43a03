"""Routes that the probes leave out, each with its reason."""

_NO_GROUP = "belongs to no group and reads no row of one"
_BEFORE_SIGN_IN = "before sign-in, and no group's: shown from both sides in tests/integration/accounts"
_OWN_ACCOUNT = "the person's own account, found by the session and no group's"
_DEVELOPMENT = "exists only in development and tests, and shows made-up rows"

_OPERATORS = "of the operators, below no group: tests/integration/accounts/test_platform_plugins.py"
_SUPPORT = "of the operators, below no group: tests/integration/accounts/test_support.py, tests/contract/test_support_routes.py"

LEFT_OUT = {
    "POST organisation.plugin_data_purge": "needs the plugin off, which every other probe needs on: shown from both "
    "sides in tests/integration/organisation/test_plugins_page.py",
    "GET accounts.platform_plugins": _OPERATORS,
    "GET accounts.platform_plugin": _OPERATORS,
    "GET accounts.platform_plugin_checks": _OPERATORS,
    "GET accounts.support_desk": _SUPPORT,
    "POST accounts.support_enter": _SUPPORT,
    "POST accounts.support_leave": _SUPPORT,
    "GET static_dist": "files that are the same for everybody",
    "GET security_txt": _NO_GROUP,
    "GET health.healthz": _NO_GROUP,
    "GET health.readyz": _NO_GROUP,
    "GET metrics.metrics": "figures without a group, for this machine or a token only",
    "GET api_docs.core_document": _NO_GROUP,
    "GET api_docs.docs_page": _NO_GROUP,
    "POST language.choose": "a cookie",
    "GET gallery.show": _DEVELOPMENT,
    "POST gallery.save": _DEVELOPMENT,
    "POST gallery.act": _DEVELOPMENT,
    "GET gallery.panel": _DEVELOPMENT,
    "GET gallery.public": _DEVELOPMENT,
    "POST gallery.reveal": _DEVELOPMENT,
    "GET mailbox.messages": "exists only in development, where everybody sees what was sent",
    "GET mailbox.message": "exists only in development, where everybody sees what was sent",
    "GET accounts.start": "leads on to sign-in or to the person's groups",
    "GET accounts.sign_in": _BEFORE_SIGN_IN,
    "POST accounts.do_sign_in": _BEFORE_SIGN_IN,
    "POST accounts.sign_out": _OWN_ACCOUNT,
    "GET accounts.second_step": _BEFORE_SIGN_IN,
    "POST accounts.do_second_step": _BEFORE_SIGN_IN,
    "GET accounts.register": _BEFORE_SIGN_IN,
    "POST accounts.do_register": _BEFORE_SIGN_IN,
    "GET accounts.forgotten": _BEFORE_SIGN_IN,
    "POST accounts.do_forgotten": _BEFORE_SIGN_IN,
    "GET accounts.reset": _BEFORE_SIGN_IN,
    "POST accounts.do_reset": _BEFORE_SIGN_IN,
    "GET accounts.confirm": _BEFORE_SIGN_IN,
    "POST accounts.do_confirm": _BEFORE_SIGN_IN,
    "POST accounts.language": _OWN_ACCOUNT,
    "GET accounts.profile": _OWN_ACCOUNT,
    "POST accounts.profile_change": _OWN_ACCOUNT,
    "POST accounts.ask_confirmation": _OWN_ACCOUNT,
    "GET accounts.groups": _OWN_ACCOUNT,
    "GET accounts.password": _OWN_ACCOUNT,
    "POST accounts.password_change": _OWN_ACCOUNT,
    "GET accounts.second_factor": _OWN_ACCOUNT,
    "POST accounts.second_factor_begin": _OWN_ACCOUNT,
    "GET accounts.second_factor_new": _OWN_ACCOUNT,
    "POST accounts.second_factor_confirm": _OWN_ACCOUNT,
    "POST accounts.second_factor_renew": _OWN_ACCOUNT,
    "POST accounts.second_factor_end": _OWN_ACCOUNT,
    "GET accounts.prove": _OWN_ACCOUNT,
    "POST accounts.do_prove": _OWN_ACCOUNT,
    "GET accounts.sessions": _OWN_ACCOUNT,
    "GET accounts.session_lives": _OWN_ACCOUNT,
    "POST accounts.session_end": _OWN_ACCOUNT,
    "POST accounts.sessions_end": _OWN_ACCOUNT,
}
