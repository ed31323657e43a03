"""Parts of the manifest that need files: the oldest core revision, and pictures."""

import struct
from pathlib import Path

import pytest

from saas.platform.database.migrations import CORE
from saas.platform.errors import NotFound
from saas.platform.plugins import Picture, Reason, explain, inert_plugins, load_plugins
from saas.platform.plugins.pictures import MOST_BYTES, picture_of
from saas.platform.plugins.revisions import revisions_from
from saas.testing.plugin_modules import manifest, plugin
from tests.integration.plugins.conftest import Build

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 0)


def test_revision_reaches_all_that_follow_it() -> None:
    assert revisions_from(CORE.versions, "0002") < revisions_from(CORE.versions, "0001")
    assert revisions_from(CORE.versions, "no-such-revision") == frozenset()


def test_plugin_that_needs_newer_tables_of_the_core_waits_for_them(house: Build) -> None:
    home = house(plugin("fresh", info=manifest("fresh", core_schema="0002")))
    tenant = home.group()
    with home.work(tenant):
        assert explain(tenant, "fresh").reason is Reason.NOT_ENABLED

    home.system("UPDATE plugin_installation SET core_revision = '0001' WHERE name = 'fresh'")

    with home.work(tenant):
        standing = explain(tenant, "fresh")
        assert standing.reason is Reason.MIGRATIONS_PENDING
        assert standing.detail == "the core's tables are at 0001, older than it needs"
        assert inert_plugins()["fresh"] == f"{standing.detail}: run `saas db upgrade`"


def test_plugin_that_needs_tables_that_this_core_does_not_know_is_incompatible(house: Build) -> None:
    home = house(plugin("ahead", info=manifest("ahead", core_schema="2099_far")))
    tenant = home.group()
    with home.work(tenant):
        standing = explain(tenant, "ahead")
        assert standing.reason is Reason.INCOMPATIBLE
        assert "2099_far" in standing.detail


@pytest.mark.parametrize("file", ["../secret.png", "/etc/passwd.png", "a.svg", "a.png.html", "a b.png", ""])
def test_picture_that_is_no_plain_file_of_the_package_is_refused_at_start(file: str) -> None:
    candidate = plugin("art", info=manifest("art", pictures=(Picture(file=file, title="x"),)))
    registry = load_plugins(specs=[], rooms=[], candidates=[candidate], core_version="1.0.0")
    problem = registry.records["art"].problem
    assert problem is not None
    assert "no PNG, JPEG or WebP" in problem.message


def test_picture_is_served_by_what_it_is_and_only_from_the_package(tmp_path: Path) -> None:
    names = ("good.png", "liar.png", "huge.png", "gone.png", "link.png")
    candidate = plugin(
        "art", info=manifest("art", pictures=tuple(Picture(file=name, title=name) for name in names))
    )
    folder = tmp_path / "art"
    folder.mkdir()
    candidate.load().__file__ = str(folder / "plugin.py")
    (tmp_path / "secret.png").write_bytes(PNG)
    (folder / "good.png").write_bytes(PNG)
    (folder / "liar.png").write_bytes(b"<svg onload=alert(1)>")
    (folder / "huge.png").write_bytes(PNG + bytes(MOST_BYTES))
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    registry = load_plugins(specs=[], rooms=[], candidates=[candidate], core_version="1.0.0")

    content, kind = picture_of(registry, "art", 0)

    assert (content.read(), kind) == (PNG, "image/png")
    for number in (1, 2, 3, 4, 5):
        with pytest.raises(NotFound):
            picture_of(registry, "art", number)
    with pytest.raises(NotFound):
        picture_of(registry, "nothing", 0)
