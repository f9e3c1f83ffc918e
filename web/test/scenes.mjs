// Canned conversations and inboxes in both languages: what the pages must be able to show.

const minutes = (n) => new Date(Date.now() - n * 60_000).toISOString();

const steps = {
  en: ["Amount, day, category", "Your yes", "Wang Fang's approval", "Handing in", "Payment"],
  zh: ["金额、日期、类别", "您的确认", "王芳审批", "提交", "到账"],
};

const run = (l, at) => ({
  id: "r1", process: "expense", title: l === "zh" ? "报销费用" : "Claim an expense", status: "active", at, of: 5,
  steps: steps[l].map((label, i) => ({ label, state: i + 1 < at ? "done" : i + 1 === at ? "now" : "next" })),
});

const lines = {
  en: ["I paid 128.50 for a taxi to the customer yesterday", "On which day was it?", "Policy", "What is the limit for a taxi without approval?",
    "Taxis between offices and customers are paid up to 200 CNY without anybody's approval.", "That is more than your limit, so Wang Fang decides."],
  zh: ["昨天打车去客户那里花了 128.5 元", "哪天花的？", "费用制度", "打车不用审批的上限是多少？", "办公室和客户之间的出租车费，200 元以内不需要审批。", "这笔超过了您的额度，由王芳审批。"],
};

const talk = (l) => {
  const s = lines[l], zh = l === "zh";
  return [
    { no: 1, role: "person", text: s[0], at: minutes(42), turn: 1, values: [
      { slot: "amount", label: zh ? "金额" : "amount", text: zh ? "¥128.50" : "128.50 CNY", value: "128.50 CNY" },
      { slot: "category", label: zh ? "类别" : "category", text: zh ? "出租车" : "taxi", value: "taxi" }] },
    { no: 2, role: "usher", kind: "notice", text: zh ? "开始办理：报销费用" : "Begun: Claim an expense", at: minutes(42), turn: 1 },
    { no: 3, role: "person", text: s[3], at: minutes(20), turn: 2 },
    { no: 4, role: "usher", text: s[4], at: minutes(20), turn: 2, citations: [{ document: "policy.md", title: s[2], heading: zh ? "出租车" : "Taxis", text: s[4] }] },
    { no: 5, role: "usher", text: s[5], at: minutes(3), turn: 3, why: true },
    { no: 6, role: "usher", kind: "ask", text: s[1], at: minutes(2), turn: 3, slot: "day" },
  ];
};

const asks = {
  en: {
    date: { label: "day", today: "2026-11-25", max: "2026-11-25" }, money: { label: "amount", currency: "CNY" }, number: { label: "how many" },
    duration: { label: "how long" }, time: { label: "from when" }, yesno: { label: "with breakfast" }, file: { label: "receipt" },
    choice: { label: "category", choices: [["taxi", "taxi"], ["hotel", "hotel"], ["meal", "meal with a customer"], ["other", "other"]] },
    many: { label: "city", choices: ["Beijing", "Shanghai", "Guangzhou", "Shenzhen", "Chengdu", "Wuhan", "Xi'an", "Suzhou", "Dalian"].map((c) => [c, c]) },
    list: { label: "parts", fields: [["part", "part", "text"], ["count", "how many", "number"], ["by", "needed by", "date"]] },
  },
  zh: {
    date: { label: "日期", today: "2026-11-25", max: "2026-11-25" }, money: { label: "金额", currency: "CNY" }, number: { label: "数量" },
    duration: { label: "多长时间" }, time: { label: "开始时间" }, yesno: { label: "是否含早餐" }, file: { label: "发票" },
    choice: { label: "类别", choices: [["taxi", "出租车"], ["hotel", "酒店"], ["meal", "客户用餐"], ["other", "其他"]] },
    many: { label: "城市", choices: ["北京", "上海", "广州", "深圳", "成都", "武汉", "西安", "苏州", "大连"].map((c) => [c, c]) },
    list: { label: "配件", fields: [["part", "配件", "text"], ["count", "数量", "number"], ["by", "需要日期", "date"]] },
  },
};

export const kinds = Object.keys(asks.en);

/** An open slot of a kind. */
export function ask(kind, l) {
  const a = asks[l][kind];
  return {
    kind: "slot", slot: kind === "many" ? "city" : kind, optional: false, ...a, type: kind === "many" ? "choice" : kind,
    choices: a.choices?.map(([key, label]) => ({ key, label })), fields: a.fields?.map(([name, label, type]) => ({ name, label, type })),
  };
}

const runbook = {
  en: "Press **Windows+P** and choose *Duplicate*.\n\n1. If nothing happens, take another cable:\n   - the grey one is HDMI\n   - the white one is USB-C\n2. Then run\n\n```\ndisplayswitch.exe /clone\n```\n\n| Light | Means |\n|---|---|\n| green | all is well |\n| red | no signal |\n\nMore in [the manual](https://example.com/projector).",
  zh: "按 **Windows+P**，选*复制*。\n\n1. 没有反应就换一根线：\n   - 灰色的是 HDMI\n   - 白色的是 USB-C\n2. 然后运行\n\n```\ndisplayswitch.exe /clone\n```\n\n| 指示灯 | 意思 |\n|---|---|\n| 绿色 | 正常 |\n| 红色 | 没有信号 |\n\n详见[手册](https://example.com/projector)。",
};

/** Conversations by name: what to put into a world. */
export function scene(name, l) {
  const zh = l === "zh";
  const state = { run: null, ask: null, quick: [], waits: null, open: [], language: l, busy: false };
  switch (name) {
    case "first": return { entries: [], state };
    case "slot": return { entries: talk(l), state: { ...state, run: run(l, 1), ask: ask("date", l) }, turns: {
      3: { turn: 3, sentence: zh ? "报销 100 元以上的出租车费要由您的主管同意(费用制度 › 出租车)。" : "Taxis above 100 CNY need your manager's yes (Expense policy › Taxis).", citations: [] } } };
    case "confirm": return { entries: talk(l).slice(0, 5).concat([{ no: 6, role: "usher", kind: "ask", text: zh ? "确认报销 11月24日 的 出租车 ¥128.50？" : "Claim 128.50 CNY for taxi on 24 Nov 2026?", at: minutes(1), turn: 4 }]),
      state: { ...state, run: run(l, 2), ask: { kind: "confirm" }, quick: (zh ? ["是", "要改", "取消"] : ["Yes", "Change something", "Cancel it"]).map((text) => ({ text })) } };
    case "waiting": return { entries: talk(l).slice(0, 5), state: { ...state, run: { ...run(l, 3), status: "waiting" }, waits: { for: "approve", name: zh ? "王芳" : "Wang Fang", since: minutes(3), until: new Date(Date.now() + 2 * 86_400_000).toISOString() },
      open: [{ id: "r2", process: "leave", title: zh ? "请假" : "Take leave", status: "waiting", waits: { for: "approve", name: zh ? "赵强" : "Zhao Qiang", since: minutes(60 * 26) } }] } };
    case "item": return { entries: [
      { no: 1, role: "person", text: zh ? "投影仪没有画面" : "The projector shows nothing", at: minutes(4), turn: 1 },
      { no: 2, role: "usher", kind: "item", text: runbook[l], at: minutes(4), turn: 1 }],
    state: { ...state, run: { ...run(l, 3), title: zh ? "会议室投影仪没有画面" : "The projector in a meeting room shows nothing" }, ask: { kind: "item" },
      quick: (zh ? ["好了", "不行", "上一步", "跳过"] : ["Done", "That doesn't work", "Back", "Skip"]).map((text) => ({ text })) } };
  }
  throw new Error(`there is no scene ${name}`);
}

export const scenes = ["first", "slot", "confirm", "waiting", "item"];

/** What waits for Wang Fang: an approval, a judgement, a handoff, and one that is decided. */
export function inbox(l) {
  const zh = l === "zh", person = { id: "lin", name: zh ? "林小雨" : "Lin" };
  const value = (name, label, text) => ({ name, label, text });
  const common = { app: "workplace", process: "expense", title: zh ? "报销费用" : "Claim an expense", person, hash: "h1", status: "open", values: [
    value("amount", zh ? "金额" : "amount", zh ? "¥1,280.00" : "1,280.00 CNY"), value("day", zh ? "日期" : "day", zh ? "2026年11月24日" : "24 Nov 2026"),
    value("category", zh ? "类别" : "category", zh ? "酒店" : "hotel"), { ...value("receipt", zh ? "发票" : "receipt", "hotel.pdf"), file: "0".repeat(64) }] };
  return [
    { ...common, id: "i1", sort: "approve", show: zh ? "林小雨 申请报销 11月24日 的 酒店 ¥1,280.00" : "Lin claims 1,280.00 CNY for hotel on 24 Nov 2026", asked_at: minutes(12),
      due: new Date(Date.now() + 3 * 86_400_000).toISOString(), said: [{ text: zh ? "昨天的酒店 1280,客户那边满房只能住这家" : "The hotel yesterday was 1280, the customer's was full", at: minutes(14) }],
      outcomes: (zh ? [["approve", "同意"], ["reject", "拒绝"], ["send_back", "退回"]] : [["approve", "Approve"], ["reject", "Reject"], ["send_back", "Send back"]]).map(([key, label]) => ({ key, label })),
      consequences: zh ? { approve: "提交给财务，10 个工作日内到账。", reject: "告诉林小雨理由，办理结束。", send_back: "林小雨修改后再交给您。" }
        : { approve: "It goes to finance and is paid within 10 working days.", reject: "Lin is told the reason, and the run ends.", send_back: "Lin changes it and it comes back to you." } },
    { ...common, id: "i2", sort: "judge", show: zh ? "按下面的制度，这笔能报吗？" : "Does the policy below pay for this?", text: zh ? "费用制度 › 其他：与客户有关的小额支出可以报销。" : "Expense policy › Other: small spending for a customer is paid.", asked_at: minutes(55),
      outcomes: (zh ? [["pays", "能报"], ["not_paid", "不能报"]] : [["pays", "pays"], ["not_paid", "not paid"]]).map(([key, label]) => ({ key, label })) },
    { ...common, id: "i3", sort: "handoff", show: zh ? "财务系统没有回应，请接手" : "Finance did not answer; please take over", why: zh ? "提交了 3 次都没有回应，不知道是否已收到。" : "Handed in three times without an answer; whether it arrived is not known.", asked_at: minutes(60 * 27),
      outcomes: (zh ? [["retry", "重试"], ["accept", "算已办"], ["reject", "拒绝"]] : [["retry", "Try again"], ["accept", "Take it as done"], ["reject", "Reject"]]).map(([key, label]) => ({ key, label })) },
    { ...common, id: "i4", sort: "approve", show: zh ? "陈伟 申请报销 11月20日 的 出租车 ¥230.00" : "Chen claims 230.00 CNY for taxi on 20 Nov 2026", person: { id: "chen", name: zh ? "陈伟" : "Chen" }, asked_at: minutes(60 * 72),
      status: "decided", decision: "reject", decided_by: { id: "wang", name: zh ? "王芳" : "Wang Fang" }, decided_at: minutes(60 * 70), reason: zh ? "请附发票。" : "Please add the receipt.", outcomes: [] },
  ];
}
