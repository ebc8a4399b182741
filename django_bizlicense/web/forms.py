"""What a merchant sends."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from django_bizlicense import images
from django_bizlicense.conf import settings
from django_bizlicense.exceptions import ErrorCode, ImageRejected, TooManySendings
from django_bizlicense.images import AcceptedImage
from django_bizlicense.license.fields import FIELDS, MAX_LENGTH
from django_bizlicense.models import ReviewDecision, ReviewReason
from django_bizlicense.quotas import require_sending_left
from django_bizlicense.uploads import uploaded_image
from django_bizlicense.web.texts import consent_text
from django_bizlicense.wording import field_label

EMPTY_DECIMAL = re.compile(r"[.,]0(?=\D)")
LONG = {"address", "business_scope"}
PHONE_LINE = 34
"""So many columns fit into a field on a narrow phone; a Chinese character takes two."""
FIRST = ("reg_num", "enterprise_name", "legal_representative")
"""The fields every merchant is offered; the rest is folded away."""


class StatedFieldsForm(forms.Form):
    """The twelve texts, all optional; those named in `first` are in plain view, and those in `marked` highlighted."""

    def __init__(self, *args: Any, first: Iterable[str] = FIRST, marked: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.marked = [name for name in FIELDS if name in set(marked)]
        self._first = {*first, *self.marked}
        for name in FIELDS:
            self.fields[name] = forms.CharField(
                label=field_label(name), required=False, max_length=MAX_LENGTH, widget=self._widget(name)
            )

    def _widget(self, name: str) -> forms.Widget:
        text = self.initial.get(name) or ""
        if name in LONG:
            return forms.Textarea(attrs={"rows": 3})
        columns = sum(1 if character.isascii() else 2 for character in text)
        return forms.Textarea(attrs={"rows": 2}) if columns > PHONE_LINE else forms.TextInput()

    @property
    def in_view(self) -> list[BoundField]:
        names = [*self.marked, *(name for name in FIELDS if name in self._first and name not in self.marked)]
        return [self[name] for name in names]

    @property
    def folded(self) -> list[BoundField]:
        return [self[name] for name in FIELDS if name not in self._first]

    @property
    def typed(self) -> bool:
        """Whether any of the texts was typed or changed."""
        return not set(FIELDS).isdisjoint(self.changed_data)

    @property
    def texts(self) -> dict[str, str]:
        """The texts as they stand in the form, once it is valid."""
        return {name: self.cleaned_data[name] for name in FIELDS}

    @property
    def stated(self) -> dict[str, str]:
        """The texts that are the merchant's own word: typed, changed, or left standing where they were asked for."""
        own = {*self.changed_data, *self.marked}
        return {name: text for name, text in self.texts.items() if text and name in own}


class PhotoForm(StatedFieldsForm):
    """A photo, the consent to have it read, and the texts; `cleaned_data["image"]` is an AcceptedImage or None."""

    image = forms.FileField(
        label=_("Photo of the license"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
    )
    consent = forms.BooleanField(error_messages={"required": _("Without your agreement the photo cannot be read.")})

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.consent_text = consent_text()
        self.fields["consent"].label = self.consent_text

    @property
    def max_bytes(self) -> int:
        return settings.UPLOAD_MAX_BYTES

    @property
    def max_size(self) -> str:
        """The limit as a person writes it: 20 MB, not 20.0 MB."""
        return EMPTY_DECIMAL.sub("", filesizeformat(self.max_bytes))

    @property
    def too_large(self) -> ImageRejected:
        """What the script on the page says before anything is sent."""
        return ImageRejected(ErrorCode.FILE_TOO_LARGE)

    @property
    def photo_wanted(self) -> bool:
        return True

    refusal: TooManySendings | None = None

    def raise_refusal(self) -> None:
        """Raise what is not the form's fault, once it is valid: the photo was not even looked at."""
        if self.refusal is not None:
            raise self.refusal

    def clean_image(self) -> AcceptedImage | None:
        if not self.photo_wanted:
            return None
        try:
            return self._accepted()
        except TooManySendings as error:
            self.refusal = error
            return None
        except ImageRejected as error:
            raise ValidationError([error.message, error.how_to_fix]) from error

    def _accepted(self) -> AcceptedImage:
        file = uploaded_image(self.request)
        if file is None:
            raise ValidationError(_("Choose a photo of your license."), code="required")
        require_sending_left(self.request.user.pk)
        return images.accept(file.read())


class LicenseUploadForm(PhotoForm):
    """The first sending."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["image"].widget.attrs["required"] = True


class ResendForm(PhotoForm):
    """Another sending: a new photo, or typed data over the photo that is there.

    `decision` is the refusal it answers; without one a license has run out, and only a new photo will do. What the
    merchant stated before the refusal (`stated_before`) stays stated.
    """

    NEW_PHOTO, DATA_ONLY = "photo", "data"
    send = forms.ChoiceField(
        label=_("What do you want to send?"),
        choices=[(NEW_PHOTO, _("A new photo")), (DATA_ONLY, _("Only the data; the photo stays"))],
        widget=forms.RadioSelect,
    )
    field_order = ("send",)  # cleaned before the photo, which may not be wanted

    def __init__(
        self, *args: Any, decision: ReviewDecision | None, stated_before: Iterable[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, marked=decision.marked_fields if decision else (), **kwargs)
        self._stated_before = set(stated_before) if decision else set()
        if decision is None:
            del self.fields["send"]
            return
        self.fields["send"].initial = self.DATA_ONLY if _data_will_do(decision) else self.NEW_PHOTO

    @property
    def photo_wanted(self) -> bool:
        return self.cleaned_data.get("send") != self.DATA_ONLY or "image" in self.files

    @property
    def stated(self) -> dict[str, str]:
        texts = self.texts
        before = {name: texts[name] for name in self._stated_before & texts.keys() if texts[name]}
        return {**super().stated, **before}


def _data_will_do(decision: ReviewDecision) -> bool:
    groups = {given.reason.group for given in decision.given_reasons.select_related("reason")}
    return groups == {ReviewReason.Group.DATA}
