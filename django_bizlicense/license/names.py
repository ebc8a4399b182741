"""Names, persons and addresses on a normal form: for comparing, never for showing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django_bizlicense.license.regions import region_of, split_region
from django_bizlicense.license.text import tight

_SAME = str.maketrans(
    {
        **dict.fromkeys("[{<《〈【〔〖「『", "("),
        **dict.fromkeys("]}>》〉】〕〗」』", ")"),
        **dict.fromkeys("‐‑‒–—―−~_", "-"),
        **dict.fromkeys("\"'`´‘’“”‚„·•・‧∙;:。", ""),
        "、": ",",
    }
)
_DISTRICT = re.compile(
    r"[^0-9(,-][^0-9(,路街道镇村号-]{0,10}?(?:自治县|自治旗|新区|林区|(?<![小社])区|县|旗|市)(?!场|政|民|委)"
)
_AGENT = re.compile(r"委派代表|委派|代表")


@dataclass(frozen=True, kw_only=True)
class Place:
    """An address taken apart; `province` and `city` are full names, empty where the address does not say."""

    province: str = ""
    city: str = ""
    district: str = ""
    rest: str = ""


def fold(text: str) -> str:
    """Return a text in NFKC and small letters, one kind of brackets and dashes, no spaces, quotes, dots or colons."""
    return tight(text).lower().translate(_SAME)


def same_name(one: str, other: str) -> bool:
    """Tell whether two texts are one name; 浙江省杭州市某某 is 浙江杭州某某."""
    return split_region(fold(one)) == split_region(fold(other))


def same_person(one: str, other: str) -> bool:
    """Tell whether two texts name one person; of a partnership's, partner or delegate is enough."""
    return fold(one) == fold(other) or bool(_persons(one) & _persons(other))


def same_address(one: str, other: str) -> bool:
    """Tell whether two texts are one address; a province or city that only one of them names is no difference."""
    first, second = place_of(one), place_of(other)
    return (
        first.district + first.rest == second.district + second.rest
        and _agree(first.province, second.province)
        and _agree(first.city, second.city)
    )


def place_of(address: str) -> Place:
    """Return province, city and district as far as an address names them, short forms included."""
    code, rest = split_region(fold(address))
    region = region_of(code.ljust(6, "0"))
    district = _DISTRICT.match(rest)
    return Place(
        province=region.province.zh if region else "",
        city=region.city.zh if region and region.city else "",
        district=district.group() if district else "",
        rest=rest[district.end() :] if district else rest,
    )


def _persons(text: str) -> set[str]:
    return {part for part in re.split(r"[()]", _AGENT.sub("(", fold(text))) if part}


def _agree(one: str, other: str) -> bool:
    return not one or not other or one == other
