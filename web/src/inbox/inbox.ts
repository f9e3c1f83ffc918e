/** What waits for a person to decide: /inbox. A list left, one thing right; on a phone one at a time. */
import { html, LitElement, nothing } from "lit";
import { Refusal, type Item, type Me } from "../api.js";
import { as, chosenLanguage, frame, keepLanguage, setLanguage } from "../frame.js";
import { languageSwitch, personSwitch, trouble } from "../parts.js";
import { follow } from "../stream.js";
import { exact, short } from "../time.js";
import { between, known, words, type Language, type Words } from "../words/words.js";
import { card, decisionWord, no, yes, type Desk, type Intent } from "./card.js";

export class Inbox extends LitElement {
  static override properties = {
    language: { state: true }, me: { state: true }, items: { state: true }, whole: { state: true }, chosen: { state: true }, error: { state: true },
    asking: { state: true }, reason: { state: true }, wrong: { state: true }, note: { state: true }, sending: { state: true }, offline: { state: true }, aloud: { state: true },
    view: { reflect: true },
  };
  private readonly api = frame();
  private language: Language = this.api.language;
  private me: Me | undefined;
  private items: Item[] | undefined;
  /** The chosen item with the words that were said. */
  private whole: Item | undefined;
  private chosen = decodeURIComponent(location.hash.slice(1));
  private error: unknown;
  private asking: Intent | undefined;
  private reason = "";
  private wrong = "";
  private note = "";
  private sending = false;
  private offline = false;
  private aloud = "";
  view: "list" | "card" = this.chosen ? "card" : "list";

  protected override createRenderRoot(): HTMLElement { return this; }
  private get t(): Words { return words(this.language); }
  private get open(): Item[] { return (this.items ?? []).filter((i) => i.status === "open"); }
  private get decided(): Item[] { return (this.items ?? []).filter((i) => i.status !== "open"); }
  private get all(): Item[] { return [...this.open, ...this.decided]; }

  override connectedCallback(): void {
    this.replaceChildren();
    super.connectedCallback();
    document.addEventListener("keydown", (e) => this.key(e));
    addEventListener("hashchange", () => { const id = decodeURIComponent(location.hash.slice(1)); if (id && id !== this.chosen) void this.choose(id); });
    void this.load();
  }

  private async load(): Promise<void> {
    this.error = undefined;
    try {
      this.me = await this.api.get<Me>("/api/me");
      this.speak(chosenLanguage() ?? known(this.me.person.language) ?? this.language);
      await this.refresh();
      follow({
        url: () => "/api/inbox/events", headers: () => this.api.headers(),
        event: () => void this.refresh(), up: (up) => { this.offline = !up; if (up) void this.refresh(); },
      });
    } catch (err) { this.error = err; }
  }

  /** Reads the list again; a card one is looking at is only replaced when it is another one now. */
  private async refresh(): Promise<void> {
    const before = this.items;
    const { items } = await this.api.get<{ items: Item[] }>("/api/inbox").catch((err: unknown) => { if (!before) throw err; return { items: before }; });
    this.items = items;
    const fresh = before && items.filter((i) => i.status === "open" && !before.some((b) => b.id === i.id));
    if (fresh?.length) this.aloud = fresh.map((i) => i.show || i.title).join(". ");
    if (!this.chosen || !items.some((i) => i.id === this.chosen)) this.chosen = this.chosen && !before ? this.chosen : this.open[0]?.id ?? "";
    await this.fetch(this.chosen);
  }

  private async fetch(id: string): Promise<void> {
    if (!id) { this.whole = undefined; return; }
    const item = await this.api.get<Item>(`/api/inbox/${encodeURIComponent(id)}`).catch(() => this.items?.find((i) => i.id === id));
    if (this.chosen !== id) return;
    if (item && this.whole?.id === id && this.whole.status === "open" && item.status !== "open") this.clear();
    this.whole = item;
  }

  private clear(): void { this.asking = undefined; this.reason = this.wrong = ""; }

  private async choose(id: string): Promise<void> {
    if (id !== this.chosen) { this.clear(); this.note = ""; }
    this.chosen = id;
    this.view = "card";
    history.replaceState(null, "", `#${encodeURIComponent(id)}`);
    await this.fetch(id);
    await this.updateComplete;
    this.querySelector(".pane")?.scrollTo(0, 0);
    if (innerWidth <= 720) this.querySelector<HTMLElement>("#card-title")?.focus();
  }

  private back(): void {
    this.view = "list";
    history.replaceState(null, "", location.pathname + location.search);
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(".list [aria-current]")?.focus());
  }

  private speak(language: Language): void {
    this.language = language;
    setLanguage(this.api, language);
    document.title = this.t("inbox");
  }

  private press(i: Intent): void {
    this.note = this.wrong = "";
    if (!i.needsReason) { void this.decide(i); return; }
    this.asking = i;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("#reason")?.focus());
  }

  private confirm(): void {
    if (!this.asking || this.sending) return;
    if (this.asking.needsReason && !this.reason.trim()) {
      this.wrong = this.t("reason_needed", { name: this.whole?.person.name ?? "" });
      this.querySelector<HTMLElement>("#reason")?.focus();
      return;
    }
    void this.decide(this.asking);
  }

  /** Decides, once: the hash says which card was looked at, and a 409 shows the card as it is now. */
  private async decide(i: Intent): Promise<void> {
    const item = this.whole;
    if (!item || this.sending) return;
    this.sending = true;
    this.wrong = "";
    try {
      const reason = this.reason.trim();
      const now = await this.api.post<Item>(`/api/inbox/${encodeURIComponent(item.id)}/decision`, {
        decision: i.decision, hash: item.hash, ...(i.outcome ? { outcome: i.outcome } : {}), ...(reason ? { reason } : {}),
      });
      this.settled({ ...now, said: now.said ?? item.said });
    } catch (err) {
      if (err instanceof Refusal && err.status === 409) {
        this.note = err.message;
        this.settled(err.item ? { ...err.item, said: err.item.said ?? item.said } : item);
      } else this.wrong = err instanceof Refusal && !err.passing ? err.message : this.t("decide_failed");
    } finally { this.sending = false; }
  }

  private settled(item: Item): void {
    this.clear();
    this.whole = item;
    this.items = this.items?.map((x) => (x.id === item.id ? item : x));
    if (item.status === "decided") this.aloud = decisionWord(item, this.t);
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("#card-title")?.focus());
  }

  private key(e: KeyboardEvent): void {
    const at = e.target as HTMLElement;
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || e.repeat || at.closest("input, textarea, select")) return;
    if (e.key === "j") this.step(1);
    else if (e.key === "k") this.step(-1);
    else if (e.key === "y" || e.key === "n") {
      const item = this.whole;
      if (!item || item.status !== "open" || item.id !== this.chosen || this.asking) return;
      const intent = e.key === "y" ? yes(item, this.t) : no(item, this.t);
      if (!intent) return;
      e.preventDefault();
      this.press(intent);
    }
  }

  private step(by: number): void {
    const all = this.all, at = all.findIndex((i) => i.id === this.chosen);
    const next = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)];
    if (next) void this.choose(next.id).then(() => this.querySelector(".list [aria-current]")?.scrollIntoView({ block: "nearest" }));
  }

  protected override render(): unknown {
    const { t, me } = this;
    return html`<header class="bar"><h1>${t("inbox")}</h1>
        ${me?.people && me.people.length > 1 && !as ? personSwitch(this.api, me, t, this.language) : nothing}
        ${languageSwitch(this.language, t, (l) => { keepLanguage(l); this.speak(l); void this.refresh(); })}</header>
      <main><nav class="list" aria-label=${t("inbox")}>${this.items ? this.list() : nothing}</nav>
      <section class="pane">${this.offline && !this.error ? html`<p class="offline quiet" role="status">${t("inbox_offline")}</p>` : nothing}${this.error ? trouble(this.error, t, () => void this.load()) : this.items ? this.one() : nothing}</section></main>
      <div class="hide" role="status" aria-live="polite">${this.aloud}</div>`;
  }

  private list(): unknown {
    const { t, language } = this;
    return html`<h2>${t("inbox_open")}${this.open.length ? ` (${this.open.length})` : ""}</h2>
      ${this.open.length ? html`<ul>${this.open.map((i) => this.line(i))}</ul>` : html`<p class="nothing">${t("inbox_empty")}${between(language)}${t("inbox_empty_more")}</p>`}
      ${this.decided.length ? html`<h2>${t("inbox_decided")}</h2><ul>${this.decided.map((i) => this.line(i))}</ul>` : nothing}`;
  }

  private line(i: Item): unknown {
    const { t, language } = this, at = i.status === "open" ? i.asked_at : i.decided_at ?? i.asked_at;
    const how = i.status === "open" ? i.show || i.title : i.status === "decided" ? `${decisionWord(i, t)} · ${i.show || i.title}` : t(i.status === "withdrawn" ? "withdrawn" : "expired");
    return html`<li><button type="button" aria-current=${i.id === this.chosen ? "true" : nothing} @click=${() => void this.choose(i.id)}>
      <span class="row"><b>${i.person.name} · ${i.title}</b><time datetime=${at} title=${exact(language, at)}>${short(language, at, new Date())}</time></span>
      <span class="show">${how}</span></button></li>`;
  }

  private one(): unknown {
    const { t } = this;
    if (this.whole) return card(this.whole, this.desk());
    if (!this.all.length) return html`<div class="none"><h2>${t("inbox_empty")}</h2><p class="quiet">${t("inbox_empty_more")}</p></div>`;
    return html`<div class="none"><p class="quiet">${this.chosen ? t("loading") : t("inbox_pick")}</p></div>`;
  }

  private desk(): Desk {
    return {
      t: this.t, language: this.language, now: new Date(), asking: this.asking, reason: this.reason, wrong: this.wrong, note: this.note, sending: this.sending,
      press: (i) => this.press(i), confirm: () => this.confirm(), cancel: () => this.clear(), write: (r) => { this.reason = r; }, back: () => this.back(),
    };
  }
}

customElements.define("usher-inbox", Inbox);
