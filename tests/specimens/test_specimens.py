from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image, ImageOps

from . import SPECIMENS, Specimen, numbers, specimens_in
from .kinds import KINDS
from .scoring import exact_share, normal

FIELDS = {
    "reg_num",
    "serial",
    "legal_representative",
    "enterprise_name",
    "type_of_organization",
    "address",
    "type_of_enterprise",
    "business_scope",
    "registered_capital",
    "paid_in_capital",
    "valid_period",
    "registered_date",
}
each_specimen = pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda specimen: specimen.name)


def test_one_specimen_of_each_common_kind_is_committed() -> None:
    committed = sorted(KINDS.keys() - {"cooperative", "state_owned"})
    assert [specimen.name for specimen in SPECIMENS] == committed
    assert [specimen.truth["kind"] for specimen in SPECIMENS] == committed


@each_specimen
def test_a_truth_has_printed_texts_under_known_names(specimen: Specimen) -> None:
    fields = specimen.truth["fields"]
    assert set(fields) <= FIELDS
    assert {"reg_num", "enterprise_name", "legal_representative", "address", "business_scope"} <= set(fields)
    assert all(isinstance(text, str) and text.strip() == text != "" for text in fields.values())


@each_specimen
def test_nobody_takes_a_specimen_for_real(specimen: Specimen) -> None:
    assert "样本" in specimen.truth["fields"]["enterprise_name"]
    assert "样本" in specimen.truth["authority"]


def test_each_kind_prints_what_is_its_own() -> None:
    fields = {specimen.name: specimen.truth["fields"] for specimen in SPECIMENS}
    assert "paid_in_capital" in fields["old_15_digit"]
    assert fields["individual_business"]["type_of_organization"] == "个人经营"
    assert "registered_capital" not in fields["branch"]
    assert "委派代表" in fields["partnership"]["legal_representative"]
    assert "serial" in fields["company_copy"]


@each_specimen
def test_numbers_have_valid_check_digits(specimen: Specimen) -> None:
    number = specimen.truth["fields"]["reg_num"]
    if len(number) == 15:
        assert number[-1] == numbers.registration_check(number[:-1])
        return
    assert number[-1] == numbers.code_check(number[:-1])
    assert number[-2] == numbers.organization_check(number[8:-2])


@each_specimen
def test_an_independent_library_agrees_on_the_number(specimen: Specimen) -> None:
    number = specimen.truth["fields"]["reg_num"]
    if len(number) == 15:
        oracle = pytest.importorskip("stdnum.iso7064.mod_11_10")
    else:
        oracle = pytest.importorskip("stdnum.cn.uscc")
    assert oracle.is_valid(number)


def test_check_digits_of_published_numbers() -> None:
    assert numbers.organization_check("D2143569") == "X"  # the example in GB 11714
    assert numbers.code_check("91110000600037341") == "L"  # the example of python-stdnum


@each_specimen
def test_a_picture_is_small_and_large_enough(specimen: Specimen) -> None:
    assert specimen.path.stat().st_size <= 260_000
    with Image.open(specimen.path) as image:
        assert list(image.size) == specimen.truth["img_size"]
        assert 1600 <= max(image.size) <= 2000


@each_specimen
def test_corners_lie_in_the_picture_clockwise(specimen: Specimen) -> None:
    corners, (width, height) = specimen.truth["cert_position"], specimen.truth["img_size"]
    assert all(0 <= x <= width and 0 <= y <= height for x, y in corners)
    pairs = zip(corners, corners[1:] + corners[:1], strict=True)
    area = sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in pairs) / 2
    assert area > 0.6 * width * height


def test_two_specimens_are_photos() -> None:
    assert {specimen.name for specimen in SPECIMENS if specimen.truth["photo"]} == {
        "company_copy",
        "individual_business",
    }


@each_specimen
def test_the_qr_code_in_the_picture_says_what_the_truth_says(specimen: Specimen) -> None:
    zxingcpp = pytest.importorskip("zxingcpp")
    with Image.open(specimen.path) as image:
        found = [code.text for code in zxingcpp.read_barcodes(image)]
    assert found == ([specimen.truth["qr"]] if specimen.truth["qr"] else [])


def test_the_same_seed_draws_the_same_pictures(tmp_path: Path) -> None:
    draw = _draw()
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
        draw.draw_variants(2, seed=3, to=tmp_path / folder)
    first, second = specimens_in(tmp_path / "first"), specimens_in(tmp_path / "second")
    assert [one.truth for one in first] == [other.truth for other in second]
    assert [one.path.read_bytes() for one in first] == [other.path.read_bytes() for other in second]


@each_specimen
def test_a_committed_specimen_can_be_drawn_again(specimen: Specimen) -> None:
    values = _draw().reprint(specimen.truth)
    assert values.truth().items() <= specimen.truth.items()
    assert [row.field for row in values.rows if not row.text] in ([], ["enterprise_name"])


@pytest.mark.thorough
def test_a_third_of_the_pictures_is_of_each_hardness(tmp_path: Path) -> None:
    draw = _draw()
    draw.draw_variants(6, seed=11, to=tmp_path)
    drawn = specimens_in(tmp_path)
    assert [specimen.truth["hardness"] for specimen in drawn] == ["clean", "phone", "hard"] * 2
    for specimen in drawn:
        with Image.open(specimen.path) as image:
            assert list(ImageOps.exif_transpose(image).size) == specimen.truth["img_size"]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_in_every_design_prints_its_own_fields(kind: str) -> None:
    draw = _draw()
    for layout in KINDS[kind].layouts:
        license_ = draw.invent(kind, draw.seeded(f"{kind}{layout}"), layout=layout)
        assert set(license_.fields) <= FIELDS
        assert {"reg_num", "legal_representative", "address", "business_scope"} <= set(license_.fields)
        assert "样本" in license_.authority
        assert draw.reprint(license_.truth()) == license_


def test_scopes_are_from_twenty_to_six_hundred_characters() -> None:
    draw = _draw()
    invented = [draw.invent(kind, draw.seeded(f"{n}")) for n in range(40) for kind in KINDS]
    lengths = sorted(len(license_.fields["business_scope"]) for license_ in invented)
    assert lengths[0] < 40
    assert 400 < lengths[-1] <= 620


def test_foreign_papers_have_no_fields(tmp_path: Path) -> None:
    draw = _draw()
    draw.draw_foreign(2, seed=1, to=tmp_path)
    assert [specimen.truth["fields"] for specimen in specimens_in(tmp_path)] == [{}, {}]
    assert all(specimen.truth["foreign"] for specimen in specimens_in(tmp_path))


@pytest.mark.parametrize("exif", range(1, 9))
def test_a_picture_stored_under_any_orientation_is_seen_upright(exif: int, tmp_path: Path) -> None:
    draw = _draw()
    upright = Image.new("RGB", (64, 32), "white")
    upright.paste("black", (0, 0, 16, 16))
    draw._write(tmp_path / "one.jpg", upright, {}, take=draw.Take(exif=exif, quality=95))
    with Image.open(tmp_path / "one.jpg") as image:
        seen = ImageOps.exif_transpose(image)
    assert seen.size == (64, 32)
    assert max(seen.getpixel((4, 4))) < 40
    assert min(seen.getpixel((60, 4)) + seen.getpixel((4, 28)) + seen.getpixel((60, 28))) > 200


def test_normal_leaves_out_what_no_reader_is_asked_for() -> None:
    assert normal("有限责任公司（自然人 独资）") == normal("有限责任公司(自然人独资)")
    assert normal("“云杉”－Ａ１") == normal('"云杉"-A1')
    assert normal("十一月") != normal("十-月")


def test_overlap_is_the_shared_area() -> None:
    pytest.importorskip("cv2")
    from .outlines import overlap

    square = [(0, 0), (2, 0), (2, 2), (0, 2)]
    assert overlap(square, square) == pytest.approx(1)
    assert overlap(square, [(1, 0), (3, 0), (3, 2), (1, 2)]) == pytest.approx(1 / 3)


def test_exact_share_counts_printed_texts_only() -> None:
    truth = {"enterprise_name": "样本（杭州）有限公司", "address": "样本路1号", "serial": ""}
    assert exact_share(truth, {"enterprise_name": "样本(杭州)有限公司", "serial": "7"}) == (1, 2)


def _draw() -> ModuleType:
    pytest.importorskip("segno", reason="drawing needs segno")
    pytest.importorskip("cv2", reason="drawing needs OpenCV, which the offline engine brings")
    from . import draw, fonts

    try:
        fonts.require_fonts()
    except fonts.MissingFontError as error:
        pytest.skip(str(error))
    return draw
