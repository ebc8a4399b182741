"""The code of every error, and what each says in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True)
class ErrorText:
    """What happened and what to do about it, in both languages."""

    en: str
    zh: str
    fix_en: str = ""
    fix_zh: str = ""


class ErrorCode(str, Enum):
    """Our slugs; stable, one enum over images, OCR and API."""

    # Images
    EMPTY_FILE = "empty_file"
    FILE_TOO_LARGE = "file_too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_SMALL = "too_small"
    TOO_COMPLEX = "too_complex"
    DAMAGED = "damaged"
    ANIMATED = "animated"
    FORMAT_HEIC = "format_heic"
    FORMAT_AVIF = "format_avif"
    FORMAT_WEBP = "format_webp"
    FORMAT_PDF = "format_pdf"
    FORMAT_GIF = "format_gif"
    NOT_A_PHOTO = "not_a_photo"
    FILE_UNREADABLE = "file_unreadable"
    # OCR
    LICENSE_NOT_FOUND = "license_not_found"
    IMAGE_REFUSED = "image_refused"
    OCR_UNAVAILABLE = "ocr_unavailable"
    OCR_THROTTLED = "ocr_throttled"
    OCR_QUOTA_EXHAUSTED = "ocr_quota_exhausted"
    OCR_MISCONFIGURED = "ocr_misconfigured"
    OCR_REQUEST_ERROR = "ocr_request_error"
    OCR_PROTOCOL_ERROR = "ocr_protocol_error"
    # The way of a case
    ALREADY_DECIDED = "already_decided"
    TRANSITION_NOT_ALLOWED = "transition_not_allowed"
    OWN_CASE = "own_case"
    SECOND_PERSON_NEEDED = "second_person_needed"
    CASE_OPEN = "case_open"
    ATTEMPTS_EXHAUSTED = "attempts_exhausted"
    TOO_MANY_SENDINGS = "too_many_sendings"
    KEY_REUSED = "key_reused"
    IN_PROGRESS = "in_progress"
    STORAGE_UNAVAILABLE = "storage_unavailable"
    DATABASE_UNAVAILABLE = "database_unavailable"
    PHOTO_PURGED = "photo_purged"
    # Requests
    IMAGE_MISSING = "image_missing"
    INVALID = "invalid"
    NOT_AUTHENTICATED = "not_authenticated"
    CSRF_FAILED = "csrf_failed"
    PERMISSION_DENIED = "permission_denied"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    TOO_MANY_REQUESTS = "too_many_requests"

    @property
    def text(self) -> ErrorText:
        return TEXTS[self]


_PHOTO = ErrorText(
    "",
    "",
    "Take a new photo of the license with the camera, or choose a JPEG or PNG picture.",
    "请用相机重新拍摄营业执照，或选择 JPEG、PNG 格式的图片。",
)
_LATER = ErrorText("", "", "Nothing is lost. Please try again in a few minutes.", "资料不会丢失，请几分钟后再试。")
_OPERATOR = ErrorText(
    "", "", "The operator has been informed; nobody needs to upload again.", "已通知运营人员，无需重新上传。"
)


def _text(en: str, zh: str, fix: ErrorText = _PHOTO) -> ErrorText:
    return ErrorText(en, zh, fix.fix_en, fix.fix_zh)


TEXTS: dict[ErrorCode, ErrorText] = {
    ErrorCode.EMPTY_FILE: _text("The file is empty.", "文件为空。"),
    ErrorCode.FILE_TOO_LARGE: ErrorText(
        "The file is too large.",
        "文件过大。",
        "Take the photo again at normal quality, or choose a smaller picture.",
        "请以普通画质重新拍摄，或选择较小的图片。",
    ),
    ErrorCode.TOO_MANY_PIXELS: ErrorText(
        "The picture has too many pixels.",
        "图片像素过高。",
        "Take the photo at 50 megapixels or less; a PNG may have 20.",
        "请使用 5000 万像素以下的照片；PNG 不超过 2000 万像素。",
    ),
    ErrorCode.TOO_SMALL: ErrorText(
        "The picture is too small to read.",
        "图片过小，无法辨认。",
        "Send the original photo, not a thumbnail.",
        "请上传原图，不要上传缩略图。",
    ),
    ErrorCode.TOO_COMPLEX: _text("The picture is built in a way no camera builds it.", "图片结构异常。"),
    ErrorCode.DAMAGED: _text("The picture is damaged or incomplete.", "图片已损坏或不完整。"),
    ErrorCode.ANIMATED: _text("Moving pictures cannot be used.", "不支持动态图片。"),
    ErrorCode.FORMAT_HEIC: ErrorText(
        "HEIC pictures cannot be used.",
        "不支持 HEIC 图片。",
        "On an iPhone choose Settings › Camera › Formats › Most Compatible and take the photo again, or send a"
        " screenshot of the photo.",
        "iPhone 请在“设置 › 相机 › 格式”中选择“兼容性最佳”后重新拍摄，或上传该照片的截屏。",
    ),
    ErrorCode.FORMAT_AVIF: _text("AVIF pictures cannot be used.", "不支持 AVIF 图片。"),
    ErrorCode.FORMAT_WEBP: _text("WebP pictures cannot be used.", "不支持 WebP 图片。"),
    ErrorCode.FORMAT_PDF: ErrorText(
        "PDF files cannot be used.",
        "不支持 PDF 文件。",
        "Take a photo of the license, or save the page as a JPEG picture.",
        "请拍摄营业执照，或将页面另存为 JPEG 图片。",
    ),
    ErrorCode.FORMAT_GIF: _text("GIF pictures cannot be used.", "不支持 GIF 图片。"),
    ErrorCode.NOT_A_PHOTO: _text("This file is not a JPEG or PNG picture.", "该文件不是 JPEG 或 PNG 图片。"),
    ErrorCode.FILE_UNREADABLE: ErrorText(
        "The file could not be opened.",
        "无法打开文件。",
        "Check that the file is there and that you may read it.",
        "请检查文件是否存在以及读取权限。",
    ),
    ErrorCode.LICENSE_NOT_FOUND: ErrorText(
        "No business license was found in the picture.",
        "图片中未找到营业执照。",
        "Photograph the whole license, flat, in good light, without glare.",
        "请将营业执照平放，在光线充足、无反光处完整拍摄。",
    ),
    ErrorCode.IMAGE_REFUSED: _text("The picture could not be read.", "图片无法识别。"),
    ErrorCode.OCR_UNAVAILABLE: _text("The reading service does not answer.", "识别服务暂不可用。", _LATER),
    ErrorCode.OCR_THROTTLED: _text("The reading service is busy.", "识别服务繁忙。", _LATER),
    ErrorCode.OCR_QUOTA_EXHAUSTED: _text(
        "Today's readings of the reading service are used up.", "识别服务今日额度已用完。", _OPERATOR
    ),
    ErrorCode.OCR_MISCONFIGURED: _text(
        "The reading service refuses this installation.", "识别服务配置有误。", _OPERATOR
    ),
    ErrorCode.OCR_REQUEST_ERROR: _text(
        "The reading service did not understand the request.", "识别请求有误。", _OPERATOR
    ),
    ErrorCode.OCR_PROTOCOL_ERROR: _text(
        "The reading service gave an unexpected answer.", "识别服务返回异常。", _OPERATOR
    ),
    ErrorCode.ALREADY_DECIDED: ErrorText(
        "Somebody else changed this case first.",
        "该申请已被他人处理。",
        "Open the case again and look at what was done.",
        "请重新打开该申请查看处理结果。",
    ),
    ErrorCode.TRANSITION_NOT_ALLOWED: ErrorText(
        "This step is not possible in the present state.",
        "当前状态不允许此操作。",
        "Open the case again and look at its state.",
        "请刷新后查看当前状态。",
    ),
    ErrorCode.OWN_CASE: ErrorText(
        "Nobody decides on a license of their own.",
        "不能审核自己提交的申请。",
        "Leave the case to a colleague.",
        "请由其他审核员处理。",
    ),
    ErrorCode.SECOND_PERSON_NEEDED: ErrorText(
        "The second approval is given by somebody who has neither corrected nor approved this case.",
        "复核须由未更正、未初审该申请的审核员完成。",
        "Leave the second approval to a colleague.",
        "请由其他审核员复核。",
    ),
    ErrorCode.CASE_OPEN: ErrorText(
        "A verification of this merchant is under way already.",
        "该商户已有进行中的认证。",
        "Continue with the open verification.",
        "请继续进行中的认证。",
    ),
    ErrorCode.ATTEMPTS_EXHAUSTED: ErrorText(
        "The license was sent too many times.",
        "提交次数已达上限。",
        "Contact the support of this shop.",
        "请联系平台客服。",
    ),
    ErrorCode.TOO_MANY_SENDINGS: ErrorText(
        "You have sent as often as possible in one day.",
        "今日提交次数已达上限。",
        "Nothing was sent. Please try again tomorrow, from midnight in China.",
        "本次未提交，请于明日零点（北京时间）后再试。",
    ),
    ErrorCode.KEY_REUSED: ErrorText(
        "This idempotency key stands for another sending.",
        "该幂等键已用于其他提交。",
        "Send with a new key.",
        "请使用新的幂等键提交。",
    ),
    ErrorCode.IN_PROGRESS: ErrorText(
        "The same sending is under way.",
        "相同的提交正在处理中。",
        "Wait a few seconds and send the same request again.",
        "请稍候几秒后重发同一请求。",
    ),
    ErrorCode.STORAGE_UNAVAILABLE: ErrorText(
        "The photo could not be stored; nothing was kept.",
        "图片暂时无法保存，本次提交未保留。",
        "Please send it again in a minute.",
        "请一分钟后重新提交。",
    ),
    ErrorCode.DATABASE_UNAVAILABLE: ErrorText(
        "We cannot answer right now.",
        "服务暂时不可用。",
        "Please send it again in a few seconds, with the same idempotency key.",
        "请几秒后使用相同的幂等键重新提交。",
    ),
    ErrorCode.PHOTO_PURGED: ErrorText(
        "This photo was deleted, as its time of keeping was over.",
        "此图片已超过保存期限，已删除。",
    ),
    ErrorCode.IMAGE_MISSING: ErrorText(
        "There is no photo in the request.",
        "未收到图片。",
        "Choose a photo; send it as the part named image with a file name.",
        "请选择图片；图片字段名为 image，并须带文件名。",
    ),
    ErrorCode.INVALID: ErrorText(
        "The request is not valid.",
        "请求内容有误。",
        "Correct the named field and send it again.",
        "请更正所指字段后重新提交。",
    ),
    ErrorCode.NOT_AUTHENTICATED: ErrorText("Please log in.", "请先登录。", "Log in and try again.", "请登录后重试。"),
    ErrorCode.CSRF_FAILED: ErrorText(
        "The page this was sent from is out of date.",
        "页面已过期。",
        "Reload the page and send it again; an app sends the header Authorization: Token … instead of a cookie.",
        "请刷新页面后重新提交；小程序请使用 Authorization: Token 请求头。",
    ),
    ErrorCode.PERMISSION_DENIED: ErrorText(
        "You may not do this.", "没有权限。", "Ask an administrator.", "请联系管理员。"
    ),
    ErrorCode.NOT_FOUND: ErrorText(
        "There is no such verification.", "未找到该认证。", "Check the address.", "请检查地址。"
    ),
    ErrorCode.METHOD_NOT_ALLOWED: ErrorText(
        "This address does not take such a request.",
        "该地址不支持此请求方法。",
        "Use one of the methods that the header Allow names.",
        "请使用响应头 Allow 所列的方法。",
    ),
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: ErrorText(
        "The request is written in a form that is not understood here.",
        "不支持该请求格式。",
        "Send multipart/form-data; JSON will do where there is no photo.",
        "请使用 multipart/form-data 提交；无图片时也可使用 JSON。",
    ),
    ErrorCode.TOO_MANY_REQUESTS: ErrorText(
        "Too many requests.", "请求过于频繁。", "Wait a moment and try again.", "请稍后再试。"
    ),
}
