from __future__ import annotations

import json
import stat
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command

from django_bizlicense import recognition, workflow
from tests import factories
from tests.factories import approved
from tests.keeping import SECRET, days_pass, purge, rejected

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def engine(settings):
    settings.BIZLICENSE_OCR = factories.dummy()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "merchant.zip"


def exported(target: Path, *arguments: str) -> dict[str, Any]:
    """Return the files of an export: JSON parsed, photos as bytes."""
    call_command("export_merchant", "--to", str(target), *arguments, stdout=StringIO())
    with ZipFile(target) as archive:
        assert archive.testzip() is None
        contents = {name: archive.read(name) for name in archive.namelist()}
    return {name: json.loads(data) if name.endswith(".json") else data for name, data in contents.items()}


def test_everything_of_a_merchant_is_in_it(target):
    owner = factories.user("shop")
    case = rejected(owner)
    attempt = case.attempts.get()
    files = exported(target, "--owner", "shop")
    folder = f"cases/{case.pk}"
    assert set(files) == {"index.json", f"{folder}/case.json", f"{folder}/photo-1.jpg"}
    assert files["index.json"]["cases"] == [str(case.pk)]
    assert files["index.json"]["format"] == "django-bizlicense merchant 1"
    assert files[f"{folder}/photo-1.jpg"] == attempt.photo_content()
    record = files[f"{folder}/case.json"]
    assert (record["status"], record["owner"], record["fields"]) == ("rejected", "shop", case.fields)
    [sent] = record["attempts"]
    assert (sent["stated"]["serial"], sent["photo"]) == (SECRET, f"{folder}/photo-1.jpg")
    assert sent["readings"][0]["raw"] == attempt.readings.get().raw
    [decision] = record["decisions"]
    assert (decision["message"], decision["reasons"][0]["code"]) == (SECRET, "other")


def test_the_history_comes_with_its_macs(target):
    case = rejected(factories.user("shop"))
    record = exported(target, "--owner", "shop")[f"cases/{case.pk}/case.json"]
    case.refresh_from_db()
    events = list(case.events.order_by("position"))
    assert [(event["kind"], event["mac"]) for event in record["history"]] == [(row.kind, row.mac) for row in events]
    assert (record["history_length"], record["history_head"]) == (len(events), case.history_head)
    assert (events[-1].kind, events[-1].actor) == ("exported", "export_merchant")
    assert events[-1].data == {"with_notes": False}


def test_what_staff_wrote_for_staff_is_left_out_unless_asked_for(target, tmp_path):
    owner, reviewer = factories.user("shop"), factories.reviewer("alice")
    case = factories.in_review(owner)
    given = {"reasons": {"other": []}, "message": "for the shop", "note": "we doubt it"}
    workflow.reject(case, by=reviewer, version=case.version, **given)
    workflow.put_on_hold(case, by=reviewer, reason="lawsuit")
    text = json.dumps(exported(target, "--owner", "shop")[f"cases/{case.pk}/case.json"])
    assert "for the shop" in text
    assert [word for word in ("we doubt it", "alice", "lawsuit") if word in text] == []
    text = json.dumps(exported(tmp_path / "all.zip", "--owner", "shop", "--with-notes")[f"cases/{case.pk}/case.json"])
    assert [word for word in ("we doubt it", "alice", "lawsuit") if word in text] == ["we doubt it", "alice", "lawsuit"]


def test_nothing_of_other_merchants_is_in_it(target):
    other = rejected(factories.user("other"))
    mine = factories.in_review(factories.user("shop"))
    assert str(other.pk) in json.dumps(mine.findings)
    files = exported(target, "--owner", "shop", "--with-notes")
    text = json.dumps(files[f"cases/{mine.pk}/case.json"])
    assert "number_elsewhere" in text
    assert str(other.pk) not in json.dumps(list(files)) + text
    assert not other.events.filter(kind="exported").exists()


def test_a_merchant_is_found_by_account_by_reference_or_by_both(tmp_path):
    owner, reviewer = factories.user("agency"), factories.user("another")
    for account, ref, seed in ((owner, "north", 1), (owner, "south", 2), (reviewer, "north", 3)):
        workflow.submit(factories.photo(seed), owner=account, merchant_ref=ref)

    def count(*arguments: str) -> int:
        files = exported(tmp_path / f"{len(list(tmp_path.iterdir()))}.zip", *arguments)
        return len(files["index.json"]["cases"])

    assert count("--owner", "agency") == 2
    assert count("--merchant-ref", "north") == 2
    assert count("--owner", "agency", "--merchant-ref", "north") == 1


def test_a_shared_photo_is_in_it_once(target):
    owner = factories.user("shop")
    case = factories.in_review(owner)
    given = {"reasons": {"field_unreadable": ["serial"]}}
    workflow.request_resubmission(case, by=factories.reviewer(), version=case.version, **given)
    workflow.resubmit(case, by=owner, stated={"serial": "2"})
    recognition.recognize(str(case.pk))
    files = exported(target, "--owner", "shop")
    sent = files[f"cases/{case.pk}/case.json"]["attempts"]
    assert [attempt["photo"] for attempt in sent] == [f"cases/{case.pk}/photo-1.jpg"] * 2
    assert sum(name.endswith(".jpg") for name in files) == 1


def test_a_purged_case_is_exported_as_what_is_left(target, settings):
    settings.BIZLICENSE_RETENTION = {"fields": 10, "photo": 10}
    case = rejected(factories.user("shop"), days=11)
    purge()
    files = exported(target, "--owner", "shop")
    record = files[f"cases/{case.pk}/case.json"]
    assert (record["fields"], record["attempts"][0]["photo"]) == ({}, None)
    assert record["fields_purged_at"]
    assert SECRET not in json.dumps(record, ensure_ascii=False)


def test_the_file_is_private_and_never_overwritten(target):
    approved(factories.user("shop"))
    exported(target, "--owner", "shop")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    before = target.read_bytes()
    with pytest.raises(CommandError, match="there already"):
        exported(target, "--owner", "shop")
    assert target.read_bytes() == before


def test_a_storage_that_breaks_leaves_no_file(target, monkeypatch):
    approved(factories.user("shop"))

    def broken(self: Any, name: str, mode: str = "rb") -> None:
        raise ConnectionError

    monkeypatch.setattr(type(storages["bizlicense"]), "open", broken)
    with pytest.raises(CommandError, match="ConnectionError"):
        exported(target, "--owner", "shop")
    assert list(target.parent.iterdir()) == []


def test_a_missing_photo_hinders_nothing(target):
    case = approved(factories.user("shop"))
    storages["bizlicense"].delete(case.attempts.get().stored_as)
    assert exported(target, "--owner", "shop")[f"cases/{case.pk}/case.json"]["attempts"][0]["photo"] is None


@pytest.mark.parametrize("arguments", [[], ["--owner", "nobody"], ["--merchant-ref", "none"]])
def test_nobody_and_no_one_are_refused(target, arguments):
    case = rejected(factories.user("shop"))
    days_pass(case, 1)
    with pytest.raises(CommandError):
        exported(target, *arguments)
    assert not target.exists()
