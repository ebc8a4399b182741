"""Invent single texts of a license."""

from __future__ import annotations

from datetime import date
from random import Random

from . import trades, words
from .trades import Trade
from .words import Place

DIGITS = "〇一二三四五六七八九"
TENS = ("", "十", "二十", "三十")
SCOPE_LENGTHS = ((20, 60), (60, 160), (140, 300), (260, 600))


def person(rng: Random) -> str:
    """Return the name of nobody in particular; one in four has a character that few people carry."""
    if rng.random() < 0.03:
        return rng.choice(words.FAR_NAMES)
    surname = rng.choice(words.RARE_SURNAMES) if rng.random() < 0.1 else rng.choice(words.SURNAMES)
    return surname + rng.choice(words.RARE_GIVEN if rng.random() < 0.25 else words.GIVEN)


def head(rng: Random, *, type_: str, place: Place) -> str:
    """Return who stands for the business: a person; for a partnership often a company with the person it sends."""
    if "合伙" not in type_ or rng.random() < 0.3:
        return person(rng)
    company = f"{place.town}样本{rng.choice(words.BRANDS)}投资管理有限公司"
    return rng.choice(
        ("{0}（委派代表：{1}）", "{0}（委派代表：{1}）", "{0}(委派代表:{1})", "{0} 委派代表：{1}")
    ).format(company, person(rng))


def name(rng: Random, *, type_: str, place: Place, trade: Trade) -> str:
    """Return a name that says 样本, so that nobody takes it for a real one; few individual businesses have none."""
    stem, brand, word = f"{place.town}样本", rng.choice(words.BRANDS), rng.choice(trade.words)
    if type_ == "个体工商户":
        return f"{place.town}{place.district}样本{brand}{rng.choice(words.SHOPS)}" if rng.random() < 0.8 else ""
    if "合伙" in type_:
        form = rng.choice(("企业管理合伙企业", "股权投资合伙企业", "创业投资中心", "管理咨询中心"))
        return f"{stem}{brand}{form}（{type_.removesuffix('企业')}）"
    if type_ == "个人独资企业":
        return f"{stem}{brand}{word}{rng.choice(('中心', '工作室', '服务部', '厂'))}"
    if type_ == "农民专业合作社":
        return (
            f"{place.town}{place.district}样本{brand}{rng.choice(('蔬菜', '水果种植', '养殖', '农机服务'))}专业合作社"
        )
    if "所有制" in type_:
        return f"{stem}{rng.choice(words.FACTORIES)}"
    company = _company(rng, type_=type_, place=place, word=word)
    if "分公司" not in type_:
        return company
    return f"{company}{place.district.removesuffix('区')}{rng.choice(('', '第一', '银杏路'))}分公司"


def _company(rng: Random, *, type_: str, place: Place, word: str) -> str:
    legal_form = "股份有限公司" if "股份" in type_ else "有限公司"
    brand = rng.choice(words.BRANDS)
    forms = (
        "{town}样本{brand}{word}{form}",
        "{town}样本{brand}{word}{form}",
        "{town}样本{brand}{word}{form}",
        "样本{brand}（{town}）{word}{form}",
        "样本{brand}（{town}自贸试验区）{word}发展{form}",
        "{town}样本{brand}国际（集团）{word}{form}",
        "{province}{town}样本{brand}{word}服务{form}",
    )
    return rng.choice(forms).format(
        town=place.town, brand=brand, word=word, form=legal_form, province=place.province[:2]
    )


def address(rng: Random, *, place: Place) -> str:
    """Return an address in the place, on a road that is not there."""
    house, room = rng.randrange(1, 900), rng.choice(words.BUILDINGS)
    inside = room.format(n=rng.randrange(1, 20), f=rng.randrange(1, 30), r=rng.randrange(101, 2800))
    return f"{place.province}{place.city}{place.district}{rng.choice(words.ROADS)}{house}号{inside}"


def capital(rng: Random, *, foreign: bool, small: bool = False) -> str:
    """Return a sum of money in one of the ways in which it is printed."""
    amount, upper = rng.choice(tuple(words.UPPER_CAPITAL.items()))
    forms = words.FOREIGN_FORMS if foreign else words.SMALL_FORMS if small else words.CAPITAL_FORMS
    return rng.choice(forms).format(amount=amount, upper=upper)


def day(value: date) -> str:
    """Return a date as most licenses print it: 2018年01月05日."""
    return f"{value:%Y}年{value:%m}月{value:%d}日"


def printed_day(rng: Random, value: date, *, old: bool) -> str:
    """Return a date in one of the ways in which it is printed; old papers also write it out in characters."""
    if old and rng.random() < 0.4:
        year = "".join(DIGITS[int(digit)] for digit in str(value.year))
        return f"{year}年{_count(value.month)}月{_count(value.day)}日"
    short = f"{value.year}年{value.month}月{value.day}日"
    spaced = f"{value:%Y} 年 {value:%m} 月 {value:%d} 日"
    dashed = f"{value:%Y-%m-%d}"
    return rng.choice((day(value),) * 6 + (short, short, spaced, dashed))


def term(rng: Random, *, founded_on: date, old: bool) -> str:
    """Return how long the business may run."""
    year = founded_on.year + rng.choice((10, 20, 30, 50))
    end = founded_on.replace(year=year, day=min(founded_on.day, 28))
    printed = (day(founded_on), day(end))
    if old and rng.random() < 0.25:
        printed = (printed_day(rng, founded_on, old=True), printed_day(rng, end, old=True))
    return rng.choice(words.TERM_FORMS).format(start=printed[0], end=printed[1])


def scope(rng: Random, *, trade: Trade, issued_on: date, branch: bool = False, longest: int = 600) -> str:
    """Return a business scope in the wording of its time: general and permitted items apart before 2014, since 2020.

    From about 20 to `longest` characters.
    """
    low, high = rng.choice(SCOPE_LENGTHS)
    items = _items(rng, trade=trade, length=min(rng.randrange(low, high), longest - 130))
    permits = "；".join(rng.sample(trade.permits, rng.randrange(1, min(3, len(trade.permits)) + 1)))
    if branch and rng.random() < 0.5:
        return rng.choice(trades.BRANCH_SCOPES).format(items="、".join(items[:12]))
    if issued_on >= date(2020, 9, 1):
        return _scope_since_2020(rng, items=items, permits=permits)
    listed, until = rng.choice("、；，").join(items), day(issued_on.replace(year=issued_on.year + 4, day=1))
    if issued_on >= date(2014, 3, 1):
        closing = rng.choice((trades.CLOSING, trades.CLOSING, trades.CITY_CLOSING))
        return rng.choice(trades.MIDDLE_SCOPES).format(items=listed, closing=closing, permit=permits)
    return rng.choice(trades.OLD_SCOPES).format(items=listed, permit=permits, until=until)


def _scope_since_2020(rng: Random, *, items: list[str], permits: str) -> str:
    general = f"一般项目：{'；'.join(items)}{trades.GENERAL_CLOSING}"
    closing = rng.choice((trades.PERMIT_CLOSING, trades.PERMIT_CLOSING_DOCUMENTS))
    form = rng.choice(
        ("{general}", "{general}。", "{general}。许可项目：{permit}", "许可项目：{permit}{general}", "{permit_only}")
    )
    permit = f"{permits}{closing}"
    return form.format(general=general, permit=f"{permit}。", permit_only=f"许可项目：{permit}。")


def _items(rng: Random, *, trade: Trade, length: int) -> list[str]:
    """Return items of about so many characters together, of the trade first and then of another."""
    other = rng.choice(trades.TRADES)
    pool = rng.sample(trade.items, len(trade.items)) + rng.sample(other.items, len(other.items))
    items: list[str] = []
    for item in dict.fromkeys(pool):
        if items and sum(map(len, items)) + len(items) + len(item) > length:
            break
        items.append(item)
    return items


def serial(rng: Random, *, place: Place, issued_on: date) -> str:
    """Return a serial number, in one of the ways in which authorities count their sheets."""
    count = rng.randrange(1, 10**6)
    by_year = f"S{place.code[:4]}{issued_on:%Y}{count:06d}"
    by_day = f"{place.code}{issued_on:%Y%m%d}{count % 10**4:04d}"
    by_sheet = f"{place.code[:2]}{count * 7919 % 10**9:09d}"
    return rng.choice((by_year, by_day, by_day, by_sheet))


def authority(place: Place, *, issued_on: date) -> str:
    """Return an authority that does not exist, of the name its time would give it."""
    if issued_on < date(2018, 4, 10):
        return f"{place.city}工商行政管理局{place.district.removesuffix('区')}样本分局"
    return f"{place.city}{place.district}市场监督管理样本局"


def _count(number: int) -> str:
    """Return a month or a day in characters."""
    ten, one = divmod(number, 10)
    return TENS[ten] + (DIGITS[one] if one else "")
