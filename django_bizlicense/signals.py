"""What a host can listen to.

Signals of a case are sent after the transaction committed, with LicenseVerification as sender. A receiver that raises
is logged and hurts nobody.
"""

from django.dispatch import Signal

license_submitted = Signal()  # verification, attempt
license_read = Signal()  # verification, attempt
review_opened = Signal()  # verification
license_approved = Signal()  # verification, decision
resubmission_requested = Signal()  # verification, decision
license_rejected = Signal()  # verification, decision
license_withdrawn = Signal()  # verification
license_reopened = Signal()  # verification
license_expired = Signal()  # verification
license_expiring = Signal()  # verification, days_left
reverification_due = Signal()  # verification, days_left (below 0 where it is overdue)
engine_stopped = Signal()  # account, error (an OCRError); sender is EngineStop
engine_resumed = Signal()  # account; sender is EngineStop
