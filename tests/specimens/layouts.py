"""Draw a license on its sheet, in the three designs: landscape (2019), vertical (2014, 2015), folded (before 2014)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw

from . import paper
from .fonts import font
from .typeset import INK, Column, fitting_size, paragraph, spread
from .values import License, Row

LANDSCAPE = (2000, 1414)
VERTICAL = (1414, 2000)
SMALLEST = 29
SMALLEST_VALUE = 25
REPORT_DUTY = "市场主体应当于每年1月1日至6月30日通过国家企业信用信息公示系统报送公示年度报告"
RIGHT_COLUMN = ("type_of_organization", "registered_capital", "registered_date", "valid_period", "address")


@dataclass(frozen=True, kw_only=True)
class Style:
    """How one print shop prints: faces of labels and values, base size of values, colors, distance of rows."""

    label_face: str
    value_face: str
    size: int
    pitch: int
    palette: paper.Palette


def style(rng: Random) -> Style:
    """Return a style at random."""
    return Style(
        label_face=rng.choice(("song_bold", "song_bold", "kai", "hei")),
        value_face=rng.choice(("song", "song", "ming", "hei", "zen", "kai")),
        size=rng.randrange(35, 41),
        pitch=rng.randrange(74, 90),
        palette=rng.choice(paper.PALETTES),
    )


def draw_sheet(license_: License, *, style: Style, rng: Random) -> Image.Image:
    """Return the sheet of a license: RGB, upright, 2000 pixels on its long side."""
    drawers: dict[str, Callable[[License, Style, Random], Image.Image]] = {
        "landscape": _landscape,
        "vertical": _vertical,
        "vertical_2014": _vertical,
        "folded": _folded,
    }
    return drawers[license_.layout](license_, style, rng)


def _landscape(license_: License, style: Style, rng: Random) -> Image.Image:
    image = _blank(LANDSCAPE, style, bottom=1318)
    paper.emblem(image, (1000, 208), 88)
    _title(image, "营业执照", center=(1000, 378), size=132, width=760)
    _copy_line(image, license_, center=(1000, 486))
    paper.specimen_mark(image, (1500, 420), size=48)
    _number_block(image, license_, style, corner=(160, 176))
    if license_.qr:
        paper.qr_code(image, (1440, 150), text=license_.qr, side=200)
        notice = "扫描二维码登录“国家企业信用信息公示系统”了解更多登记、备案、许可、监管信息。"
        paragraph(image, (1656, 176), notice, face="song", size=SMALLEST, width=236)
    left = [row for row in license_.rows if row.field not in RIGHT_COLUMN]
    right = [row for row in license_.rows if row.field in RIGHT_COLUMN]
    gap = rng.randrange(0, 40)
    _rows(image, left, Column(left=160, label_width=210, value=400, right=1010 - gap), style, top=592, bottom=1262)
    _rows(image, right, Column(left=1060, label_width=210, value=1300, right=1850), style, top=592, bottom=1036)
    _issue(image, license_, style, label=(1130, 1098), date=(1330, 1190), seal=(1560, 1140), rng=rng)
    _footer(image, REPORT_DUTY, (1920, 1326), right=True)
    _footer(image, "国家企业信用信息公示系统网址：http://www.gsxt.gov.cn", (80, 1364))
    _footer(image, "国家市场监督管理总局监制", (1920, 1364), right=True)
    return image


def _vertical(license_: License, style: Style, rng: Random) -> Image.Image:
    image = _blank(VERTICAL, style, bottom=1890)
    paper.emblem(image, (707, 226), 100)
    _title(image, "营业执照", center=(707, 424), size=136, width=780)
    _copy_line(image, license_, center=(707, 536))
    paper.specimen_mark(image, (1215, 240), size=48)
    label = "注册号" if len(license_.number) == 15 else "统一社会信用代码"
    line = f"{label}　{license_.number}"
    ImageDraw.Draw(image).text((707, 610), line, font=font(style.value_face, 40), fill=INK, anchor="mm")
    if license_.serial:
        ImageDraw.Draw(image).text((150, 150), f"编号：{license_.serial}", font=font("hei", 32), fill=INK)
    _rows(image, license_.rows, Column(left=170, label_width=250, value=460, right=1250), style, top=714, bottom=1530)
    _issue(image, license_, style, label=(560, 1598), date=(770, 1740), seal=(1010, 1650), rng=rng)
    _footer(image, "企业信用信息公示系统网址：http://www.gsxt.gov.cn", (90, 1920))
    _footer(image, "国家工商行政管理总局监制", (1330, 1920), right=True)
    return image


def _folded(license_: License, style: Style, rng: Random) -> Image.Image:
    image = _blank(LANDSCAPE, style, bottom=1350)
    paper.emblem(image, (560, 190), 68)
    title = rng.choice(("企业法人营业执照", "营业执照"))
    _title(image, title, center=(560, 312), size=78, width=400 + 40 * len(title))
    _copy_line(image, license_, center=(560, 390), size=38)
    paper.specimen_mark(image, (850, 190), size=40)
    line = f"注册号　{license_.number}"
    ImageDraw.Draw(image).text((560, 452), line, font=font(style.value_face, 38), fill=INK, anchor="mm")
    small = Style(**{**vars(style), "size": min(style.size, 35), "pitch": 66})
    _rows(image, license_.rows, Column(left=130, label_width=250, value=400, right=980), small, top=532, bottom=1292)
    ImageDraw.Draw(image).line((1030, 130, 1030, 1280), fill=style.palette.border, width=3)
    _notice(image)
    _inspections(image, license_, rng)
    _issue(image, license_, style, label=(1120, 1128), date=(1310, 1240), seal=(1560, 1170), rng=rng)
    return image


def _blank(size: tuple[int, int], style: Style, *, bottom: int) -> Image.Image:
    image = paper.sheet(size, style.palette, (54, 54, size[0] - 54, bottom)).copy()
    paper.watermark(image, "样本", size=190, pitch=(620, 400), strength=16)
    return image


def _title(image: Image.Image, text: str, *, center: tuple[int, int], size: int, width: int) -> None:
    draw, step = ImageDraw.Draw(image), (width - size) / (len(text) - 1)
    for place, char in enumerate(text):
        x = center[0] - width / 2 + size / 2 + place * step
        draw.text((x, center[1]), char, font=font("kai", size), fill=INK, anchor="mm", stroke_width=size // 40)


def _copy_line(image: Image.Image, license_: License, *, center: tuple[int, int], size: int = 46) -> None:
    number = f"（{license_.copy_number}）" if license_.copy_number else ""
    text = f"（{license_.copy[0]}　{license_.copy[1]}）{number}"
    ImageDraw.Draw(image).text(center, text, font=font("kai", size), fill=INK, anchor="mm")


def _number_block(image: Image.Image, license_: License, style: Style, *, corner: tuple[int, int]) -> None:
    draw, (x, y) = ImageDraw.Draw(image), corner
    if license_.serial:
        draw.text((x, y - 20), f"编号：{license_.serial}", font=font("hei", 32), fill=INK)
        y += 50
    draw.text((x, y), "统一社会信用代码", font=font(style.label_face, 38), fill=INK)
    draw.text((x, y + 54), license_.number, font=font(style.value_face, 38), fill=INK)


def _rows(image: Image.Image, rows: Sequence[Row], column: Column, style: Style, *, top: int, bottom: int) -> None:
    y = top
    for place, row in enumerate(rows):
        room = bottom - y - (len(rows) - place - 1) * style.pitch
        y = max(y + style.pitch, _row(image, row, column, style, y=y, room=room) + 24)


def _row(image: Image.Image, row: Row, column: Column, style: Style, *, y: int, room: int) -> int:
    spread(image, (column.left, y), row.label, width=column.label_width, face=style.label_face, size=style.size)
    width = column.right - column.value
    size = fitting_size(
        row.text, face=style.value_face, size=style.size, smallest=SMALLEST_VALUE, width=width, height=room
    )
    return paragraph(image, (column.value, y), row.text, face=style.value_face, size=size, width=width)


def _issue(
    image: Image.Image,
    license_: License,
    style: Style,
    *,
    label: tuple[int, int],
    date: tuple[int, int],
    seal: tuple[int, int],
    rng: Random,
) -> None:
    spread(image, label, "登记机关", width=230, face=style.label_face, size=40)
    text = license_.issued_on
    for mark in "年月日":
        text = text.replace(mark, f" {mark} ")
    ImageDraw.Draw(image).text(date, text.strip(), font=font(style.value_face, 40), fill=INK)
    center = (seal[0] + rng.randrange(-25, 25), seal[1] + rng.randrange(-20, 20))
    paper.seal(image, center, text=license_.authority, radius=rng.randrange(128, 146), rng=rng)


def _footer(image: Image.Image, text: str, corner: tuple[int, int], *, right: bool = False) -> None:
    anchor = "ra" if right else "la"
    ImageDraw.Draw(image).text(corner, text, font=font("song", SMALLEST - 1), fill=INK, anchor=anchor)


def _notice(image: Image.Image) -> None:
    ImageDraw.Draw(image).text((1450, 170), "须　知", font=font("kai", 46), fill=INK, anchor="mm")
    lines = (
        "1.《企业法人营业执照》是企业法人资格和合法经营的凭证。",
        "2.《企业法人营业执照》分为正本和副本，具有同等法律效力。",
        "3.登记事项发生变化，应当向公司登记机关申请变更登记。",
        "4.每年三月一日至六月三十日，应当参加年度检验。",
    )
    y = 246
    for line in lines:
        y = paragraph(image, (1090, y), line, face="song", size=SMALLEST, width=780) + 8


def _inspections(image: Image.Image, license_: License, rng: Random) -> None:
    draw = ImageDraw.Draw(image)
    draw.text((1450, 610), "年度检验情况", font=font("kai", 44), fill=INK, anchor="mm")
    first, done = int(license_.issued_on[:4]), rng.randrange(0, 4)
    for place in range(6):
        x, y = 1090 + place % 3 * 260, 660 + place // 3 * 190
        draw.rectangle((x, y, x + 260, y + 190), outline=INK, width=2)
        if place < done:
            red, middle = paper.SEAL_RED, x + 130
            draw.text((middle, y + 62), f"{first + place}年度", font=font("song", 36), fill=red, anchor="mm")
            draw.text((middle, y + 124), "已年检", font=font("kai", 44), fill=red, anchor="mm")
