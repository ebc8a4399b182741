"""The records of a case."""

from django_bizlicense.models.attempt import LicenseAttempt
from django_bizlicense.models.decision import DecisionReason, ReviewDecision, ReviewReason
from django_bizlicense.models.event import VerificationEvent
from django_bizlicense.models.meter import EngineStop, OCRMeter, RequestMeter
from django_bizlicense.models.purged_case import PurgedCase
from django_bizlicense.models.reading import LicenseReading
from django_bizlicense.models.submission_key import SubmissionKey
from django_bizlicense.models.verification import LicenseVerification

__all__ = [
    "DecisionReason",
    "EngineStop",
    "LicenseAttempt",
    "LicenseReading",
    "LicenseVerification",
    "OCRMeter",
    "PurgedCase",
    "RequestMeter",
    "ReviewDecision",
    "ReviewReason",
    "SubmissionKey",
    "VerificationEvent",
]
