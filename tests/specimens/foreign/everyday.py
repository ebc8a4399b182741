"""What else people photograph: cards, invoices, receipts, screens, pages of text, a street, nothing at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from tests.specimens import paper, trades
from tests.specimens.fonts import font
from tests.specimens.printing import Sheet
from tests.specimens.typeset import INK, paragraph

from .forms import facts

GRAY = (110, 110, 116)


def identity_card(rng: Random) -> Sheet:
    """Draw the front of a card of nobody, its number without a valid check digit."""
    image, said = _card((1600, 1010), (232, 240, 244)), facts(rng)
    image.paste((206, 214, 220), (1120, 180, 1500, 680))
    number = f"{said['code'][2:8]}19{rng.randrange(60, 99)}0229{rng.randrange(1000):03d}A"
    rows = (
        f"姓名　{said['person']}",
        f"性别　{rng.choice('男女')}　　民族　汉",
        f"出生　19{rng.randrange(60, 99)} 年 2 月 29 日",
        f"住址　{said['address']}",
    )
    _lines(image, rows, 170, 120, 44, 900)
    ImageDraw.Draw(image).text((120, 880), f"公民身份号码　　{number}", font=font("hei", 48), fill=INK)
    return Sheet(image, 40)


def identity_card_back(rng: Random) -> Sheet:
    """Draw the back of such a card."""
    image, said = _card((1600, 1010), (236, 240, 240)), facts(rng)
    draw = ImageDraw.Draw(image)
    paper.emblem(image, (240, 220), 110)
    draw.text((920, 170), "中华人民共和国", font=font("song_bold", 80), fill=INK, anchor="mm")
    draw.text((920, 320), "居民身份证", font=font("song_bold", 110), fill=INK, anchor="mm")
    draw.text((420, 720), f"签发机关　{said['town']}公安样本局", font=font("hei", 48), fill=INK)
    draw.text((420, 830), "有效期限　2016.02.29-2036.02.29", font=font("hei", 48), fill=INK)
    return Sheet(image, 44)


def invoice(rng: Random) -> Sheet:
    """Draw a value-added tax invoice."""
    image, said = _card((2000, 1250), (250, 248, 244)), facts(rng)
    draw, brown = ImageDraw.Draw(image), (140, 80, 40)
    kind = rng.choice(("专用", "普通"))
    draw.text((1000, 110), f"{said['town']}增值税{kind}发票", font=font("kai", 72), fill=brown, anchor="mm")
    _lines(
        image,
        (f"发票代码 {said['account'][:12]}", f"发票号码 {said['short']}", f"开票日期 {said['day']}"),
        60,
        1440,
        32,
        520,
    )
    draw.rectangle((80, 220, 1920, 1080), outline=brown, width=3)
    for y in (430, 850, 920):
        draw.line((80, y, 1920, y), fill=brown, width=2)
    buyer = (
        f"购买方　名称：{said['company']}",
        f"纳税人识别号：{said['code']}",
        f"地址、电话：{said['address']} {said['phone']}",
    )
    _lines(image, buyer, 270, 110, 34, 1700)
    goods = (
        "货物或应税劳务名称　规格型号　单位　数量　单价　金额　税率　税额",
        "*样本服务*技术服务费　　项　1　1000.00　1000.00　6%　60.00",
    )
    _lines(image, goods, 480, 110, 34, 1780)
    _lines(image, ("价税合计（大写）　⊗壹仟零陆拾圆整　　（小写）¥1060.00",), 895, 110, 34, 1780)
    seller = (
        f"销售方　名称：{said['town']}样本青禾科技有限公司",
        "纳税人识别号：91110105MA00000000",
        f"收款人：{said['other']}　开票人：{said['person']}",
    )
    _lines(image, seller, 965, 110, 32, 1700)
    paper.seal(image, (1600, 960), text=f"{said['town']}样本青禾科技有限公司", radius=120, rng=rng)
    return Sheet(image, 32)


def receipt(rng: Random) -> Sheet:
    """Draw what a till prints."""
    image = Image.new("RGB", (760, rng.randrange(1300, 1900)), (250, 249, 246))
    said = facts(rng)
    rows = [
        "样本超市",
        f"{said['address']}",
        f"单号 {said['account']}",
        f"日期 {said['day']}",
        "品名　数量　单价　小计",
    ]
    rows += [
        f"{item[:10]}　{rng.randrange(1, 5)}　{rng.randrange(5, 90)}.00" for item in rng.choice(trades.TRADES).items[:7]
    ]
    _lines(image, (*rows, "合计　　136.00", "收款方式：现金", "谢谢惠顾　样本小票"), 90, 60, 36, 640)
    return Sheet(image, 36)


def business_card(rng: Random) -> Sheet:
    """Draw the card of somebody who works for a company."""
    image, said = _card((1600, 960), rng.choice(((250, 250, 250), (30, 44, 70), (244, 236, 220)))), facts(rng)
    ink = (240, 240, 240) if image.getpixel((5, 5)) == (30, 44, 70) else INK
    draw = ImageDraw.Draw(image)
    draw.text((140, 150), said["company"], font=font("hei", 50), fill=ink)
    draw.text((140, 330), f"{said['person']}", font=font("hei", 84), fill=ink)
    draw.text((140, 460), rng.choice(("总经理　法定代表人", "销售经理", "负责人")), font=font("hei", 42), fill=ink)
    for place, line in enumerate((f"电话：{said['phone']}", f"地址：{said['address']}", "样本名片")):
        draw.text((140, 620 + 80 * place), line, font=font("hei", 38), fill=ink)
    return Sheet(image, 36)


def public_record(rng: Random) -> Sheet:
    """Draw a page that shows a company's entry in the public register: all of its data, and no license."""
    image, said = Image.new("RGB", (1440, 2560), "white"), facts(rng)
    draw = ImageDraw.Draw(image)
    image.paste((34, 86, 160), (0, 0, 1440, 170))
    draw.text((720, 85), "国家企业信用信息公示系统（样本）", font=font("hei", 54), fill="white", anchor="mm")
    draw.text((70, 220), said["company"], font=font("hei", 52), fill=INK)
    draw.text((70, 320), rng.choice(("营业执照信息", "基础信息", "工商信息")), font=font("hei", 44), fill=(34, 86, 160))
    rows = (
        f"统一社会信用代码：{said['code']}", f"企业名称：{said['company']}", f"类型：{said['type']}",
        f"法定代表人：{said['person']}", f"注册资本：{said['capital']}", f"成立日期：{said['day']}",
        f"登记机关：{said['town']}{said['district']}市场监督管理样本局", f"核准日期：{said['until']}",
        "登记状态：存续（在营、开业、在册）", f"住所：{said['address']}", f"经营范围：{said['scope']}",
        "提示：根据《市场主体登记管理条例》，企业登记信息以公示为准。",
        "股东及出资信息　主要人员信息　变更信息　行政许可信息",
    )  # fmt: skip
    _lines(image, rows, 430, 70, rng.randrange(36, 42), 1300)
    return Sheet(image, 36)


def guide(rng: Random) -> Sheet:
    """Draw a page of text that speaks of business licenses."""
    image, said = Image.new("RGB", (1500, 2120), "white"), facts(rng)
    ImageDraw.Draw(image).text((750, 180), "营业执照办理指南", font=font("song_bold", 72), fill=INK, anchor="mm")
    rows = (
        "一、申请人应当提交下列材料：", "1.登记申请书；2.申请人主体资格文件、自然人身份证明；",
        "3.住所（主要经营场所、经营场所）相关文件；4.公司章程；",
        "二、登记事项包括：名称；类型；经营范围；住所；注册资本；",
        "法定代表人、执行事务合伙人或者负责人姓名。", f"三、受理地点：{said['address']}",
        f"四、咨询电话：{said['phone']}（样本）",
        "五、营业执照分为正本和副本，具有同等法律效力。", "电子营业执照与纸质营业执照具有同等法律效力。",
    )  # fmt: skip
    _lines(image, rows, 340, 150, 40, 1200)
    return Sheet(image, 40)


def text_page(rng: Random) -> Sheet:
    """Draw a page of a book."""
    image = Image.new("RGB", (1500, 2120), rng.choice(((255, 255, 255), (246, 238, 220))))
    words = "".join(rng.choice(trades.TRADES).items)
    rows = [f"　　{''.join(rng.sample(words, min(len(words), 110)))}。（样本）" for _ in range(6)]
    _lines(image, rows, 200, 160, 42, 1180)
    return Sheet(image, 42)


def qr_alone(rng: Random) -> Sheet:
    """Draw a QR code on a sheet, of a company's number or of a shop."""
    image, said = Image.new("RGB", (1400, 1400), "white"), facts(rng)
    register = f"http://www.gsxt.gov.cn/index.html?uniscid={said['code']}"
    paper.qr_code(image, (260, 200), text=rng.choice((register, "https://example.com/pay")), side=820)
    ImageDraw.Draw(image).text((700, 1260), "样本　扫一扫", font=font("hei", 60), fill=GRAY, anchor="mm")
    return Sheet(image, 40)


def blank(rng: Random) -> Sheet:
    """Draw an empty sheet; some have the word 样本 in a corner and nothing else."""
    image = Image.new("RGB", (1414, 2000), (252, 251, 248))
    paper.specimen_mark(image, (1200, 150), size=46)
    if rng.random() < 0.5:
        paper.watermark(image, "样本", size=190, pitch=(620, 400), strength=16)
    return Sheet(image, 40)


def scenery(rng: Random) -> Sheet:
    """Draw hills below a sky, and houses without a sign."""
    width, height = 2000, 1500
    sky = np.linspace(rng.uniform(120, 190), 245, height)[:, None, None] * np.array([0.75, 0.88, 1.0])
    image = Image.fromarray(np.broadcast_to(sky, (height, width, 3)).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for layer in range(4):
        base, green = 700 + layer * 170, (90 - layer * 14, 140 - layer * 22, 96 - layer * 16)
        points = [(x, base + rng.uniform(-90, 90)) for x in range(0, width + 250, 250)]
        draw.polygon([(0, height), *points, (width, height)], fill=green)
    for _ in range(rng.randrange(2, 8)):
        x, y, size = rng.randrange(1700), rng.randrange(800, 1200), rng.randrange(80, 260)
        draw.rectangle((x, y, x + size, y + size), fill=tuple(rng.randrange(90, 230) for _ in range(3)))
        draw.polygon(((x - 12, y), (x + size / 2, y - size / 2), (x + size + 12, y)), fill=(130, 60, 50))
    image = image.filter(ImageFilter.GaussianBlur(2))
    draw = ImageDraw.Draw(image)
    draw.text((1900, 1440), "样本", font=font("hei", 40), fill="white", anchor="rs")
    return Sheet(image, 40)


def shop_front(rng: Random) -> Sheet:
    """Draw a signboard over a door."""
    image, said = Image.new("RGB", (2000, 1400), (176, 170, 160)), facts(rng)
    draw = ImageDraw.Draw(image)
    draw.rectangle((100, 120, 1900, 460), fill=rng.choice(((180, 30, 30), (20, 70, 140), (240, 200, 60))))
    draw.text((1000, 290), said["company"][:12], font=font("hei", 130), fill="white", anchor="mm")
    draw.rectangle((300, 520, 1700, 1400), fill=(60, 70, 80))
    draw.text((1000, 1000), "营业中　样本", font=font("hei", 90), fill=(250, 220, 120), anchor="mm")
    return Sheet(image, 60)


def _card(size: tuple[int, int], color: tuple[int, int, int]) -> Image.Image:
    image = Image.new("RGB", size, color)
    paper.watermark(image, "样本", size=140, pitch=(480, 330), strength=18)
    paper.specimen_mark(image, (size[0] - 160, 110), size=42)
    return image


def _lines(image: Image.Image, rows: tuple[str, ...] | list[str], top: int, left: int, size: int, width: int) -> None:
    y = top
    for row in rows:
        y = paragraph(image, (left, y), row, face="hei", size=size, width=width, ink=INK) + round(size * 0.7)


PAGES: Mapping[str, Callable[[Random], Sheet]] = {
    function.__name__: function
    for function in (
        identity_card,
        identity_card_back,
        invoice,
        receipt,
        business_card,
        public_record,
        guide,
        text_page,
        qr_alone,
        blank,
        scenery,
        shop_front,
    )
}
