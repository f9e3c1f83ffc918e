// A server that speaks docs/api.md from memory, with canned conversations in both languages. Tests hold it in their own
// process: they push entries, cut the line, and look at what was posted.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const dist = fileURLToPath(new URL("../dist", import.meta.url));
const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml" };
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; connect-src 'self'; form-action 'self'; " +
  "frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types lit-html";

export const people = [
  { id: "lin", name: "Lin", language: "" }, { id: "wang", name: "Wang Fang", language: "" },
];

/** A fresh world; change its fields at will. */
export function world() {
  return {
    me: "lin", signedIn: true, demo: true,
    apps: [{ name: "workplace", title: { en: "Workplace", zh: "办公助手" }, languages: ["en", "zh"] }],
    starters: {
      en: ["I paid for the taxi myself, how do I get the money back?", "The projector in room 3 shows nothing", "I need Friday off"],
      zh: ["我垫付了打车费，想报销", "三号会议室的投影仪没有画面", "周五想请一天假"],
    },
    entries: [], more: false, turns: {}, posted: [], files: [], decisions: [],
    state: { run: null, ask: null, quick: [], waits: null, open: [], language: "en", busy: false },
    items: [], broken: false, refuse: undefined, reply: undefined,
  };
}

export async function serve(w = world()) {
  const streams = new Set(), inboxes = new Set(), ids = new Map();
  const send = (res, event, data, id) => res.write(`${id ? `id: ${id}\n` : ""}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  const api = {
    world: w,
    /** Adds an entry and tells all who listen. */
    push(entry) {
      const e = { no: w.entries.length ? w.entries.at(-1).no + 1 : 1, role: "usher", kind: "", text: "", at: new Date().toISOString(), turn: 1, values: [], files: [], citations: [], ...entry };
      w.entries.push(e);
      for (const res of streams) { send(res, "entry", e, e.no); res.seen = e.no; }
      return e;
    },
    amend(no, change) {
      const e = Object.assign(w.entries.find((x) => x.no === no), change);
      for (const res of streams) send(res, "amend", e);
    },
    state(change) {
      Object.assign(w.state, change);
      for (const res of streams) send(res, "state", w.state);
    },
    inboxChanged() { for (const res of inboxes) send(res, "changed", {}); },
    cut() { for (const res of [...streams, ...inboxes]) res.destroy(); },
    listeners: () => streams.size,
  };

  const fault = (res, status, code, detail, more = {}) => answer(res, status, { status, title: code, code, detail, ...more });
  const answer = (res, status, body) => { res.writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store" }); res.end(JSON.stringify(body)); };

  const accept = async (res, body) => {
    w.posted.push(body);
    if (w.stumble) { w.stumble = false; return fault(res, 503, "busy", "Please try again."); }
    if (w.refuse) return fault(res, 422, "refused", w.refuse);
    if (ids.has(body.id)) return answer(res, 202, { ...ids.get(body.id), again: true });
    const entry = api.push({ role: "person", text: body.text, files: body.files ?? [] });
    const receipt = { number: ids.size + 1, entry: entry.no, again: false };
    ids.set(body.id, receipt);
    if (w.drop) { w.drop = false; return res.destroy(); }
    answer(res, 202, receipt);
    await w.reply?.(api, body, entry);
  };

  const routes = [
    ["GET", /^\/api\/me$/, (req, res) => {
      if (!w.signedIn) return fault(res, 401, "sign_in", "Please sign in first: ask whoever runs this for a link.");
      const id = req.headers["usher-person"] ?? w.me;
      answer(res, 200, { person: people.find((p) => p.id === id) ?? { id, name: id }, people, demo: w.demo });
    }],
    ["POST", /^\/api\/me\/person$/, (_, res, body) => { w.me = body.person; answer(res, 200, { person: { id: w.me, name: w.me } }); }],
    ["GET", /^\/api\/apps$/, (_, res) => answer(res, 200, { apps: w.apps })],
    ["GET", /^\/api\/apps\/(\w+)$/, (_, res, __, m) => {
      const app = w.apps.find((a) => a.name === m[1]);
      return app ? answer(res, 200, { ...app, starters: w.starters, offers: [] }) : fault(res, 404, "not_found", "There is no app of that name here.");
    }],
    ["POST", /^\/api\/apps\/\w+\/messages$/, (_, res, body) => accept(res, body)],
    ["POST", /^\/api\/apps\/\w+\/language$/, (_, res, body) => { api.state({ language: body.language }); answer(res, 202, { number: 1, entry: 0 }); w.spoke?.(body); }],
    ["GET", /^\/api\/apps\/(\w+)\/conversation$/, (req, res, _, m) => {
      if (!w.apps.some((a) => a.name === m[1])) return fault(res, 404, "not_found", "There is no app of that name here.");
      const before = Number(new URL(req.url, "http://x").searchParams.get("before") ?? 0);
      const entries = (before ? w.entries.filter((e) => e.no < before) : w.entries).slice(-100);
      answer(res, 200, { entries, state: w.state, last: w.entries.at(-1)?.no ?? 0, more: (entries[0]?.no ?? 1) > 1 });
    }],
    ["GET", /^\/api\/apps\/\w+\/events$/, (req, res) => {
      const after = Number(req.headers["last-event-id"] ?? new URL(req.url, "http://x").searchParams.get("after") ?? 0);
      res.writeHead(200, { "Content-Type": "text/event-stream" });
      res.write(": \n\n");
      for (const e of w.entries) if (e.no > after) send(res, "entry", e, e.no);
      send(res, "state", w.state);
      streams.add(res);
      res.on("close", () => streams.delete(res));
    }],
    ["GET", /^\/api\/apps\/\w+\/turns\/(\d+)$/, (_, res, __, m) => (w.turns[m[1]] ? answer(res, 200, w.turns[m[1]]) : fault(res, 404, "not_found", "There is no such turn."))],
    ["GET", /^\/api\/inbox$/, (_, res) => answer(res, 200, { items: w.items.map(({ said, ...i }) => i) })],
    ["GET", /^\/api\/inbox\/events$/, (_, res) => {
      res.writeHead(200, { "Content-Type": "text/event-stream" });
      res.write(": \n\n");
      inboxes.add(res);
      res.on("close", () => inboxes.delete(res));
    }],
    ["GET", /^\/api\/inbox\/([\w-]+)$/, (_, res, __, m) => { const i = w.items.find((x) => x.id === m[1]); return i ? answer(res, 200, i) : fault(res, 404, "not_found", "There is no such thing."); }],
    ["POST", /^\/api\/inbox\/([\w-]+)\/decision$/, (_, res, body, m) => {
      w.decisions.push({ item: m[1], ...body });
      const i = w.items.find((x) => x.id === m[1]);
      if (w.conflict) return fault(res, 409, w.conflict.code, w.conflict.detail, { item: Object.assign(i, w.conflict.item) });
      Object.assign(i, { status: "decided", decision: body.decision, outcome: body.outcome, reason: body.reason, decided_by: people[1], decided_at: new Date().toISOString() });
      const { said, ...out } = i;
      answer(res, 200, out);
      api.inboxChanged();
    }],
  ];

  const upload = async (req, res) => {
    let size = 0, head = "";
    for await (const chunk of req) { size += chunk.length; if (head.length < 500) head += chunk.toString("latin1"); }
    const name = Buffer.from(/filename="([^"]*)"/.exec(head)?.[1] ?? "file", "latin1").toString("utf8");
    const hash = String(w.files.length).padStart(64, "0");
    w.files.push({ hash, name, size });
    answer(res, 201, { hash, name, type: "application/octet-stream", size });
  };

  const page = async (path, res) => {
    const name = path.startsWith("/a/") ? "app.html" : path === "/inbox" ? "inbox.html" : path === "/" ? (w.demo ? "demo.html" : "home.html") : path.slice(1);
    try {
      const data = await readFile(join(dist, name));
      res.writeHead(200, { "Content-Type": types[/\.\w+$/.exec(name)[0]], "Content-Security-Policy": policy, "Cross-Origin-Opener-Policy": "same-origin" });
      res.end(data);
    } catch { res.writeHead(404).end("there is no such page"); }
  };

  const server = createServer(async (req, res) => {
    const path = new URL(req.url, "http://x").pathname;
    if (!path.startsWith("/api/")) return page(path, res);
    if (w.broken) return res.writeHead(502).end("bad gateway");
    if (req.method === "POST" && path === "/api/files") return upload(req, res);
    const route = routes.find(([method, shape]) => method === req.method && shape.test(path));
    if (!route) return fault(res, 404, "not_found", "no such call");
    let text = "";
    for await (const chunk of req) text += chunk;
    await route[2](req, res, text ? JSON.parse(text) : undefined, route[1].exec(path));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  api.url = `http://127.0.0.1:${server.address().port}`;
  api.close = () => { api.cut(); server.closeAllConnections(); return new Promise((resolve) => server.close(resolve)); };
  return api;
}
