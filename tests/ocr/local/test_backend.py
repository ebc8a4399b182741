from __future__ import annotations

import sys

import pytest
from PIL import Image

from django_bizlicense.exceptions import (
    InvalidOCRBackend,
    LicenseNotFound,
    OCRImageRefused,
    OCRMisconfigured,
    OCRUnavailable,
)
from django_bizlicense.ocr.base import OCRImage, OCRResult
from django_bizlicense.ocr.local import LocalBackend
from tests.specimens import SPECIMENS
from tests.specimens.scoring import exact_share

from .sheets import fonts_missing, jpeg, paper

pytest.importorskip("rapidocr")
pytestmark = pytest.mark.engine

needs_fonts = pytest.mark.skipif(fonts_missing(), reason="the fonts of the specimens are not installed")

FOOD_PERMIT = (
    "经营者名称　杭州样本餐饮管理有限公司",
    "统一社会信用代码　91330108MAEY7URJ0X",
    "法定代表人（负责人）　唐昕妍",
    "住所　浙江省杭州市滨江区银杏大道387号",
    "经营场所　浙江省杭州市滨江区银杏大道387号",
    "主体业态　餐饮服务经营者",
    "经营项目　热食类食品制售",
    "许可证编号　JY23301080000001",
    "有效期至　2028年12月25日",
    "发证机关　杭州市滨江区市场监督管理样本局",
)
IDENTITY_CARD = (
    "姓名　样本",
    "性别　男　民族　汉",
    "出生　1990年1月1日",
    "住址　北京市朝阳区样本街1号",
    "公民身份号码　110105199001010000",
)
RECEIPT = ("商户名称：样本超市", "日期：2024年5月1日", "商品　数量　金额", "合计　35.00", "收款方式：现金")


@pytest.fixture(scope="module")
def backend() -> LocalBackend:
    return LocalBackend("local", {"OPTIONS": {"deadline": 120}})


def read(backend: LocalBackend, data: bytes) -> OCRResult:
    return backend.read(OCRImage(data=data))


def test_the_specimens_are_read(backend: LocalBackend, capfd: pytest.CaptureFixture[str]) -> None:
    right = printed = 0
    for specimen in SPECIMENS:
        result = read(backend, specimen.path.read_bytes())
        assert set(result.details) == set(result.fields)
        assert result.img_size == tuple(specimen.truth["img_size"])
        assert result.cert_position is not None
        share = exact_share(specimen.truth["fields"], result.fields)
        right, printed = right + share[0], printed + share[1]
    assert right >= 0.95 * printed, f"{right} of {printed}"
    assert capfd.readouterr() == ("", "")


def test_a_license_on_its_side_is_read_and_placed_as_it_is_read(backend: LocalBackend) -> None:
    specimen = next(specimen for specimen in SPECIMENS if specimen.name == "company_2019")
    with Image.open(specimen.path) as image:
        turned = image.rotate(90, expand=True)
    result = read(backend, jpeg(turned))
    right, printed = exact_share(specimen.truth["fields"], result.fields)
    assert right >= printed - 1
    left_top, right_top = result.cert_position[:2]
    assert left_top[1] > right_top[1] + 500


@pytest.mark.parametrize(
    "image",
    [Image.new("RGB", (900, 600), "white"), Image.radial_gradient("L").resize((1200, 800))],
    ids=["blank", "sky"],
)
def test_a_picture_without_text_is_no_license(backend: LocalBackend, image: Image.Image) -> None:
    with pytest.raises(LicenseNotFound) as caught:
        read(backend, jpeg(image.convert("RGB")))
    assert caught.value.backend == "local"


@needs_fonts
@pytest.mark.parametrize(
    ("title", "rows"), [("食品经营许可证", FOOD_PERMIT), ("居民身份证", IDENTITY_CARD), ("收　据", RECEIPT)]
)
def test_other_papers_are_no_license(backend: LocalBackend, title: str, rows: tuple[str, ...]) -> None:
    with pytest.raises(LicenseNotFound):
        read(backend, paper(title, rows))


def test_bytes_that_are_no_picture_are_refused(backend: LocalBackend) -> None:
    with pytest.raises(OCRImageRefused):
        read(backend, b"no picture")


def test_a_deadline_that_is_over_is_told() -> None:
    late = LocalBackend("local", {"OPTIONS": {"deadline": 0.05}})
    with pytest.raises(OCRUnavailable) as caught:
        read(late, SPECIMENS[0].path.read_bytes())
    assert caught.value.retryable


def test_a_missing_engine_is_told_with_the_way_to_install_it(
    backend: LocalBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django_bizlicense.ocr.local import engine

    engine._build.cache_clear()
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(OCRMisconfigured, match=r"pip install django-bizlicense\[local\]"):
        read(backend, jpeg(Image.new("RGB", (300, 200))))


def test_missing_libraries_of_the_engine_are_told_as_well(
    backend: LocalBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "django_bizlicense.ocr.local.reading", None)
    monkeypatch.delattr("django_bizlicense.ocr.local.reading", raising=False)
    with pytest.raises(OCRMisconfigured, match=r"pip install django-bizlicense\[local\]"):
        read(backend, b"")


def test_options_are_checked() -> None:
    assert list(LocalBackend("local", {}).check()) == []
    assert [message.id for message in LocalBackend("local", {"OPTIONS": {"threads": 0}}).check()] == ["bizlicense.E030"]
    with pytest.raises(InvalidOCRBackend):
        LocalBackend("local", {"OPTIONS": {"thread": 2}})
