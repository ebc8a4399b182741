from __future__ import annotations

from benchmarks.label_cutter import cut_fields

Box = list[list[float]]


def box(left: float, top: float, right: float, bottom: float) -> Box:
    return [[left, top], [right, top], [right, bottom], [left, bottom]]


LINES: list[tuple[Box, str]] = [
    (box(150, 100, 500, 130), "统一社会信用代码"),
    (box(150, 140, 500, 170), "91120101MAHEYXKN16"),
    (box(140, 500, 190, 640), "名类"),
    (box(300, 510, 900, 550), "称 天津样本禾木文化传播有限公司"),
    (box(300, 590, 900, 630), "型有限责任公司（自然人投资或控"),
    (box(360, 640, 420, 680), "股）"),
    (box(140, 710, 480, 750), "法定代表人 方望舒"),
    (box(140, 790, 340, 830), "经营范围"),
    (box(370, 795, 900, 830), "体育用品及器材零售、工艺美术品及"),
    (box(370, 840, 900, 875), "礼仪用品销售。"),
    (box(970, 590, 1460, 630), "成立日期2020年08月08日"),
    (box(970, 790, 1020, 840), "住"),
    (box(1130, 790, 1180, 840), "所"),
    (box(1200, 795, 1700, 835), "天津市和平区和畅路632号"),
    (box(1200, 845, 1700, 880), "13号楼"),
    (box(1040, 980, 1250, 1020), "登记机关"),
]
FIELDS = {
    "reg_num": "91120101MAHEYXKN16",
    "enterprise_name": "天津样本禾木文化传播有限公司",
    "type_of_enterprise": "有限责任公司(自然人投资或控股)",
    "legal_representative": "方望舒",
    "business_scope": "体育用品及器材零售、工艺美术品及礼仪用品销售。",
    "registered_date": "2020年08月08日",
    "address": "天津市和平区和畅路632号13号楼",
}


def test_labels_in_two_columns_stacked_and_split_are_cut() -> None:
    assert cut_fields([place for place, _ in LINES], [text for _, text in LINES]) == FIELDS


def test_a_sheet_on_its_side_is_turned() -> None:
    turned = [[[y, 2000 - x] for x, y in place] for place, _ in LINES]
    assert cut_fields(turned, [text for _, text in LINES]) == FIELDS


def test_nothing_read_is_no_field() -> None:
    assert cut_fields([], []) == {}
