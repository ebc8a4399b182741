"""What invented licenses are made of; every name says 样本, a specimen."""

from __future__ import annotations

from django_bizlicense.license.finding import Finding, Severity

CITIES = ["杭州", "杭州", "杭州", "长沙", "上海", "北京", "广州", "深圳", "成都", "武汉"]
CITIES += ["南京", "西安", "重庆", "天津", "苏州", "青岛", "厦门", "宁波", "郑州", "合肥"]
FIRST = list("云杉松柏海山星月晨光华瑞嘉恒润泰祥安和平金银玉石青白红蓝明德")
TRADES = ["贸易", "科技", "餐饮", "物流", "建材", "服饰", "电子", "食品", "文化传播", "信息咨询"]
SURNAMES = list("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许")
SCOPE = "样本商品的批发、零售；仓储服务；货物进出口；信息技术咨询服务。（依法须经批准的项目，经批准后方可开展经营活动）"


def _finding(code: str, severity: Severity, field: str) -> dict[str, object]:
    return Finding(code=code, severity=severity, field=field, zh="样本提示", en="A specimen of a remark").as_json()


_HINT = _finding("specimen_hint", Severity.INFO, "address")
_WARNING = _finding("specimen_warning", Severity.WARNING, "valid_period")
_BLOCKER = _finding("specimen_blocker", Severity.BLOCKER, "reg_num")
FINDINGS = [[], [_HINT], [_WARNING, _HINT], [_BLOCKER, _HINT]]
"""By the heaviest of them."""
