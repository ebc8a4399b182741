"""What the QR code of a license says: an address of the public system, which is never fetched."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from django_bizlicense.license.fields import MAX_LENGTH
from django_bizlicense.license.numbers import parse_number

_PUBLIC_SYSTEM = "gsxt.gov.cn"


def code_of_qr(text: str) -> str | None:
    """Return the number in the `uniscid` parameter of an address under gsxt.gov.cn, or None."""
    try:
        address = urlsplit(text.strip()[:MAX_LENGTH])
        host = (address.hostname or "").rstrip(".")
    except ValueError:
        return None
    if host != _PUBLIC_SYSTEM and not host.endswith(f".{_PUBLIC_SYSTEM}"):
        return None
    numbers = [parse_number(value) for name, value in parse_qsl(address.query) if name.lower() == "uniscid"]
    return next((number.text for number in numbers if number.kind), None)
