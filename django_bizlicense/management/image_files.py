"""Which files a command is meant to read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

SUFFIXES = (".jpg", ".jpeg", ".png")


def image_files(paths: Iterable[str]) -> Iterator[str]:
    """Yield named files as they are and the images of named folders, each folder's by path, hidden ones left out.

    A folder that cannot be opened is yielded itself, so that it is not passed over in silence. Links to folders are
    not followed.
    """
    for path in paths:
        if os.path.isdir(path):
            yield from _images_below(path)
        else:
            yield path


def _images_below(folder: str) -> Iterator[str]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        yield folder
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _images_below(entry.path)
        elif entry.name.lower().endswith(SUFFIXES) and not entry.is_dir():
            yield entry.path
