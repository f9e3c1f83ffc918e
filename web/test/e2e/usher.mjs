// The real binary, started as a person starts it, and pages that talk to it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { open, overflows, axe, shot, small } from "../lib.mjs";

const bin = process.env.USHER_BIN ?? "";
const there = bin !== "" && existsSync(bin);

/** Why these tests can't run here; where everything must be proven, they run and fail. */
export const skip = there || process.env.CI === "true" ? false : "set USHER_BIN to the binary: go build -o bin/usher ./cmd/usher";

/** Generous, because a machine that runs all tests at once is slow; nothing waits longer than it must. */
export const patience = 30_000;

/** A data folder that is gone after the tests. */
export function folder() {
  const dir = mkdtempSync(join(tmpdir(), "usher-e2e-"));
  process.on("exit", () => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** `usher ARGS…`; resolves when it has printed its address, the first line. */
export async function start(args, { cwd } = {}) {
  assert.ok(there, `the binary is not there (USHER_BIN=${bin}); build it with: go build -o bin/usher ./cmd/usher`);
  const child = spawn(bin, args, { stdio: ["ignore", "pipe", "pipe"], cwd });
  let errors = "";
  child.stderr.on("data", (d) => { errors += d; });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  const lines = createInterface(child.stdout);
  const url = await new Promise((resolve, reject) => {
    lines.once("line", resolve);
    child.once("exit", (code) => reject(new Error(`usher ${args.join(" ")} ended with ${code}: ${errors}`)));
  });
  process.on("exit", () => child.kill("SIGKILL"));
  return {
    url,
    errors: () => errors,
    /** Pulls the plug. */
    kill() { child.kill("SIGKILL"); return ended; },
    stop() { child.kill("SIGINT"); return ended; },
  };
}

/** `usher demo` on a data folder. It can be killed and started again at the same address. */
export async function demo() {
  const data = folder();
  let server = await start(["demo", "--listen", "127.0.0.1:0", "--data", data]);
  const url = server.url;
  const get = async (path, person, language = "en") => {
    const answer = await fetch(url + path, { headers: { "Usher-Person": person, "Accept-Language": language } });
    assert.equal(answer.status, 200, `${path} for ${person}`);
    return answer.json();
  };
  return {
    url, get,
    conversation: (person, language) => get("/api/apps/workplace/conversation", person, language),
    kill: () => server.kill(),
    async restart() { server = await start(["demo", "--listen", new URL(url).host, "--data", data]); },
    stop: () => server.stop(),
    /** How often the back office has done something for a person, from the ledger that it keeps on disk. */
    effects: (tool, person) => ledger(data).filter((e) => e.tool === tool && e.did && e.did.input.by === person).length,
  };
}

function ledger(data) {
  return readFileSync(join(data, "backoffice.jsonl"), "utf8").split("\n").filter(Boolean).map((l) => JSON.parse(l));
}

/** Somebody's page of the workplace, and what one does on it. */
export async function talk(browser, usher, { as, language = "en", query = "", ...look }) {
  const page = await open(browser, `${usher.url}/a/workplace?as=${as}&lang=${language}${query}`, { language, ...look });
  page.setDefaultTimeout(patience);
  const input = page.locator("textarea");
  await page.locator(".first button, .log").first().waitFor();
  const last = page.locator(".log > li.usher").last();
  return {
    page, input, last, as, language,
    async say(text) {
      await input.fill(text);
      if (look.size?.width < 500) await page.locator(".write button.main").tap();
      else await input.press("Enter");
    },
    press: (name) => page.getByRole("button", { name, exact: true }).click(),
    /** Waits until the newest answer matches. */
    async answered(what) {
      await page.waitForFunction(([source, flags]) => {
        const all = document.querySelectorAll(".log > li.usher");
        return !document.querySelector(".pending, li.busy") && new RegExp(source, flags).test(all[all.length - 1]?.innerText ?? "");
      }, [what.source, what.flags], { timeout: patience }).catch(async () => {
        assert.match((await page.locator(".log").innerText()).slice(-600), what, "the newest answer is another one");
        throw new Error(`no newest answer like ${what}`);
      });
    },
    close: () => page.context().close(),
  };
}

/** What the page shows is exactly what the server keeps: nothing lost, nothing twice, nothing in another order. */
export async function sameAsKept(usher, me) {
  const plain = (s) => s.replace(/[*_`\s]/g, "");
  const kept = (await usher.conversation(me.as, me.language)).entries
    .map((e) => ({ role: e.role, text: plain(e.text), files: (e.files ?? []).map((f) => f.name) }));
  const shown = await me.page.evaluate(() => [...document.querySelectorAll(".log > li.person, .log > li.usher")].map((li) => ({
    role: li.classList.contains("person") ? "person" : "usher", text: (li.querySelector(".text, .item")?.textContent ?? "").replace(/[*_`\s]/g, ""),
    files: [...li.querySelectorAll(".file")].map((f) => f.innerText.trim()),
  })));
  assert.deepEqual(shown, kept);
  return kept;
}

/** On a phone with its keyboard open, too, one sees the input and the newest message. */
export async function inSight(me) {
  const seen = await me.page.evaluate(() => {
    const inside = (r, top, bottom) => r.top >= top - 1 && r.bottom <= bottom + 1;
    const main = document.querySelector("main").getBoundingClientRect(), last = [...document.querySelectorAll(".log > li")].at(-1).getBoundingClientRect();
    return {
      input: inside(document.querySelector("textarea").getBoundingClientRect(), 0, innerHeight),
      last: last.bottom <= main.bottom + 1 && last.bottom > main.top + Math.min(last.height, 20), sideways: document.documentElement.scrollWidth > innerWidth + 1,
    };
  });
  assert.deepEqual(seen, { input: true, last: true, sideways: false });
}

/** A page as it stands is fit for everybody; its picture is kept. */
export async function fit(page, name) {
  await shot(page, `e2e-${name}`);
  assert.deepEqual(await axe(page), [], `${name}: axe`);
  assert.deepEqual(await small(page), [], `${name}: too small`);
  assert.equal(await overflows(page), false, `${name}: sticks out`);
  assert.deepEqual(page.faults, [], `${name}: faults`);
}
