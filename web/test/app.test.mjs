// The conversation as a person uses it, in a browser, against the mock.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { keyboard, launch, open, phone } from "./lib.mjs";
import { serve, world } from "./mock.mjs";
import { ask, scene } from "./scenes.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** One page against one world, closed after the test. */
async function visit(t, name, { language = "en", path = "/a/workplace", change = {}, ...look } = {}) {
  const w = Object.assign(world(), scene(name, language), change);
  const mock = await serve(w);
  const page = await open(browser, mock.url + path, { language, ...look });
  t.after(async () => {
    await page.context().close();
    await mock.close();
    assert.deepEqual(page.faults, []);
  });
  return { page, mock, w, input: page.locator("textarea"), log: page.locator(".log > li") };
}

const texts = (page) => page.locator(".log .text").allInnerTexts();

test("a first visit offers three sentences, and one is said by a tap", async (t) => {
  const { page, w } = await visit(t, "first");
  await page.getByRole("heading", { name: "What do you need?" }).waitFor();
  assert.deepEqual(await page.locator(".first button").allInnerTexts(), w.starters.en);
  await page.getByRole("button", { name: "I need Friday off" }).click();
  await page.locator(".person:not(.pending)").waitFor();
  assert.deepEqual(await texts(page), ["I need Friday off"]);
  assert.equal(w.posted[0].text, "I need Friday off");
});

test("Enter sends, Shift+Enter makes a line, and Enter that ends a composition sends nothing", async (t) => {
  const { page, w, input } = await visit(t, "first", { language: "zh" });
  await input.fill("报销打车费");
  await input.evaluate((e) => {
    e.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true }));
    e.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true, cancelable: true }));
  });
  await input.press("Shift+Enter");
  await page.keyboard.type("38");
  assert.equal(await input.inputValue(), "报销打车费\n38");
  assert.equal(w.posted.length, 0);
  await input.press("Enter");
  await page.locator(".person:not(.pending)").waitFor();
  assert.deepEqual(w.posted.map((p) => p.text), ["报销打车费\n38"]);
  assert.equal(await input.inputValue(), "");
});

test("a reload in the middle of a reply loses nothing and doubles nothing", async (t) => {
  const { page, mock, input } = await visit(t, "first");
  await input.fill("the projector is dark");
  await input.press("Enter");
  await page.locator(".person:not(.pending)").waitFor();
  mock.state({ busy: true });
  mock.push({ text: "One." });
  await page.getByText("One.", { exact: true }).first().waitFor();
  await page.reload();
  mock.push({ text: "Two." });
  mock.state({ busy: false });
  await page.locator(".log").getByText("Two.").waitFor();
  assert.deepEqual(await texts(page), ["the projector is dark", "One.", "Two."]);
  mock.cut();
  mock.push({ text: "Three." });
  await page.locator(".log").getByText("Three.").waitFor();
  assert.deepEqual(await texts(page), ["the projector is dark", "One.", "Two.", "Three."]);
});

test("what is written offline is kept over a reload of the page and sent once", async (t) => {
  const { page, mock, w, input } = await visit(t, "slot");
  await input.waitFor();
  w.broken = true;
  mock.cut();
  await page.getByText("No connection.").waitFor();
  await input.fill("on Monday");
  await input.press("Enter");
  await page.getByText("Kept on this device.").waitFor();
  await input.fill("half a thought");
  assert.equal(w.posted.length, 0);
  await page.reload();
  await page.getByText("This page could not be loaded.").waitFor();
  assert.match(await page.locator(".problem").innerText(), /Nothing is lost[\s\S]*try again/);
  w.broken = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await page.locator(".person:not(.pending)").getByText("on Monday").waitFor();
  assert.deepEqual(w.posted.map((p) => p.text), ["on Monday"]);
  assert.equal(await input.inputValue(), "half a thought");
});

test("an answer that was lost on the way back does not make a second message", async (t) => {
  const { page, w, input } = await visit(t, "first", { change: { drop: true } });
  await input.fill("only once");
  await input.press("Enter");
  await page.locator(".person:not(.pending)").waitFor();
  await page.waitForFunction(() => !document.querySelector(".pending"));
  assert.deepEqual(w.entries.map((e) => e.text), ["only once"]);
  assert.equal(new Set(w.posted.map((p) => p.id)).size, 1);
});

test("a message that the server was too busy for is sent again, though the line is up all the while", async (t) => {
  const { page, w, input } = await visit(t, "first", { change: { stumble: true } });
  await input.fill("once more");
  await input.press("Enter");
  await page.locator(".person:not(.pending)").waitFor();
  assert.deepEqual([w.entries.map((e) => e.text), w.posted.length, new Set(w.posted.map((p) => p.id)).size], [["once more"], 2, 1]);
});

test("a refused message says why and can be tried again or discarded", async (t) => {
  const { page, w, input } = await visit(t, "first", { change: { refuse: "That is too long." } });
  await input.fill("x");
  await input.press("Enter");
  await page.getByText("Not taken: That is too long.").waitFor();
  w.refuse = undefined;
  await page.getByRole("button", { name: "Try again" }).click();
  await page.locator(".person:not(.pending)").waitFor();
  assert.equal(w.entries.length, 1);
});

test("values that were understood are chips, and a tap begins the correction", async (t) => {
  for (const [language, want] of [["en", "Change amount to "], ["zh", "把金额改成"]]) {
    const { page, input } = await visit(t, "slot", { language });
    await page.locator(".chip").first().click();
    assert.equal(await input.inputValue(), want);
    assert.ok(await input.evaluate((e) => e === document.activeElement));
  }
});

test("values that become known later amend their message", async (t) => {
  const { page, mock, input } = await visit(t, "first");
  await input.fill("38 for a taxi");
  await input.press("Enter");
  await page.locator(".person:not(.pending)").waitFor();
  assert.equal(await page.locator(".chip").count(), 0);
  mock.amend(1, { values: [{ slot: "amount", label: "amount", text: "38.00 CNY" }] });
  await page.locator(".chip").waitFor();
  assert.equal(await page.locator(".person").count(), 1);
});

test("why? stands only where something was decided, and answers in a sentence", async (t) => {
  const { page } = await visit(t, "slot");
  const why = page.getByRole("button", { name: "Why?" });
  await why.waitFor();
  assert.equal(await why.count(), 1);
  await why.click();
  await page.getByText("Taxis above 100 CNY need your manager's yes").waitFor();
  await page.getByRole("button", { name: "Hide why" }).click();
  assert.equal(await page.locator(".because").count(), 0);
});

test("a citation opens the passage that it quotes", async (t) => {
  const { page } = await visit(t, "slot");
  await page.getByText("Policy › Taxis").click();
  assert.match(await page.locator(".cite blockquote").innerText(), /paid up to 200 CNY/);
});

test("every kind of slot has its control, which sends the canonical value and leaves the input alone", async (t) => {
  const cases = {
    date: [async (p) => p.getByRole("button", { name: "Yesterday" }).click(), "24 Nov 2026", { date: "2026-11-24" }],
    money: [async (p) => { await p.locator(".money input").fill("1,234.5"); await p.keyboard.press("Enter"); }, "1234.50 CNY", { money: "1234.50 CNY" }],
    number: [async (p) => { await p.locator(".control input").fill("12"); await p.keyboard.press("Enter"); }, "12", { number: "12" }],
    duration: [async (p) => { await p.locator(".control input").fill("3"); await p.keyboard.press("Enter"); }, "3 days", { duration: "P3D" }],
    time: [async (p) => { await p.locator(".control input").fill("09:30"); await p.getByRole("button", { name: "Use this" }).click(); }, "09:30", { time: "09:30" }],
    choice: [async (p) => p.getByRole("button", { name: "hotel" }).click(), "hotel", { choice: "hotel" }],
    many: [async (p) => { await p.locator(".control select").selectOption("Wuhan"); await p.getByRole("button", { name: "Use this" }).click(); }, "Wuhan", { city: "Wuhan" }],
    yesno: [async (p) => p.getByRole("button", { name: "Yes" }).click(), "Yes", { yesno: "yes" }],
    list: [async (p) => {
      await p.getByLabel("part").fill("bearing"); await p.getByLabel("how many").fill("2"); await p.getByLabel("needed by").fill("2026-12-01");
      await p.locator(".control button[type=submit]").click();
    }, "bearing, 2, 2026-12-01", undefined],
  };
  const { page, mock, w, input } = await visit(t, "slot");
  for (const [kind, [answer, text, values]] of Object.entries(cases)) {
    await t.test(kind, async () => {
      mock.state({ ask: ask(kind, "en"), busy: false });
      await input.fill("my own words");
      w.posted.length = 0;
      await page.waitForFunction((k) => document.querySelector("usher-control")?.ask.slot === k, kind === "many" ? "city" : kind);
      await answer(page);
      await page.locator(".person:not(.pending) .text").getByText(text, { exact: true }).first().waitFor();
      assert.deepEqual(w.posted.map((p) => [p.text, p.values]), [[text, values]]);
      assert.equal(await input.inputValue(), "my own words");
    });
  }
  await t.test("an amount that is none says so", async () => {
    mock.state({ ask: ask("money", "en") });
    await page.locator(".money input").fill("a lot");
    await page.keyboard.press("Enter");
    await page.getByText("Write the amount in digits").waitFor();
  });
});

test("a file is attached, shown, and sent by its hash", async (t) => {
  const { page, mock, w } = await visit(t, "slot", { size: phone });
  mock.state({ ask: ask("file", "en") });
  await page.getByRole("button", { name: "Take a photo" }).waitFor();
  assert.equal(await page.locator("input[capture=environment]").count(), 1);
  await page.locator(".control input:not([capture])").setInputFiles({ name: "发票.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF") });
  await page.locator(".files .name").waitFor();
  await page.locator("button[aria-label=Send]:not([disabled])").click();
  await page.locator(".person:not(.pending) .file").waitFor();
  assert.deepEqual(w.posted[0].files, [{ hash: "0".repeat(64), name: "发票.pdf" }]);
});

test("quick answers are sent with one tap and are gone while the answer is worked on", async (t) => {
  const { page, mock, w } = await visit(t, "confirm");
  await page.getByRole("button", { name: "Yes", exact: true }).click();
  await page.locator(".person:not(.pending)").getByText("Yes", { exact: true }).waitFor();
  assert.equal(w.posted[0].text, "Yes");
  mock.state({ busy: true });
  await page.getByText("Working on it").waitFor();
  assert.equal(await page.locator(".quicks").count(), 0);
});

test("one sees where one is, for whom one waits, and what else is open", async (t) => {
  const { page } = await visit(t, "waiting", { language: "zh" });
  await page.locator(".progress summary").click();
  assert.match(await page.locator(".progress").innerText(), /报销费用[\s\S]*第 3 步[\s\S]*王芳审批/);
  assert.match(await page.locator(".steps [aria-current=step]").innerText(), /^王芳审批\s+\(正在进行\)$/);
  assert.match(await page.locator(".waits").innerText(), /等待王芳.自 \d\d:\d\d 起/);
  await page.locator(".others summary").click();
  assert.match(await page.locator(".opens").innerText(), /请假 · 等待赵强/);
});

test("the language is switched for the page and the conversation", async (t) => {
  const { page, w } = await visit(t, "slot");
  await page.getByRole("button", { name: /中文/ }).click();
  await page.getByRole("heading", { name: "办公助手" }).waitFor();
  assert.equal(await page.getAttribute("html", "lang"), "zh-CN");
  assert.equal(w.state.language, "zh");
  await page.reload();
  await page.getByRole("heading", { name: "办公助手" }).waitFor();
});

test("who sets the language before having said anything still sees how others begin", async (t) => {
  const { page, mock, w } = await visit(t, "first");
  w.spoke = () => mock.push({ text: "好的，下面用中文。" });
  await page.getByRole("button", { name: /中文/ }).click();
  await page.getByText("好的，下面用中文。").first().waitFor();
  assert.deepEqual(await page.locator(".first button").allInnerTexts(), w.starters.zh);
  await page.getByRole("button", { name: "周五想请一天假" }).click();
  await page.locator(".person:not(.pending)").waitFor();
  assert.equal(await page.locator(".first").count(), 0);
});

test("new messages are read out, old ones are not", async (t) => {
  const { page, mock } = await visit(t, "slot");
  await page.locator(".log").waitFor();
  const live = page.locator("[aria-live=polite]");
  assert.equal((await live.innerText()).trim(), "");
  mock.push({ text: "It was approved." });
  await page.waitForFunction(() => document.querySelector("[aria-live=polite]").textContent.includes("It was approved."));
});

test("with the keyboard open the input and the last message are in sight", async (t) => {
  for (const kind of ["date", "choice", "money", "file"]) {
    const { page, mock, input } = await visit(t, "slot", { size: keyboard });
    mock.state({ ask: ask(kind, "en") });
    await page.waitForFunction((k) => document.querySelector("usher-control")?.ask.type === k, kind);
    await page.waitForTimeout(50);
    const inside = (l) => l.evaluate((e) => { const r = e.getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight; });
    assert.ok(await inside(input), `${kind}: input`);
    const [last, main] = await Promise.all([page.locator(".log > li").last().boundingBox(), page.locator("main").boundingBox()]);
    assert.ok(last.y + last.height <= main.y + main.height + 1 && last.y >= main.y, `${kind}: last message at ${JSON.stringify(last)} in ${JSON.stringify(main)}`);
  }
});

test("reading further up is not disturbed by a new message", async (t) => {
  const many = Array.from({ length: 60 }, (_, i) => ({ no: i + 41, role: "usher", text: `line ${i + 41}`, at: new Date().toISOString(), turn: 1 }));
  const { page, mock } = await visit(t, "first", { change: { entries: many } });
  await page.getByText("line 100", { exact: true }).waitFor();
  const main = page.locator("main");
  await main.evaluate((e) => { e.scrollTop = 300; });
  await page.waitForTimeout(100);
  mock.push({ text: "news" });
  await page.getByRole("button", { name: "Newest message" }).waitFor();
  assert.ok((await main.evaluate((e) => e.scrollTop)) < 400);
  await page.getByRole("button", { name: "Newest message" }).click();
  await page.waitForFunction(() => { const m = document.querySelector("main"); return m.scrollHeight - m.scrollTop - m.clientHeight < 48; });
});

test("older messages are paged in", async (t) => {
  const many = Array.from({ length: 150 }, (_, i) => ({ no: i + 1, role: "usher", text: `line ${i + 1}`, at: new Date().toISOString(), turn: 1 }));
  const { page, log } = await visit(t, "first", { change: { entries: many } });
  await page.getByRole("button", { name: "Earlier messages" }).click();
  await page.getByText("line 1", { exact: true }).waitFor();
  assert.equal(await page.locator(".log .text").count(), 150);
  assert.equal(await page.getByRole("button", { name: "Earlier messages" }).count(), 0);
});

test("without a session, one is told to sign in; without an app, that there is none", async (t) => {
  const { page } = await visit(t, "first", { change: { signedIn: false } });
  assert.match(await page.locator(".problem").innerText(), /Please sign in\./);
  const other = await visit(t, "first", { path: "/a/nowhere" });
  assert.match(await other.page.locator(".problem").innerText(), /no app of that name/);
});

test("HTML in any text stays text", async (t) => {
  const evil = "<img src=x onerror=document.title='owned'><script>1</script>";
  const { page, mock } = await visit(t, "slot");
  await page.locator(".log").waitFor();
  mock.push({ kind: "item", text: evil + "\n\n[x](javascript:alert(1))" });
  mock.push({ role: "person", text: evil, values: [{ slot: "a", label: evil, text: evil }] });
  await page.locator(".log .person").last().getByText(evil).first().waitFor();
  assert.equal(await page.locator(".log img, .log script, .log a[href^=javascript]").count(), 0);
});
