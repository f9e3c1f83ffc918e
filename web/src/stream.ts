/** Server-sent events over fetch. EventSource can carry no header (who, in which language), gives up for good on a 502 while a server
 * restarts, and does not notice a line that died silently; this does all three, and asks with Last-Event-ID for exactly what was missed. */

export interface Event { name: string; data: string; id: string }

/** Reads a stream of events piece by piece; pieces may be cut anywhere. */
export class Events {
  private rest = "";
  private name = "";
  private data: string[] = [];
  private id = "";

  /** The events that this piece completes. */
  read(piece: string): Event[] {
    const out: Event[] = [];
    const lines = (this.rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        if (this.data.length) out.push({ name: this.name || "message", data: this.data.join("\n"), id: this.id });
        this.name = this.id = "";
        this.data = [];
        continue;
      }
      const cut = line.indexOf(":");
      const field = cut < 0 ? line : line.slice(0, cut);
      const value = cut < 0 ? "" : line.slice(cut + 1).replace(/^ /, "");
      if (field === "event") this.name = value;
      else if (field === "data") this.data.push(value);
      else if (field === "id") this.id = value;
    }
    return out;
  }
}

export interface Follow {
  url: () => string;
  headers: () => Record<string, string>;
  event: (e: Event) => void;
  /** Called when the line comes up (true) or breaks (false). */
  up: (up: boolean) => void;
}

const silence = 40_000; // the server says something every 15 s

/** Follows a stream until the returned function is called; reconnects by itself. */
export function follow(f: Follow): () => void {
  let stopped = false, failures = 0;
  let abort = new AbortController();
  let wake: () => void = () => {};
  const hurry = () => { failures = 0; wake(); };
  const lost = () => abort.abort(); // the device says so long before the silence does
  addEventListener("online", hurry);
  addEventListener("offline", lost);

  const once = async () => {
    abort = new AbortController();
    const answer = await fetch(f.url(), { headers: { ...f.headers(), Accept: "text/event-stream" }, signal: abort.signal, cache: "no-store" });
    if (!answer.ok || !answer.body) throw new Error(`HTTP ${answer.status}`);
    f.up(true);
    failures = 0;
    const reader = answer.body.getReader(), decoder = new TextDecoder(), events = new Events();
    for (;;) {
      const deadline = setTimeout(() => abort.abort(), silence);
      const { value, done } = await reader.read().finally(() => clearTimeout(deadline));
      if (done) return;
      for (const e of events.read(decoder.decode(value, { stream: true }))) f.event(e);
    }
  };

  void (async () => {
    while (!stopped) {
      await once().catch(() => {});
      if (stopped) break;
      f.up(false);
      const pause = Math.min(500 * 2 ** failures++, 10_000) * (0.75 + Math.random() / 2);
      await new Promise<void>((resolve) => { wake = resolve; setTimeout(resolve, pause); });
    }
  })();
  return () => { stopped = true; removeEventListener("online", hurry); removeEventListener("offline", lost); abort.abort(); wake(); };
}
