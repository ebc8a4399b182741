from __future__ import annotations

from django_bizlicense.ocr.local.fields import fields_of
from django_bizlicense.ocr.local.layout import assign
from django_bizlicense.ocr.local.lines import Line

from .sheets import line


def texts(*lines: Line) -> dict[str, str]:
    return {block.label.field: block.text for block in assign(lines) if block.text}


def test_a_value_stands_beside_its_label() -> None:
    assert texts(line("名称", 100, 100), line("样本有限公司", 220, 100)) == {"enterprise_name": "样本有限公司"}


def test_a_value_may_be_read_together_with_its_label() -> None:
    assert texts(line("名称：样本有限公司", 100, 100)) == {"enterprise_name": "样本有限公司"}


def test_a_number_may_stand_under_its_label() -> None:
    found = texts(line("统一社会信用代码", 100, 100), line("91110105MA01C4JW0A", 100, 140))
    assert found == {"reg_num": "91110105MA01C4JW0A"}


def test_labels_spaced_out_are_one_label() -> None:
    found = texts(line("名", 100, 100), line("称", 220, 102), line("样本有限公司", 270, 100))
    assert found == {"enterprise_name": "样本有限公司"}


def test_half_a_label_may_be_read_together_with_the_value() -> None:
    assert texts(line("住", 100, 100), line("所北京市朝阳区", 220, 102)) == {"address": "北京市朝阳区"}


def test_labels_read_as_one_standing_word_are_taken_apart() -> None:
    found = texts(
        line("名类住", 100, 160, width=36, height=210),
        line("称样本有限公司", 220, 90),
        line("型有限责任公司", 220, 160),
        line("所北京市朝阳区", 220, 230),
    )
    assert found == {
        "enterprise_name": "样本有限公司",
        "type_of_enterprise": "有限责任公司",
        "address": "北京市朝阳区",
    }


def test_a_lost_first_character_is_told_by_the_column_of_labels() -> None:
    found = texts(line("称样本有限公司", 190, 100), line("注册资本", 100, 160), line("200万元整", 230, 160, width=140))
    assert found == {"enterprise_name": "样本有限公司", "registered_capital": "200万元整"}


def test_a_lost_last_character_is_told_by_the_first() -> None:
    assert texts(line("类", 100, 100), line("个体工商户", 230, 100)) == {"type_of_enterprise": "个体工商户"}


def test_a_wrapped_value_goes_on_under_itself() -> None:
    found = texts(
        line("经营范围", 100, 100),
        line("一般项目：会议及展览服务；", 230, 100),
        line("图文设计制作", 230, 142),
        line("成立日期", 100, 200),
        line("2018年5月7日", 230, 200, width=200),
    )
    assert found["business_scope"] == "一般项目：会议及展览服务；图文设计制作"
    assert found["registered_date"] == "2018年5月7日"


def test_two_columns_are_kept_apart() -> None:
    found = texts(
        line("名称", 100, 100),
        line("样本有限公司", 220, 100),
        line("住所", 700, 100),
        line("北京市朝阳区建国路", 830, 100),
        line("经营范围", 100, 142),
        line("会议及展览服务；", 230, 142),
        line("93号院", 830, 142, width=120),
        line("图文设计制作", 230, 184),
    )
    assert found["address"] == "北京市朝阳区建国路93号院"
    assert found["business_scope"] == "会议及展览服务；图文设计制作"


def test_a_line_over_both_columns_is_cut_at_the_second_label() -> None:
    found = texts(
        line("名称样本有限公司注册资本伍佰万圆整", 100, 100), line("成立日期2018年5月7日", 340, 160, width=320)
    )
    assert found["enterprise_name"] == "样本有限公司"
    assert found["registered_capital"] == "伍佰万圆整"


def test_a_label_s_first_character_is_taken_back_from_the_left_column() -> None:
    found = texts(line("经营范围展览服务；住", 100, 100), line("所北京市朝阳区", 480, 100))
    assert found == {"business_scope": "展览服务;", "address": "北京市朝阳区"}


def test_a_wrapped_value_that_begins_with_a_label_s_word_is_no_label() -> None:
    found = texts(line("经营范围", 100, 100), line("凭营业执照登记的", 230, 100), line("住所开展活动", 230, 142))
    assert found == {"business_scope": "凭营业执照登记的住所开展活动"}


def test_what_stands_far_off_in_the_row_is_not_the_value() -> None:
    found = texts(line("法定代表人", 100, 100), line("梁磊", 270, 100), line("2010年度", 900, 100, width=130))
    assert found == {"legal_representative": "梁磊"}


def test_the_footer_ends_the_scope() -> None:
    found = texts(
        line("经营范围", 100, 100), line("展览服务", 230, 100), line("国家企业信用信息公示系统网址", 100, 142)
    )
    assert found["business_scope"] == "展览服务"


def test_a_label_may_stand_beside_the_middle_of_its_value() -> None:
    found = texts(
        line("名称", 100, 100, width=130),
        line("样本有限公司", 260, 100),
        line("类型", 100, 150, width=130),
        line("有限责任公司", 260, 150),
        line("住所", 100, 223, width=130),
        line("北京市朝阳区建国路十八号样本大厦", 260, 200),
        line("一层", 260, 242),
        line("注册资本", 100, 290, width=130),
        line("200万元整", 260, 290, width=140),
    )
    assert found["type_of_enterprise"] == "有限责任公司"
    assert found["address"] == "北京市朝阳区建国路十八号样本大厦一层"


def test_a_value_s_second_row_is_not_given_to_the_label_below() -> None:
    found = texts(
        line("名称样本国际集团网络科技信息", 100, 100),
        line("有限公司第一分公司甲乙", 170, 134),
        line("类型其他有限责任公司", 100, 176),
        line("负责人吴志强", 100, 222),
    )
    assert found["enterprise_name"] == "样本国际集团网络科技信息有限公司第一分公司甲乙"
    assert found["type_of_enterprise"] == "其他有限责任公司"


def test_a_value_whose_label_was_lost_tells_what_it_is() -> None:
    found = texts(
        line("类型", 100, 100, width=130),
        line("个人独资企业", 260, 100),
        line("住所", 100, 150, width=130),
        line("浙江省杭州市西湖区青杉路147号", 260, 150),
        line("何磊", 260, 200),
        line("68.0万元", 260, 250, width=140),
        line("成立日期", 100, 300, width=130),
        line("2017年08月23日", 260, 300),
    )
    assert found["address"] == "浙江省杭州市西湖区青杉路147号"
    assert found["legal_representative"] == "何磊"
    assert found["registered_capital"] == "68.0万元"


def test_one_character_of_a_label_tells_the_field() -> None:
    found = texts(
        line("名称", 100, 100, width=130),
        line("样本有限公司", 260, 100),
        line("住所", 100, 150, width=130),
        line("北京市朝阳区建国路8号", 260, 150),
        line("类型", 100, 200, width=130),
        line("有限责任公司", 260, 200),
        line("围", 200, 250),
        line("广告设计、代理", 260, 250),
    )
    assert found["type_of_enterprise"] == "有限责任公司"
    assert found["business_scope"] == "广告设计、代理"


def test_a_watermark_is_no_value() -> None:
    found = texts(
        line("住所", 100, 100), line("北京市朝阳区", 220, 100), line("本", 420, 110), line("样", 440, 90, height=120)
    )
    assert found == {"address": "北京市朝阳区"}


def test_a_watermark_s_word_may_end_a_value() -> None:
    found = texts(line("经营范围", 100, 100), line("展览服务；证照代", 240, 100), line("办理", 240, 140))
    assert found == {"business_scope": "展览服务；证照代办理"}


def test_a_value_above_the_first_label_is_of_a_lost_one() -> None:
    found = texts(
        line("样本农具厂", 260, 100),
        line("住所", 100, 150, width=130),
        line("北京市朝阳区建国路8号", 260, 150),
        line("类型", 100, 200, width=130),
        line("有限责任公司", 260, 200),
        line("成立日期", 100, 250, width=130),
        line("2017年08月23日", 260, 250),
    )
    assert found["enterprise_name"] == "样本农具厂"


def test_lines_of_dense_print_keep_their_order() -> None:
    found = texts(
        line("经营范围", 100, 100),
        line("展览服务；广告设计；", 240, 100, height=40),
        line("图文制作；箱包销售；", 235, 120, height=40),
        line("花卉种植", 241, 140, height=40),
    )
    assert found["business_scope"] == "展览服务；广告设计；图文制作；箱包销售；花卉种植"


def test_text_beside_the_code_is_no_number() -> None:
    found = texts(
        line("统一社会信用代码", 100, 100),
        line("更多登记、备案、", 1100, 118),
        line("91530102MAUB1L0Q71", 100, 135),
    )
    assert found == {"reg_num": "91530102MAUB1L0Q71"}


def test_one_character_of_a_label_may_be_read_with_the_value() -> None:
    found = texts(
        line("投资人", 100, 100, width=180),
        line("江雨桐", 300, 100),
        line("额600.0万元", 245, 150, width=160),
        line("成立日期", 100, 200, width=180),
        line("2018年07月30日", 300, 200),
    )
    assert found["legal_representative"] == "江雨桐"
    assert found["registered_capital"] == "600.0万元"


def test_digits_within_a_serial_are_no_number() -> None:
    lines = [line("编号：530102202311086015", 100, 100)]
    assert set(fields_of(assign(lines), lines)) == {"serial"}


def test_what_the_boxes_of_label_and_value_both_hold_is_read_once() -> None:
    found = texts(line("注册资本2", 100, 100, width=150), line("200万元", 225, 100, width=120))
    assert found == {"registered_capital": "200万元"}


def test_a_label_at_the_end_of_another_columns_line_begins_its_own() -> None:
    found = texts(
        line("名称", 100, 100),
        line("样本会计师事务所四川出资额", 220, 100),
        line("分所", 220, 142),
        line("1000万元整", 740, 100, width=150),
        line("成立日期", 520, 200),
        line("2009年7月16日", 740, 200, width=150),
        line("合伙期限", 520, 250),
        line("长期", 740, 250),
    )
    assert (found["enterprise_name"], found["registered_capital"]) == ("样本会计师事务所四川分所", "1000万元整")


def test_pieces_of_tiled_purposes_and_of_the_seal_are_no_values() -> None:
    found = texts(
        line("名称", 100, 100),
        line("样本烟酒茶行", 220, 100),
        line("质审核", 220, 142),
        line("复印无效", 220, 184),
        line("仅供样本平台入驻使用", 220, 226),
        line("★", 220, 268),
        line("仅用于样本商城资质审核", 100, 420),
        line("住所", 700, 100),
        line("重庆市九龙坡区样本街1号", 830, 100),
        line("龙坡区行政", 830, 150),
        line("登记机关九龙坡区行政审批局", 700, 200),
    )
    assert (found["enterprise_name"], found["address"]) == ("样本烟酒茶行", "重庆市九龙坡区样本街1号")


def test_a_row_goes_on_behind_the_room_that_a_stop_leaves() -> None:
    found = texts(line("经营范围", 100, 100), line("服装零售。", 230, 100), line("（依法", 434, 100))
    assert found == {"business_scope": "服装零售。（依法"}


def test_the_footers_edge_is_no_column_of_labels() -> None:
    found = texts(
        line("经营范围", 100, 100),
        line("建筑劳务分包。（以上经营范围涉及许可的", 230, 100),
        line("，应在取得许可后方可经营）", 230, 142),
        line("国家企业信用信息公示系统网址", 500, 420),
        line("市场主体应当于每年报送年度报告", 500, 460),
    )
    assert found["business_scope"] == "建筑劳务分包。（以上经营范围涉及许可的，应在取得许可后方可经营）"
