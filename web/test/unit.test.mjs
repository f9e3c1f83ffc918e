// What needs no browser.
import test from "node:test";
import assert from "node:assert/strict";
import { module } from "./lib.mjs";

const { markdown } = await module("markdown");
const { Events } = await module("stream");
const { Outbox } = await module("outbox");
const { money, number, duration } = await module("chat/canonical");
const { words, known } = await module("words/words");
const { en } = await module("words/en");
const { zh } = await module("words/zh");
const time = await module("time");

/** A tree in one line: tags with their texts. */
const flat = (blocks) => blocks.map(function show(b) {
  const of = (list) => list.map(show).join("");
  switch (b.kind) {
    case "text": return b.text;
    case "break": return "<br>";
    case "code": return `code(${b.text})`;
    case "link": return `a(${b.href}|${of(b.of)})`;
    case "image": return `img(${b.src}|${b.alt})`;
    case "heading": return `h${b.level}(${of(b.of)})`;
    case "list": return `${b.ordered ? "ol" + b.start : "ul"}(${b.items.map((i) => of(i)).join("|")})`;
    case "table": return `table(${[b.head, ...b.rows].map((r) => r.map(of).join(",")).join("|")})`;
    case "rule": return "hr";
    default: return `${b.kind}(${of(b.of)})`;
  }
}).join(" ");

test("Markdown of runbooks becomes a tree", async (t) => {
  const cases = [
    ["a paragraph over two lines", "one\ntwo", "paragraph(one two)"],
    ["two lines of Chinese join without a space", "检查线缆\n是否插好", "paragraph(检查线缆是否插好)"],
    ["headings", "# One\n## Two ##", "h1(One) h2(Two)"],
    ["a list in a list", "1. a\n   - b\n   - c\n2. d", "ol1(paragraph(a)ul(paragraph(b)|paragraph(c))|paragraph(d))"],
    ["a list that starts elsewhere", "4. four\n5. five", "ol4(paragraph(four)|paragraph(five))"],
    ["a Chinese list", "1、检查电源\n2、重启", "ol1(paragraph(检查电源)|paragraph(重启))"],
    ["a year is no list", "2026.11 was wet", "paragraph(2026.11 was wet)"],
    ["bold, italic, code", "**a** *b* _c_ `d*`", "paragraph(strong(a) em(b) em(c) code(d*))"],
    ["stars that are none", "2 * 3 * 4, snake_case_name, \\*a\\*", "paragraph(2 * 3 * 4, snake_case_name, *a*)"],
    ["a code block keeps its marks", "```sh\nrm *x*\n  y\n```\nafter", "code(rm *x*\n  y) paragraph(after)"],
    ["a code block without an end", "```\nx", "code(x)"],
    ["a code block in an item", "- run\n  ```\n  ls\n  ```", "ul(paragraph(run)code(ls))"],
    ["links of the web", "[a](https://x.org/b(c)) <https://y.org>", "paragraph(a(https://x.org/b(c)|a) a(https://y.org|https://y.org))"],
    ["a bare address ends before the full stop", "see https://x.org/a.", "paragraph(see a(https://x.org/a|https://x.org/a).)"],
    ["no other links", "[a](javascript:alert(1)) [b](data:text/html,x)", "paragraph(em(a) em(b))"],
    ["images", "![the back](https://x.org/a.png) ![near](/api/files/1)", "paragraph(img(https://x.org/a.png|the back) img(/api/files/1|near))"],
    ["images from elsewhere are words", "![x](javascript:1) ![y](//evil.org/a.png)", "paragraph(x y)"],
    ["tables", "| a | b |\n|---|:-:|\n| 1 | x \\| y |", "table(a,b|1,x | y)"],
    ["quotes and rules", "> said\n\n---", "quote(paragraph(said)) hr"],
    ["HTML is text", "<img src=x onerror=alert(1)> <b>b</b>", "paragraph(<img src=x onerror=alert(1)> <b>b</b>)"],
    ["nothing", "", ""],
  ];
  for (const [name, source, want] of cases) await t.test(name, () => assert.equal(flat(markdown(source)), want));
});

test("hostile Markdown is read in bounded time", () => {
  for (const piece of ["*a ", "**", "[", "![](", "`a``", "> ", "- ", "|-", "_a", "[a](", "    - x\n", "<http://", "1. \n"]) {
    const began = performance.now();
    markdown(piece.repeat(100_000 / piece.length));
    assert.ok(performance.now() - began < 3000, `${JSON.stringify(piece)} took ${performance.now() - began} ms`);
  }
});

test("events are read however the stream is cut", () => {
  const stream = ": hello\n\nid: 7\nevent: entry\ndata: {\"a\":\ndata: 1}\n\nevent: state\ndata:x\r\n\r\ndata: 中文\n\n";
  const want = [{ name: "entry", data: '{"a":\n1}', id: "7" }, { name: "state", data: "x", id: "" }, { name: "message", data: "中文", id: "" }];
  for (let size = 1; size <= stream.length; size++) {
    const events = new Events(), got = [];
    for (let at = 0; at < stream.length; at += size) got.push(...events.read(stream.slice(at, at + size)));
    assert.deepEqual(got, want, `pieces of ${size}`);
  }
});

test("typed values become canonical without a float", () => {
  const cases = [
    [money("38", "CNY"), "38.00 CNY"], [money("1,234.5", "CNY"), "1234.50 CNY"], [money("¥38.50", "CNY"), "38.50 CNY"], [money("38元", "CNY"), "38.00 CNY"],
    [money("38.505", "CNY"), undefined], [money("500", "JPY"), "500 JPY"], [money("5.5", "JPY"), undefined], [money("many", "CNY"), undefined], [money("", "CNY"), undefined],
    [money("99999999999999999.99", "CNY"), "99999999999999999.99 CNY"], [money("38,50", "EUR"), "38.50 EUR"],
    [number("012"), "12"], [number("-3.50"), "-3.50"], [number(".5"), "0.5"], [number("1 000"), "1000"], [number("1,00,0"), undefined], [number("1e3"), undefined],
    [duration("3", "days"), "P3D"], [duration("2", "hours"), "PT2H"], [duration("90", "minutes"), "PT90M"], [duration("1.5", "days"), undefined],
  ];
  cases.forEach(([got, want], i) => assert.equal(got, want, `case ${i}`));
});

function box(send, stored = {}, later = () => {}) {
  const shelf = { getItem: (k) => stored[k] ?? null, setItem: (k, v) => { stored[k] = v; }, removeItem: (k) => { delete stored[k]; } };
  return { stored, box: new Outbox({ shelf, key: "k", send, changed() {}, refusal: (e) => e.detail, later }) };
}

test("a message that did not get through is kept and sent again under its id", async () => {
  const seen = [];
  let up = false;
  const { stored, box: out } = box(async (m) => { seen.push(m.id); if (!up) throw new Error("no line"); return { entry: 5 }; });
  out.add({ id: "a", text: "one" }, "t");
  out.add({ id: "b", text: "two" }, "t");
  await new Promise(setImmediate);
  assert.deepEqual(seen.filter((id) => id !== "a"), [], "the second waits behind the first");
  assert.deepEqual(JSON.parse(stored.k).map((p) => p.text), ["one", "two"]);
  up = true;
  await out.flush();
  assert.deepEqual(seen.slice(-2), ["a", "b"]);
  assert.equal(stored.k, undefined, "nothing is kept once all is taken");
  assert.deepEqual(out.list.map((p) => p.state), ["taken", "taken"]);
  out.arrived(5, "one");
  assert.deepEqual(out.list.map((p) => p.id), ["b"]);
});

test("what failed is tried again by itself, later each time, until it gets through", async () => {
  const waits = [];
  let fail = 3, again;
  const { stored, box: out } = box(async () => { if (fail-- > 0) throw new Error("no line"); return { entry: 1 }; }, {}, (f, failures) => { waits.push(failures); again = f; });
  out.add({ id: "a", text: "one" }, "t");
  for (let i = 0; i < 3; i++) { await new Promise(setImmediate); again(); }
  await new Promise(setImmediate);
  assert.deepEqual(waits, [0, 1, 2]);
  assert.deepEqual([out.list.map((p) => p.state), stored.k], [["taken"], undefined]);
});

test("what was kept is sent after a reload, and what was refused waits for the person", async () => {
  const seen = [];
  const first = box(async () => { throw { detail: "too long" }; });
  first.box.add({ id: "x", text: "hm" }, "t");
  await new Promise(setImmediate);
  assert.deepEqual(first.box.list.map((p) => [p.state, p.detail]), [["refused", "too long"]]);
  const again = box(async (m) => { seen.push(m.id); return { entry: 1 }; }, first.stored);
  await again.box.flush();
  assert.deepEqual(seen, [], "a refused message is not sent by itself");
  again.box.again("x");
  await new Promise(setImmediate);
  assert.deepEqual(seen, ["x"]);
});

test("an entry that comes before its receipt is no second message", async () => {
  let answer;
  const { box: out } = box(() => new Promise((resolve) => { answer = resolve; }));
  out.add({ id: "a", text: "yes" }, "t");
  out.arrived(3, "yes");
  assert.deepEqual(out.list, []);
  answer({ entry: 3 });
  await new Promise(setImmediate);
  assert.deepEqual(out.list, []);
});

test("a broken store is an empty one", () => {
  assert.deepEqual(box(async () => ({}), { k: "{not json" }).box.list, []);
  assert.deepEqual(box(async () => ({}), { k: '[1,null,{"id":2}]' }).box.list, []);
});

test("both catalogues say the same things with the same arguments", () => {
  assert.deepEqual(Object.keys(zh).sort(), Object.keys(en).sort());
  const args = (s) => [...s.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();
  for (const key of Object.keys(en)) {
    assert.ok(en[key] && zh[key], `${key} says nothing`);
    if (key !== "then") assert.deepEqual(args(zh[key]), args(en[key]), key);
    assert.doesNotMatch(zh[key], /[\u4e00-\u9fff][,?;:(]/, `${key}: Chinese takes Chinese punctuation`);
  }
  assert.equal(words("zh")("waiting", { name: "王芳", since: "10:20" }), "等待王芳，自 10:20 起。");
  assert.equal(words("en")("of", { at: 2 }), "2 of {of}");
  assert.deepEqual(["zh-CN", "en-GB", "de", "", undefined].map(known), ["zh", "en", undefined, undefined, undefined]);
});

test("times are short where they stand", () => {
  const now = new Date(2026, 10, 25, 12), at = (d, h) => new Date(2026, 10, d, h, 5).toISOString();
  assert.equal(time.short("en", at(25, 9), now), "09:05");
  assert.equal(time.short("en", at(24, 9), now), "24 Nov, 09:05");
  assert.equal(time.short("zh", at(24, 9), now), "11月24日 09:05");
  assert.equal(time.day("zh", "2026-11-24"), "2026年11月24日");
  assert.equal(time.day("en", "2026-11-24"), "24 Nov 2026");
  assert.equal(time.day("en", "soon"), "soon");
  assert.equal(time.shift("2026-03-01", -1), "2026-02-28");
});
