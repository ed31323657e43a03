"""Imports at each of their steps."""

from __future__ import annotations

import io

from saas.core.imports.operations import upload_file
from tests.contract.fuzz.scenes import Kind, Scene
from tests.factories.imports import Dealer, check, run, settle, upload, workbook


def file_of(word: str) -> tuple[bytes, str]:
    """A small file of customers whose second row has no good number."""
    lines = [
        "车主姓名,手机号,车牌号,车架号/VIN,车型",
        f"王{word},13800138000,沪A12345,LSVAA49J132047371,朗逸",
        f"李{word},12,沪A12346,,朗逸",
    ]
    return "\n".join(lines).encode(), f"{word}.csv"


def _dealer(scene: Scene) -> Dealer:
    return Dealer(group=scene.world.group, stores={})


def _busy(scene: Scene) -> int:
    content, name = file_of(scene.word)
    with scene.world.acting(scene.world.group.admin):
        return upload_file(io.BytesIO(content), name).id


def _looked_at(scene: Scene) -> int:
    return upload(_dealer(scene), *file_of(scene.word))


def _workbook(scene: Scene) -> int:
    lines = [line.split(",") for line in file_of(scene.word)[0].decode().splitlines()]
    return upload(_dealer(scene), workbook({"Blatt 1": lines, "Blatt 2": lines}), f"{scene.word}.xlsx")


def _settled(scene: Scene) -> int:
    made = _looked_at(scene)
    settle(_dealer(scene), made, source=scene.word)
    return made


def _checked(scene: Scene) -> int:
    made = _settled(scene)
    check(_dealer(scene), made)
    return made


def _done(scene: Scene) -> int:
    made = _checked(scene)
    run(_dealer(scene), made)
    return made


KINDS = {
    "busy_import": Kind(_busy, "import_run", changes=True),
    "import": Kind(_looked_at, "import_run"),
    "workbook_import": Kind(_workbook, "import_run"),
    "settled_import": Kind(_settled, "import_run"),
    "checked_import": Kind(_checked, "import_run"),
    "done_import": Kind(_done, "import_run"),
}
