from __future__ import annotations

import pytest

from django_bizlicense.ocr.local.scope import mend_scope

FORMULA = "(除依法须经批准的项目外,凭营业执照依法自主开展经营活动)"


@pytest.mark.parametrize(
    ("lines", "print_"),
    [
        (["般项目:展览服务"], "一般项目:展览服务"),
        (["一般经营项目是;展览服务"], "一般经营项目是:展览服务"),
        (["展览服务:", "广告发布"], "展览服务;广告发布"),
        (["食品销售(预包装)", "展览服务;广告制作;广告发布"], "食品销售(预包装);展览服务;广告制作;广告发布"),
        (["家具,灯具;花卉;箱包;鞋帽;玩具"], "家具;灯具;花卉;箱包;鞋帽;玩具"),
        (["家具;花卉;箱包;鞋帽;玩具(布,木)"], "家具;花卉;箱包;鞋帽;玩具(布,木)"),
        (["家具,(灯具,花卉)"], "家具,(灯具,花卉)"),
        (["展览服务(徐依法须经批准的项当外.凭营业执照依法自主开展经营活动)"], f"展览服务{FORMULA}"),
        (["市场主体依法自主选择经营项目,开展经营活动"], "市场主体依法自主选择经营项目,开展经营活动"),
        (["依法须经有关部门许可的,凭许可证经营"], "依法须经有关部门许可的,凭许可证经营"),
    ],
)
def test_what_is_misread_in_a_list_is_mended(lines: list[str], print_: str) -> None:
    assert mend_scope(lines) == print_
