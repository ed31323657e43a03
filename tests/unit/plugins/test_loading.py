"""Loading: what is admitted, what is refused and why, and that no plugin stops the start."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Blueprint, Flask

from saas.platform.plugins import Candidate, HookKind, Registry, hookimpl, hookspec, load_plugins
from saas.platform.plugins import hooks as engine_hooks
from saas.platform.plugins.declarations import Refused
from saas.platform.plugins.records import ProblemKind
from saas.testing.plugin_modules import manifest, module, plugin


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A declaration of the tests."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """A declaration that is unique in the whole system."""

    name: str


@hookspec
def register_cards() -> Sequence[Card]: ...


@hookspec(namespaced="name")
def register_rights() -> Sequence[Right]: ...


@hookspec(kind=HookKind.UI)
def facts(tenant_id: int, customer_id: int) -> Sequence[str]: ...


SPECS = module("specs", register_cards=None)
for spec in (register_cards, register_rights, facts):
    setattr(SPECS, spec.__name__, spec)


def load(*candidates: Candidate, rooms: Sequence[Any] = ()) -> Registry:
    return load_plugins(specs=[engine_hooks, SPECS], rooms=rooms, candidates=candidates, core_version="1.2.0")


def problem(registry: Registry, name: str) -> str:
    found = registry.records[name].problem
    assert found is not None
    return f"{found.kind}: {found.message}"


def keys(registry: Registry, effective: frozenset[str]) -> list[tuple[str, str]]:
    return [(c.owner, c.value.key) for c in registry.for_tenant(Card, effective)]


def test_declarations_carry_their_owner_and_go_by_name() -> None:
    room = module("saas.core.first.room", register_cards=lambda: [Card(key="z")])
    registry = load(
        plugin("late", register_cards=lambda: [Card(key="a")]),
        plugin("early", register_cards=lambda: (Card(key="b"), Card(key="c"))),
        rooms=[room],
    )

    assert [(c.owner, c.value.key) for c in registry.declared(Card)] == [
        ("core", "z"),
        ("early", "b"),
        ("early", "c"),
        ("late", "a"),
    ]


def test_for_tenant_keeps_core_and_effective_plugins_only() -> None:
    room = module("saas.core.first.room", register_cards=lambda: [Card(key="z")])
    registry = load(
        plugin("one", register_cards=lambda: [Card(key="a")]),
        plugin("two", register_cards=lambda: [Card(key="a")]),
        rooms=[room],
    )

    assert keys(registry, frozenset()) == [("core", "z")]
    assert keys(registry, frozenset({"two"})) == [("core", "z"), ("two", "a")]


def test_declared_of_an_unknown_class_is_an_error() -> None:
    with pytest.raises(LookupError, match="str"):
        load().declared(str)


def test_import_that_exits_is_recorded_and_others_load() -> None:
    def leave() -> Any:
        raise SystemExit(3)

    registry = load(Candidate(name="gone", reference="gone.plugin", load=leave), plugin("fine"))

    assert problem(registry, "gone").startswith("broken: SystemExit(3)")
    assert "raise SystemExit" in registry.records["gone"].problem.trace
    assert [info.name for info in registry.loaded()] == ["fine"]
    assert [record.name for record in registry.failed()] == ["gone"]


def _raise() -> Any:
    raise ZeroDivisionError


def _leaky_blueprint(mark: str) -> Blueprint:
    blueprint = Blueprint("bad", __name__)
    getattr(blueprint, mark)(lambda *_: None)
    return blueprint


def _filter_blueprint() -> Blueprint:
    blueprint = Blueprint("bad", __name__)
    blueprint.app_template_filter("shout")(str.upper)
    return blueprint


def _app_grabbing_blueprint() -> Blueprint:
    def grab(state: Any) -> None:
        app: Flask = state.app
        app.add_url_rule("/stolen", "stolen", lambda: "")

    blueprint = Blueprint("bad", __name__)
    blueprint.record(grab)
    return blueprint


@pytest.mark.parametrize(
    ("candidate", "reason"),
    [
        (plugin("bad", info=manifest("good")), "invalid: the manifest says 'good'"),
        (plugin("Bad"), "invalid: the name 'Bad'"),
        (plugin("core"), "invalid: the name 'core'"),
        (plugin("bad", info=manifest("bad", version="one")), "invalid: the version 'one'"),
        (plugin("bad", info=manifest("bad", core="about 1")), "invalid: the version range 'about 1'"),
        (plugin("bad", info=manifest("bad", requires={"bad": ""})), "invalid: it requires itself"),
        (plugin("bad", info=manifest("bad", api="2")), "incompatible: it was written for hook API 2"),
        (plugin("bad", info=manifest("bad", core=">=1.3")), "incompatible: it needs core >=1.3"),
        (
            plugin("bad", info=manifest("bad", problems=lambda: ["no libfoo"])),
            "incompatible: no libfoo",
        ),
        (plugin("bad", info=manifest("bad", requires={"x": ""})), "requirement: it requires x, which is not"),
        (
            Candidate(name="bad", reference="m", load=lambda: module("m")),
            "invalid: the module has no `info",
        ),
        (plugin("bad", register_card=lambda: ()), "invalid: unknown hook 'register_card'"),
        (plugin("bad", facts=lambda tenant: []), "invalid: Plugin 'bad' for hook 'facts'"),
        (plugin("bad", register_cards=_raise), "broken: ZeroDivisionError"),
        (plugin("bad", register_cards=lambda: [1]), "invalid: Card was promised, int"),
        (plugin("bad", register_cards=lambda: None), "invalid: a sequence was promised, NoneType"),
        (
            plugin("bad", register_cards=lambda: [Card(key="a"), Card(key="a")]),
            "invalid: Card 'a' is declared twice",
        ),
        (
            plugin("bad", register_rights=lambda: [Right(name="core.x")]),
            "invalid: Right 'core.x' does not start",
        ),
        (
            plugin("bad", facts=hookimpl(wrapper=True)(lambda: (yield))),
            "invalid: its facts is a wrapper",
        ),
        (
            plugin("bad", register_blueprints=lambda: [Blueprint("other", __name__)]),
            "invalid: the blueprint 'other' is not named bad, bad_api or bad_public",
        ),
        (
            plugin("bad", register_blueprints=lambda: [_leaky_blueprint("before_app_request")]),
            "invalid: it changes the application's before_request_funcs",
        ),
        (
            plugin("bad", register_blueprints=lambda: [_leaky_blueprint("app_context_processor")]),
            "invalid: it changes the application's template_context_processors",
        ),
        (
            plugin("bad", register_blueprints=lambda: [_filter_blueprint()]),
            "invalid: it changes the application's template filters",
        ),
        (
            plugin("bad", register_blueprints=lambda: [_app_grabbing_blueprint()]),
            "invalid: its view stolen belongs to no blueprint of its own",
        ),
    ],
)
def test_bad_plugin_is_refused_with_its_reason_and_leaves_nothing(candidate: Candidate, reason: str) -> None:
    registry = load(candidate, plugin("fine", register_cards=lambda: [Card(key="a")]))

    assert problem(registry, candidate.name).startswith(reason)
    assert [(c.owner, c.value.key) for c in registry.declared(Card)] == [("fine", "a")]
    assert registry.hooks["facts"].implementations == ()
    assert registry.blueprint_owners == {}


def test_error_handler_for_the_whole_application_is_refused() -> None:
    blueprint = Blueprint("bad", __name__)
    blueprint.app_errorhandler(404)(lambda error: ("mine", 200))

    registry = load(plugin("bad", register_blueprints=lambda: [blueprint]))

    assert problem(registry, "bad") == "invalid: it changes the application's error handlers"


def test_two_plugins_of_one_name_are_both_refused() -> None:
    one, two = plugin("twin"), plugin("twin")
    other = Candidate(name="twin", reference="other.plugin", load=two.load)

    registry = load(one, other)

    assert problem(registry, "twin").startswith("invalid: several plugins have this name")


def test_module_without_a_package_is_refused_before_its_files_are_looked_for() -> None:
    alone = module("recalls", info=manifest("recalls"))

    registry = load(Candidate(name="recalls", reference="recalls", load=lambda: alone))

    assert problem(registry, "recalls") == (
        "invalid: the entry point names 'recalls', which stands in no package; name a module in one, as `recalls.plugin`"
    )


def test_one_plugin_mentioned_twice_is_loaded() -> None:
    one = plugin("same")

    assert [info.name for info in load(one, one).loaded()] == ["same"]


def test_blueprint_named_like_a_core_room_is_refused() -> None:
    room = module("saas.core.customers.room", register_blueprints=lambda: [Blueprint("customers", __name__)])
    registry = load(
        plugin("customers", register_blueprints=lambda: [Blueprint("customers", __name__)]), rooms=[room]
    )

    assert problem(registry, "customers") == "invalid: Blueprint 'customers' is declared twice"


def test_blueprint_owner_is_recorded() -> None:
    registry = load(
        plugin(
            "kano", register_blueprints=lambda: [Blueprint("kano", __name__), Blueprint("kano_api", __name__)]
        )
    )

    assert registry.blueprint_owners == {"kano": "kano", "kano_api": "kano"}


def test_error_of_a_core_room_is_raised() -> None:
    room = module("saas.core.first.room", register_cards=lambda: [Card(key="a"), Card(key="a")])

    with pytest.raises(Refused, match="declared twice"):
        load(rooms=[room])


def test_unique_name_of_core_cannot_be_taken_by_another_room() -> None:
    rooms = [
        module("saas.core.first.room", register_rights=lambda: [Right(name="a.b:read")]),
        module("saas.core.second.room", register_rights=lambda: [Right(name="a.b:read")]),
    ]

    with pytest.raises(Refused, match=r"Right 'a\.b:read' is declared twice"):
        load(rooms=rooms)


def test_requirements_are_loaded_first_and_fall_together() -> None:
    registry = load(
        plugin("a", info=manifest("a", requires={"b": ">=1,<2"})),
        plugin("b", info=manifest("b", requires={"c": ""})),
        plugin("c", register_cards=_raise),
        plugin("d", info=manifest("d", uses=("e",))),
        plugin("e"),
    )

    assert list(registry.records) == ["c", "e", "b", "d", "a"]
    assert problem(registry, "c").startswith("broken")
    assert problem(registry, "b") == "requirement: it requires c, which is not loaded"
    assert problem(registry, "a") == "requirement: it requires b, which is not loaded"
    assert [info.name for info in registry.loaded()] == ["e", "d"]


def test_requirement_of_another_version_is_refused() -> None:
    registry = load(plugin("a", info=manifest("a", requires={"b": ">=2"})), plugin("b"))

    assert problem(registry, "a") == "requirement: it requires b >=2, this is 1.0.0"


def test_requirements_in_a_circle_are_refused_and_others_load() -> None:
    registry = load(
        plugin("a", info=manifest("a", requires={"b": ""})),
        plugin("b", info=manifest("b", requires={"a": ""})),
        plugin("c"),
    )

    assert problem(registry, "a").startswith("requirement: the requirements go in a circle")
    assert registry.records["b"].problem.kind is ProblemKind.REQUIREMENT
    assert [info.name for info in registry.loaded()] == ["c"]


def test_plugins_that_use_each_other_both_load() -> None:
    registry = load(
        plugin("a", info=manifest("a", uses=("b",))), plugin("b", info=manifest("b", uses=("a",)))
    )

    assert [info.name for info in registry.loaded()] == ["a", "b"]


def test_upper_bound_of_core_only_warns() -> None:
    registry = load(plugin("a", info=manifest("a", core=">=1.0,<1.1")))

    assert [info.name for info in registry.loaded()] == ["a"]


def test_implementations_go_marked_first_then_core_then_by_name_then_marked_last() -> None:
    def made(name: str, **options: bool) -> Candidate:
        return plugin(name, facts=hookimpl(**options)(lambda tenant_id: []))

    room = module("saas.core.first.room", facts=lambda customer_id: [])
    registry = load(made("b"), made("a"), made("z", tryfirst=True), made("c", trylast=True), rooms=[room])

    implementations = registry.hooks["facts"].implementations
    assert [one.owner for one in implementations] == ["z", "core", "a", "b", "c"]
    assert implementations[1].accepts == {"customer_id"}
    assert implementations[2].accepts == {"tenant_id"}


def test_runtime_hook_without_kind_is_refused() -> None:
    with pytest.raises(TypeError, match="states no kind"):
        hookspec(lambda tenant_id: None)
