from __future__ import annotations

import pytest

from django_bizlicense.license.qr import code_of_qr

CODE = "91330100799655058B"


@pytest.mark.parametrize(
    "text",
    [
        f"http://www.gsxt.gov.cn/index.html?uniscid={CODE}",
        f"https://gsxt.gov.cn/index.html?a=1&uniscid={CODE.lower()}",
        f" http://zj.gsxt.gov.cn:80/?UNISCID={CODE}#x ",
    ],
)
def test_an_address_of_the_public_system_carries_a_number(text: str) -> None:
    assert code_of_qr(text) == CODE


@pytest.mark.parametrize(
    "text",
    [
        "",
        CODE,
        f"http://www.gsxt.gov.cn.example.com/?uniscid={CODE}",
        f"http://evilgsxt.gov.cn/?uniscid={CODE}",
        f"http://gsxt.gov.cn@example.com/?uniscid={CODE}",
        "http://www.gsxt.gov.cn/%7B5a1b%7D",
        "http://www.gsxt.gov.cn/index.html?uniscid=123",
        "http://[::1?uniscid=",
        f"//:x?uniscid={CODE}",
    ],
)
def test_anything_else_carries_none(text: str) -> None:
    assert code_of_qr(text) is None
