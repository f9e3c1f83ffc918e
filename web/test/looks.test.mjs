// Every page and state, in both languages, light and dark, on a desk, on a phone, and with the phone's keyboard open: axe is content,
// nothing is too small for a finger, nothing sticks out. Pictures go to $USHER_SHOTS.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { axe, desktop, keyboard, launch, open, overflows, phone, shot, small } from "./lib.mjs";
import { serve, world } from "./mock.mjs";
import { ask, inbox, kinds, scene, scenes } from "./scenes.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const chosen = process.env.USHER_LOOKS; // one look by name, to be quick
const looks = [
  { name: "phone-en-light", size: phone, language: "en", theme: "light" }, { name: "phone-zh-dark", size: phone, language: "zh", theme: "dark" },
  { name: "desk-zh-light", size: desktop, language: "zh", theme: "light" }, { name: "desk-en-dark", size: desktop, language: "en", theme: "dark" },
  { name: "keyboard-zh-light", size: keyboard, language: "zh", theme: "light" },
  { name: "zoomed-en-light", size: { width: 640, height: 400 }, language: "en", theme: "light" }, // a desk at 200 %
].filter((l) => !chosen || l.name === chosen);

async function good(page, name) {
  await page.waitForTimeout(30);
  await shot(page, name);
  assert.deepEqual(await axe(page), [], `${name}: axe`);
  assert.deepEqual(await small(page), [], `${name}: too small`);
  assert.equal(await overflows(page), false, `${name}: sticks out`);
  assert.deepEqual(page.faults, [], `${name}: faults`);
}

for (const look of looks) {
  test(look.name, async (t) => {
    const w = world(), mock = await serve(w);
    const page = await open(browser, mock.url + "/nothing.html", look);
    t.after(async () => { await page.context().close(); await mock.close(); });
    page.faults.length = 0; // the empty answer above is no page of ours

    for (const name of scenes) {
      Object.assign(w, { turns: {} }, scene(name, look.language));
      await page.goto(`${mock.url}/a/workplace?lang=${look.language}`);
      await page.locator(".first button, .log").first().waitFor();
      if (name === "slot") { await page.locator(".under button").click(); await page.locator(".because p").waitFor(); }
      if (name === "waiting") await page.locator(".progress summary").click();
      await good(page, `${name}-${look.name}`);
    }
    Object.assign(w, scene("slot", look.language));
    await page.goto(`${mock.url}/a/workplace?lang=${look.language}`);
    for (const kind of kinds) {
      mock.state({ ask: ask(kind, look.language) });
      await page.waitForFunction((k) => document.querySelector("usher-control")?.ask.slot === k, kind === "many" ? "city" : kind);
      await good(page, `control-${kind}-${look.name}`);
    }
    w.items = inbox(look.language);
    for (const item of w.items) {
      await page.goto(`${mock.url}/inbox?lang=${look.language}&n=${item.id}#${item.id}`);
      await page.locator(".card").waitFor();
      await good(page, `inbox-${item.id}-${look.name}`);
    }
    await page.goto(`${mock.url}/inbox?lang=${look.language}`);
    await page.locator(".list button").first().waitFor();
    await good(page, `inbox-list-${look.name}`);
    w.demo = false;
    await page.goto(`${mock.url}/?lang=${look.language}`);
    await page.locator(".apps a").waitFor();
    await good(page, `home-${look.name}`);
    w.broken = true;
    await page.goto(`${mock.url}/a/workplace?lang=${look.language}`);
    await page.locator(".problem").waitFor();
    await good(page, `trouble-${look.name}`);
  });
}

test("the theme of the address wins over the system's", async (t) => {
  const mock = await serve();
  const page = await open(browser, mock.url + "/a/workplace?theme=dark", { theme: "light" });
  t.after(async () => { await page.context().close(); await mock.close(); });
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(22, 24, 27)");
});
