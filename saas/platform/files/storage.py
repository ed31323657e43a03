"""Where sealed bytes lie: a folder, behind the few verbs that an object store has too."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Protocol

from flask import Flask, current_app

from saas.config import Settings

_EXTENSION = "saas_storage"


class Upload(Protocol):
    """Bytes on their way in; they count only when they got their key."""

    def finish(self, key: str) -> None:
        """Let the bytes be found under `key`; what was there before is replaced."""

    def abandon(self) -> None:
        """Leave nothing of them; after `finish` it does nothing."""


class Storage(Protocol):
    """What the files room asks of a store."""

    def write(self, pieces: Iterable[bytes]) -> Upload:
        """Take bytes whose key is not known before their end."""

    def open(self, key: str) -> IO[bytes]:
        """The bytes under a key, seekable; raises FileNotFoundError."""

    def delete(self, key: str) -> None:
        """Remove a key; one that is not there is fine."""

    def keys(self, prefix: str) -> Iterator[tuple[str, datetime]]:
        """All keys that begin with `prefix`, each with when it was written."""


class LocalUpload:
    """A temporary file in the storage's own folder, so that finishing is one rename."""

    def __init__(self, root: Path, path: Path) -> None:
        self._root = root
        self._path = path

    def finish(self, key: str) -> None:
        """Move the file to its place."""
        place = self._root / key
        place.parent.mkdir(parents=True, exist_ok=True)
        self._path.replace(place)

    def abandon(self) -> None:
        """Remove the file."""
        self._path.unlink(missing_ok=True)


class LocalStorage:
    """A folder of this machine, or one that several machines mount."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def write(self, pieces: Iterable[bytes]) -> LocalUpload:
        """Write and sync a temporary file."""
        incoming = self._root / "incoming"
        incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=incoming)
        upload = LocalUpload(self._root, Path(name))
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines(pieces)
                file.flush()
                # The row that names these bytes survives a power cut; so must they.
                os.fsync(file.fileno())
        except BaseException:
            upload.abandon()
            raise
        return upload

    def open(self, key: str) -> IO[bytes]:
        """The file under a key."""
        return self._path(key).open("rb")

    def delete(self, key: str) -> None:
        """Remove the file under a key."""
        self._path(key).unlink(missing_ok=True)

    def keys(self, prefix: str) -> Iterator[tuple[str, datetime]]:
        """All keys below a folder."""
        for path in self._path(prefix).rglob("*"):
            if path.is_file():
                yield (
                    path.relative_to(self._root).as_posix(),
                    datetime.fromtimestamp(path.stat().st_mtime, UTC),
                )

    def _path(self, key: str) -> Path:
        path = (self._root / key).resolve()
        if not path.is_relative_to(self._root.resolve()):
            raise FileNotFoundError(key)
        return path


def install_files(app: Flask, settings: Settings) -> None:
    """Keep files below the folder of the settings."""
    app.extensions[_EXTENSION] = LocalStorage(settings.var / "files")


def storage() -> Storage:
    """The store of the current application."""
    found: Storage = current_app.extensions[_EXTENSION]
    return found
