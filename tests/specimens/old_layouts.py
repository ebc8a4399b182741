"""Draw the licenses of before 2014: the folded copy, the original on the wall, the shop's license."""

from __future__ import annotations

from random import Random

from PIL import Image, ImageDraw

from . import paper
from .fonts import font
from .printing import SMALLEST, Sheet, Style, blank, copy_line, footer, issue, number_line, rows, title
from .typeset import INK, Column, paragraph
from .values import License

LANDSCAPE = (2000, 1414)
LEGAL_PERSONS = ("企业法人营业执照", "企业法人营业执照", "营业执照")


def folded(license_: License, style: Style, rng: Random) -> Sheet:
    """Return the copy that opens like a book: what is registered on the left, notices and inspections on the right."""
    image = blank(LANDSCAPE, style, bottom=1350)
    paper.emblem(image, (560, 190), 68)
    text = rng.choice(LEGAL_PERSONS)
    title(image, text, center=(560, 312), size=78, width=400 + 40 * len(text))
    copy_line(image, license_, center=(560, 390), size=38)
    paper.specimen_mark(image, (850, 190), size=40)
    number_line(image, license_, style, center=(560, 452), size=38)
    small = Style(**{**vars(style), "size": min(style.size, 35), "pitch": 66})
    column = Column(left=130, label_width=250, value=400, right=980)
    smallest = rows(image, license_, license_.rows, column, small, top=532, bottom=1292)
    ImageDraw.Draw(image).line((1030, 130, 1030, 1280), fill=style.palette.border, width=3)
    _notice(image)
    _inspections(image, license_, rng)
    issue(image, license_, style, label=(1120, 1128), date=(1310, 1240), seal=(1560, 1170), rng=rng)
    return Sheet(image, smallest)


def wall(license_: License, style: Style, rng: Random) -> Sheet:
    """Return the original: one broad column in the middle of a landscape sheet."""
    image = blank(LANDSCAPE, style, bottom=1350)
    paper.emblem(image, (1000, 190), 76)
    branch = license_.kind == "branch"
    text = "营业执照" if branch else rng.choice(LEGAL_PERSONS)
    title(image, text, center=(1000, 330), size=104, width=440 + 70 * len(text))
    paper.specimen_mark(image, (1680, 200), size=44)
    number_line(image, license_, style, center=(1400, 440), size=38)
    tight = Style(**{**vars(style), "size": min(style.size, 37), "pitch": 62})
    column = Column(left=330, label_width=270, value=640, right=1720)
    smallest = rows(image, license_, license_.rows, column, tight, top=516, bottom=1130)
    issue(image, license_, style, label=(1060, 1172), date=(1300, 1256), seal=(1540, 1190), rng=rng)
    footer(image, "中华人民共和国国家工商行政管理总局制", (1920, 1364), right=True)
    return Sheet(image, smallest)


def shop(license_: License, style: Style, rng: Random) -> Sheet:
    """Return the license of an individual business, whose labels were words of their own."""
    image = blank(LANDSCAPE, style, bottom=1350)
    paper.emblem(image, (1000, 180), 72)
    title(image, "个体工商户营业执照", center=(1000, 320), size=96, width=1060)
    copy_line(image, license_, center=(1000, 412), size=40)
    paper.specimen_mark(image, (1660, 190), size=44)
    number_line(image, license_, style, center=(1440, 470), size=38)
    column = Column(left=240, label_width=300, value=590, right=1760)
    smallest = rows(image, license_, license_.rows, column, style, top=566, bottom=1090)
    issue(image, license_, style, label=(1060, 1150), date=(1300, 1240), seal=(1540, 1180), rng=rng)
    return Sheet(image, smallest)


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
