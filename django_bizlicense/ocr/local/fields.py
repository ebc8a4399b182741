"""From blocks of lines to the twelve fields, how sure each is, and what else the sheet says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django_bizlicense.license.fields import FIELDS, Quad
from django_bizlicense.license.numbers import parse_number
from django_bizlicense.ocr.local.blocks import Block
from django_bizlicense.ocr.local.confidence import Evidence, confidence, evidence_of
from django_bizlicense.ocr.local.labels import AUTHORITY, ISSUED, normal
from django_bizlicense.ocr.local.lines import Line, rows
from django_bizlicense.ocr.local.mend import mend
from django_bizlicense.ocr.local.quads import hull

_DATE = re.compile(r"(\d{4}年\d{1,2}月\d{1,2})日?")
_AUTHORITY = re.compile(r"\w{2,30}(?:管理|行政|监督|审批)\w{0,8}局")
_NUMBER = re.compile(r"(?<![0-9A-Z])(?:9[0-9A-Z]{17}|\d{15})(?![0-9A-Z])")
_KINDS = {
    "农民专业合作社": "cooperative",
    "个体工商户": "individual",
    "个人独资企业": "sole_investor",
    "合伙": "partnership",
    "分公司": "branch",
    "公司": "company",
}


@dataclass(frozen=True, kw_only=True)
class ReadField:
    """One field: its name and text, what speaks for it, and the box around it in pixels of the upright photo."""

    name: str
    text: str
    evidence: Evidence
    place: Quad

    @property
    def confidence(self) -> float:
        """How sure it is, 0 to 1."""
        return confidence(self.name, self.evidence)


def fields_of(blocks: Sequence[Block], lines: Sequence[Line]) -> dict[str, ReadField]:
    """Return the fields that say something; of two labels for one field the one with the surer value wins."""
    found: dict[str, ReadField] = {}
    for block in blocks:
        name = block.label.field
        value = read_block(block) if name in FIELDS else None
        if value and (name not in found or _rank(name, value) > _rank(name, found[name])):
            found[name] = value
    if "reg_num" not in found and (number := _loose_number(lines)):
        found["reg_num"] = number
    return {name: found[name] for name in FIELDS if name in found}


def read_block(block: Block) -> ReadField | None:
    """Return the field of one block, or None where its value is blank."""
    return _field(block.label.field, block.values, labelled=block.exact)


def extras(blocks: Sequence[Block], lines: Sequence[Line]) -> dict[str, Any]:
    """Return what has no field: kind, copy (正本 or 副本), authority, issued_on (as printed)."""
    texts = [normal(line.text) for line in lines]
    authority = next((block for block in blocks if block.label.field == AUTHORITY), None)
    said: Mapping[str, str] = {
        "kind": _kind(blocks),
        "copy": _copy(texts),
        "authority": _authority(texts),
        "issued_on": _issued_on(blocks, authority, lines),
    }
    return {name: value for name, value in said.items() if value}


def _rank(name: str, value: ReadField) -> tuple[bool, float]:
    return name == "reg_num" and parse_number(value.text).valid, value.confidence


def _loose_number(lines: Sequence[Line]) -> ReadField | None:
    for line in lines:
        run = _NUMBER.search(normal(line.text).upper())
        if run and parse_number(run.group()).valid:
            return _field("reg_num", [replace(line, text=run.group())], labelled=False)
    return None


def _field(name: str, values: Sequence[Line], *, labelled: bool) -> ReadField | None:
    text = mend(name, [line.text for line in values])
    if not text or not values:
        return None
    evidence = evidence_of(name, text, values, labelled=labelled)
    return ReadField(name=name, text=text, evidence=evidence, place=hull([line.quad for line in values]))


def _kind(blocks: Sequence[Block]) -> str:
    type_ = "".join(block.text for block in blocks if block.label.field == "type_of_enterprise")
    told = [block.label.kind for block in blocks if block.label.kind]
    return next((kind for word, kind in _KINDS.items() if word in type_), told[0] if told else "")


def _copy(texts: Sequence[str]) -> str:
    return next((copy for text in texts for copy in ("副本", "正本") if copy in text and len(text) < 14), "")


def _authority(texts: Sequence[str]) -> str:
    return next((found.group() for text in texts if (found := _AUTHORITY.fullmatch(text))), "")


def _issued_on(blocks: Sequence[Block], authority: Block | None, lines: Sequence[Line]) -> str:
    labelled = "".join(block.text for block in blocks if block.label.field == ISSUED)
    under = rows(line for line in lines if authority and line.middle > authority.line.middle)
    below = [normal("".join(line.text for line in row)) for row in under]
    dates = [f"{found.group(1)}日" for text in (labelled, *below) if (found := _DATE.search(text))]
    return dates[0] if dates else ""
