"""Our API beside the least that takes a picture with REST framework."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import default_storage
from django.urls import include, path
from rest_framework import serializers
from rest_framework.authentication import TokenAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView


class BareSerializer(serializers.Serializer):
    image = serializers.ImageField()


class BareView(APIView):
    """Takes a picture as it is: Pillow looks at its header, nothing is decoded, no row is written."""

    authentication_classes = (TokenAuthentication,)
    permission_classes = (IsAuthenticated,)

    def post(self, request: Any) -> Response:
        serializer = BareSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return Response({"name": default_storage.save("photo.jpg", serializer.validated_data["image"])}, status=201)


urlpatterns = [
    path("api/license/", include("django_bizlicense.api.urls")),
    path("bare/", BareView.as_view()),
]
