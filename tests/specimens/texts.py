"""Invent single texts of a license."""

from __future__ import annotations

from datetime import date
from random import Random

from . import words
from .words import Place, Trade

DIGITS = "〇一二三四五六七八九"
TENS = ("", "十", "二十", "三十")


def person(rng: Random) -> str:
    """Return the name of nobody in particular."""
    surname = rng.choice(words.LONG_SURNAMES) if rng.random() < 0.05 else rng.choice(words.SURNAMES)
    return surname + rng.choice(words.GIVEN)


def head(rng: Random, *, type_: str, place: Place) -> str:
    """Return who stands for the business: a person; for a partnership often a company with the person it sends."""
    if "合伙" not in type_ or rng.random() < 0.25:
        return person(rng)
    return f"{place.town}样本{rng.choice(words.BRANDS)}投资管理有限公司（委派代表：{person(rng)}）"


def name(rng: Random, *, type_: str, place: Place, trade: Trade) -> str:
    """Return a name that says 样本, so that nobody takes it for a real one; few individual businesses have none."""
    stem, brand = f"{place.town}样本", rng.choice(words.BRANDS)
    if type_ == "个体工商户":
        return f"{place.town}{place.district}样本{brand}{rng.choice(words.SHOPS)}" if rng.random() < 0.85 else ""
    if "合伙" in type_:
        return f"{stem}{brand}企业管理合伙企业（{type_.removesuffix('企业')}）"
    if type_ == "个人独资企业":
        return f"{stem}{brand}{trade.word}{rng.choice(('中心', '工作室', '服务部'))}"
    if "分公司" in type_:
        return f"{stem}{brand}{trade.word}有限公司{place.district.removesuffix('区')}分公司"
    legal_form = "股份有限公司" if "股份" in type_ else "有限公司"
    if rng.random() < 0.2:
        return f"样本{brand}（{place.town}）{trade.word}{legal_form}"
    return f"{stem}{brand}{trade.word}{legal_form}"


def address(rng: Random, *, place: Place) -> str:
    """Return an address in the place, on a road that is not there."""
    house, room = rng.randrange(1, 900), rng.choice(words.BUILDINGS)
    inside = room.format(n=rng.randrange(1, 20), f=rng.randrange(1, 30), r=rng.randrange(101, 2800))
    return f"{place.province}{place.city}{place.district}{rng.choice(words.ROADS)}{house}号{inside}"


def capital(rng: Random, *, foreign: bool) -> str:
    """Return a sum of money in one of the ways in which it is printed."""
    amount, upper = rng.choice(tuple(words.UPPER_CAPITAL.items()))
    if foreign:
        return rng.choice((f"{amount}.000000万美元", f"{upper}万美元", f"{amount}万美元"))
    return rng.choice(words.CAPITAL_FORMS).format(amount=amount, upper=upper)


def day(value: date) -> str:
    """Return a date as most licenses print it: 2018年01月05日."""
    return f"{value:%Y}年{value:%m}月{value:%d}日"


def printed_day(rng: Random, value: date, *, old: bool) -> str:
    """Return a date in one of the ways in which it is printed; old papers also write it out in characters."""
    if old and rng.random() < 0.4:
        year = "".join(DIGITS[int(digit)] for digit in str(value.year))
        return f"{year}年{_count(value.month)}月{_count(value.day)}日"
    return day(value) if rng.random() < 0.7 else f"{value.year}年{value.month}月{value.day}日"


def term(rng: Random, *, founded_on: date) -> str:
    """Return how long the business may run."""
    start, year = day(founded_on), founded_on.year + rng.choice((10, 20, 30, 50))
    end = day(founded_on.replace(year=year, day=min(founded_on.day, 28)))
    return rng.choice(words.TERM_FORMS).format(start=start, end=end)


def scope(rng: Random, *, trade: Trade, issued_on: date) -> str:
    """Return a business scope in the wording of its time: general and permitted items apart before 2014, since 2020."""
    items = rng.sample(trade.items, rng.randrange(4, len(trade.items) + 1))
    if issued_on >= date(2020, 9, 1):
        general = f"一般项目：{'；'.join(items)}{words.GENERAL_CLOSING}。"
        return f"{general}许可项目：{trade.permit}{words.PERMIT_CLOSING}。" if rng.random() < 0.4 else general
    listed = rng.choice("、；，").join(items)
    if issued_on >= date(2014, 3, 1):
        return f"{listed}。{words.CLOSING}"
    return rng.choice(words.OLD_SCOPES).format(items=listed)


def serial(rng: Random, *, place: Place, issued_on: date) -> str:
    """Return a serial number, in one of the ways in which authorities count their sheets."""
    count = rng.randrange(1, 10**6)
    by_year = f"S{place.code[:4]}{issued_on:%Y}{count:06d}"
    by_day = f"{place.code}{issued_on:%Y%m%d}{count % 10**4:04d}"
    return rng.choice((by_year, by_day))


def authority(place: Place, *, issued_on: date) -> str:
    """Return an authority that does not exist, of the name its time would give it."""
    if issued_on < date(2018, 4, 10):
        return f"{place.city}工商行政管理局{place.district.removesuffix('区')}样本分局"
    return f"{place.city}{place.district}市场监督管理样本局"


def _count(number: int) -> str:
    """Return a month or a day in characters."""
    ten, one = divmod(number, 10)
    return TENS[ten] + (DIGITS[one] if one else "")
