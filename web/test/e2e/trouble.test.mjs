// What goes wrong while somebody uses it, with the real server: reloads, a lost network, a killed server, an input method.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { launch, phone } from "../lib.mjs";
import { demo, patience, sameAsKept, skip, talk } from "./usher.mjs";

let browser, usher;
before(async () => { if (!skip) [browser, usher] = [await launch(), await demo()]; });
after(async () => { await browser?.close(); await usher?.stop(); });

const visit = async (t, who) => {
  const me = await talk(browser, usher, { size: phone, ...who });
  t.after(async () => { await me.close(); assert.deepEqual(me.page.faults, []); });
  return me;
};

const said = async (me) => (await usher.conversation(me.as)).entries.filter((e) => e.role === "person").map((e) => e.text);

test("a reload in the middle of a reply loses nothing and doubles nothing", { skip }, async (t) => {
  const me = await visit(t, { as: "lin", language: "zh" });
  const lines = ["昨天打车花了38块，帮我报一下", "等等，是48", "不对，是前天"];
  for (const line of lines) {
    await me.say(line);
    await me.page.reload(); // nobody has waited for anything, not even for the message to be taken
  }
  await me.answered(/确认报销.*48\.00 元/);
  assert.deepEqual(await said(me), lines);
  await sameAsKept(usher, me);
});

test("what is written without a network is kept on the device and sent once, and a draft stays", { skip }, async (t) => {
  const me = await visit(t, { as: "emma" });
  await me.say("Yesterday I paid 38 yuan for a taxi, please pay me back");
  await me.answered(/Claim ¥38\.00/);
  await me.page.context().setOffline(true);
  await me.page.locator(".offline").waitFor();
  await me.say("wait, it was 48");
  await me.page.getByText("Kept on this device").waitFor();
  await me.input.fill("half a thought");
  assert.equal((await said(me)).length, 1);
  await me.page.context().setOffline(false);
  await me.answered(/Claim ¥48\.00/);
  await me.page.waitForFunction(() => !document.querySelector(".offline"));
  assert.deepEqual(await said(me), ["Yesterday I paid 38 yuan for a taxi, please pay me back", "wait, it was 48"]);
  assert.equal(await me.input.inputValue(), "half a thought");
  await sameAsKept(usher, me);
});

test("Enter while composing Chinese ends the composition and sends nothing", { skip }, async (t) => {
  const me = await visit(t, { as: "xu", language: "zh", size: { width: 1280, height: 800 } });
  const wire = await me.page.context().newCDPSession(me.page);
  await me.input.focus();
  await wire.send("Input.imeSetComposition", { text: "bao'xiao", selectionStart: 8, selectionEnd: 8 });
  const enter = { key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, nativeVirtualKeyCode: 13 };
  await wire.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...enter, key: "Process", windowsVirtualKeyCode: 229 });
  await wire.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...enter }); // some browsers say Enter, and that one is composing
  await wire.send("Input.dispatchKeyEvent", { type: "keyUp", ...enter });
  assert.match(await me.input.inputValue(), /bao'xiao/);
  await wire.send("Input.insertText", { text: "我要报销" });
  assert.equal(await me.input.inputValue(), "我要报销");
  assert.deepEqual(await said(me), []);
  await me.input.press("Enter");
  await me.answered(/多少钱/);
  assert.deepEqual(await said(me), ["我要报销"]);
});

test("the server is killed in mid-run, again and again: the page comes back by itself, the run goes on, nothing is done twice", { skip }, async (t) => {
  const me = await visit(t, { as: "wang", language: "zh" });
  const plug = async () => {
    await usher.kill();
    await me.page.locator(".offline").waitFor();
    await usher.restart();
    await me.page.waitForFunction(() => !document.querySelector(".offline"), undefined, { timeout: patience });
  };
  await me.say("昨天打车花了38块，帮我报一下");
  await me.answered(/确认报销/);
  await plug(); // while it asks
  await me.say("等等，是48");
  await usher.kill(); // with a message on its way
  await me.page.locator(".offline").waitFor();
  await usher.restart();
  await me.answered(/确认报销.*48\.00 元/);
  const taken = me.page.waitForResponse((r) => r.url().endsWith("/messages") && r.status() === 202);
  await me.say("好");
  await taken;
  await plug(); // with finance being called, or just after
  await me.answered(/已提交，编号 C-/);
  assert.equal(usher.effects("submit", "wang"), 1);
  await plug(); // while it waits for the payment
  await me.answered(/已于.*到账/);
  assert.equal(usher.effects("submit", "wang"), 1);
  assert.deepEqual(await said(me), ["昨天打车花了38块，帮我报一下", "等等，是48", "好"]);
  await sameAsKept(usher, me);
});
