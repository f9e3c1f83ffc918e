/** The shapes of docs/api.md, as far as the pages use them, and one way to call. */
import type { Language } from "./words/words.js";

export type Local = Record<string, string>;
export interface Person { id: string; name: string; names?: Local; language?: string }
export interface Me { person: Person; people?: Person[]; demo?: boolean }
export interface AppInfo { name: string; title: Local; languages: string[]; starters?: Record<string, string[]>; error?: string }
export interface FileRef { hash: string; name: string }
export interface Said { slot: string; label: string; text: string; value?: unknown }
export interface Citation { document: string; title: string; heading?: string; text: string }

export interface Entry {
  no: number; role: "person" | "usher"; kind?: "" | "ask" | "item" | "notice"; text: string; at: string; turn?: number; run?: string; slot?: string;
  values?: Said[] | null; files?: FileRef[] | null; why?: boolean; citations?: Citation[] | null;
}

export interface Waits { for: string; name: string; since: string; until?: string | null }
export interface Step { label: string; state: "done" | "now" | "next" | "skipped" }
export interface Run { id: string; process: string; title: string; status: string; at?: number; of?: number; steps?: Step[] | null; waits?: Waits | null }
export interface Choice { key: string; label: string }
export interface Field { name: string; label: string; type: string; choices?: Choice[] | null }

export interface Ask {
  kind: string; slot?: string; label?: string; type?: string; optional?: boolean; choices?: Choice[] | null; currency?: string;
  today?: string; min?: string | null; max?: string | null; fields?: Field[] | null;
}

export interface Quick { text: string; values?: Record<string, string> | null }

export interface State {
  run: Run | null; ask: Ask | null; quick?: Quick[] | null; waits?: Waits | null; open?: Run[] | null; language: string; busy: boolean;
}

export interface Conversation { entries: Entry[]; state: State; last: number; more: boolean }
export interface Message { id: string; text: string; files?: FileRef[]; values?: Record<string, string> }
export interface Receipt { number: number; entry: number; again?: boolean }
export interface Turn { turn: number; sentence: string; citations?: Citation[] | null }

export interface Item {
  id: string; sort: "approve" | "judge" | "handoff"; app: string; process: string; title: string; person: Person; show: string; text?: string;
  values: { name: string; label: string; text: string; file?: string }[]; said?: { text: string; at: string }[] | null; hash: string;
  outcomes: Choice[]; consequences?: Record<string, string> | null; asked_at: string; due?: string | null;
  status: "open" | "decided" | "withdrawn" | "expired"; why?: string; decision?: string; outcome?: string;
  decided_by?: Person | null; decided_at?: string | null; reason?: string;
}

/** A refusal of the server: `message` is a sentence for people. Anything that never reached it is no Refusal. */
export class Refusal extends Error {
  constructor(readonly status: number, readonly code: string, detail: string, readonly item?: Item) { super(detail); }

  /** Whether the same request may be sent again and do better. */
  get passing(): boolean { return this.status >= 500 || this.status === 408 || this.status === 429; }
}

/** Calls the API in the reader's language. `as` is for pages side by side that are different persons (the demo). */
export class Api {
  language: Language = "en";
  constructor(readonly as = "") {}

  get<T>(path: string): Promise<T> { return this.call<T>("GET", path); }
  post<T>(path: string, body: unknown): Promise<T> { return this.call<T>("POST", path, JSON.stringify(body)); }

  upload(file: File): Promise<FileRef> {
    const form = new FormData();
    form.append("file", file, file.name || "photo.jpg");
    return this.call("POST", "/api/files", form);
  }

  headers(): Record<string, string> {
    return { "Accept-Language": this.language, ...(this.as ? { "Usher-Person": this.as } : {}) };
  }

  private async call<T>(method: string, path: string, body?: string | FormData): Promise<T> {
    const headers = this.headers();
    if (typeof body === "string") headers["Content-Type"] = "application/json";
    const answer = await fetch(path, { method, headers, body });
    const text = await answer.text();
    let data: unknown;
    try { data = JSON.parse(text); } catch { data = undefined; }
    if (answer.ok && data !== undefined) return data as T;
    const fault = (data ?? {}) as { code?: string; detail?: string; title?: string; item?: Item };
    throw new Refusal(answer.ok ? 502 : answer.status, fault.code ?? "", fault.detail ?? fault.title ?? `HTTP ${answer.status}`, fault.item);
  }
}
