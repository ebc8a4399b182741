"""Read licenses from files, without storing them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from django_bizlicense.conf import settings
from django_bizlicense.management.arguments import positive_whole_number
from django_bizlicense.management.image_files import image_files
from django_bizlicense.management.one_image import Answer, read_image
from django_bizlicense.management.pool import in_order
from django_bizlicense.management.writers import WRITERS
from django_bizlicense.ocr import DEFAULT_ALIAS

USAGE = 2
FAILURE = 1


class Command(BaseCommand):
    """Reads files and folders in order and prints one answer for each image.

    A refusal of a picture is an answer. Exit code 0: each image has one; 1: engine or configuration failed over at
    least one, and all were tried; 2: wrong usage, and nothing was read.
    """

    help = "Reads business licenses from image files and prints what they say; nothing is stored."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths",
            nargs="+",
            metavar="PATH",
            help="A file, tried whatever its name, or a folder: its .jpg, .jpeg and .png at any depth.",
        )
        parser.add_argument(
            "--backend", default=DEFAULT_ALIAS, metavar="ALIAS", help="An engine of BIZLICENSE_OCR (default: default)."
        )
        parser.add_argument("--format", default="table", choices=WRITERS, help="Default: table.")
        parser.add_argument(
            "--jobs",
            default=1,
            type=positive_whole_number,
            metavar="N",
            help="Processes (default: 1). Each has an engine of its own: mind the memory.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self._refuse_wrong_usage(options["paths"], options["backend"])
        self.tried = self.failed = 0
        read = partial(read_image, alias=options["backend"])
        answers = in_order(read, image_files(options["paths"]), jobs=options["jobs"])
        try:
            self._print(answers, options["format"])
        except BrokenProcessPool as error:
            raise CommandError("A process was killed while it read; is there enough memory?") from error
        except BrokenPipeError:  # the reader of our output has seen enough; Python would complain when it ends
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.stdout.fileno())
            return
        if self.failed:
            raise CommandError(
                f"The engine gave no answer to {self.failed} of {self.tried} images.", returncode=FAILURE
            )

    def _refuse_wrong_usage(self, paths: list[str], alias: str) -> None:
        if missing := [path for path in paths if not os.path.exists(path)]:
            raise CommandError(f"No such file or folder: {', '.join(missing)}", returncode=USAGE)
        if alias not in settings.OCR:
            known = ", ".join(sorted(settings.OCR)) or "none"
            raise CommandError(f"BIZLICENSE_OCR has no engine {alias!r}; it has: {known}", returncode=USAGE)

    def _print(self, answers: Iterator[Answer], name: str) -> None:
        encoding = getattr(self.stdout, "encoding", None) or "utf-8"
        for text in WRITERS[name](self._counted(answers), "utf" not in encoding.lower()):
            self.stdout.write(text, ending="")
            self.stdout.flush()

    def _counted(self, answers: Iterator[Answer]) -> Iterator[dict[str, Any]]:
        for answer in answers:
            self.tried += 1
            self.failed += answer.failed
            self._show_progress(f"\r{self.tried} images, {self.failed} failed")
            yield answer.data
        self._show_progress("\n")

    def _show_progress(self, text: str) -> None:
        if self.stderr.isatty() and not self.stdout.isatty():
            self.stderr.write(text, style_func=str, ending="")
            self.stderr.flush()
