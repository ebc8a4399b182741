"""Papers, pages and scenes that are no business license, drawn; some print much of what a license prints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from tests.specimens.printing import Sheet

from . import certificates, everyday, trade
from .forms import draw_form

PAPERS: Mapping[str, Callable[[Random], Sheet]] = {
    **{name: draw_form(form) for name, form in (certificates.FORMS | trade.FORMS).items()},
    **everyday.PAGES,
}
"""By name; each draws one at random."""
