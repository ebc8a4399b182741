"""Whether a sheet is a business license at all."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django_bizlicense.exceptions import LicenseNotFound
from django_bizlicense.license.numbers import parse_number
from django_bizlicense.ocr.local.blocks import Block
from django_bizlicense.ocr.local.fields import ReadField
from django_bizlicense.ocr.local.labels import normal
from django_bizlicense.ocr.local.lines import Line

TITLE = "营业执照"
ENOUGH = 4
FOREIGN_TITLE = re.compile(
    r"(?:许可证|登记证|登记证书|代码证|代码证书|身份证|驾驶证|行驶证|资格证|资格证书|合格证|法人证书|备案凭证|备案表|发票|收据|小票|"
    r"合同|协议书|申请[表书]|委托书|授权书|承诺书|通知书|公示系统|户口簿|护照|不动产权证书?|房产证|注册证|认证证书|准许证|健康证明?)(?:\(?[正副]本\)?)?$"
)
_FOREIGN_PAPERS = {
    "identity card": "公民身份号码 签发机关",
    "permit": "主体业态 经营项目 许可证编号 发证机关 日常监督管理机构 日常监督管理人员 签发人 许可内容 许可范围",
    "invoice or receipt": "纳税人识别号 发票代码 发票号码 价税合计 购买方 商户名称 收款",
    "bank account permit": "开户银行",
    "certificate of another body": "举办单位 开办资金 宗旨和业务范围 业务主管单位 机构代码",
    "driving license or deed": "准驾车型 权利人",
    "page of a register": "登记状态 经营状态 股东信息 股东及出资信息",
    "letter or application": "联系电话 邮政编码 委托单位 委托人 受托人 申请人",
}
FOREIGN_LABELS = tuple(word for words in _FOREIGN_PAPERS.values() for word in words.split())
_FOREIGN_TITLE_LENGTH = 20


def require_license(lines: Sequence[Line], blocks: Sequence[Block], fields: Mapping[str, ReadField]) -> None:
    """Raise LicenseNotFound unless the lines make up a business license.

    The title alone does not decide: a seal may hide it. Nor do labels alone: permits print the same ones.
    """
    if not is_license(lines, blocks, fields):
        raise LicenseNotFound


def is_license(lines: Sequence[Line], blocks: Sequence[Block], fields: Mapping[str, ReadField]) -> bool:
    """Weigh title, labels and number against the words of other papers."""
    titled, foreign = has_title(lines), foreign_words(_outside_scope(lines, blocks))
    labels = len({block.label.field for block in blocks if block.exact} & set(fields))
    number = fields.get("reg_num")
    numbered = number is not None and parse_number(number.text).valid and parse_number(number.text).is_business
    if foreign:
        return titled and numbered and labels > ENOUGH
    return labels >= (2 if titled else ENOUGH) and (titled or numbered)


def has_title(lines: Sequence[Line]) -> bool:
    """Tell whether a line is the title, one character of it hidden at most."""
    return any(_is_title(normal(line.text)) for line in lines)


def foreign_words(lines: Sequence[Line]) -> int:
    """Count the titles and labels of other papers."""
    texts = [normal(line.text) for line in lines]
    usual = sorted(line.height for line in lines)[len(lines) // 2] if lines else 0.0
    titles = sum(
        bool(FOREIGN_TITLE.search(text)) and len(text) <= _FOREIGN_TITLE_LENGTH and line.height > 1.4 * usual
        for text, line in zip(texts, lines, strict=True)
    )
    return titles + sum(any(text.startswith(label) for text in texts) for label in FOREIGN_LABELS)


def _outside_scope(lines: Sequence[Line], blocks: Sequence[Block]) -> list[Line]:
    """Leave out the business scope: a wrapped one may begin or end with the label or the name of another paper."""
    scope = {line.quad for block in blocks if block.label.field == "business_scope" for line in block.lines}
    return [line for line in lines if line.quad not in scope]


def _is_title(text: str) -> bool:
    tail = text.split("(")[0][-4:]
    hits = sum(a == b for a, b in zip(tail, TITLE, strict=False))
    return len(text) <= 16 and hits >= 3
