from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView

from django_bizlicense import workflow
from django_bizlicense.api.permissions import IsVerifiedMerchant
from tests import factories

pytestmark = pytest.mark.django_db


class OwnView(APIView):
    """A view of the host."""

    permission_classes = (IsAuthenticated & IsVerifiedMerchant,)

    def get(self, request):
        return Response("open")


def status_for(user: object) -> int:
    request = APIRequestFactory().get("/shop/")
    force_authenticate(request, user)
    return OwnView.as_view()(request).status_code


def test_only_verified_merchants_reach_the_hosts_view(owner):
    assert status_for(AnonymousUser()) in (401, 403)
    assert status_for(owner) == 403
    case = factories.in_review(owner)
    assert status_for(owner) == 403
    workflow.approve(case, by=factories.reviewer(), version=case.version)
    assert status_for(owner) == 200
    assert status_for(factories.user("other")) == 403
