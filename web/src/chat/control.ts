/** The typed control of the open slot: it stands above the input and never in its place. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { Ask, Choice, Field } from "../api.js";
import { cameraIcon, closeIcon, fileIcon } from "../icons.js";
import { day, shift } from "../time.js";
import { words, type Language, type Words } from "../words/words.js";
import { duration, money, number } from "./canonical.js";

/** Which kinds of slots have a control; all others are answered in words. */
export function hasControl(ask: Ask | null): boolean {
  if (ask?.kind !== "slot") return false;
  if (ask.type === "choice") return !!ask.choices?.length;
  if (ask.type === "list") return !!ask.fields?.length;
  return ["date", "time", "money", "number", "duration", "yesno", "file"].includes(ask.type ?? "");
}

/** What a control says: the words that stand in the conversation and the canonical value. */
export interface Answer { text: string; value?: string }

const fewChoices = 8;

export class Control extends LitElement {
  static override properties = { ask: { attribute: false }, language: {}, wrong: { state: true }, rows: { state: true } };
  ask: Ask = { kind: "slot" };
  language: Language = "en";
  private wrong = "";
  private rows = [0];
  private row = 0;

  protected override createRenderRoot(): HTMLElement { return this; }
  private get t(): Words { return words(this.language); }
  private get label(): string { return this.ask.label || this.ask.slot || ""; }

  protected override willUpdate(changed: Map<string, unknown>): void {
    const before = changed.get("ask") as Ask | undefined;
    if (before && (before.slot !== this.ask.slot || before.type !== this.ask.type)) { this.wrong = ""; this.rows = [0]; }
  }

  private say(text: string, value?: string): void {
    this.dispatchEvent(new CustomEvent<Answer>("answer", { detail: { text, value }, bubbles: true }));
  }

  private files(list: FileList | null): void {
    if (list?.length) this.dispatchEvent(new CustomEvent<File[]>("files", { detail: [...list], bubbles: true }));
  }

  protected override render(): unknown {
    switch (this.ask.type) {
      case "choice": return this.choice(this.ask.choices ?? []);
      case "yesno": return html`<div class="control choices" role="group" aria-label=${this.label}>
        <button type="button" @click=${() => this.say(this.t("yes"), "yes")}>${this.t("yes")}</button>
        <button type="button" @click=${() => this.say(this.t("no"), "no")}>${this.t("no")}</button></div>`;
      case "file": return this.file();
      case "list": return this.list(this.ask.fields ?? []);
      case "date": return this.date();
      case "money": return this.form(html`<span class="money"><input name="v" inputmode="decimal" autocomplete="off" placeholder="0.00"
        aria-label=${this.label} aria-describedby=${this.wrong ? "wrong" : nothing}><b>${this.ask.currency ?? ""}</b></span>`, this.money);
      case "number": return this.form(html`<input class="number" name="v" inputmode="decimal" autocomplete="off" aria-label=${this.label}>`, this.number);
      case "duration": return this.form(html`<input class="number" name="v" inputmode="numeric" autocomplete="off" aria-label=${this.label}>
        <select name="unit" aria-label=${`${this.label}: ${this.t("minutes")}, ${this.t("hours")}, ${this.t("days")}`}>
          ${(["minutes", "hours", "days"] as const).map((u) => html`<option value=${u} ?selected=${u === "days"}>${this.t(u)}</option>`)}</select>`, this.duration);
      case "time": return this.form(html`<input name="v" type="time" required aria-label=${this.label}>`, (d) => this.say(d("v"), d("v")));
    }
    return nothing;
  }

  private form(inside: TemplateResult, done: (read: (name: string) => string) => void): TemplateResult {
    const submit = (e: SubmitEvent) => {
      e.preventDefault();
      const data = new FormData(e.target as HTMLFormElement);
      this.wrong = "";
      done.call(this, (name) => String(data.get(name) ?? "").trim());
    };
    return html`<form class="control" @submit=${submit}><span class="label" aria-hidden="true">${this.label}</span>${inside}
      <button type="submit">${this.t("set")}</button>
      ${this.wrong ? html`<p class="wrong" id="wrong" role="alert">${this.wrong}</p>` : nothing}</form>`;
  }

  private money(read: (name: string) => string): void {
    const v = money(read("v"), this.ask.currency ?? "");
    if (v === undefined) this.wrong = this.t("wrong_amount");
    else this.say(v, v);
  }

  private number(read: (name: string) => string): void {
    const v = number(read("v"));
    if (v === undefined) this.wrong = this.t("wrong_number");
    else this.say(v, v);
  }

  private duration(read: (name: string) => string): void {
    const unit = read("unit") as "minutes" | "hours" | "days";
    const v = duration(read("v"), unit);
    if (v === undefined) this.wrong = this.t("wrong_number");
    else this.say(`${number(read("v"))} ${this.t(unit)}`, v);
  }

  private date(): TemplateResult {
    const { today, min, max } = this.ask;
    const pick = (d: string) => this.say(day(this.language, d), d);
    const near = today ? [[shift(today, -1), this.t("yesterday")], [today, this.t("today")]] as const : [];
    const fits = (d: string) => (!min || d >= min) && (!max || d <= max);
    return this.form(html`
      ${near.filter(([d]) => fits(d)).map(([d, name]) => html`<button type="button" @click=${() => pick(d)}>${name}</button>`)}
      <input name="v" type="date" required min=${min ?? nothing} max=${max ?? nothing} aria-label=${this.label}>`, (d) => pick(d("v")));
  }

  private choice(choices: Choice[]): TemplateResult {
    if (choices.length > fewChoices) {
      return this.form(html`<select name="v" required aria-label=${this.label}><option value="">${this.t("pick")}</option>
        ${choices.map((c) => html`<option value=${c.key}>${c.label}</option>`)}</select>`,
      (d) => this.say(choices.find((c) => c.key === d("v"))?.label ?? d("v"), d("v")));
    }
    return html`<div class="control choices" role="group" aria-label=${this.label}>
      ${choices.map((c) => html`<button type="button" @click=${() => this.say(c.label, c.key)}>${c.label}</button>`)}</div>`;
  }

  private file(): TemplateResult {
    const open = (e: Event) => ((e.currentTarget as HTMLElement).nextElementSibling as HTMLInputElement).click();
    const picked = (e: Event) => { const input = e.target as HTMLInputElement; this.files(input.files); input.value = ""; };
    return html`<div class="control choices" role="group" aria-label=${this.label}>
      <button type="button" @click=${open}>${cameraIcon}${this.t("photo")}</button>
      <input hidden type="file" accept="image/*" capture="environment" @change=${picked}>
      <button type="button" @click=${open}>${fileIcon}${this.t("choose_file")}</button>
      <input hidden type="file" multiple @change=${picked}></div>`;
  }

  private list(fields: Field[]): TemplateResult {
    const submit = (e: SubmitEvent) => {
      e.preventDefault();
      const data = new FormData(e.target as HTMLFormElement);
      const lines = this.rows.map((r) => fields.map((f) => String(data.get(`${f.name}.${r}`) ?? "").trim()));
      this.wrong = lines.some((l) => l.some((v) => v === "")) ? this.t("wrong_empty") : "";
      if (!this.wrong) this.say(lines.map((l) => l.join(", ")).join("\n"));
    };
    return html`<form class="control" @submit=${submit} novalidate><span class="label">${this.label}</span><div class="rows">
      ${this.rows.map((r, i) => html`<fieldset class="row"><legend class="hide">${this.t("row", { n: i + 1 })}</legend>
        ${fields.map((f) => html`<label>${f.label}${this.cell(f, r)}</label>`)}
        ${this.rows.length > 1 ? html`<button class="icon plain" type="button" aria-label=${this.t("remove", { name: this.t("row", { n: i + 1 }) })}
          @click=${() => { this.rows = this.rows.filter((x) => x !== r); }}>${closeIcon}</button>` : nothing}</fieldset>`)}</div>
      <button type="button" @click=${() => { this.rows = [...this.rows, ++this.row]; }}>${this.t("add_row")}</button>
      <button type="submit">${this.t("send_rows")}</button>
      ${this.wrong ? html`<p class="wrong" role="alert">${this.wrong}</p>` : nothing}</form>`;
  }

  private cell(f: Field, row: number): TemplateResult {
    const name = `${f.name}.${row}`;
    if (f.choices?.length) {
      return html`<select name=${name}><option value="">${this.t("pick")}</option>${f.choices.map((c) => html`<option>${c.label}</option>`)}</select>`;
    }
    if (f.type === "date" || f.type === "time") return html`<input name=${name} type=${f.type}>`;
    return html`<input name=${name} autocomplete="off" inputmode=${f.type === "number" || f.type === "money" ? "decimal" : "text"}>`;
  }
}

customElements.define("usher-control", Control);
