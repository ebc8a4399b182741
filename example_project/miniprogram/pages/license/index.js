const api = require('../../api.js');
const { textsIn } = require('./texts.js');

const SENDABLE = ['resubmission_requested', 'expired'];
const CLOSED = ['withdrawn', 'rejected'];
const FIRST_LOOK = 2; // seconds

Page({
  data: {
    words: {},
    consentText: '',
    agreed: false,
    verification: null,
    headline: '',
    reasons: [],
    marked: [],
    rows: [],
    findings: [],
    photo: '',
    sendable: true,
    confirming: false,
    attemptsLeft: 0,
    progress: -1, // percent while something is sent
    problem: null,
  },

  onLoad() {
    this.texts = textsIn(api.language());
    this.typed = {};
    this.setData({ words: this.texts.words });
    return this.begin();
  },

  onShow() {
    this.hidden = false;
    if (this.data.verification) return this.look();
    return undefined;
  },

  onHide() {
    this.hidden = true;
    clearTimeout(this.timer);
  },

  onUnload() {
    this.onHide();
  },

  async onPullDownRefresh() {
    await this.begin();
    wx.stopPullDownRefresh();
  },

  async begin() {
    this.setData({ problem: null });
    try {
      const { consent } = await api.session();
      this.setData({ consentText: consent });
      const verification = await api.newest();
      if (verification) this.show(verification);
    } catch (problem) {
      this.complain(problem);
    }
  },

  // A case on the screen

  show(verification) {
    const decision = verification.decision || { reasons: [], message: '' };
    const spoken = (zh, en) => this.texts.spoken([zh, en]);
    const marked = decision.reasons.flatMap((reason) => reason.fields);
    const open = SENDABLE.includes(verification.status) && verification.attempts_left > 0;
    this.etag = verification.etag || '';
    this.setData({
      verification: { id: verification.id, status: verification.status, message: decision.message },
      headline: this.texts.status[verification.status] || verification.status_text,
      reasons: decision.reasons.map((reason) => ({
        code: reason.code,
        title: spoken(reason.title_zh, reason.title),
        how_to_fix: spoken(reason.how_to_fix_zh, reason.how_to_fix),
      })),
      marked: open ? this.rows(verification, [...new Set(marked)]) : [],
      rows: this.rows(verification, Object.keys(verification.fields)),
      findings: verification.findings.map((finding) => spoken(finding.zh, finding.en)),
      confirming: verification.status === 'awaiting_confirmation',
      attemptsLeft: verification.attempts_left,
      sendable: open || verification.status === 'withdrawn',
    });
    this.lookLater(verification.poll_after);
  },

  rows(verification, names) {
    return names.map((name) => ({ name, label: this.texts.fields[name] || name, text: verification.fields[name] || '' }));
  },

  lookLater(seconds) {
    clearTimeout(this.timer);
    this.pause = seconds;
    if (seconds && !this.hidden) this.timer = setTimeout(() => this.look(), seconds * 1000);
  },

  async look() {
    try {
      const verification = await api.look(this.data.verification.id, this.etag);
      if (verification) this.show(verification);
      else this.lookLater(this.pause);
    } catch (problem) {
      if (problem.retryable) this.lookLater(this.pause || FIRST_LOOK);
      else this.complain(problem);
    }
  },

  // Sending

  takePhoto() {
    return this.choose('camera');
  },

  openAlbum() {
    return this.choose('album');
  },

  choose(source) {
    return new Promise((resolve) => {
      wx.chooseMedia({
        count: 1,
        mediaType: ['image'],
        sourceType: [source],
        sizeType: ['compressed'],
        success: ({ tempFiles }) => {
          this.key = newKey();
          this.setData({ photo: tempFiles[0].tempFilePath, problem: null });
        },
        complete: resolve,
      });
    });
  },

  agree({ detail }) {
    this.setData({ agreed: detail.value.length > 0 });
  },

  type({ currentTarget, detail }) {
    this.typed[currentTarget.dataset.name] = detail.value;
    this.key = newKey();
  },

  sendPhoto() {
    const { photo, verification } = this.data;
    if (!photo) return this.complain({ message: this.texts.words.photo, message_zh: this.texts.words.photo });
    const id = verification && !CLOSED.includes(verification.status) ? verification.id : '';
    const onProgress = (progress) => this.setData({ progress });
    return this.send((formData) => api.sendPhoto(photo, { id, formData, onProgress }));
  },

  sendData() {
    const texts = this.data.marked.reduce((all, { name, text }) => ({ [name]: text, ...all }), this.typed);
    return this.send((given) => api.sendData(this.data.verification.id, { ...texts, ...given }));
  },

  confirm() {
    if (this.data.progress >= 0) return undefined;
    return this.during(() => api.confirm(this.data.verification.id, this.typed));
  },

  // What is sent again after the connection broke off carries the same key: it counts once.
  async send(call) {
    const { agreed, consentText, progress } = this.data;
    if (progress >= 0) return undefined;
    if (!agreed) return this.complain({ message: this.texts.words.consent, message_zh: this.texts.words.consent });
    this.key = this.key || newKey();
    return this.during(async () => {
      const verification = await call({ ...this.typed, consent: consentText, idempotency_key: this.key });
      this.key = '';
      this.setData({ photo: '', agreed: false });
      return verification;
    });
  },

  // Shows what becomes of a case, nothing else being sent meanwhile; what was typed is kept until it has arrived.
  async during(call) {
    this.setData({ progress: 0, problem: null });
    try {
      const verification = await call();
      this.typed = {};
      this.show(verification);
    } catch (problem) {
      await this.refused(problem);
    }
    this.setData({ progress: -1 });
  },

  async refused(problem) {
    if (problem.code === 'case_open') this.show(await api.look(problem.verification));
    else this.complain(problem);
  },

  complain(problem) {
    const message = this.texts.spoken([problem.message_zh, problem.message]);
    this.setData({ problem: { message, fix: problem.how_to_fix || '', retryable: Boolean(problem.retryable) } });
  },
});

function newKey() {
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
}
