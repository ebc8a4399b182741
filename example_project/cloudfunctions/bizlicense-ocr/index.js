// Reads a business license for django_bizlicense.ocr.wechat.CloudFunctionBackend.
// The event is {imgUrl: '…'} or {img: {contentType: 'image/jpeg', value: '<base64>'}}; what is returned is WeChat's
// answer, or {errCode, errMsg}: an error that left this function would reach the server without its code.
const cloud = require('wx-server-sdk')

cloud.init({ env: cloud.DYNAMIC_CURRENT_ENV })

const NO_PICTURE = { errCode: 41005, errMsg: 'the event holds neither imgUrl nor img' }

function picture(event) {
  if (event && typeof event.imgUrl === 'string' && event.imgUrl) {
    return { imgUrl: event.imgUrl }
  }
  const img = event && event.img
  if (!img || typeof img.value !== 'string' || !img.value) {
    return null
  }
  return { img: { contentType: img.contentType || 'image/jpeg', value: Buffer.from(img.value, 'base64') } }
}

exports.main = async (event) => {
  const request = picture(event)
  if (!request) {
    return NO_PICTURE
  }
  try {
    return await cloud.openapi.ocr.businessLicense(request)
  } catch (error) {
    const code = error && (error.errCode !== undefined ? error.errCode : error.errcode)
    return { errCode: code === undefined ? -1 : code, errMsg: String((error && (error.errMsg || error.message)) || error) }
  }
}
