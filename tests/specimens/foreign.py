"""Papers that are no business license (to come)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from .printing import Sheet

PAPERS: Mapping[str, Callable[[Random], Sheet]] = {}
