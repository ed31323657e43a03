"""Pictures of plugins for the catalogue: files of their own packages, by number, checked before they are served."""

from __future__ import annotations

import io
from pathlib import Path

from saas.platform.errors import NotFound
from saas.platform.i18n import _
from saas.platform.plugins.registry import Registry

MOST_BYTES = 1024 * 1024
_KINDS = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))


def picture_of(registry: Registry, name: str, number: int) -> tuple[io.BytesIO, str]:
    """The content and the MIME type of a plugin's picture; numbers count from 0 in the order of the manifest.

    Raises NotFound for one that is not declared, lies outside the package, is too large, or is no PNG, JPEG or WebP file.
    """
    record = registry.records.get(name)
    info, module = (record.info, record.module) if record and record.loaded else (None, None)
    if info is None or module is None or not module.__file__ or number >= len(info.pictures):
        raise NotFound(_("This does not exist, or no longer."))
    folder = Path(module.__file__).parent.resolve()
    path = (folder / info.pictures[number].file).resolve()
    if not path.is_relative_to(folder) or not path.is_file() or path.stat().st_size > MOST_BYTES:
        raise NotFound(_("This does not exist, or no longer."))
    content = path.read_bytes()
    return io.BytesIO(content), _kind(content)


def _kind(content: bytes) -> str:
    for beginning, kind in _KINDS:
        if content.startswith(beginning):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    raise NotFound(_("This does not exist, or no longer."))
