/** Messages that are on their way: kept on the device under the client's id until the server has them, sent in order, each once. */
import type { Message, Receipt } from "./api.js";

export interface Pending extends Message {
  at: string;
  /** `refused` waits for the person; `taken` is committed, its entry `entry` is still to arrive. */
  state: "waiting" | "sending" | "refused" | "taken";
  detail?: string;
  entry?: number;
}

export interface Shelf { getItem(key: string): string | null; setItem(key: string, value: string): void; removeItem(key: string): void }

export interface Outgoing {
  shelf: Shelf;
  key: string;
  send: (m: Message) => Promise<Receipt>;
  /** Tells a refusal (a sentence for people) from a failure that may pass (undefined). */
  refusal: (err: unknown) => string | undefined;
  changed: () => void;
  /** Calls back when it is time to try again after so many failures in a row. */
  later: (again: () => void, failures: number) => void;
}

export class Outbox {
  list: Pending[] = [];
  private running = false;
  private failures = 0;

  constructor(private readonly o: Outgoing) {
    for (const p of this.stored()) this.list.push({ ...p, state: p.state === "refused" ? "refused" : "waiting" });
  }

  add(m: Message, at: string): void {
    this.list = [...this.list, { ...m, at, state: "waiting" }];
    this.keep();
    void this.flush();
  }

  /** Sends what waits, oldest first, and stops at the first that does not get through: order is the person's. */
  async flush(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      for (let p = this.next(); p; p = this.next()) {
        this.set(p.id, { state: "sending" });
        try {
          const receipt = await this.o.send({ id: p.id, text: p.text, files: p.files, values: p.values });
          this.failures = 0;
          this.set(p.id, { state: "taken", entry: receipt.entry });
        } catch (err) {
          const detail = this.o.refusal(err);
          this.set(p.id, detail === undefined ? { state: "waiting" } : { state: "refused", detail });
          if (detail === undefined) {
            this.o.later(() => void this.flush(), this.failures++);
            return;
          }
        }
      }
    } finally {
      this.running = false;
    }
  }

  again(id: string): void { this.set(id, { state: "waiting", detail: undefined }); void this.flush(); }

  drop(id: string): void { this.list = this.list.filter((p) => p.id !== id); this.keep(); }

  /** Forgets what has arrived as an entry. An entry that comes before its receipt is known by its text. */
  arrived(no: number, text: string): void {
    const hit = this.list.find((p) => p.entry === no) ?? this.list.find((p) => p.state === "sending" && p.entry === undefined && p.text === text);
    if (hit) this.drop(hit.id);
  }

  private next(): Pending | undefined { return this.list.find((p) => p.state === "waiting"); }

  private set(id: string, change: Partial<Pending>): void {
    this.list = this.list.map((p) => (p.id === id ? { ...p, ...change } : p));
    this.keep();
  }

  private keep(): void {
    const left = this.list.filter((p) => p.state !== "taken");
    try {
      if (left.length) this.o.shelf.setItem(this.o.key, JSON.stringify(left));
      else this.o.shelf.removeItem(this.o.key);
    } catch { /* storage is full or forbidden: the message is still in memory */ }
    this.o.changed();
  }

  private stored(): Pending[] {
    try {
      const list: unknown = JSON.parse(this.o.shelf.getItem(this.o.key) ?? "[]");
      return Array.isArray(list) ? list.filter((p): p is Pending => typeof p?.id === "string" && typeof p?.text === "string") : [];
    } catch { return []; }
  }
}
