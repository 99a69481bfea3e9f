"""The store of files: content-addressed, so the same bytes lie there once and their name proves them."""

import hashlib
import os
from pathlib import Path
from tempfile import NamedTemporaryFile


class Store:
    """A folder of files named by their SHA-256 (lower-case hexadecimal)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Keep the bytes, return their SHA-256. Atomic: a crash leaves the whole file or none."""
        name = hashlib.sha256(content).hexdigest()
        path = self._path(name)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=path.parent, delete=False) as part:
                part.write(content)
                part.flush()
                os.fsync(part.fileno())
            Path(part.name).replace(path)
        return name

    def get(self, name: str) -> bytes:
        """The bytes. Raises `OSError` when they are gone and `ValueError` when they are not what their name says."""
        content = self._path(name).read_bytes()
        if hashlib.sha256(content).hexdigest() != name:
            raise ValueError(f"The stored file {name} was changed on disk.")
        return content

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / name
