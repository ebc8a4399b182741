from __future__ import annotations

import uuid
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from django_bizlicense import history
from django_bizlicense.models import LicenseVerification
from tests import factories, tampering

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(settings) -> LicenseVerification:
    settings.BIZLICENSE_OCR = factories.dummy()
    return factories.in_review(factories.user("owner"))


def run(*arguments: str) -> tuple[int, list[str]]:
    """Return the exit code and what was printed."""
    output = StringIO()
    try:
        call_command("verify_history", *arguments, stdout=output)
    except CommandError as error:
        return error.returncode, [*output.getvalue().splitlines(), str(error)]
    return 0, output.getvalue().splitlines()


def spoil(case: LicenseVerification) -> None:
    with history.maintenance():
        case.events.filter(position=2).update(actor="nobody")


def test_all_right_is_exit_code_0(case):
    assert run() == run("--case", str(case.pk)) == (0, ["Every history is as it was written."])


def test_each_problem_is_a_line_and_exit_code_1(case):
    spoil(case)
    code, (line, last) = run()
    assert (code, last) == (1, "Problems found: 1.")
    assert line == f"{case.pk} 2 {history.Fault.CHANGED.value}"


def test_one_case_is_looked_at_alone(case):
    other = factories.in_review(factories.user("other"), seed=2)
    spoil(case)
    assert run("--case", str(other.pk))[0] == 0
    assert run("--case", str(case.pk))[0] == 1


def test_anchors_are_written_and_compared(case, tmp_path):
    file = str(tmp_path / "monday")
    assert run("--anchor", file) == (0, ["Wrote 1 anchors.", "Every history is as it was written."])
    assert run("--against", file, "--anchor", str(tmp_path / "tuesday"))[0] == 0
    pk = str(case.pk)
    tampering.remove_case(case)
    assert run()[0] == 0
    expected = [f"{pk} - {history.Fault.GONE.value}", "Problems found: 1."]
    assert run("--against", file) == run("--against", file, "--case", pk) == (1, expected)


def test_anchors_are_written_of_broken_histories_too(case, tmp_path):
    spoil(case)
    assert run("--anchor", str(tmp_path / "monday"))[0] == 1
    assert (tmp_path / "monday").read_text().count("\n") == 2


def test_changed_anchors_are_exit_code_1(case, tmp_path):
    file = tmp_path / "monday"
    run("--anchor", str(file))
    file.write_text(file.read_text().replace('"length": 3', '"length": 2'))
    assert run("--against", str(file)) == (1, [f"{file}: the anchors are not as they were written."])


def test_sealing_anew(case, settings):
    settings.BIZLICENSE_HISTORY_KEYS = ["new", *settings.BIZLICENSE_HISTORY_KEYS]
    assert run("--reseal")[0] == 0
    settings.BIZLICENSE_HISTORY_KEYS = ["new"]
    assert run()[0] == 0


def test_anchors_that_are_there_are_not_overwritten(case, tmp_path):
    file = tmp_path / "monday"
    file.write_text("mine")
    assert run("--anchor", str(file)) == (2, [f"{file}: File exists"])
    assert file.read_text() == "mine"


def test_usage_is_exit_code_2(case, tmp_path):
    missing = str(tmp_path / "missing")
    assert run("--against", missing) == (2, [f"{missing}: No such file or directory"])
    nobody = str(uuid.uuid4())
    assert run("--case", nobody) == (2, [f"There is no case {nobody}."])
    assert run("--case", str(case.pk), "--reseal")[0] == run("--case", str(case.pk), "--anchor", missing)[0] == 2
    with pytest.raises(CommandError, match="is no id of a case"):
        call_command("verify_history", "--case", "x")
