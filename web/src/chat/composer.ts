/** Where the person writes: one input that grows, what is attached to it, and its draft, which survives a reload. */
import { html, LitElement, nothing } from "lit";
import { Refusal, type Api, type FileRef } from "../api.js";
import { shelf } from "../frame.js";
import { clipIcon, closeIcon, fileIcon, sendIcon } from "../icons.js";
import { words, type Language, type Words } from "../words/words.js";

export interface Written { text: string; files: FileRef[] }

interface Attached { file: File; name: string; state: "sending" | "here" | "failed"; hash?: string; detail?: string }

const largest = 20 << 20;

export class Composer extends LitElement {
  static override properties = {
    api: { attribute: false }, language: {}, draftKey: {}, mode: {}, hint: {}, text: { state: true }, attached: { state: true }, problem: { state: true },
  };
  api!: Api;
  language: Language = "en";
  draftKey = "";
  /** What keyboard a phone shows: text, email, tel, url. */
  mode = "text";
  hint = "";
  private text = "";
  private attached: Attached[] = [];
  private problem = "";

  protected override createRenderRoot(): HTMLElement { return this; }
  private get t(): Words { return words(this.language); }
  private get area(): HTMLTextAreaElement { return this.querySelector("textarea")!; }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("draftKey") && this.draftKey && !this.text) this.text = shelf.getItem(this.draftKey) ?? "";
  }

  protected override updated(): void { this.grow(); }

  /** Puts words into the input, at its end, for the person to go on. */
  start(text: string): void {
    this.set(text);
    void this.updateComplete.then(() => {
      this.area.focus();
      this.area.setSelectionRange(text.length, text.length);
    });
  }

  override focus(): void { this.area?.focus(); }

  attach(files: Iterable<File>): void {
    this.problem = "";
    for (const file of files) {
      if (file.size > largest) { this.problem = this.t("file_large", { name: file.name }); continue; }
      this.upload(file);
    }
    this.focus();
  }

  private upload(file: File): void {
    const mine: Attached = { file, name: file.name || "photo.jpg", state: "sending" };
    this.attached = [...this.attached.filter((a) => a.file !== file), mine];
    const set = (change: Partial<Attached>) => { this.attached = this.attached.map((a) => (a.file === file ? { ...a, ...change } : a)); };
    this.api.upload(file).then(
      (ref) => set({ state: "here", hash: ref.hash }),
      (err: unknown) => set({ state: "failed", detail: err instanceof Refusal ? err.message : undefined }),
    );
  }

  private set(text: string): void {
    this.text = text;
    if (!this.draftKey) return;
    if (text) shelf.setItem(this.draftKey, text); else shelf.removeItem(this.draftKey);
  }

  private get ready(): boolean {
    return this.attached.every((a) => a.state === "here") && (this.text.trim() !== "" || this.attached.length > 0);
  }

  private send(): void {
    if (!this.ready) return;
    const files = this.attached.map((a) => ({ hash: a.hash!, name: a.name }));
    this.dispatchEvent(new CustomEvent<Written>("written", { detail: { text: this.text.trim(), files }, bubbles: true }));
    this.attached = [];
    this.set("");
    this.focus();
  }

  /** Enter sends, unless it only ends the composition of a word (Chinese, Japanese, Korean input). */
  private key(e: KeyboardEvent): void {
    if (e.key !== "Enter" || e.shiftKey || e.altKey || e.isComposing || e.keyCode === 229) return;
    e.preventDefault();
    this.send();
  }

  private pasted(e: ClipboardEvent): void {
    const files = [...(e.clipboardData?.files ?? [])];
    if (files.length) { e.preventDefault(); this.attach(files); }
  }

  /** For browsers without field-sizing. */
  private grow(): void {
    if (CSS.supports("field-sizing", "content")) return;
    this.area.style.height = "auto";
    this.area.style.height = `${this.area.scrollHeight}px`;
  }

  protected override render(): unknown {
    const t = this.t;
    const picked = (e: Event) => { const input = e.target as HTMLInputElement; if (input.files) this.attach([...input.files]); input.value = ""; };
    return html`
      ${this.problem ? html`<p class="line" role="alert">${this.problem}</p>` : nothing}
      ${this.attached.length ? html`<ul class="files">${this.attached.map((a) => this.file(a))}</ul>` : nothing}
      <div class="write">
        <button class="icon plain" type="button" aria-label=${t("attach")} title=${t("attach")}
          @click=${() => this.querySelector<HTMLInputElement>("input[type=file]")!.click()}>${clipIcon}</button>
        <input hidden type="file" multiple @change=${picked}>
        <textarea rows="1" maxlength="20000" aria-label=${t("say")} placeholder=${this.hint} inputmode=${this.mode} enterkeyhint="send"
          autocapitalize=${this.mode === "text" ? "sentences" : "none"} .value=${this.text}
          @input=${(e: Event) => this.set((e.target as HTMLTextAreaElement).value)} @keydown=${this.key} @paste=${this.pasted}></textarea>
        <button class="icon main" type="button" aria-label=${t("send")} title=${t("send")} ?disabled=${!this.ready} @click=${this.send}>${sendIcon}</button>
      </div>`;
  }

  private file(a: Attached): unknown {
    const t = this.t;
    return html`<li>${fileIcon}<span class="name">${a.name}</span>
      ${a.state === "sending" ? html`<span class="quiet">${t("file_sending")} …</span>` : nothing}
      ${a.state === "failed" ? html`<span class="bad" role="alert">${a.detail ?? t("file_failed", { name: a.name })}</span>
        <button class="link" type="button" @click=${() => this.upload(a.file)}>${t("retry")}</button>` : nothing}
      <button class="icon plain" type="button" aria-label=${t("remove", { name: a.name })}
        @click=${() => { this.attached = this.attached.filter((x) => x !== a); }}>${closeIcon}</button></li>`;
  }
}

customElements.define("usher-composer", Composer);
