"""Shows e-mails on the console the way a person reads them."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

MARK = "    e-mail | "


class ConsoleBackend(BaseEmailBackend):
    """Prints each message with a mark before every line, instead of its encoded form."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            lines = [f"To: {', '.join(message.to)}", f"Subject: {message.subject}", *message.body.splitlines()]
            print("\n".join(MARK + line for line in lines), flush=True)
        return len(email_messages)
