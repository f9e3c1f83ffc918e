/** One conversation as the page knows it: its entries by number, its state, and what is on its way. Knows no DOM. */
import { Refusal, type Api, type Conversation, type Entry, type Message, type Receipt, type State } from "../api.js";
import { Outbox, type Shelf } from "../outbox.js";
import { follow, type Event } from "../stream.js";

export interface Watch {
  /** Anything changed: show it. */
  changed: () => void;
  /** Entries that came while one looks, to be read out. */
  fresh: (e: Entry) => void;
}

export class Talk {
  state: State = { run: null, ask: null, quick: [], waits: null, open: [], language: "", busy: false };
  more = false;
  online = true;
  loaded = false;
  readonly outbox: Outbox;
  private readonly byNumber = new Map<number, Entry>();
  private sorted: Entry[] | undefined;
  private last = 0;
  private stop: () => void = () => {};

  constructor(private readonly api: Api, private readonly app: string, person: string, shelf: Shelf, private readonly watch: Watch) {
    this.outbox = new Outbox({
      shelf, key: `usher.outbox.${app}.${person}`, changed: watch.changed,
      send: (m: Message) => this.api.post<Receipt>(`${this.path}/messages`, m),
      refusal: (err) => (err instanceof Refusal && !err.passing ? err.message : undefined),
      // The line may be up all the while: one request that failed must not wait for the line to break.
      later: (again, failures) => setTimeout(again, Math.min(1000 * 2 ** failures, 15_000)),
    });
  }

  private get path(): string { return `/api/apps/${encodeURIComponent(this.app)}`; }

  get entries(): Entry[] {
    return (this.sorted ??= [...this.byNumber.values()].sort((a, b) => a.no - b.no));
  }

  /** Reads the newest entries, then follows what comes after them. */
  async open(): Promise<void> {
    const c = await this.api.get<Conversation>(`${this.path}/conversation`);
    c.entries.forEach((e) => this.put(e));
    this.state = c.state;
    this.more = c.more;
    this.last = Math.max(this.last, c.last);
    this.loaded = true;
    this.watch.changed();
    this.stop = follow({
      url: () => `${this.path}/events?after=${this.last}`,
      headers: () => ({ ...this.api.headers(), "Last-Event-ID": String(this.last) }),
      event: (e) => this.event(e),
      up: (up) => {
        this.online = up;
        if (up) void this.outbox.flush();
        this.watch.changed();
      },
    });
    void this.outbox.flush();
  }

  close(): void { this.stop(); }

  async earlier(): Promise<void> {
    const first = this.entries[0];
    if (!first) return;
    const c = await this.api.get<Conversation>(`${this.path}/conversation?before=${first.no}`);
    c.entries.forEach((e) => this.put(e));
    this.more = c.more;
    this.watch.changed();
  }

  say(m: Message): void { this.outbox.add(m, new Date().toISOString()); }

  async speak(id: string, language: string): Promise<void> {
    await this.api.post(`${this.path}/language`, { id, language });
  }

  private event(e: Event): void {
    if (e.name === "state") this.state = JSON.parse(e.data) as State;
    else if (e.name === "entry" || e.name === "amend") {
      const entry = JSON.parse(e.data) as Entry;
      const fresh = !this.byNumber.has(entry.no);
      this.put(entry);
      if (e.name === "entry") this.last = Math.max(this.last, entry.no);
      if (fresh && e.name === "entry") this.watch.fresh(entry);
    } else return;
    this.watch.changed();
  }

  private put(e: Entry): void {
    this.byNumber.set(e.no, e);
    this.sorted = undefined;
    if (e.role === "person") this.outbox.arrived(e.no, e.text);
  }
}
