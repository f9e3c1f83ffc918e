/** The conversation's head: where one is, who one is, what else is open. */
import { html, nothing, type TemplateResult } from "lit";
import type { Run, Step, Waits } from "../api.js";
import { clockIcon, doneIcon, nextIcon, nowIcon, skipIcon, turnIcon } from "../icons.js";
import { exact, short } from "../time.js";
import { between, type Key, type Language, type Words } from "../words/words.js";

export function progress(run: Run, t: Words): TemplateResult {
  const steps = run.steps ?? [];
  const name = html`${run.title}${run.of ? html` <span class="of">· ${t("of", { at: run.at ?? 1, of: run.of })}</span>` : nothing}`;
  if (!steps.length) return html`<p class="column line">${name}</p>`;
  return html`<details class="column progress"><summary>${turnIcon}<span>${name}</span></summary>
    <ol class="steps" aria-label=${t("progress", { title: run.title })}>${steps.map((s) => step(s, t))}</ol></details>`;
}

const stepIcons = { done: doneIcon, now: nowIcon, next: nextIcon, skipped: skipIcon };

function step(s: Step, t: Words): TemplateResult {
  return html`<li class=${s.state} aria-current=${s.state === "now" ? "step" : nothing}>${stepIcons[s.state]}
    <span><span class="what">${s.label}</span><span class="hide"> (${t(`step_${s.state}` as Key)})</span></span></li>`;
}

export function others(open: Run[], t: Words, language: Language, now: Date): TemplateResult {
  return html`<details class="column others"><summary>${turnIcon}<span>${open.length === 1 ? t("open_one") : t("open_many", { n: open.length })}</span></summary>
    <ul class="opens">${open.map((r) => html`<li><b>${r.title}</b> <span class="quiet">· ${standing(r, t, language, now)}</span></li>`)}</ul></details>`;
}

function standing(r: Run, t: Words, language: Language, now: Date): string {
  if (r.waits?.name) return t("waits_short", { name: r.waits.name, since: short(language, r.waits.since, now) });
  return t(`status_${r.status}` as Key);
}

/** For what and whom one waits, since when, and that one may leave. */
export function waiting(w: Waits, t: Words, language: Language, now: Date): TemplateResult {
  const since = short(language, w.since, now);
  const said = [w.name ? t("waiting", { name: w.name, since }) : t("waiting_something", { since }),
    ...(w.until ? [t("waiting_until", { until: short(language, w.until, now) })] : []), t("waiting_leave")];
  return html`<p class="line waits" title=${exact(language, w.since)}>${clockIcon}<span>${said.join(between(language))}</span></p>`;
}
