"""Seed the reason catalogue; every text can be edited in the admin afterwards."""

from django.db import migrations

RETAKE = (
    "Photograph the original flat, whole and sharp, in even light.",
    "请将原件平放，在均匀光线下完整、清晰地重新拍摄。",
)
REASONS = [
    ("image_blurry", "photo", "The photo is blurred", "照片模糊", *RETAKE, []),
    (
        "image_glare",
        "photo",
        "Glare covers part of the license",
        "照片反光",
        "Turn off the flash and tilt the phone until no reflection is left.",
        "请关闭闪光灯，调整角度避开反光后重新拍摄。",
        [],
    ),
    (
        "image_cropped",
        "photo",
        "Part of the license is cut off",
        "照片不完整",
        "Photograph the whole license with all four corners.",
        "请拍摄完整的营业执照，四角均须入镜。",
        [],
    ),
    (
        "image_too_small",
        "photo",
        "The photo is too small",
        "照片尺寸过小",
        "Send the original photo, not a thumbnail or a chat preview.",
        "请上传原图，不要上传缩略图或聊天预览图。",
        [],
    ),
    (
        "not_business_license",
        "photo",
        "No business license was recognized in the photo",
        "照片中未识别到营业执照",
        *RETAKE,
        [],
    ),
    (
        "wrong_document",
        "photo",
        "This is another document",
        "证件类型不符",
        "Send the business license (营业执照), not a permit, an identity card or a receipt.",
        "请上传营业执照，不要上传许可证、身份证或收据。",
        [],
    ),
    (
        "copy_or_screenshot",
        "document",
        "The photo shows a photocopy or a screen",
        "照片为复印件或翻拍",
        "Photograph the paper original, or send the official electronic license.",
        "请拍摄纸质原件，或上传官方电子营业执照。",
        [],
    ),
    (
        "watermarked",
        "document",
        "A watermark covers the text",
        "水印遮挡文字",
        "Send a photo without a watermark over the fields.",
        "请上传文字未被水印遮挡的照片。",
        [],
    ),
    (
        "license_expired",
        "validity",
        "The license has expired",
        "营业执照已过期",
        "Renew the license and send the new one.",
        "请换领新执照后重新提交。",
        ["valid_period"],
    ),
    (
        "license_revoked",
        "validity",
        "The license is revoked or cancelled in the public register",
        "营业执照已被吊销或注销",
        "Ask the registration authority, then send a valid license.",
        "请向登记机关核实后提交有效执照。",
        [],
    ),
    (
        "name_mismatch",
        "data",
        "The name differs from the license",
        "名称与执照不一致",
        "Enter the name exactly as printed.",
        "请按执照所载填写名称。",
        ["enterprise_name"],
    ),
    (
        "number_invalid",
        "data",
        "The number is not valid",
        "统一社会信用代码/注册号无效",
        "Check the number character by character against the license.",
        "请对照执照逐位核对号码。",
        ["reg_num"],
    ),
    (
        "number_mismatch",
        "data",
        "The number differs from the license",
        "号码与执照不一致",
        "Enter the number exactly as printed.",
        "请按执照所载填写号码。",
        ["reg_num"],
    ),
    (
        "legal_representative_mismatch",
        "data",
        "The person differs from the license",
        "法定代表人/经营者与执照不一致",
        "Enter the name of the person exactly as printed.",
        "请按执照所载填写姓名。",
        ["legal_representative"],
    ),
    (
        "address_mismatch",
        "data",
        "The address differs from the license",
        "地址与执照不一致",
        "Enter the address exactly as printed.",
        "请按执照所载填写地址。",
        ["address"],
    ),
    (
        "field_unreadable",
        "data",
        "The marked fields cannot be read",
        "所标字段无法辨认",
        "Take a sharper photo, or type the marked fields.",
        "请重新拍摄清晰照片，或填写所标字段。",
        [],
    ),
    (
        "duplicate_license",
        "final",
        "This license belongs to another shop already",
        "该执照已被其他商户使用",
        "",
        "",
        ["reg_num"],
    ),
    ("suspected_tampering", "final", "The license could not be accepted", "该执照无法通过审核", "", "", []),
    ("prohibited_business", "final", "This business cannot be served here", "该经营项目不在服务范围内", "", "", []),
    ("other", "other", "Another reason", "其他原因", "", "", []),
]


def seed(apps, schema_editor):
    reasons = apps.get_model("bizlicense", "ReviewReason").objects
    for position, (code, group, title_en, title_zh, fix_en, fix_zh, fields) in enumerate(REASONS, start=1):
        texts = {"title_en": title_en, "title_zh": title_zh, "fix_en": fix_en, "fix_zh": fix_zh}
        defaults = {**texts, "group": group, "fields": fields, "needs_text": code == "other", "position": position * 10}
        reasons.get_or_create(code=code, defaults=defaults)


class Migration(migrations.Migration):
    dependencies = [("bizlicense", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
