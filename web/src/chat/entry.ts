/** How one entry of a conversation looks. */
import { html, nothing, type TemplateResult } from "lit";
import type { Citation, Entry, Said, Turn } from "../api.js";
import { fileIcon, turnIcon } from "../icons.js";
import { showMarkdown } from "../markdown-view.js";
import type { Pending } from "../outbox.js";
import { exact, short } from "../time.js";
import type { Language, Words } from "../words/words.js";

/** What an entry needs of the conversation around it. */
export interface Around {
  t: Words;
  language: Language;
  now: Date;
  whys: Map<number, Turn | "loading" | "failed">;
  why: (e: Entry) => void;
  correct: (v: Said) => void;
  again: (id: string) => void;
  discard: (id: string) => void;
}

export function showEntry(e: Entry, around: Around): TemplateResult {
  if (e.role === "person") return person(e, around);
  const text = e.kind === "item" ? html`<div class="item">${showMarkdown(e.text)}</div>` : html`<p class="text">${e.text}</p>`;
  return html`<li class=${e.kind === "notice" ? "usher notice" : "usher"} title=${exact(around.language, e.at)}>
    <span class="hide">${around.t("usher_said")}</span>${text}${citations(e.citations)}${why(e, around)}</li>`;
}

function person(e: Entry, { t, language, correct }: Around): TemplateResult {
  const values = e.values ?? [];
  return html`<li class="person" title=${exact(language, e.at)}>
    <span class="hide">${t("you_said")}</span>
    ${e.text ? html`<p class="text">${e.text}</p>` : nothing}
    ${(e.files ?? []).map((f) => html`<a class="file" href="/api/files/${f.hash}" download=${f.name}>${fileIcon}${f.name}</a>`)}
    ${values.length ? html`<div class="chips">${values.map((v) => html`
      <button class="chip" type="button" @click=${() => correct(v)} title=${t("change", { label: v.label })}>
        <span><span class="hide">${t("change", { label: v.label })}: </span><i aria-hidden="true">${v.label}</i>${v.text}</span></button>`)}</div>` : nothing}
  </li>`;
}

/** A message on its way: already where it will stand, with what is still to happen. */
export function showPending(p: Pending, { t, again, discard }: Around): TemplateResult {
  const state = p.state === "refused"
    ? html`<p class="state bad">${t("refused", { detail: p.detail ?? "" })}</p><div class="acts">
        <button class="link" type="button" @click=${() => again(p.id)}>${t("retry")}</button>
        <button class="link" type="button" @click=${() => discard(p.id)}>${t("discard")}</button></div>`
    : html`<p class="state">${p.state === "waiting" ? t("queued") : html`<span class="busy">${t("sending")}</span>`}</p>`;
  return html`<li class="person pending"><span class="hide">${t("you_said")}</span>
    ${p.text ? html`<p class="text">${p.text}</p>` : nothing}
    ${(p.files ?? []).map((f) => html`<span class="file">${fileIcon}${f.name}</span>`)}${p.state === "taken" ? nothing : state}</li>`;
}

export function showTime(at: string, { language, now }: Around): TemplateResult {
  return html`<li class="when"><time datetime=${at} title=${exact(language, at)}>${short(language, at, now)}</time></li>`;
}

function citations(list: Citation[] | null | undefined): unknown {
  if (!list?.length) return nothing;
  return html`<div class="cites">${list.map((c) => html`<details class="cite">
    <summary>${turnIcon}<span class="where">${c.title || c.document}${c.heading ? ` › ${c.heading}` : ""}</span></summary>
    <blockquote>${c.text}</blockquote></details>`)}</div>`;
}

function why(e: Entry, { t, whys, why }: Around): unknown {
  if (!e.why) return nothing;
  const known = whys.get(e.no);
  return html`<div class="under"><button class="link" type="button" aria-expanded=${known ? "true" : "false"} @click=${() => why(e)}>
    ${known ? t("why_hide") : t("why")}</button></div>
    ${known ? html`<div class="because" role="status">${known === "loading" ? t("loading") : known === "failed" ? t("why_failed")
      : html`<p>${known.sentence}</p>${citations(known.citations?.filter((c) => !e.citations?.some((d) => d.text === c.text)))}`}</div>` : nothing}`;
}
