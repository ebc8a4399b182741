from django.apps import AppConfig


class MarketplaceConfig(AppConfig):
    """The marketplace itself; listens to what happens to its merchants' licenses."""

    name = "marketplace"

    def ready(self) -> None:
        from marketplace import mails  # noqa: F401
