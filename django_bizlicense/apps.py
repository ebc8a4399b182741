from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BizLicenseConfig(AppConfig):
    """Business-license verification."""

    name = "django_bizlicense"
    label = "bizlicense"
    verbose_name = _("Business licenses")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django_bizlicense import checks, storage_checks, tasks  # noqa: F401
