"""Faults of what a plugin says of itself and declares: most of them keep it from being loaded."""

from saas.testing.bad_plugins.faults import Fault, at_start, edit, more, without

_MANIFEST = "info = PluginInfo(\n"
_TIMELINE = "@hookimpl\ndef customer_timeline("
_IMPORTS = "from __future__ import annotations\n"

FAULTS = (
    Fault(
        name="raises_at_import",
        check="KIT-C01",
        hides=True,
        both=[edit("plugin.py", _IMPORTS, f'{_IMPORTS}\nraise RuntimeError("not today")\n')],
    ),
    Fault(
        name="connects_at_import",
        check="KIT-C01",
        hides=True,
        both=[
            more(
                "events.py",
                "\nimport socket\n\n_here = socket.socket(); _here.bind(('127.0.0.1', 0)); _here.close()\n",
            )
        ],
    ),
    Fault(
        name="another_name",
        check="KIT-C02",
        hides=True,
        sound=[edit("plugin.py", 'name="sound"', 'name="sounder"')],
        complaints=[edit("plugin.py", 'name="complaints"', 'name="grievances"')],
    ),
    Fault(name="duplicate_name", check="KIT-C02", twice=True),
    Fault(
        name="for_another_core",
        check="KIT-C03",
        hides=True,
        sound=[edit("plugin.py", _MANIFEST, f'{_MANIFEST}    core=">=999",\n')],
        complaints=[edit("plugin.py", 'core=">=0.1"', 'core=">=999"')],
    ),
    Fault(
        name="missing_dependency",
        check="KIT-C04",
        hides=True,
        both=[edit("plugin.py", _MANIFEST, f'{_MANIFEST}    requires={{"nowhere": ">=1"}},\n')],
    ),
    Fault(
        name="cyclic_requires",
        check="KIT-C04",
        both=[edit("plugin.py", _MANIFEST, f'{_MANIFEST}    requires={{"ring": ">=1"}},\n')],
        beside={"ring": {"sound": ">=1", "complaints": ">=1"}},
    ),
    Fault(
        name="untyped_package",
        check="KIT-C05",
        both=[without("py.typed")],
    ),
    Fault(
        name="no_changelog",
        check="KIT-C06",
        both=[without("CHANGELOG.md")],
    ),
    Fault(
        name="wrapper",
        check="KIT-C07",
        hides=True,
        both=[
            edit("plugin.py", _TIMELINE, _TIMELINE.replace("hookimpl", "hookimpl(wrapper=True)")),
            at_start("plugin.py", "customer_timeline", "yield"),
        ],
    ),
    Fault(
        name="misspelt_hook",
        check="KIT-C07",
        hides=True,
        both=[edit("plugin.py", _TIMELINE, _TIMELINE.replace("timeline", "timelime"))],
    ),
    Fault(
        name="declares_nonsense",
        check="KIT-C07",
        hides=True,
        both=[at_start("plugin.py", "register_panels", 'return ["a panel"]')],
    ),
    Fault(
        name="raises_when_asked",
        check="KIT-C07",
        hides=True,
        both=[at_start("plugin.py", "register_panels", "return 1 / 0")],
    ),
    Fault(
        name="foreign_table",
        check="KIT-C10",
        sound=[edit("models.py", '__tablename__ = "sound_remark"', '__tablename__ = "foreign_remark"')],
        complaints=[edit("models.py", '__tablename__ = "complaints_event"', '__tablename__ = "cases_event"')],
    ),
    Fault(
        name="key_twice",
        check="KIT-C11",
        hides=True,
        both=[at_start("plugin.py", "register_permissions", "return [*PERMISSIONS, *PERMISSIONS]")],
    ),
    Fault(
        name="reaches_inside",
        check="KIT-C12",
        both=[edit("events.py", _IMPORTS, f"{_IMPORTS}\nimport saas.platform.clock\n")],
    ),
    Fault(
        name="leaks_before_app_request",
        check="KIT-C13",
        hides=True,
        sound=[more("views.py", "\n\n@pages.before_app_request\ndef look() -> None:\n    pass\n")],
        complaints=[
            more("views/blueprint.py", "\n\n@pages.before_app_request\ndef look() -> None:\n    pass\n")
        ],
    ),
)
