"""The rival: what `admin.ModelAdmin` makes of the same table when its columns are named and nothing else is done."""

from __future__ import annotations

from django.contrib import admin

from django_bizlicense.models import LicenseVerification

stock_site = admin.AdminSite(name="stock")
RIVAL_IS = (
    "a stock ModelAdmin on the same table and indexes: the same columns, list_filter of status and heaviest finding,"
    " search_fields on the same five columns (icontains), date order, list_per_page 50, list_select_related,"
    " show_full_result_count as it comes"
)


@admin.register(LicenseVerification, site=stock_site)
class StockAdmin(admin.ModelAdmin):
    list_display = (
        *("enterprise_name", "submitted_at", "heaviest", "number_key", "merchant_ref", "owner_text"),
        *("status", "claimed_by", "attempt_count"),
    )
    list_filter = ("status", "heaviest")
    list_per_page = 50
    list_select_related = ("claimed_by",)
    ordering = ("submitted_at", "id")
    search_fields = ("number_key", "name_key", "person_key", "owner_text", "merchant_ref")
