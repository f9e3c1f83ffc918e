/** The list of apps: / where it is no demo. */
import { html, LitElement, nothing } from "lit";
import type { AppInfo } from "./api.js";
import { frame, keepLanguage, setLanguage } from "./frame.js";
import { turnIcon } from "./icons.js";
import { languageSwitch, trouble } from "./parts.js";
import { words, type Language } from "./words/words.js";

export class Home extends LitElement {
  static override properties = { language: { state: true }, apps: { state: true }, error: { state: true } };
  private readonly api = frame();
  private language: Language = this.api.language;
  private apps: AppInfo[] | undefined;
  private error: unknown;

  protected override createRenderRoot(): HTMLElement { return this; }

  override connectedCallback(): void {
    this.replaceChildren();
    super.connectedCallback();
    void this.load();
  }

  private async load(): Promise<void> {
    this.error = undefined;
    try { this.apps = (await this.api.get<{ apps: AppInfo[] }>("/api/apps")).apps; } catch (err) { this.error = err; }
  }

  private choose(language: Language): void {
    keepLanguage(language);
    setLanguage(this.api, language);
    this.language = language;
  }

  protected override render(): unknown {
    const t = words(this.language);
    return html`<header class="bar"><h1>Usher</h1><a class="button plain" href="/inbox">${t("inbox")}</a>
      ${languageSwitch(this.language, t, (l) => this.choose(l))}</header>
      <main><h2>${t("home_title")}</h2>${this.error ? trouble(this.error, t, () => void this.load()) : this.list()}</main>`;
  }

  private list(): unknown {
    const t = words(this.language);
    if (!this.apps) return nothing;
    if (!this.apps.length) return html`<p>${t("home_empty")}</p><p class="quiet">${t("home_empty_more")}</p>`;
    return html`<ul class="apps">${this.apps.map((a) => html`<li><a href=${`/a/${encodeURIComponent(a.name)}`}>
      <span><b>${a.title[this.language] ?? Object.values(a.title)[0] ?? a.name}</b>
      ${a.error ? html`<small class="bad">${t("app_broken", { error: a.error })}</small>` : nothing}</span>${turnIcon}</a></li>`)}</ul>`;
  }
}

customElements.define("usher-home", Home);
