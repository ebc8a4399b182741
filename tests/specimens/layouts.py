"""Draw a license on its sheet: landscape (2019), vertical (2014, 2015), electronic; old_layouts has the older ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from PIL import Image, ImageDraw

from . import old_layouts, paper
from .fonts import font
from .printing import (
    SMALLEST,
    Sheet,
    Style,
    blank,
    copy_line,
    footer,
    issue,
    number_line,
    rows,
    serial_line,
    style,
    title,
)
from .typeset import INK, Column, paragraph
from .values import License

__all__ = ["Sheet", "Style", "draw_sheet", "style"]

LANDSCAPE = (2000, 1414)
VERTICAL = (1414, 2000)
CARD = (1414, 2360)
REPORT_DUTY = "市场主体应当于每年1月1日至6月30日通过国家企业信用信息公示系统报送公示年度报告"
RIGHT_COLUMN = ("type_of_organization", "registered_capital", "registered_date", "valid_period", "address")


def draw_sheet(license_: License, *, style: Style, rng: Random) -> Sheet:
    """Return the sheet of a license: RGB, upright, at least 2000 pixels on its long side."""
    return DRAWERS[license_.layout](license_, style, rng)


def _landscape(license_: License, style: Style, rng: Random) -> Sheet:
    image = blank(LANDSCAPE, style, bottom=1318)
    paper.emblem(image, (1000, 208), 88)
    title(image, "营业执照", center=(1000, 378), size=132, width=760)
    copy_line(image, license_, center=(1000, 486))
    paper.specimen_mark(image, (1500, 420), size=48)
    _number_block(image, license_, style, corner=(160, 176), apart=rng.random() < 0.5)
    if license_.qr:
        paper.qr_code(image, (1440, 150), text=license_.qr, side=200)
        notice = "扫描二维码登录“国家企业信用信息公示系统”了解更多登记、备案、许可、监管信息。"
        paragraph(image, (1656, 176), notice, face="song", size=SMALLEST, width=236)
    left = [row for row in license_.rows if row.field not in RIGHT_COLUMN]
    right = [row for row in license_.rows if row.field in RIGHT_COLUMN]
    broad = Column(left=160, label_width=210, value=400, right=1010 - rng.randrange(0, 40))
    narrow = Column(left=1060, label_width=210, value=1300, right=1850)
    smallest = min(
        rows(image, license_, left, broad, style, top=592, bottom=1262),
        rows(image, license_, right, narrow, style, top=592 + rng.choice((0, 0, 14, 37)), bottom=1036),
    )
    issue(image, license_, style, label=(1130, 1098), date=(1330, 1190), seal=(1560, 1140), rng=rng)
    footer(image, REPORT_DUTY, (1920, 1326), right=True)
    footer(image, "国家企业信用信息公示系统网址：http://www.gsxt.gov.cn", (80, 1364))
    footer(image, "国家市场监督管理总局监制", (1920, 1364), right=True)
    return Sheet(image, smallest)


def _vertical(license_: License, style: Style, rng: Random) -> Sheet:
    image = blank(VERTICAL, style, bottom=1890)
    paper.emblem(image, (707, 226), 100)
    title(image, "营业执照", center=(707, 424), size=136, width=780)
    copy_line(image, license_, center=(707, 536))
    paper.specimen_mark(image, (1215, 240), size=48)
    number_line(image, license_, style, center=(707, 610), size=40)
    serial_line(image, license_, (150, 150))
    column = Column(left=170, label_width=250, value=460, right=1250)
    smallest = rows(image, license_, license_.rows, column, style, top=714, bottom=1550)
    issue(image, license_, style, label=(560, 1610), date=(770, 1740), seal=(1010, 1650), rng=rng)
    footer(image, "企业信用信息公示系统网址：http://www.gsxt.gov.cn", (90, 1920))
    footer(image, "国家工商行政管理总局监制", (1330, 1920), right=True)
    return Sheet(image, smallest)


def _electronic(license_: License, style: Style, rng: Random) -> Sheet:
    """Draw the card that the app of electronic licenses shows, taller than any paper."""
    image = Image.new("RGB", CARD, (252, 251, 247))
    paper.watermark(image, "样本", size=150, pitch=(520, 380), strength=14)
    draw = ImageDraw.Draw(image)
    draw.rectangle((36, 36, CARD[0] - 36, CARD[1] - 36), outline=style.palette.border, width=4)
    paper.emblem(image, (707, 170), 78)
    title(image, "营业执照", center=(707, 330), size=112, width=640)
    copy_line(image, license_, center=(707, 426))
    paper.specimen_mark(image, (1200, 330), size=44)
    number_line(image, license_, style, center=(707, 500), size=44)
    column = Column(left=100, label_width=270, value=420, right=1310)
    large = Style(**{**vars(style), "size": style.size + 4, "drift": (0, 0)})
    smallest = rows(image, license_, license_.rows, column, large, top=610, bottom=1620)
    issue(image, license_, style, label=(520, 1690), date=(740, 1800), seal=(1020, 1730), rng=rng)
    if license_.qr:
        paper.qr_code(image, (110, 1900), text=license_.qr, side=270)
    draw.text((440, 1950), "电子营业执照", font=font("hei", 54), fill=INK)
    notice = "电子营业执照与纸质营业执照具有同等法律效力，是市场主体取得主体资格的合法凭证。"
    paragraph(image, (440, 2080), notice, face="hei", size=36, width=860)
    return Sheet(image, smallest)


def _number_block(image: Image.Image, license_: License, style: Style, *, corner: tuple[int, int], apart: bool) -> None:
    """Print the number under its label; the serial above them, or `apart` below."""
    draw, (x, y) = ImageDraw.Draw(image), corner
    serial_line(image, license_, (x, y + 118) if apart else (x, y - 20))
    y += 50 if license_.serial and not apart else 0
    draw.text((x, y), "统一社会信用代码", font=font(style.label_face, 38), fill=INK)
    draw.text((x, y + 54), license_.number, font=font(style.value_face, 38), fill=style.ink)


DRAWERS: Mapping[str, Callable[[License, Style, Random], Sheet]] = {
    "landscape": _landscape,
    "vertical": _vertical,
    "vertical_2014": _vertical,
    "electronic": _electronic,
    "folded": old_layouts.folded,
    "wall": old_layouts.wall,
    "shop": old_layouts.shop,
}
