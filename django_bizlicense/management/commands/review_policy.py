"""Ask the policy: what it would have done on decided cases, or let it work on those that wait."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from django_bizlicense.conf import settings
from django_bizlicense.management.arguments import positive_whole_number
from django_bizlicense.models import LicenseVerification, ReviewDecision
from django_bizlicense.workflow.policy import Verdict, application, consider, judge
from django_bizlicense.workflow.steps import Status

DEFAULT_LIMIT = 500
PERSONS = (
    ReviewDecision.Outcome.APPROVED,
    ReviewDecision.Outcome.RESUBMISSION_REQUESTED,
    ReviewDecision.Outcome.REJECTED,
)


class Command(BaseCommand):
    """With --dry-run it writes nothing and sets the policy beside what persons decided, on texts as they came in."""

    help = "Lets BIZLICENSE_REVIEW_POLICY look at cases."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Look at decided cases and decide nothing.")
        parser.add_argument(
            "--limit",
            default=DEFAULT_LIMIT,
            type=positive_whole_number,
            metavar="N",
            help=f"So many cases at most, the newest decisions or the oldest waiting (default: {DEFAULT_LIMIT}).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.REVIEW_POLICY:
            raise CommandError("BIZLICENSE_REVIEW_POLICY is not set.")
        looked = past if options["dry_run"] else waiting
        pairs, blockers = Counter[tuple[str, str]](), Counter[str]()
        for pk, decided, verdict in looked(options["limit"]):
            wanted = verdict.wish.value if verdict.taken else "leave"
            pairs[wanted, decided] += 1
            blockers.update(verdict.blockers)
            if options["verbosity"] > 1:
                self.stdout.write(f"{pk}  {decided} -> {wanted}  {', '.join(verdict.blockers)}")
        self._summary(pairs, blockers)

    def _summary(self, pairs: Counter[tuple[str, str]], blockers: Counter[str]) -> None:
        self.stdout.write(f"{'policy':12}{'person':26}cases")
        for (wanted, decided), count in sorted(pairs.items()):
            self.stdout.write(f"{wanted:12}{decided:26}{count:5}")
        for code, count in blockers.most_common():
            self.stdout.write(f"blocker {code}: {count}")


def past(limit: int) -> Iterator[tuple[str, str, Verdict]]:
    """Yield id, what a person decided, and what the policy says of the texts as they came in."""
    decisions = ReviewDecision.objects.filter(by__isnull=False, outcome__in=PERSONS).order_by("-pk")
    for decision in decisions.select_related("attempt__verification")[:limit]:
        attempt = decision.attempt
        verdict = consider(application(attempt, {**attempt.stated, **attempt.read}))
        yield str(attempt.verification_id), decision.outcome, verdict


def waiting(limit: int) -> Iterator[tuple[str, str, Verdict]]:
    """Let the policy decide what waits; yields id, nothing, and its verdict."""
    cases = LicenseVerification.objects.filter(status=Status.IN_REVIEW).order_by("submitted_at", "id")
    for pk in list(cases.values_list("pk", flat=True)[:limit]):
        yield str(pk), "-", judge(str(pk))
