"""The review queue, the review page and the reason catalogue on the Django admin."""

from django_bizlicense.admin.catalogue import EngineStopAdmin, OCRMeterAdmin, ReviewReasonAdmin
from django_bizlicense.admin.verification import LicenseVerificationAdmin

__all__ = ["EngineStopAdmin", "LicenseVerificationAdmin", "OCRMeterAdmin", "ReviewReasonAdmin"]
