const STATUS = {
  submitted: ['正在识别您的营业执照', 'We are reading your license'],
  awaiting_confirmation: ['请核对识别结果', 'Please check what we read'],
  in_review: ['营业执照审核中', 'Your license is being reviewed'],
  second_review: ['营业执照审核中', 'Your license is being reviewed'],
  resubmission_requested: ['请重新提交营业执照', 'Please send your license again'],
  approved: ['您的营业执照已通过认证', 'Your license is verified'],
  rejected: ['您的营业执照未通过认证', 'Your license was not accepted'],
  expired: ['您的营业执照已到期，请提交新的营业执照', 'Your license has expired; please send the renewed one'],
  withdrawn: ['您已撤回申请，可重新提交', 'You withdrew this application; you can start again'],
};

const WORDS = {
  title: ['上传营业执照', 'Verify your business license'],
  lead: ['拍一张照片即可，我们来识别。', 'One photo of the license is enough. We read it for you.'],
  camera: ['拍照', 'Take a photo'],
  album: ['相册', 'Album'],
  preview: ['将要提交的照片', 'Your photo as it will be sent'],
  send: ['提交', 'Send'],
  sendData: ['只提交资料', 'Send only the data'],
  sending: ['正在上传', 'Sending'],
  reasons: ['退回理由', 'Why it came back'],
  correct: ['请更正', 'Please correct'],
  confirm: ['确认无误', 'This is right'],
  fields: ['执照信息', 'What your license says'],
  again: ['重试', 'Try again'],
  consent: ['请先勾选同意。', 'Please agree first.'],
  photo: ['请先选择照片。', 'Please choose a photo first.'],
  left: ['剩余提交次数：', 'Attempts left: '],
};

const FIELDS = {
  reg_num: ['统一社会信用代码/注册号', 'Registration number'],
  enterprise_name: ['名称', 'Name'],
  type_of_enterprise: ['类型', 'Type'],
  legal_representative: ['法定代表人/经营者/负责人', 'Legal representative'],
  address: ['住所/经营场所', 'Address'],
  registered_capital: ['注册资本', 'Registered capital'],
  paid_in_capital: ['实收资本', 'Paid-in capital'],
  registered_date: ['成立日期/注册日期', 'Date of registration'],
  valid_period: ['营业期限', 'Term'],
  business_scope: ['经营范围', 'Business scope'],
  type_of_organization: ['组成形式', 'Form of organization'],
  serial: ['编号', 'Serial number'],
};

// Every text in one of the two languages.
function textsIn(language) {
  const spoken = ([zh, en]) => (language.startsWith('zh') ? zh : en);
  const all = (pairs) => Object.keys(pairs).reduce((texts, key) => ({ ...texts, [key]: spoken(pairs[key]) }), {});
  return { status: all(STATUS), words: all(WORDS), fields: all(FIELDS), spoken };
}

module.exports = { textsIn };
