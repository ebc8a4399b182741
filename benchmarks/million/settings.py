"""The tests' settings, with an admin as it is without any of our care beside ours."""

from tests.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.million.urls"
