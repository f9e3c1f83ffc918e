// The inbox as the one who decides uses it.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { launch, open, phone } from "./lib.mjs";
import { serve, world } from "./mock.mjs";
import { inbox } from "./scenes.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

async function visit(t, { language = "en", path = "/inbox", change = {}, ...look } = {}) {
  const w = Object.assign(world(), { me: "wang", items: inbox(language) }, change);
  const mock = await serve(w);
  const page = await open(browser, mock.url + path, { language, ...look });
  t.after(async () => {
    await page.context().close();
    await mock.close();
    assert.deepEqual(page.faults, []);
  });
  return { page, mock, w, title: page.locator("#card-title") };
}

test("everything that is needed to decide is on the card", async (t) => {
  const { page } = await visit(t);
  await page.getByText("In their own words").waitFor();
  const text = await page.locator(".card").innerText();
  for (const part of ["Lin claims 1,280.00 CNY", "24 Nov 2026", "hotel.pdf", "the customer's was full", "paid within 10 working days", "Lin is told the reason", "until "]) {
    assert.ok(text.includes(part), `${part} is missing`);
  }
});

test("j and k move, y approves what is shown, once", async (t) => {
  const { page, w, title } = await visit(t);
  await title.getByText("Lin claims").waitFor();
  await page.keyboard.press("j");
  await title.getByText("Does the policy").waitFor();
  await page.keyboard.press("y");
  await page.keyboard.press("k");
  await title.getByText("Lin claims").waitFor();
  await page.keyboard.press("y");
  await page.keyboard.press("y");
  await page.locator(".outcome").getByText(/Approved · Wang Fang, \d\d:\d\d/).waitFor();
  assert.deepEqual(w.decisions, [{ item: "i1", decision: "approve", hash: "h1" }]);
});

test("n asks for a reason and takes no rejection without one", async (t) => {
  const { page, w, title } = await visit(t);
  await title.getByText("Lin claims").waitFor();
  await page.keyboard.press("n");
  const reason = page.getByLabel("Reason (the person reads it)");
  await page.waitForFunction(() => document.activeElement?.id === "reason");
  await page.getByRole("button", { name: "Reject", exact: true }).click();
  await page.getByText("Write the reason first: Lin will read it.").waitFor();
  assert.equal(w.decisions.length, 0);
  await reason.fill("yes, no, j, k: letters are letters here");
  await page.getByRole("button", { name: "Reject", exact: true }).click();
  await page.locator(".outcome.no").getByText(/Rejected · Wang Fang/).waitFor();
  assert.deepEqual(w.decisions, [{ item: "i1", decision: "reject", hash: "h1", reason: "yes, no, j, k: letters are letters here" }]);
});

test("what somebody else decided meanwhile is said and shown as it is now", async (t) => {
  const { page, title } = await visit(t, { change: { conflict: { code: "decided", detail: "Zhao Qiang approved this at 10:21.", item: {
    status: "decided", decision: "approve", decided_by: { id: "zhao", name: "Zhao Qiang" }, decided_at: new Date().toISOString() } } } });
  await title.getByText("Lin claims").waitFor();
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByText("Zhao Qiang approved this at 10:21.").waitFor();
  await page.locator(".outcome").getByText(/Approved · Zhao Qiang/).waitFor();
  assert.equal(await page.locator(".decide").count(), 0);
});

test("what changed since one looked is shown anew, to be decided again", async (t) => {
  const { page, w, title } = await visit(t, { change: { conflict: { code: "changed", detail: "Lin changed this since you looked.", item: { hash: "h2", show: "Lin claims 980.00 CNY" } } } });
  await title.getByText("1,280.00").waitFor();
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByText("Lin changed this since you looked.").waitFor();
  await title.getByText("980.00").waitFor();
  w.conflict = undefined;
  await page.getByRole("button", { name: "Approve" }).click();
  await page.locator(".outcome").waitFor();
  assert.deepEqual(w.decisions.map((d) => d.hash), ["h1", "h2"]);
});

test("a judgement is decided by its outcomes, a handoff by what can be done", async (t) => {
  const { page, w, title } = await visit(t);
  await title.getByText("Lin claims").waitFor();
  await page.getByRole("button", { name: /Does the policy/ }).click();
  await page.getByRole("button", { name: "not paid", exact: true }).click();
  await page.locator(".outcome").getByText(/not paid · Wang Fang/).waitFor();
  await page.getByRole("button", { name: /Finance did not answer/ }).click();
  await title.getByText("Finance").waitFor();
  await page.getByRole("button", { name: "Try again" }).click();
  await page.locator(".outcome").getByText(/Tried again · Wang Fang/).waitFor();
  assert.deepEqual(w.decisions, [{ item: "i2", decision: "pick", outcome: "not_paid", hash: "h1" }, { item: "i3", decision: "retry", hash: "h1" }]);
});

test("what is new stands in the list at once, and what one writes stays", async (t) => {
  const { page, mock, w, title } = await visit(t);
  await title.getByText("Lin claims").waitFor();
  await page.keyboard.press("n");
  await page.locator("#reason").fill("half a reason");
  w.items = [{ ...w.items[0], id: "i9", show: "Chen claims 12.00 CNY" }, ...w.items];
  mock.inboxChanged();
  await page.locator(".list").getByText("Chen claims 12.00 CNY").waitFor();
  assert.match(await title.innerText(), /Lin claims 1,280/);
  assert.equal(await page.locator("#reason").inputValue(), "half a reason");
});

test("on a phone one thing at a time, and the way back", async (t) => {
  const { page, title } = await visit(t, { size: phone, language: "zh" });
  await page.locator(".list button").first().waitFor();
  assert.ok(!(await title.isVisible()));
  await page.locator(".list button").first().click();
  await title.getByText("林小雨").waitFor();
  assert.ok(!(await page.locator(".list").isVisible()));
  await page.getByRole("button", { name: "全部" }).click();
  assert.ok(await page.locator(".list").isVisible());
});

test("a decision that did not arrive says that nothing was decided", async (t) => {
  const { page, w, title } = await visit(t);
  await title.getByText("Lin claims").waitFor();
  w.broken = true;
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByText("Nothing was decided; try again.").waitFor();
});

test("an empty inbox says what will stand there", async (t) => {
  const { page } = await visit(t, { change: { items: [] } });
  await page.getByRole("heading", { name: "Nothing waits for you." }).waitFor();
});

test("the demo shows the person's phone and the manager's inbox, each as somebody else", async (t) => {
  const { page } = await visit(t, { path: "/", change: { me: "lin" } });
  const [left, right] = [page.frameLocator("iframe >> nth=0"), page.frameLocator("iframe >> nth=1")];
  await left.getByRole("heading", { name: "What do you need?" }).waitFor();
  await right.locator("#card-title").waitFor();
  assert.match(await page.locator("iframe").nth(1).getAttribute("src"), /^\/inbox\?as=wang/);
});

test("the list of apps leads to each", async (t) => {
  const { page } = await visit(t, { path: "/", change: { demo: false } });
  await page.getByRole("link", { name: "Workplace" }).click();
  await page.getByRole("heading", { name: "What do you need?" }).waitFor();
});
