from __future__ import annotations

from django.urls import path

from benchmarks.million.stock import stock_site
from tests.urls import urlpatterns as ours

urlpatterns = [*ours, path("stock/", stock_site.urls)]
