/** Parts that every page has. */
import { html, nothing, type TemplateResult } from "lit";
import { Refusal, type Api, type Me, type Person } from "./api.js";
import type { Language, Words } from "./words/words.js";

export function languageSwitch(language: Language, t: Words, choose: (l: Language) => void): TemplateResult {
  const other = language === "zh" ? "en" : "zh";
  return html`<button class="plain" type="button" lang=${other === "zh" ? "zh-CN" : "en"} @click=${() => choose(other)}>
    <span class="hide" lang=${language === "zh" ? "zh-CN" : "en"}>${t("switch_language")}: </span>${other === "zh" ? "中文" : "English"}</button>`;
}

/** A person's name as the reader writes it. */
export function nameOf(p: Person, language: Language): string { return p.names?.[language] ?? p.name; }

/** In the demo one may be somebody else; the whole page is theirs then. */
export function personSwitch(api: Api, me: Me, t: Words, language: Language): TemplateResult {
  const be = async (e: Event) => {
    await api.post("/api/me/person", { person: (e.target as HTMLSelectElement).value });
    location.reload();
  };
  return html`<select aria-label=${t("person")} title=${t("person")} @change=${be}>
    ${me.people!.map((p) => html`<option value=${p.id} ?selected=${p.id === me.person.id}>${nameOf(p, language)}</option>`)}</select>`;
}

/** Why a page could not be shown: what happened, what is safe, what to do. */
export function trouble(err: unknown, t: Words, retry: () => void): TemplateResult {
  if (err instanceof Refusal && err.status === 401) {
    const next = encodeURIComponent(location.pathname + location.search);
    return html`<div class="problem sign-in" role="alert"><p><b>${t("sign_in")}</b></p><p>${err.message}</p>
      <p><a class="button main" href=${`/login?next=${next}`}>${t("sign_in_link")}</a></p></div>`;
  }
  const refused = err instanceof Refusal && !err.passing;
  return html`<div class="problem" role="alert"><p><b>${t("trouble_title")}</b></p>
    ${refused ? html`<p>${err.message}</p>` : nothing}
    ${refused ? html`<p><a href="/">${t("apps")}</a></p>` : html`<p>${t("trouble_safe")}</p><p>${t("trouble_do")}</p>
    <button type="button" @click=${retry}>${t("retry")}</button>`}</div>`;
}
