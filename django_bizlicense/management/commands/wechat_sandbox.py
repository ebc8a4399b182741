"""Serve WeChat's business-license OCR on this machine."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from django_bizlicense.sandbox import SandboxServer, specimen

DEFAULT_ADDRESS = "127.0.0.1:8765"


class Command(BaseCommand):
    """Runs until it is interrupted.

    Tokens (512 characters), error codes and answers are those of the real service; images are really read, with the
    offline engine, one at a time; with --no-engine every image is the same invented license. Point the OPTIONS of
    WeChatBackend at it: base_url, appid, secret. POST /sandbox/script and GET /sandbox/stats steer it (docs/wechat.md).
    """

    help = "Serves the WeChat OCR protocol locally, reading images with the offline engine."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", nargs="?", default=DEFAULT_ADDRESS, metavar="ADDR:PORT", type=_address)
        parser.add_argument("--appid", default="sandbox", help="The one appid it knows (default: sandbox).")
        parser.add_argument("--secret", default="sandbox", help="The secret of that appid (default: sandbox).")
        parser.add_argument("--token-lifetime", default=7200, type=int, metavar="SECONDS", help="Default: 7200.")
        parser.add_argument("--no-engine", action="store_true", help="Read the same invented license off every image.")
        parser.add_argument("--cloudrun", action="store_true", help="Ask for no token, as inside WeChat CloudRun.")

    def handle(self, *args: Any, **options: Any) -> None:
        server = self._server(options)
        credentials = f"appid {options['appid']}, secret {options['secret']}"
        self.stdout.write(f"WeChat sandbox at {server.base_url}, {credentials}. Ctrl-C ends it.")
        self.stdout.flush()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass
        finally:
            server.server_close()

    def _server(self, options: dict[str, Any]) -> SandboxServer:
        try:
            return SandboxServer(
                options["address"],
                reader=specimen if options["no_engine"] else None,
                cloudrun=options["cloudrun"],
                appid=options["appid"],
                secret=options["secret"],
                token_lifetime=options["token_lifetime"],
            )
        except ModuleNotFoundError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"Cannot listen there: {error.strerror}.") from error


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not 0 <= int(port) <= 65535:
        raise ValueError(port)
    return host or "127.0.0.1", int(port)
