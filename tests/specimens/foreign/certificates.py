"""Certificates and permits of authorities."""

from __future__ import annotations

from collections.abc import Mapping

from .forms import Form

_FOOD = (
    "经营者名称|{company}",
    "社会信用代码|{code}",
    "法定代表人|{person}",
    "住所|{address}",
    "经营场所|{address}",
    "主体业态|餐饮服务经营者（小餐饮）",
    "经营项目|热食类食品制售，冷食类食品制售，自制饮品制售",
    "许可证编号|JY2{account}",
    "日常监督管理机构|{town}{district}样本市场监督管理所",
    "签发人|{other}",
    "有效期至|{until}",
)

FORMS: Mapping[str, Form] = {
    "food_permit": Form(title="食品经营许可证", rows=_FOOD, authority="{town}{district}市场监督管理样本局"),
    "food_permit_upright": Form(title="食品经营许可证", rows=_FOOD, upright=True),
    "bank_permit": Form(
        title="开户许可证",
        rows=(
            "核准号|J{account}",
            "编号|{short}-{paper}",
            "|经审核，{company}符合开户条件，准予",
            "|开立基本存款账户。",
            "法定代表人（单位负责人）|{person}",
            "开户银行|样本银行股份有限公司{town}{district}支行",
            "账号|{account}{short}",
        ),
        authority="样本银行{town}中心支行",
        emblem=False,
    ),
    "tax_registration": Form(
        title="税务登记证",
        rows=(
            "税字|{code}号",
            "纳税人名称|{company}",
            "法定代表人|{person}",
            "地址|{address}",
            "登记注册类型|{type}",
            "经营范围|{scope}",
            "批准设立机关|{town}工商行政管理样本局",
            "扣缴义务|依法确定",
        ),
        authority="{town}国家税务样本局",
    ),
    "organization_code": Form(
        title="中华人民共和国组织机构代码证",
        rows=(
            "代码|{short}-X",
            "机构名称|{company}",
            "机构类型|企业法人 法定代表人：{person}",
            "地址|{address}",
            "有效期|自{day}至{until}",
            "颁发单位|{town}质量技术监督样本局",
            "登记号|组代管{paper}-1",
        ),
        issuer="颁发单位",
    ),
    "hygiene_permit": Form(
        title="卫生许可证",
        rows=(
            "单位名称|{company}",
            "法定代表人|{person}",
            "地址|{address}",
            "经济性质|{type}",
            "许可项目|理发店、美容店",
            "许可证号|样卫公证字{short}号",
            "有效期限|{day}至{until}",
        ),
        authority="{town}卫生健康样本委员会",
    ),
    "medical_permit": Form(
        title="医疗机构执业许可证",
        rows=(
            "机构名称|{company}样本诊所",
            "法定代表人|{person}",
            "地址|{address}",
            "主要负责人|{other}",
            "诊疗科目|内科；口腔科；中医科；医学检验科",
            "登记号|{code}",
            "有效期限|自{day}至{until}",
        ),
        authority="{town}{district}卫生健康样本局",
    ),
    "institution": Form(
        title="事业单位法人证书",
        rows=(
            "统一社会信用代码|{institution}",
            "名称|{town}样本第一中学",
            "法定代表人|{person}",
            "宗旨和业务范围|实施高中学历教育，促进基础教育发展。高中学历教育及相关社会服务。",
            "经费来源|财政补助（全额拨款）",
            "住所|{address}",
            "开办资金|{capital}",
            "举办单位|{town}教育样本局",
            "有效期|自{day}至{until}",
        ),
        issuer="登记管理机关",
    ),
    "association": Form(
        title="社会团体法人登记证书",
        rows=(
            "统一社会信用代码|{association}",
            "名称|{town}样本行业协会",
            "业务范围|行业调研、咨询服务、业务培训、承办政府委托的其他事项。",
            "住所|{address}",
            "法定代表人|{person}",
            "活动地域|{town}",
            "注册资金|{capital}",
            "业务主管单位|{town}民政样本局",
            "有效期限|{day}至{until}",
        ),
        issuer="登记管理机关",
        authority="{town}民政样本局",
    ),
    "private_body": Form(
        title="民办非企业单位登记证书",
        rows=(
            "统一社会信用代码|{school}",
            "名称|{town}{district}样本幼儿园",
            "住所|{address}",
            "法定代表人|{person}",
            "注册资金|{capital}",
            "业务范围|学前教育",
            "业务主管单位|{town}{district}教育样本局",
            "有效期限|自{day}至{until}",
        ),
        upright=True,
        issuer="发证机关",
    ),
    "union": Form(
        title="工会法人资格证书",
        rows=(
            "统一社会信用代码|81{paper}",
            "工会名称|{company}工会委员会",
            "住所|{address}",
            "法定代表人|{person}",
            "有效期|{day}至{until}",
        ),
        authority="{town}样本总工会",
    ),
    "law_firm": Form(
        title="律师事务所执业许可证",
        rows=(
            "统一社会信用代码|31{paper}",
            "律师事务所|{town}样本律师事务所",
            "负责人|{person}",
            "住所|{address}",
            "组织形式|普通合伙所",
            "设立资产|30万元",
            "批准文号|样司许字{short}号",
        ),
        authority="{town}司法样本局",
    ),
}
