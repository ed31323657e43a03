"""schemathesis calls every operation of the API as each role, with values drawn from its own description.

Nothing may answer with 5xx, with a status or a media type that its description lacks, or with a body or header that it
does not allow. What is drawn is the same in each run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, openapi
from schemathesis.checks import not_a_server_error
from schemathesis.config import (
    AnalysisConfig,
    ConstantsConfig,
    GenerationConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy.exc import NoResultFound
from werkzeug.test import TestResponse

from saas.core.accounts.operations import create_api_client
from saas.platform.permissions import current_catalogue
from tests.contract.fuzz.attacks import Caller, Route, routes
from tests.contract.fuzz.kinds import KINDS, scene_of
from tests.contract.fuzz.probes import filled
from tests.contract.fuzz.rights import shipped_rights
from tests.contract.fuzz.routes import TABLE
from tests.contract.fuzz.rows import row_version
from tests.contract.fuzz.scenes import Scene
from tests.contract.fuzz.worlds import Words, World, Worlds, build_world, new_address, working_in

ALL, NOBODY = "every permission", "nobody"
ROLES = (NOBODY, *sorted(shipped_rights().defaults), ALL)
DRAWN = 6
"""Cases of each operation and way for whoever may do everything: a row that is there, any row, wrong values."""
WORDS = Words(row="Xanthos", store="Xanthof", phone="133888", vin="LXANT", plate="浙XA")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
_PLACE = re.compile(r"{(\w+)}")
_VARIABLE = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(slots=True, kw_only=True)
class Stage:
    """A group of its own, its description, and what each operation may be called with so that it succeeds."""

    worlds: Worlds
    world: World
    operations: Sequence[APIOperation]
    known: Mapping[tuple[str, str], Route]
    tokens: Mapping[str, str]
    scenes: dict[str, Scene] = field(default_factory=dict)
    typical: dict[str, list[Any]] = field(default_factory=dict)
    cases: int = 0
    statuses: dict[int, int] = field(default_factory=dict)

    def route(self, operation: APIOperation) -> Route:
        """The entry of the route fuzz for an operation."""
        return self.known[operation.method.upper(), operation.path]

    def scene(self, route: Route) -> Scene:
        """The rows that an operation is called with, one and the same for all roles."""
        if route.name not in self.scenes:
            self.scenes[route.name] = self.caller().prepared(route)
        return self.scenes[route.name]

    def caller(self) -> Caller:
        """The program that may do everything."""
        return Caller(
            worlds=self.worlds, browser=self.world.program, world=self.world, person=self.world.user
        )

    def version(self, route: Route) -> str:
        """What `If-Match` has to be now."""
        if not route.probe.version:
            return '"1"'
        kind = KINDS[route.probe.version]
        with suppress(NoResultFound):  # a case before this one has removed it
            found = row_version(
                self.worlds.system, kind.table, kind.version,
                tenant_id=self.world.id, row_id=self.scene(route)[route.probe.version],
            )  # fmt: skip
            return f'"{found}"'
        return '"1"'

    def put_back(self, route: Route) -> None:
        """What a call may have changed for all others, such as a plugin that is off now."""
        for kind in route.probe.after:
            _made = scene_of(self.world, self.world.user)[kind]

    def judge(self, case: Any, answer: TestResponse) -> str:
        """What is wrong with an answer; empty when it is as its description says."""
        self.cases += 1
        self.statuses[answer.status_code] = self.statuses.get(answer.status_code, 0) + 1
        try:
            case.validate_response(answer, checks=CHECKS)
        except (Failure, FailureGroup) as failed:
            found = failed.exceptions if isinstance(failed, FailureGroup) else [failed]
            said = "; ".join(f"{one.title}: {one.message}"[:500] for one in found)
            return f"{case.operation.label} {answer.status_code}: {said}\n{answer.text[:300]}\n{case.as_curl_command()[:600]}"
        return ""


@pytest.fixture(scope="session")
def stage(_worlds: Worlds) -> Stage:
    app = _worlds.app
    with working_in(app):
        world = build_world(app, WORDS)
        with world.acting():
            defaults = current_catalogue().defaults
            tokens = {
                role: create_api_client(name=role, scopes=sorted(defaults[role])).token
                for role in ROLES
                if defaults.get(role)
            }
            tokens[ALL] = create_api_client(name=ALL, scopes=sorted(current_catalogue().permissions)).token
        path = f"/api/v1/t/{world.code}/openapi.json"
        document = app.test_client().get(path, headers={"Authorization": f"Bearer {tokens[ALL]}"}).get_json()
    return Stage(
        worlds=_worlds,
        world=world,
        operations=operations_of(document, app),
        known={
            (one.method, _VARIABLE.sub(r"{\1}", one.rule.rule)): one
            for one in routes(app, TABLE)
            if one.in_api
        },
        tokens=tokens,
    )


def operations_of(document: dict[str, Any], app: Any) -> list[APIOperation]:
    project = ProjectConfig(
        analysis=AnalysisConfig(constants=ConstantsConfig(enabled=False)),
        generation=GenerationConfig(deterministic=True, with_security_parameters=False),
    )
    schema = openapi.from_dict(document, config=SchemathesisConfig(projects=ProjectsConfig(default=project)))
    schema.app = app
    return [found.ok() for found in schema.get_all_operations()]


@pytest.mark.req("C-04", "C-06")
@pytest.mark.timeout(900)  # thousands of calls; a busy machine takes minutes for them
@pytest.mark.parametrize("role", ROLES)
def test_answers_are_as_the_description_says(
    role: str, stage: Stage, record_property: Callable[[str, object], None]
) -> None:
    before, wrong = stage.cases, []
    with working_in(stage.worlds.app):
        for operation in stage.operations:
            wrong += answers_of(stage, operation, role)
            stage.put_back(stage.route(operation))
    record_property("schemathesis cases", stage.cases - before)
    assert not wrong, f"{len(wrong)} answers are wrong\n" + "\n\n".join(dict.fromkeys(wrong))


def answers_of(stage: Stage, operation: APIOperation, role: str) -> list[str]:
    """What is wrong with the answers of one operation to one role."""
    route = stage.route(operation)
    known = filled(route.call["path"], stage.scene(route), {})
    ids = {name: value for name, value in known.items() if "{" + name + "}" in operation.path}
    ways = [
        (GenerationMode.POSITIVE, {"group": stage.world.code, **ids}),
        (GenerationMode.POSITIVE, {"group": stage.world.code}),
        (GenerationMode.NEGATIVE, {"group": stage.world.code, **ids}),
    ]
    if role == ALL:
        return [
            said
            for mode, path in ways
            for case in drawn(operation, mode, path)
            if (said := told(stage, case, role, path))
        ]
    # For the roles what counts is what they may; which values are wrong is the same for all.
    mode, path = ways[0]
    if operation.label not in stage.typical:
        stage.typical[operation.label] = drawn(operation, mode, path, number=1)
    return [said for case in stage.typical[operation.label] if (said := told(stage, case, role, path))]


def drawn(
    operation: APIOperation, mode: GenerationMode, path: Mapping[str, Any], *, number: int = DRAWN
) -> list[Any]:
    """Calls of an operation with drawn values; path: variables of its address that are given."""
    cases: list[Any] = []

    @settings(
        max_examples=number, derandomize=True, database=None, deadline=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode, path_parameters=dict(path)))
    def draw(case: Any) -> None:
        cases.append(case)

    # An operation that takes nothing cannot be given wrong values.
    with suppress(Unsatisfiable) if mode is GenerationMode.NEGATIVE else nullcontext():
        draw()
    return cases


def told(stage: Stage, case: Any, role: str, path: Mapping[str, Any]) -> str:
    """What is wrong with the answer to a call, made with the version that its row has now."""
    if "If-Match" in (case.headers or {}) and "rev" not in path:
        case.headers["If-Match"] = stage.version(stage.route(case.operation))
    return stage.judge(case, sent(stage, case, role))


def sent(stage: Stage, case: Any, role: str) -> TestResponse:
    token = stage.tokens.get(role)
    headers = {"Accept-Language": "en", **({"Authorization": f"Bearer {token}"} if token else {})}
    call = case.as_transport_kwargs(headers=headers)
    return stage.worlds.app.test_client().open(**call, environ_base=new_address())


@pytest.mark.parametrize("name", [name for name in TABLE if "_api." in name])
def test_call_that_succeeds_is_as_the_description_says(name: str, stage: Stage) -> None:
    (operation, route) = next(
        (one, stage.route(one)) for one in stage.operations if stage.route(one).name == name
    )
    with working_in(stage.worlds.app):
        answer = stage.caller().send(route)
        stage.put_back(route)
    assert answer.status_code < 300, answer.text[:400]
    # The command that a failure shows names every variable.
    case = operation.Case(path_parameters=dict.fromkeys(_PLACE.findall(operation.path), "1"))
    assert stage.judge(case, answer) == ""


def test_wrong_answers_are_found(stage: Stage) -> None:
    """Each kind of wrong answer, given by hand."""
    operation = next(one for one in stage.operations if one.label.endswith("/exports/"))
    case = operation.Case(path_parameters={"group": stage.world.code})
    with working_in(stage.worlds.app):
        right = sent(stage, case, ALL)
    assert stage.judge(case, right) == ""
    for change, says in (
        ({"status": 500}, "Server error"),
        ({"status": 418}, "Undocumented status code"),
        ({"mimetype": "text/html"}, "Undocumented Content-Type"),
        ({"data": b'{"items": [{"key": 7}]}'}, "Response violates schema"),
    ):
        assert says in stage.judge(case, changed_answer(right, **change))


def changed_answer(right: TestResponse, **change: Any) -> TestResponse:
    made = TestResponse(
        [change.get("data", right.data)],
        f"{change.get('status', 200)} X",
        right.headers.copy(),  # the type is set in them below
        right.request,
    )
    made.mimetype = change.get("mimetype", right.mimetype)
    return made
