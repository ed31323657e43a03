"""Faults of what a plugin says of itself and declares: most of them keep it from being loaded."""

from saas.testing.bad_plugins.faults import Fault, edit, more, without

_INFO = '    name="sound",\n'
_INFO_C = '    name="complaints",\n'
_IMPORTS = "from __future__ import annotations\n"

FAULTS = (
    Fault(
        name="raises_at_import",
        check="KIT-C01",
        sound=[edit("plugin.py", _IMPORTS, f'{_IMPORTS}\nraise RuntimeError("not today")\n')],
        complaints=[edit("plugin.py", _IMPORTS, f'{_IMPORTS}\nraise RuntimeError("not today")\n')],
    ),
    Fault(
        name="connects_at_import",
        check="KIT-C01",
        sound=[
            more(
                "events.py",
                "\nimport socket\n\n_here = socket.socket(); _here.bind(('127.0.0.1', 0)); _here.close()\n",
            )
        ],
        complaints=[
            more(
                "events.py",
                "\nimport socket\n\n_here = socket.socket(); _here.bind(('127.0.0.1', 0)); _here.close()\n",
            )
        ],
    ),
    Fault(
        name="another_name",
        check="KIT-C02",
        sound=[edit("plugin.py", _INFO, '    name="sounder",\n')],
        complaints=[edit("plugin.py", _INFO_C, '    name="grievances",\n')],
    ),
    Fault(name="duplicate_name", check="KIT-C02", twice=True),
    Fault(
        name="for_another_core",
        check="KIT-C03",
        sound=[edit("plugin.py", _INFO, f'{_INFO}    core=">=999",\n')],
        complaints=[edit("plugin.py", '    core=">=0.1",\n', '    core=">=999",\n')],
    ),
    Fault(
        name="missing_dependency",
        check="KIT-C04",
        sound=[edit("plugin.py", _INFO, f'{_INFO}    requires={{"nowhere": ">=1"}},\n')],
        complaints=[edit("plugin.py", _INFO_C, f'{_INFO_C}    requires={{"nowhere": ">=1"}},\n')],
    ),
    Fault(
        name="cyclic_requires",
        check="KIT-C04",
        sound=[edit("plugin.py", _INFO, f'{_INFO}    requires={{"ring": ">=1"}},\n')],
        complaints=[edit("plugin.py", _INFO_C, f'{_INFO_C}    requires={{"ring": ">=1"}},\n')],
        beside={"ring": {"sound": ">=1", "complaints": ">=1"}},
    ),
    Fault(
        name="untyped_package",
        check="KIT-C05",
        sound=[without("py.typed")],
        complaints=[without("py.typed")],
    ),
    Fault(
        name="no_changelog",
        check="KIT-C06",
        sound=[without("CHANGELOG.md")],
        complaints=[without("CHANGELOG.md")],
    ),
    Fault(
        name="wrapper",
        check="KIT-C07",
        sound=[
            edit(
                "plugin.py",
                "@hookimpl\ndef customer_timeline(",
                "@hookimpl(wrapper=True)\ndef customer_timeline(",
            ),
            edit("plugin.py", "    return [\n        TimelineEntry(", "    yield [\n        TimelineEntry("),
        ],
        complaints=[
            edit(
                "plugin.py",
                "@hookimpl\ndef customer_timeline(",
                "@hookimpl(wrapper=True)\ndef customer_timeline(",
            ),
            edit("plugin.py", "    return panels.timeline(", "    yield panels.timeline("),
        ],
    ),
    Fault(
        name="misspelt_hook",
        check="KIT-C07",
        sound=[edit("plugin.py", "def customer_timeline(", "def customer_timelime(")],
        complaints=[edit("plugin.py", "def customer_timeline(", "def customer_timelime(")],
    ),
    Fault(
        name="declares_nonsense",
        check="KIT-C07",
        sound=[edit("plugin.py", "    return views.PANELS\n", '    return ["a panel"]\n')],
        complaints=[edit("plugin.py", "    return panels.PANELS\n", '    return ["a panel"]\n')],
    ),
    Fault(
        name="raises_when_asked",
        check="KIT-C07",
        sound=[edit("plugin.py", "    return views.PANELS\n", "    return 1 / 0\n")],
        complaints=[edit("plugin.py", "    return panels.PANELS\n", "    return 1 / 0\n")],
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
        sound=[edit("plugin.py", "    return views.PANELS\n", "    return [*views.PANELS, *views.PANELS]\n")],
        complaints=[
            edit("plugin.py", "    return panels.PANELS\n", "    return [*panels.PANELS, *panels.PANELS]\n")
        ],
    ),
    Fault(
        name="reaches_inside",
        check="KIT-C12",
        sound=[edit("events.py", _IMPORTS, f"{_IMPORTS}\nimport saas.platform.clock\n")],
        complaints=[edit("events.py", _IMPORTS, f"{_IMPORTS}\nimport saas.platform.clock\n")],
    ),
    Fault(
        name="leaks_before_app_request",
        check="KIT-C13",
        sound=[more("views.py", "\n\n@pages.before_app_request\ndef look() -> None:\n    pass\n")],
        complaints=[
            more("views/blueprint.py", "\n\n@pages.before_app_request\ndef look() -> None:\n    pass\n")
        ],
    ),
)
