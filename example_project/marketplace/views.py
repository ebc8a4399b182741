"""The pages of the marketplace; everything about licenses comes from the package."""

from __future__ import annotations

from django import forms
from django.contrib.auth import get_user_model, login
from django.contrib.auth.forms import UserCreationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from django_bizlicense.license.fields import FIELD_LABELS
from django_bizlicense.merchants import approved_license, is_verified, verified_merchant_required


class SignUpForm(UserCreationForm):
    """A name, an address for the outcome, and a password."""

    email = forms.EmailField(label=_("Email"))

    class Meta(UserCreationForm.Meta):
        model = get_user_model()
        fields = ("username", "email")


class SignUpView(FormView):
    """Make an account and go straight on to the license."""

    template_name = "registration/signup.html"
    form_class = SignUpForm

    def form_valid(self, form: SignUpForm) -> HttpResponse:
        login(self.request, form.save())
        return redirect("bizlicense:start")


def home(request: HttpRequest) -> HttpResponse:
    """Say what this is and what to do next."""
    return render(request, "marketplace/home.html", {"verified": is_verified(request.user)})


@verified_merchant_required
def shop(request: HttpRequest) -> HttpResponse:
    """The page only a verified merchant can open."""
    license_ = approved_license(request.user)
    shown = [(*FIELD_LABELS[name], text) for name, text in license_.fields.items()] if license_ else []
    return render(request, "marketplace/shop.html", {"license": license_, "fields": shown})
