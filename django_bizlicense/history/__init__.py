"""The tamper-evident history: prove it, anchor it outside, seal it anew, and purge it leaving a trace."""

from django_bizlicense.history.anchors import AnchorsChanged, against, write_anchors
from django_bizlicense.history.burying import bury
from django_bizlicense.history.resealing import reseal
from django_bizlicense.history.verifying import Fault, Problem, verify
from django_bizlicense.models.append_only import AppendOnly, maintenance
from django_bizlicense.models.event import proves

__all__ = [
    "AnchorsChanged",
    "AppendOnly",
    "Fault",
    "Problem",
    "against",
    "bury",
    "maintenance",
    "proves",
    "reseal",
    "verify",
    "write_anchors",
]
