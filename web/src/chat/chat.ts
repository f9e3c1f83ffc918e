/** The page that a person talks to: /a/<app>. */
import { html, LitElement, nothing, type PropertyValues } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { type AppInfo, type Entry, type Me, type Quick, type Said, type Turn } from "../api.js";
import { as, chosenLanguage, frame, keepLanguage, newID, setLanguage, shelf } from "../frame.js";
import { downIcon, offIcon } from "../icons.js";
import { languageSwitch, personSwitch, trouble } from "../parts.js";
import { known, words, type Language, type Words } from "../words/words.js";
import "./composer.js";
import type { Composer, Written } from "./composer.js";
import "./control.js";
import { hasControl, type Answer } from "./control.js";
import { showEntry, showPending, showTime, type Around } from "./entry.js";
import { Talk } from "./talk.js";
import { others, progress, waiting } from "./top.js";

const pause = 15 * 60_000; // after this long, the time stands between two entries

export class Chat extends LitElement {
  static override properties = {
    language: { state: true }, talk: { state: true }, me: { state: true }, info: { state: true }, error: { state: true },
    whys: { state: true }, below: { state: true }, aloud: { state: true },
  };
  private readonly api = frame();
  private readonly app = decodeURIComponent(location.pathname.split("/")[2] ?? "");
  private language: Language = this.api.language;
  private talk: Talk | undefined;
  private me: Me | undefined;
  private info: AppInfo | undefined;
  private error: unknown;
  private whys = new Map<number, Turn | "loading" | "failed">();
  /** The newest entry is out of sight, because the person scrolled up. */
  private below = false;
  private aloud = "";
  private stick = true;
  private seen = 0;
  private wanted: Language | undefined;

  protected override createRenderRoot(): HTMLElement { return this; }
  private get t(): Words { return words(this.language); }
  private get log(): HTMLElement | null { return this.querySelector("main"); }

  override connectedCallback(): void {
    this.replaceChildren();
    super.connectedCallback();
    void this.load();
  }

  protected override firstUpdated(): void {
    const resized = new ResizeObserver(() => this.follow());
    for (const e of this.querySelectorAll("main, main > .column")) resized.observe(e);
  }

  private async load(): Promise<void> {
    this.error = undefined;
    try {
      const info = this.api.get<AppInfo>(`/api/apps/${encodeURIComponent(this.app)}`).then((i) => { this.info = i; });
      info.catch(() => {}); // told below, unless something else fails first
      this.me = await this.api.get<Me>("/api/me");
      const talk = new Talk(this.api, this.app, this.me.person.id, shelf, { changed: () => this.changed(), fresh: (e) => this.fresh(e) });
      await Promise.all([talk.open(), info]);
      this.talk = talk;
      this.speak(talk.entries.length ? known(talk.state.language) : chosenLanguage() ?? known(this.me.person.language) ?? known(talk.state.language));
    } catch (err) {
      this.error = err;
    }
  }

  private speak(language: Language | undefined): void {
    if (!language || language === this.language) return;
    this.language = language;
    setLanguage(this.api, language);
  }

  /** What the conversation says about the language holds, unless the person has just chosen and it has not heard yet. */
  private changed(): void {
    const said = known(this.talk?.state.language);
    if (this.wanted && said === this.wanted) this.wanted = undefined;
    if (!this.wanted && this.talk?.entries.length) this.speak(said);
    this.requestUpdate();
  }

  private fresh(e: Entry): void {
    if (e.role !== "usher") return;
    this.aloud = e.text;
  }

  private choose(language: Language): void {
    keepLanguage(language);
    this.wanted = language;
    this.speak(language);
    this.talk?.speak(newID(), language).catch(() => { this.wanted = undefined; });
  }

  private say(text: string, more: { values?: Record<string, string>; files?: Written["files"] } = {}): void {
    this.stick = true;
    this.talk?.say({ id: newID(), text, ...more });
  }

  private answered(a: Answer): void {
    const slot = this.talk?.state.ask?.slot;
    this.say(a.text, slot && a.value !== undefined ? { values: { [slot]: a.value } } : {});
    this.composer?.focus();
  }

  private get composer(): Composer | null { return this.querySelector<Composer>("usher-composer"); }

  private correct(v: Said): void { this.composer?.start(this.t("change_draft", { label: v.label })); }

  private async why(e: Entry): Promise<void> {
    const set = (v: Turn | "loading" | "failed" | undefined) => {
      const whys = new Map(this.whys);
      if (v) whys.set(e.no, v); else whys.delete(e.no);
      this.whys = whys;
    };
    if (this.whys.has(e.no)) { set(undefined); return; }
    set("loading");
    await this.api.get<Turn>(`/api/apps/${encodeURIComponent(this.app)}/turns/${e.turn ?? 0}`).then(set, () => set("failed"));
  }

  private scrolled(): void {
    const log = this.log!;
    // Only the person's own scrolling up lets go of the newest entry: a control or a keyboard that takes room does not.
    if (log.scrollHeight - log.scrollTop - log.clientHeight < 48) { this.stick = true; this.below = false; }
    else if (log.scrollTop < this.seen - 2) this.stick = false;
    this.seen = log.scrollTop;
  }

  protected override updated(_: PropertyValues): void { this.follow(); }

  /** Keeps the newest entry in sight as long as the person has not scrolled away from it. */
  private follow(): void {
    const log = this.log;
    if (!log) return;
    if (this.stick) log.scrollTop = log.scrollHeight;
    else if (!this.below && log.scrollHeight - log.scrollTop - log.clientHeight > 200) this.below = true;
  }

  private async earlier(): Promise<void> {
    const log = this.log!, from = log.scrollHeight - log.scrollTop;
    this.stick = false;
    await this.talk?.earlier();
    await this.updateComplete;
    log.scrollTop = log.scrollHeight - from;
  }

  protected override render(): unknown {
    const { t, talk } = this;
    return html`<header class="top">${this.top()}</header>
      <main tabindex="0" @scroll=${this.scrolled} aria-label=${t("conversation")}>
        <div class="column">${this.error ? trouble(this.error, t, () => void this.load()) : talk ? this.entries(talk) : nothing}</div>
        ${this.below ? html`<div class="newest"><button type="button" @click=${() => { this.stick = true; this.below = false; this.follow(); }}>
          ${downIcon}${t("newest")}</button></div>` : nothing}
      </main>
      <footer class="composer"><div class="column">${talk ? this.bottom(talk) : html`<div class="write"></div>`}</div></footer>
      <div class="hide" aria-live="polite" role="status">${this.aloud}</div>`;
  }

  private top(): unknown {
    const { t, talk, info, me } = this;
    const state = talk?.state;
    const title = info?.title[this.language] ?? info?.title.en ?? Object.values(info?.title ?? {})[0] ?? this.app;
    document.title = title;
    return html`<div class="bar"><h1>${title}</h1>
        ${me?.people && me.people.length > 1 && !as ? personSwitch(this.api, me, t, this.language) : nothing}
        ${!info || info.languages.length > 1 ? languageSwitch(this.language, t, (l) => this.choose(l)) : nothing}</div>
      ${state && (state.run || state.open?.length) ? html`<div class="lines">
        ${state.run ? progress(state.run, t) : nothing}
        ${state.open?.length ? others(state.open, t, this.language, new Date()) : nothing}</div>` : nothing}`;
  }

  private get around(): Around {
    return {
      t: this.t, language: this.language, now: new Date(), whys: this.whys,
      why: (e) => void this.why(e), correct: (v) => this.correct(v),
      again: (id) => this.talk?.outbox.again(id), discard: (id) => this.talk?.outbox.drop(id),
    };
  }

  private entries(talk: Talk): unknown {
    const { t, around } = this;
    const sent = talk.outbox.list;
    // Who has said nothing yet sees how others begin, though the language has been set and acknowledged.
    const fresh = !talk.more && !sent.length && !talk.state.run && talk.entries.every((e) => e.role === "usher");
    if (fresh && !talk.entries.length) return this.first();
    let before = 0;
    const shown = talk.entries.map((e) => {
      const at = Date.parse(e.at), gap = at - before > pause;
      before = at;
      return { key: String(e.no), view: html`${gap ? showTime(e.at, around) : nothing}${showEntry(e, around)}` };
    });
    const pending = sent.map((p) => ({ key: p.id, view: showPending(p, around) }));
    const busy = talk.state.busy || sent.some((p) => p.state === "taken");
    return html`${talk.more ? html`<p><button class="link" type="button" @click=${this.earlier}>${t("earlier")}</button></p>` : nothing}
      <ol class="log">${repeat([...shown, ...pending], (x) => x.key, (x) => x.view)}
      ${busy ? html`<li class="busy">${t("busy")}</li>` : nothing}</ol>${fresh ? this.first() : nothing}`;
  }

  /** A first visit: three sentences that people really say. */
  private first(): unknown {
    const { t, info } = this;
    const starters = info?.starters?.[this.language] ?? [];
    return html`<section class="first"><h2>${t("first_title")}</h2>
      ${starters.length ? html`<p class="lead">${t("first_lead")}</p>` : nothing}
      ${starters.slice(0, 3).map((s) => html`<button type="button" @click=${() => this.say(s)}>${s}</button>`)}</section>`;
  }

  private bottom(talk: Talk): unknown {
    const { t, info } = this;
    const { ask, waits } = talk.state;
    const free = !talk.state.busy && talk.outbox.list.length === 0;
    const offline = !talk.online || !navigator.onLine;
    return html`
      ${info?.error ? html`<p class="line" role="note">${t("app_broken", { error: info.error })}</p>` : nothing}
      ${offline ? html`<p class="line offline" role="status">${offIcon}<span>${t("offline")}</span></p>` : nothing}
      ${waits && !ask ? waiting(waits, t, this.language, new Date()) : nothing}
      ${free ? this.answers(talk) : nothing}
      <usher-composer .api=${this.api} .language=${this.language} .draftKey=${`usher.draft.${this.app}.${this.me?.person.id ?? ""}`}
        .mode=${ask?.kind === "slot" && (ask.type === "email" || ask.type === "url") ? ask.type : ask?.type === "phone" ? "tel" : "text"}
        .hint=${ask ? t("say_answer") : t("say_hint")}
        @written=${(e: CustomEvent<Written>) => this.say(e.detail.text, { files: e.detail.files })}></usher-composer>`;
  }

  private answers(talk: Talk): unknown {
    const { ask, quick } = talk.state;
    const control = hasControl(ask);
    if (!control && !quick?.length) return nothing;
    return html`<div class="ask">
      ${control ? html`<usher-control .ask=${ask} .language=${this.language} @answer=${(e: CustomEvent<Answer>) => this.answered(e.detail)}
        @files=${(e: CustomEvent<File[]>) => this.composer?.attach(e.detail)}></usher-control>` : nothing}
      ${quick?.length ? html`<div class="quicks" role="group" aria-label=${this.t("quick")}>${quick.map((q) => this.quick(q))}</div>` : nothing}</div>`;
  }

  private quick(q: Quick): unknown {
    const values = q.values && Object.keys(q.values).length ? { values: q.values } : {};
    return html`<button type="button" @click=${() => { this.say(q.text, values); this.composer?.focus(); }}>${q.text}</button>`;
  }
}

customElements.define("usher-app", Chat);
