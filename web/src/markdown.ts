/** A small Markdown reader for the steps of runbooks. It makes a tree and never HTML; whatever it does not know stays text.
 * Work is bounded: nesting at most 12 deep, one pass over blocks, and inline marks are looked for within their own paragraph. */

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "code"; text: string }
  | { kind: "break" }
  | { kind: "strong" | "em"; of: Inline[] }
  | { kind: "link"; href: string; of: Inline[] }
  | { kind: "image"; src: string; alt: string };

export type Block =
  | { kind: "heading"; level: number; of: Inline[] }
  | { kind: "paragraph"; of: Inline[] }
  | { kind: "code"; text: string }
  | { kind: "quote"; of: Block[] }
  | { kind: "list"; ordered: boolean; start: number; items: Block[][] }
  | { kind: "table"; head: Inline[][]; rows: Inline[][][] }
  | { kind: "rule" };

const deepest = 12;
const longest = 100_000;
const reach = 1000; // how far an inline mark may lie from the one that closes it

export function markdown(source: string): Block[] {
  return blocks(source.slice(0, longest).replace(/\r\n?/g, "\n").replace(/\t/g, "    ").split("\n"), 0);
}

const fence = /^ {0,3}(```+|~~~+)/;
const heading = /^ {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*$/;
const rule = /^ {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$/;
const marker = /^( {0,3})([-*+](?= |$)|\d{1,9}[.)](?= |$)|\d{1,9}、)( *)/;
const quote = /^ {0,3}> ?/;
const underline = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

function blocks(lines: string[], depth: number): Block[] {
  const out: Block[] = [];
  let at = 0, paragraph: string[] = [];
  const close = () => {
    if (paragraph.length) out.push({ kind: "paragraph", of: inline(paragraph.join("\n"), depth) });
    paragraph = [];
  };
  while (at < lines.length) {
    const line = lines[at]!;
    const opened = fence.exec(line), headed = heading.exec(line);
    if (line.trim() === "") { close(); at++; }
    else if (opened) { close(); at = fenced(lines, at, opened[1]!, out); }
    else if (headed) { close(); out.push({ kind: "heading", level: headed[1]!.length, of: inline(headed[2]!, depth) }); at++; }
    else if (rule.test(line)) { close(); out.push({ kind: "rule" }); at++; }
    else if (depth < deepest && quote.test(line)) { close(); at = quoted(lines, at, depth, out); }
    else if (depth < deepest && marker.test(line)) { close(); at = listed(lines, at, depth, out); }
    else if (paragraph.length === 0 && /^ {4}/.test(line)) at = indented(lines, at, out);
    else if (line.includes("|") && underline.test(lines[at + 1] ?? "") && (lines[at + 1] ?? "").includes("-")) { close(); at = tabled(lines, at, depth, out); }
    else { paragraph.push(line.trimStart()); at++; }
  }
  close();
  return out;
}

function fenced(lines: string[], at: number, mark: string, out: Block[]): number {
  const text: string[] = [];
  const indent = lines[at]!.search(/\S/);
  for (at++; at < lines.length; at++) {
    const line = lines[at]!;
    if (line.trim().startsWith(mark) && line.trim().replaceAll(mark[0]!, "") === "") { at++; break; }
    text.push(line.slice(Math.min(indent, Math.max(line.search(/\S/), 0))));
  }
  out.push({ kind: "code", text: text.join("\n") });
  return at;
}

function indented(lines: string[], at: number, out: Block[]): number {
  const text: string[] = [];
  for (; at < lines.length && (/^ {4}/.test(lines[at]!) || lines[at]!.trim() === ""); at++) text.push(lines[at]!.slice(4));
  out.push({ kind: "code", text: text.join("\n").trimEnd() });
  return at;
}

function quoted(lines: string[], at: number, depth: number, out: Block[]): number {
  const inner: string[] = [];
  for (; at < lines.length && quote.test(lines[at]!); at++) inner.push(lines[at]!.replace(quote, ""));
  out.push({ kind: "quote", of: blocks(inner, depth + 1) });
  return at;
}

function listed(lines: string[], at: number, depth: number, out: Block[]): number {
  const first = marker.exec(lines[at]!)![2]!;
  const ordered = /\d/.test(first);
  const items: Block[][] = [];
  for (let m = marker.exec(lines[at]!); m && /\d/.test(m[2]!) === ordered && !rule.test(lines[at]!); m = marker.exec(lines[at] ?? "")) {
    const width = m[3]!.length > 4 ? m[0].length - m[3]!.length + 1 : m[0].length + (m[3] === "" ? 1 : 0);
    const inner = [lines[at]!.slice(m[0].length)];
    let blank = false;
    for (at++; at < lines.length; at++) {
      const line = lines[at]!, indent = line.search(/\S/);
      if (indent < 0) { blank = true; inner.push(""); continue; }
      if (indent >= width || (indent >= 2 && indent > m[1]!.length && marker.test(line.slice(indent)))) inner.push(line.slice(Math.min(indent, width)));
      else if (blank || marker.test(line) || fence.test(line) || heading.test(line) || quote.test(line)) break;
      else inner.push(line.trimStart());
      blank = false;
    }
    items.push(blocks(inner, depth + 1));
  }
  out.push({ kind: "list", ordered, start: ordered ? parseInt(first, 10) : 1, items });
  return at;
}

function tabled(lines: string[], at: number, depth: number, out: Block[]): number {
  const cells = (line: string) => line.trim().replace(/^\||\|$/g, "").replace(/\\\|/g, "\0").split("|")
    .map((c) => inline(c.trim().replace(/\0/g, "|"), depth));
  const head = cells(lines[at]!);
  const rows: Inline[][][] = [];
  for (at += 2; at < lines.length && lines[at]!.includes("|"); at++) rows.push(cells(lines[at]!).slice(0, head.length));
  out.push({ kind: "table", head, rows });
  return at;
}

const escapable = /[\\`*_{}[\]()#+\-.!|<>~]/;

function inline(source: string, depth: number): Inline[] {
  const out: Inline[] = [];
  let text = "";
  const close = () => { if (text) out.push({ kind: "text", text }); text = ""; };
  const put = (node: Inline) => { close(); out.push(node); };
  for (let at = 0; at < source.length;) {
    const c = source[at]!;
    if (c === "\\" && escapable.test(source[at + 1] ?? "")) { text += source[at + 1]; at += 2; continue; }
    if (c === "\n") {
      const hard = text.endsWith("  ");
      text = text.trimEnd();
      if (hard) put({ kind: "break" }); else text += joins(text, source[at + 1] ?? "") ? "" : " ";
      at++;
      continue;
    }
    const hit = depth < deepest ? mark(source, at, depth) : undefined;
    if (hit) { put(hit.node); at = hit.end; continue; }
    text += c;
    at++;
  }
  close();
  return out;
}

/** Two lines of Chinese join without a space. */
function joins(before: string, after: string): boolean { return /[\u3000-\u9fff\uff00-\uffef]$/.test(before) && /^[\u3000-\u9fff\uff00-\uffef]/.test(after); }

interface Hit { node: Inline; end: number }

function mark(source: string, at: number, depth: number): Hit | undefined {
  switch (source[at]) {
    case "`": return coded(source, at);
    case "!": return source[at + 1] === "[" ? linked(source, at, depth) : undefined;
    case "[": return linked(source, at, depth);
    case "<": return auto(source, at, /^<(https?:\/\/[^\s<>]+)>/);
    case "h": return at === 0 || /[\s(\uff08\uff0c\uff1a:,]/.test(source[at - 1]!) ? auto(source, at, /^(https?:\/\/[^\s<>"'\u3002\uff0c\uff1b\uff09)]*[^\s<>"'\u3002\uff0c\uff1b\uff09).,;:!?])/) : undefined;
    case "*": case "_": return stressed(source, at, depth);
  }
  return undefined;
}

function coded(source: string, at: number): Hit | undefined {
  const ticks = /^`+/.exec(source.slice(at, at + 16))![0];
  const end = source.indexOf(ticks, at + ticks.length);
  if (end < 0 || end > at + reach) return undefined;
  return { node: { kind: "code", text: source.slice(at + ticks.length, end).replace(/^ (.*) $/s, "$1").replace(/\n/g, " ") }, end: end + ticks.length };
}

function auto(source: string, at: number, shape: RegExp): Hit | undefined {
  const m = shape.exec(source.slice(at, at + reach));
  return m ? { node: { kind: "link", href: m[1]!, of: [{ kind: "text", text: m[1]! }] }, end: at + m[0].length } : undefined;
}

function linked(source: string, at: number, depth: number): Hit | undefined {
  const m = /^!?\[((?:[^[\]\\]|\\.|\[[^[\]]*\])*)\]\(\s*<?((?:[^\s()<>]|\([^\s()<>]*\))*)>?(?:\s+["'][^"']*["'])?\s*\)/.exec(source.slice(at, at + reach));
  if (!m) return undefined;
  const end = at + m[0].length, href = m[2]!;
  if (m[0].startsWith("!")) return { node: picture(href, m[1]!), end };
  const of = inline(m[1]!, depth + 1);
  return { node: safe(href) ? { kind: "link", href, of } : { kind: "em", of }, end };
}

/** An image is shown only from where a page may load one; else its words stand for it. */
function picture(src: string, alt: string): Inline {
  return safe(src) || /^\/(?!\/)/.test(src) ? { kind: "image", src, alt } : { kind: "text", text: alt };
}

function safe(href: string): boolean { return /^https?:\/\/[^\s]+$/i.test(href); }

function stressed(source: string, at: number, depth: number): Hit | undefined {
  const c = source[at]!, twice = source[at + 1] === c, open = twice ? c + c : c;
  const from = at + open.length;
  if (/\s/.test(source[from] ?? " ") || (c === "_" && /\w/.test(source[at - 1] ?? " "))) return undefined;
  for (let end = source.indexOf(open, from); end > 0 && end < at + reach; end = source.indexOf(open, end + 1)) {
    const last = source[end - 1]!;
    if (last === " " || last === "\n" || last === "\\" || end === from) continue;
    if (!twice && source[end + 1] === c) { end++; continue; }
    if (c === "_" && /\w/.test(source[end + open.length] ?? " ")) continue;
    const close = twice && source[end + 2] === c ? end + 1 : end;
    return { node: { kind: twice ? "strong" : "em", of: inline(source.slice(from, close), depth + 1) }, end: close + open.length };
  }
  return undefined;
}
