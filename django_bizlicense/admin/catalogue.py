"""The reason catalogue and the call meters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from django_bizlicense.license.fields import FIELDS
from django_bizlicense.models import OCRMeter, ReviewReason
from django_bizlicense.wording import field_label

if TYPE_CHECKING:
    ReasonModelForm = forms.ModelForm[ReviewReason]
    ReasonModelAdmin = admin.ModelAdmin[ReviewReason]
    MeterModelAdmin = admin.ModelAdmin[OCRMeter]
else:
    ReasonModelForm = forms.ModelForm
    ReasonModelAdmin = MeterModelAdmin = admin.ModelAdmin


class ReviewReasonForm(ReasonModelForm):
    """The fields of a reason are ticked, not typed as JSON."""

    fields_ticked = forms.MultipleChoiceField(
        label=_("fields"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What a reviewer who gives this reason marks for the merchant, unless they mark otherwise."),
    )

    class Meta:
        model = ReviewReason
        fields = (
            "code",
            "group",
            "title_en",
            "title_zh",
            "fix_en",
            "fix_zh",
            "needs_text",
            "active",
            "position",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ticked = self.fields["fields_ticked"]
        ticked.choices = [(name, field_label(name)) for name in FIELDS]  # type: ignore[attr-defined]
        ticked.initial = self.instance.fields

    def _post_clean(self) -> None:
        self.instance.fields = self.cleaned_data.get("fields_ticked", [])
        super()._post_clean()  # type: ignore[misc]


@admin.register(ReviewReason)
class ReviewReasonAdmin(ReasonModelAdmin):
    """Texts, order and use of the reasons; one that was given can be switched off and never deleted."""

    form = ReviewReasonForm
    list_display = ("title", "code", "group", "needs_text", "active", "position")
    list_editable = ("active", "position")
    list_filter = ("active", "group")
    search_fields = ("code", "title_en", "title_zh")

    def get_readonly_fields(self, request: HttpRequest, obj: ReviewReason | None = None) -> tuple[str, ...]:
        return ("code",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: ReviewReason | None = None) -> bool:
        return False


@admin.register(OCRMeter)
class OCRMeterAdmin(MeterModelAdmin):
    """How many calls each account has made; read only."""

    list_display = ("account", "window_starts_at", "calls")
    list_filter = ("account",)
    ordering = ("-window_starts_at", "account")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: OCRMeter | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: OCRMeter | None = None) -> bool:
        return False
