/** One thing to decide, with everything that is needed to decide it. */
import { html, nothing, type TemplateResult } from "lit";
import type { Choice, Item } from "../api.js";
import { backIcon, fileIcon } from "../icons.js";
import { exact, short } from "../time.js";
import { between, type Key, type Language, type Words } from "../words/words.js";

/** A decision before it is sent: which button, and whether it wants a reason. */
export interface Intent { decision: string; outcome?: string; label: string; needsReason: boolean; look: "main" | "bad" | "" }

const decisions = ["approve", "reject", "send_back", "done", "retry", "accept"];

/** The buttons of a card, the one that says yes first. */
export function intents(item: Item, t: Words): Intent[] {
  if (item.sort === "judge") {
    return item.outcomes.map((o) => ({ decision: "pick", outcome: o.key, label: o.label, needsReason: false, look: "" }));
  }
  const order = (c: Choice) => ["done", "approve", "accept", "retry", "send_back", "reject"].indexOf(c.key);
  return [...item.outcomes].sort((a, b) => order(a) - order(b)).map((o, i) => ({
    decision: o.key, label: o.label || (decisions.includes(o.key) ? t(`do_${o.key}` as Key) : o.key),
    needsReason: o.key === "reject" || o.key === "send_back", look: o.key === "reject" ? "bad" : i === 0 ? "main" : "",
  }));
}

/** What `y` and `n` do on a card, if anything. */
export function yes(item: Item, t: Words): Intent | undefined {
  return item.sort === "judge" ? undefined : intents(item, t).find((i) => i.decision === "approve" || i.decision === "done");
}
export function no(item: Item, t: Words): Intent | undefined { return intents(item, t).find((i) => i.decision === "reject"); }

export interface Desk {
  t: Words; language: Language; now: Date;
  /** The decision that waits for its reason. */
  asking: Intent | undefined; reason: string; wrong: string; note: string; sending: boolean;
  press: (i: Intent) => void; confirm: () => void; cancel: () => void; write: (reason: string) => void; back: () => void;
}

export function card(item: Item, d: Desk): TemplateResult {
  const { t } = d;
  return html`<article class="card" aria-labelledby="card-title"><div class="body">
    <div class="back"><button class="plain" type="button" @click=${d.back}>${backIcon}${t("inbox_back")}</button></div>
    <div><p class="what">${t("asks", { name: item.person.name, title: item.title })} ·
      <time datetime=${item.asked_at} title=${exact(d.language, item.asked_at)}>${t("asked_at", { at: short(d.language, item.asked_at, d.now) })}</time>
      ${item.due && item.status === "open" ? due(item.due, d) : nothing}</p></div>
    ${d.note ? html`<div class="changed" role="alert"><p>${d.note}</p><p class="quiet">${t("changed_now")}</p></div>` : nothing}
    <h2 id="card-title" tabindex="-1">${item.show || item.title}</h2>
    ${item.why ? html`<p class="text">${item.why}</p>` : nothing}
    ${item.text ? html`<p class="text">${item.text}</p>` : nothing}
    ${item.status !== "open" ? standing(item, d) : nothing}
    ${values(item, t)}${said(item, d)}${item.status === "open" ? consequences(item, d) : nothing}
  </div>${item.status === "open" ? decide(item, d) : nothing}</article>`;
}

function due(at: string, { t, language, now }: Desk): TemplateResult {
  const late = Date.parse(at) < now.getTime();
  return html` · <time datetime=${at} title=${exact(language, at)}>${t(late ? "overdue" : "due", { at: short(language, at, now) })}</time>`;
}

function values(item: Item, t: Words): unknown {
  if (!item.values.length) return nothing;
  return html`<section><h3>${t("values")}</h3><dl class="values">${item.values.map((v) => html`<dt>${v.label}</dt>
    <dd>${v.file ? html`<a href="/api/files/${v.file}" download=${v.text}>${v.text}</a>` : v.text}</dd>`)}</dl></section>`;
}

function said(item: Item, { t, language, now }: Desk): unknown {
  if (!item.said?.length) return nothing;
  return html`<section><h3>${t("said")}</h3><div class="said">${item.said.map((s) => html`<div><blockquote>${s.text || fileIcon}</blockquote>
    <time datetime=${s.at} title=${exact(language, s.at)}>${short(language, s.at, now)}</time></div>`)}</div></section>`;
}

function consequences(item: Item, { t, language }: Desk): unknown {
  const lines = intents(item, t).map((i) => ({ label: i.label, then: item.consequences?.[i.outcome ?? i.decision] })).filter((l) => l.then);
  if (!lines.length) return nothing;
  return html`<section><h3>${t("then_title")}</h3><div class="then">${lines.map((l) => html`<p><b>${t("then", { label: l.label })}</b>${between(language)}${l.then}</p>`)}</div></section>`;
}

/** What has become of it: by whom and when, and with which reason. */
function standing(item: Item, { t, language, now }: Desk): TemplateResult {
  if (item.status !== "decided") return html`<div class="outcome gone"><p>${t(item.status === "withdrawn" ? "withdrawn" : "expired")}</p></div>`;
  const rejected = item.decision === "reject" || item.decision === "send_back";
  return html`<div class=${rejected ? "outcome no" : "outcome"}>
    <p title=${item.decided_at ? exact(language, item.decided_at) : nothing}>${t("decided_by", {
      decision: decisionWord(item, t), name: item.decided_by?.name ?? "", at: item.decided_at ? short(language, item.decided_at, now) : "",
    })}</p>${item.reason ? html`<p class="text">${item.reason}</p>` : nothing}</div>`;
}

/** "Approved", or for a judgement the outcome's own words. */
export function decisionWord(item: Item, t: Words): string {
  if (item.decision === "pick") return item.outcomes.find((o) => o.key === item.outcome)?.label ?? item.outcome ?? "";
  return decisions.includes(item.decision ?? "") ? t(`decision_${item.decision}` as Key) : item.decision ?? "";
}

function decide(item: Item, d: Desk): TemplateResult {
  const { t } = d;
  const key = (i: Intent) => (i === undefined ? nothing : i.decision === "reject" ? html`<kbd aria-hidden="true">n</kbd>`
    : i.decision === yes(item, t)?.decision ? html`<kbd aria-hidden="true">y</kbd>` : nothing);
  if (!d.asking) {
    return html`<div class="decide">${d.wrong ? html`<p class="wrong" role="alert">${d.wrong}</p>` : nothing}
      <div class="buttons">${intents(item, t).map((i) => html`<button type="button" class=${i.look} ?disabled=${d.sending} @click=${() => d.press(i)}>${i.label}${key(i)}</button>`)}
      <span class="keys">${t("keys")}</span></div></div>`;
  }
  const asking = d.asking;
  return html`<form class="decide" @submit=${(e: Event) => { e.preventDefault(); d.confirm(); }}>
    <label for="reason">${t(asking.needsReason ? "reason" : "reason_optional")}</label>
    <textarea id="reason" maxlength="2000" rows="3" .value=${d.reason} aria-describedby=${d.wrong ? "reason-wrong" : nothing}
      @input=${(e: Event) => d.write((e.target as HTMLTextAreaElement).value)}
      @keydown=${(e: KeyboardEvent) => { if (e.key === "Escape" && !e.isComposing) d.cancel(); if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) d.confirm(); }}></textarea>
    ${d.wrong ? html`<p class="wrong" id="reason-wrong" role="alert">${d.wrong}</p>` : nothing}
    <div class="buttons"><button class=${asking.look || "main"} type="submit" ?disabled=${d.sending}>${asking.label}</button>
      <button type="button" @click=${d.cancel}>${t("cancel")}</button></div></form>`;
}
