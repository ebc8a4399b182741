"""The reason catalogue, the call meters, and the engines that are stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from django_bizlicense import accounts
from django_bizlicense.admin.wording import reason_title
from django_bizlicense.license.fields import FIELDS
from django_bizlicense.models import EngineStop, OCRMeter, ReviewReason
from django_bizlicense.wording import field_label

if TYPE_CHECKING:
    ReasonModelForm = forms.ModelForm[ReviewReason]
    ReasonModelAdmin = admin.ModelAdmin[ReviewReason]
    MeterModelAdmin = admin.ModelAdmin[OCRMeter]
    StopModelAdmin = admin.ModelAdmin[EngineStop]
else:
    ReasonModelForm = forms.ModelForm
    ReasonModelAdmin = MeterModelAdmin = StopModelAdmin = admin.ModelAdmin


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
        ticked.label = capfirst(ticked.label)
        ticked.choices = [(name, field_label(name)) for name in FIELDS]  # type: ignore[attr-defined]
        ticked.initial = self.instance.fields

    def _post_clean(self) -> None:
        self.instance.fields = self.cleaned_data.get("fields_ticked", [])
        super()._post_clean()  # type: ignore[misc]


@admin.register(ReviewReason)
class ReviewReasonAdmin(ReasonModelAdmin):
    """Texts, order and use of the reasons; one that was given can be switched off and never deleted."""

    form = ReviewReasonForm
    list_display = ("name", "code", "group", "needs_text", "active", "position")
    list_editable = ("active", "position")
    list_filter = ("active", "group")
    search_fields = ("code", "title_en", "title_zh")

    class Media:
        css = {"all": ("bizlicense/queue.css",)}

    @admin.display(description=_("title"))
    def name(self, reason: ReviewReason) -> str:
        return reason_title(reason)

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


@admin.register(EngineStop)
class EngineStopAdmin(StopModelAdmin):
    """The accounts that make no calls, why and until when; the one thing to do is to resume them."""

    list_display = ("account", "code", "since", "until", "detail")
    ordering = ("-since",)
    actions = ("resume",)

    @admin.action(description=_("Resume the readings of the selected accounts"), permissions=["resume"])
    def resume(self, request: HttpRequest, queryset: QuerySet[EngineStop]) -> None:
        resumed = sum(accounts.resume(stop.account) for stop in queryset)
        text = ngettext("%(count)d account is resumed.", "%(count)d accounts are resumed.", resumed)
        self.message_user(request, text % {"count": resumed}, messages.SUCCESS)

    def has_resume_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("bizlicense.delete_enginestop")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: EngineStop | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: EngineStop | None = None) -> bool:
        return False  # a deletion would tell nobody; the action does
