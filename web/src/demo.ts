/** The demo's first page: the person's phone left, the manager's inbox right. */
import { html, LitElement, nothing } from "lit";
import type { AppInfo, Me, Person } from "./api.js";
import { frame, keepLanguage, setLanguage } from "./frame.js";
import { languageSwitch, nameOf, trouble } from "./parts.js";
import { words, type Key, type Language } from "./words/words.js";

export class Demo extends LitElement {
  static override properties = {
    language: { state: true }, apps: { state: true }, app: { state: true }, me: { state: true }, left: { state: true }, right: { state: true }, error: { state: true },
  };
  private readonly api = frame();
  private language: Language = this.api.language;
  private apps: AppInfo[] = [];
  private app = new URLSearchParams(location.search).get("app") ?? "";
  private me: Me | undefined;
  private left = "";
  private right = "";
  private error: unknown;

  protected override createRenderRoot(): HTMLElement { return this; }

  override connectedCallback(): void {
    this.replaceChildren();
    super.connectedCallback();
    void this.load();
  }

  private async load(): Promise<void> {
    this.error = undefined;
    try {
      const [{ apps }, me] = await Promise.all([this.api.get<{ apps: AppInfo[] }>("/api/apps"), this.api.get<Me>("/api/me")]);
      const people = this.people(me);
      this.apps = apps;
      this.app ||= apps[0]?.name ?? "";
      this.left = me.person.id;
      this.right = people.find((p) => p.id !== me.person.id)?.id ?? me.person.id;
      this.me = me;
    } catch (err) { this.error = err; }
  }

  private people(me: Me): Person[] { return me.people?.length ? me.people : [me.person]; }

  private choose(language: Language): void {
    keepLanguage(language);
    setLanguage(this.api, language);
    this.language = language;
  }

  protected override render(): unknown {
    const t = words(this.language);
    return html`<header class="bar"><h1>Usher</h1>
      ${this.apps.length > 1 ? html`<select aria-label=${t("demo_app")} @change=${(e: Event) => { this.app = (e.target as HTMLSelectElement).value; }}>
        ${this.apps.map((a) => html`<option value=${a.name} ?selected=${a.name === this.app}>${a.title[this.language] ?? Object.values(a.title)[0] ?? a.name}</option>`)}</select>` : nothing}
      ${languageSwitch(this.language, t, (l) => this.choose(l))}</header>
      <main>${this.error ? trouble(this.error, t, () => void this.load()) : this.me ? this.seats(this.me) : nothing}</main>`;
  }

  private seats(me: Me): unknown {
    const end = `lang=${this.language}${theme()}`;
    return html`${this.seat(me, "demo_person", this.left, `/a/${encodeURIComponent(this.app)}`, end, (id) => { this.left = id; })}
      ${this.seat(me, "demo_manager", this.right, "/inbox", end, (id) => { this.right = id; })}`;
  }

  private seat(me: Me, name: Key, who: string, path: string, end: string, pick: (id: string) => void): unknown {
    const t = words(this.language);
    const url = `${path}?as=${encodeURIComponent(who)}&${end}`;
    return html`<section class="seat" aria-label=${t(name)}><div class="who"><span>${t(name)}:</span>
      <select aria-label=${t(name)} @change=${(e: Event) => pick((e.target as HTMLSelectElement).value)}>
        ${this.people(me).map((p) => html`<option value=${p.id} ?selected=${p.id === who}>${nameOf(p, this.language)}</option>`)}</select>
      <a href=${url} target="_blank" rel="noopener">${t("demo_open")}</a></div>
      <iframe src=${url} title=${t(name)}></iframe></section>`;
  }
}

function theme(): string {
  const theme = document.documentElement.dataset.theme;
  return theme ? `&theme=${theme}` : "";
}

customElements.define("usher-demo", Demo);
