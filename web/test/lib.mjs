// What the browser tests share: one browser, pages that record what went wrong, axe, and pictures.
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const shots = process.env.USHER_SHOTS || join(tmpdir(), "usher-shots");

export const desktop = { width: 1280, height: 800 };
export const phone = { width: 390, height: 844 };
export const keyboard = { width: 390, height: 500 };

/** Debian's chromium, or the one that USHER_CHROMIUM names. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.USHER_CHROMIUM || "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/** A page in a context of its own. `page.faults` collects errors of scripts and of the content security policy. */
export async function open(browser, url, { size = desktop, language = "en", theme = "light", ...more } = {}) {
  const context = await browser.newContext({
    viewport: size, locale: language === "zh" ? "zh-CN" : "en-GB", timezoneId: "Asia/Shanghai", colorScheme: theme,
    hasTouch: size.width < 500, isMobile: size.width < 500, ...more,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  page.faults = [];
  page.on("pageerror", (e) => page.faults.push(String(e)));
  page.on("console", (m) => { if (m.type() === "error" && /Content Security|TrustedHTML|Refused/.test(m.text())) page.faults.push(m.text()); });
  await page.goto(url);
  return page;
}

/** What axe has against the page as it stands, one line each. */
export async function axe(page) {
  const source = require.resolve("axe-core/axe.min.js");
  const { readFile } = await import("node:fs/promises");
  // The page's own policy forbids scripts from elsewhere; the debugger's evaluation is not bound by it.
  await page.evaluate(await readFile(source, "utf8"));
  const result = await page.evaluate(() => window.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], iframes: false,
  }));
  return result.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(" ")} (${n.failureSummary?.replace(/\s+/g, " ")})`));
}

/** Controls that a finger would miss: smaller than 44 px in either direction (links inside of text and hidden ones aside). */
export function small(page) {
  return page.evaluate(() => [...document.querySelectorAll("button, select, input, textarea, summary")].flatMap((e) => {
    const r = e.getBoundingClientRect();
    if (!r.width || e.classList.contains("hide")) return [];
    const tall = r.height >= 43.5, wide = r.width >= 43.5 || e.matches(".link, .chip");
    return tall && wide ? [] : [`${e.tagName.toLowerCase()}.${e.className} "${e.textContent.trim().slice(0, 20)}" ${Math.round(r.width)}×${Math.round(r.height)}`];
  }));
}

/** Whether anything sticks out at the side. */
export function overflows(page) {
  return page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1);
}

export async function shot(page, name) {
  await mkdir(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`) });
}

let built;
/** A module of src as node can import it. */
export function module(name) {
  if (!built) {
    built = mkdtempSync(join(tmpdir(), "usher-web-"));
    execFileSync("go", ["run", "./web/build", "--modules", built], { cwd: fileURLToPath(new URL("../..", import.meta.url)), stdio: "inherit" });
  }
  return import(join(built, name + ".js"));
}
