// Every page of the real server: fit for everybody in both languages, light and dark; the inbox by keyboard; signing in; how soon one sees something.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { desktop, launch, open, phone } from "../lib.mjs";
import { demo, fit, folder, patience, skip, start, talk } from "./usher.mjs";

let browser, usher;
before(async () => { if (!skip) [browser, usher] = [await launch(), await demo()]; });
after(async () => { await browser?.close(); await usher?.stop(); });

const visit = async (t, path, look = {}, at = usher.url) => {
  const page = await open(browser, at + path, look);
  page.setDefaultTimeout(patience);
  t.after(async () => { await page.context().close(); assert.deepEqual(page.faults, []); });
  return page;
};

/** Somebody's claim that waits for their manager. */
async function claim(person, amount) {
  const headers = { "Usher-Person": person, "Content-Type": "application/json", "Accept-Language": "en" };
  const form = new FormData();
  form.append("file", new Blob(["%PDF-1.4\n"], { type: "application/pdf" }), "hotel.pdf");
  const { hash, name } = await (await fetch(`${usher.url}/api/files`, { method: "POST", headers: { "Usher-Person": person }, body: form })).json();
  for (const [text, files, until] of [[`I'd like to claim a hotel, ${amount} yuan, last Friday`, [], "slot"], ["", [{ hash, name }], "confirm"], ["yes", [], undefined]]) {
    const answer = await fetch(`${usher.url}/api/apps/workplace/messages`, { method: "POST", headers, body: JSON.stringify({ id: crypto.randomUUID(), text, files }) });
    assert.equal(answer.status, 202, await answer.text());
    await eventually(async () => {
      const { state } = await usher.conversation(person);
      return !state.busy && (until ? state.ask?.kind === until : state.waits?.for === "approve");
    }, `${person}: ${text || name} leads to ${until ?? "the manager"}`);
  }
}

async function eventually(check, what) {
  for (const end = Date.now() + patience; Date.now() < end; await new Promise((r) => setTimeout(r, 100))) if (await check()) return;
  assert.fail(`not within ${patience / 1000} s: ${what}`);
}

const looks = [
  { name: "phone-en-light", size: phone, language: "en", theme: "light" }, { name: "phone-zh-dark", size: phone, language: "zh", theme: "dark" },
  { name: "desk-zh-light", size: desktop, language: "zh", theme: "light" }, { name: "desk-en-dark", size: desktop, language: "en", theme: "dark" },
];

for (const look of looks) {
  test(`the pages, ${look.name}`, { skip }, async (t) => {
    const person = { "phone-en-light": "tom", "phone-zh-dark": "kenji", "desk-zh-light": "olga", "desk-en-dark": "ben" }[look.name], l = `lang=${look.language}`;
    const page = await visit(t, `/a/workplace?as=${person}&${l}`, look);
    await page.locator(".first button").first().waitFor();
    await fit(page, `first-${look.name}`);
    await page.goto(`${usher.url}/inbox?as=${person}&${l}`);
    await page.locator(".nothing, .none").first().waitFor();
    await fit(page, `empty-inbox-${look.name}`);
    await page.goto(`${usher.url}/?${l}`);
    await page.frameLocator("iframe >> nth=0").locator(".first button, .log").first().waitFor();
    await page.frameLocator("iframe >> nth=1").locator(".list h2").first().waitFor();
    await fit(page, `demo-${look.name}`);
    assert.match(await page.locator("select option:checked").first().innerText(), look.language === "zh" ? /林小雨/ : /Lin Xiaoyu/);
  });
}

test("one can be somebody else, and speak another language, and both are kept", { skip }, async (t) => {
  const page = await visit(t, "/a/workplace", { language: "en" });
  await page.getByLabel("当前身份").selectOption({ label: "艾玛" }); // Lin Xiaoyu, who comes first, has set Chinese for herself
  await page.getByRole("heading", { name: "What do you need?" }).waitFor(); // and Emma Clark English
  assert.equal(await page.locator("select option:checked").innerText(), "Emma Clark");
  assert.equal((await page.evaluate(() => fetch("/api/me").then((r) => r.json()))).person.id, "emma");
  await page.getByRole("button", { name: /中文/ }).click();
  await page.getByRole("heading", { name: "办公助手" }).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "您要办什么？" }).waitFor();
  assert.equal(await page.locator("select option:checked").innerText(), "艾玛");
});

test("the inbox by keyboard: j, k, y, n; and what somebody else has decided is decided once", { skip }, async (t) => {
  await claim("yangbowen", 900);
  await claim("hanpeng", 800);
  const boss = await visit(t, "/inbox?as=james&lang=en");
  const other = await visit(t, "about:blank", {}, "");
  await other.route("**/api/inbox/events", (r) => r.abort()); // it hears of nothing
  await other.goto(`${usher.url}/inbox?as=james&lang=en`);
  const title = boss.locator("#card-title"), late = other.locator("#card-title");
  await title.waitFor();
  await late.waitFor();
  const first = await title.innerText();
  assert.equal(await late.innerText(), first);
  await boss.keyboard.press("j");
  await boss.waitForFunction((t) => document.querySelector("#card-title")?.innerText !== t, first);
  const second = await title.innerText();
  await boss.keyboard.press("k");
  await title.getByText(first).waitFor();
  await boss.keyboard.press("y");
  await boss.locator(".outcome").getByText(/Approved · James Miller/).waitFor();
  await other.keyboard.press("y");
  await other.locator(".outcome").getByText(/Approved · James Miller/).waitFor();
  await other.getByRole("alert").getByText(/James Miller/).waitFor();
  await fit(other, "decided-already");
  assert.equal(["yangbowen", "hanpeng"].reduce((n, p) => n + usher.effects("submit", p), 0), 1);

  await boss.locator(".list button", { hasText: second }).first().click();
  await title.getByText(second).waitFor();
  await boss.keyboard.press("n");
  await boss.waitForFunction(() => document.activeElement?.id === "reason");
  await boss.keyboard.type("too dear, j k y n");
  await boss.keyboard.press("Control+Enter");
  await boss.locator(".outcome.no").getByText("too dear, j k y n").waitFor();
  assert.deepEqual((await usher.get("/api/inbox?open=true", "james")).items, []);
});

test("one signs in by a link, once; without one, the pages say so; an old link says so", { skip }, async (t) => {
  const data = folder(), app = fileURLToPath(new URL("../../../examples/runbooks", import.meta.url));
  const server = await start(["serve", app, "--sign-in", "links", "--listen", "127.0.0.1:0", "--data", data, "--log", "error"]);
  t.after(() => server.stop());
  const link = () => execFileSync(process.env.USHER_BIN, ["login", "lin", "--data", data], { encoding: "utf8" }).split("\n")[0];
  const page = await visit(t, "/", { size: phone }, server.url);
  await page.getByText("Please sign in.").waitFor();
  await fit(page, "signed-out");
  await page.locator(".problem a").click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await fit(page, "login");
  await page.getByRole("button", { name: "中文" }).click();
  await page.getByRole("heading", { name: "登录" }).waitFor();
  const mine = link();
  await page.goto(server.url + mine + "&next=/&lang=zh");
  await fit(page, "login-link-zh");
  await page.getByRole("button", { name: "登录" }).click();
  await page.locator(".apps a").waitFor();
  assert.equal(new URL(page.url()).pathname, "/");
  await fit(page, "home");
  const again = await visit(t, mine, { language: "zh" }, server.url);
  await again.getByRole("button", { name: "登录" }).click();
  await again.getByRole("alert").getByText("此链接已使用或已过期").waitFor();
  await fit(again, "login-old-zh");
});

test("the first message is in sight soon on a slow phone", { skip }, async (t) => {
  const me = await talk(browser, usher, { as: "maria", size: phone });
  await me.say("Yesterday I paid 38 yuan for a taxi, please pay me back");
  await me.answered(/Claim ¥38\.00/);
  const wire = await me.page.context().newCDPSession(me.page);
  await wire.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await me.page.addInitScript(() => {
    new MutationObserver((_, o) => {
      if (!document.querySelector(".log > li .text")) return;
      o.disconnect();
      requestAnimationFrame(() => setTimeout(() => { window.seen = performance.now(); })); // after it is painted
    }).observe(document, { childList: true, subtree: true });
  });
  const times = [];
  for (let i = 0; i < 5; i++) {
    await me.page.reload();
    times.push(await (await me.page.waitForFunction(() => window.seen)).jsonValue());
  }
  times.sort((a, b) => a - b);
  t.diagnostic(`first message visible at 4 × CPU slow-down, from the start of the navigation: median ${Math.round(times[2])} ms of ` +
    `${times.map(Math.round).join(", ")} (goal 1000 ms, limit of this test 3000 ms)`);
  assert.ok(times[0] <= 3000, `${times[0]} ms`); // the fastest: what the page takes, not what else the machine is doing
  await me.close();
});
