"""Invent single texts of a license."""

from __future__ import annotations

from datetime import date
from random import Random

from .words import (
    BRANDS,
    BUILDINGS,
    CLOSING,
    GENERAL_CLOSING,
    GIVEN,
    LONG_SURNAMES,
    PERMIT_CLOSING,
    ROADS,
    SHOPS,
    SURNAMES,
    UPPER_CAPITAL,
    Place,
    Trade,
)


def person(rng: Random) -> str:
    """Return the name of nobody in particular."""
    return (rng.choice(LONG_SURNAMES) if rng.random() < 0.05 else rng.choice(SURNAMES)) + rng.choice(GIVEN)


def name(kind: str, rng: Random, *, place: Place, trade: Trade) -> str:
    """Return a name that says 样本, so that nobody takes it for a real one."""
    stem = f"{place.town}样本{rng.choice(BRANDS)}"
    if kind == "individual_business":
        return f"{place.town}{place.district}样本{rng.choice(BRANDS)}{rng.choice(SHOPS)}"
    if kind == "partnership":
        return f"{stem}企业管理合伙企业（有限合伙）"
    if kind == "sole_investor":
        return f"{stem}{trade.word}{rng.choice(('中心', '工作室', '服务部'))}"
    if kind == "branch":
        return f"{stem}{trade.word}有限公司{place.district.removesuffix('区')}分公司"
    if rng.random() < 0.2:
        return f"样本{rng.choice(BRANDS)}（{place.town}）{trade.word}有限公司"
    return f"{stem}{trade.word}有限公司"


def managing_partner(rng: Random, *, place: Place) -> str:
    """Return a partner: a person, or a company with the person it sends."""
    if rng.random() < 0.3:
        return person(rng)
    return f"{place.town}样本{rng.choice(BRANDS)}投资管理有限公司（委派代表：{person(rng)}）"


def address(rng: Random, *, place: Place) -> str:
    """Return an address in the place, on a road that is not there."""
    room = rng.choice(BUILDINGS).format(n=rng.randrange(1, 20), f=rng.randrange(1, 30), r=rng.randrange(101, 2800))
    return f"{place.province}{place.city}{place.district}{rng.choice(ROADS)}{rng.randrange(1, 900)}号{room}"


def capital(rng: Random) -> str:
    """Return a sum of money in one of the ways in which it is printed."""
    amount, upper = rng.choice(tuple(UPPER_CAPITAL.items()))
    forms = (
        f"{upper}万元整",
        f"{upper}万元整",
        f"人民币{upper}万元整",
        f"{upper}万圆整",
        f"{amount}万元整",
        f"{amount}万人民币",
        f"{amount}.000000万人民币",
        f"{amount}万元人民币",
    )
    return rng.choice(forms)


def day(value: date, *, padded: bool) -> str:
    """Return a date as licenses print it."""
    return value.strftime("%Y年%m月%d日") if padded else f"{value.year}年{value.month}月{value.day}日"


def term(rng: Random, *, founded_on: date) -> str:
    """Return how long the business may run."""
    start = day(founded_on, padded=True)
    years = rng.choice((10, 20, 30, 50))
    end = day(founded_on.replace(year=founded_on.year + years, day=min(founded_on.day, 28)), padded=True)
    return rng.choice((f"{start}至{end}", f"{start}至{end}", f"{start}至长期", f"自{start}至{end}", "长期", f"{start}至无固定期限"))


def scope(rng: Random, *, trade: Trade, issued_on: date) -> str:
    """Return a business scope in the wording of its time: general and permitted items apart since 2020."""
    items = rng.sample(trade.items, rng.randrange(4, len(trade.items) + 1))
    if issued_on >= date(2020, 9, 1):
        general = f"一般项目：{'；'.join(items)}{GENERAL_CLOSING}。"
        return f"{general}许可项目：{trade.permit}{PERMIT_CLOSING}。" if rng.random() < 0.4 else general
    listed = rng.choice(("、", "；", "，")).join(items)
    return f"{listed}。{CLOSING}"


def serial(rng: Random, *, place: Place, issued_on: date) -> str:
    """Return a serial number, in one of the ways in which authorities count their sheets."""
    count = rng.randrange(1, 10**6)
    return rng.choice((f"S{place.code[:4]}{issued_on:%Y}{count:06d}", f"{place.code}{issued_on:%Y%m%d}{count % 10**4:04d}"))


def authority(place: Place, *, issued_on: date) -> str:
    """Return an authority of the right time that does not exist."""
    if issued_on < date(2018, 4, 10):
        return f"{place.city}工商行政管理局{place.district.removesuffix('区')}样本分局"
    return f"{place.city}{place.district}市场监督管理样本局"
