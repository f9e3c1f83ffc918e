/** Shows a Markdown tree through Lit's templates: every text is a text node, every address was checked by the reader. */
import { html, type TemplateResult } from "lit";
import { markdown, type Block, type Inline } from "./markdown.js";

export function showMarkdown(source: string): TemplateResult {
  return html`<div class="md">${markdown(source).map(block)}</div>`;
}

function block(b: Block): unknown {
  switch (b.kind) {
    case "heading": return b.level <= 2 ? html`<h3>${b.of.map(inline)}</h3>` : html`<h4>${b.of.map(inline)}</h4>`;
    case "paragraph": return html`<p>${b.of.map(inline)}</p>`;
    case "code": return html`<pre tabindex="0"><code>${b.text}</code></pre>`;
    case "quote": return html`<blockquote>${b.of.map(block)}</blockquote>`;
    case "rule": return html`<hr>`;
    case "list": {
      const items = b.items.map((item) => html`<li>${tight(item)}</li>`);
      return b.ordered ? html`<ol start=${b.start}>${items}</ol>` : html`<ul>${items}</ul>`;
    }
    case "table": return html`<div class="table" tabindex="0"><table>
      <thead><tr>${b.head.map((c) => html`<th scope="col">${c.map(inline)}</th>`)}</tr></thead>
      <tbody>${b.rows.map((r) => html`<tr>${r.map((c) => html`<td>${c.map(inline)}</td>`)}</tr>`)}</tbody></table></div>`;
  }
}

/** An item's first paragraph stands without a <p>, as lists are written. */
function tight(item: Block[]): unknown[] {
  return item.map((b, i) => (i === 0 && b.kind === "paragraph" ? html`<span>${b.of.map(inline)}</span>` : block(b)));
}

function inline(n: Inline): unknown {
  switch (n.kind) {
    case "text": return n.text;
    case "break": return html`<br>`;
    case "code": return html`<code>${n.text}</code>`;
    case "strong": return html`<strong>${n.of.map(inline)}</strong>`;
    case "em": return html`<em>${n.of.map(inline)}</em>`;
    case "link": return html`<a href=${n.href} target="_blank" rel="noopener noreferrer">${n.of.map(inline)}</a>`;
    case "image": return html`<img src=${n.src} alt=${n.alt} loading="lazy" referrerpolicy="no-referrer" @error=${instead}>`;
  }
}

/** An image that may not or can't be loaded gives way to its words and a link. */
function instead(e: Event): void {
  const img = e.target as HTMLImageElement;
  const a = document.createElement("a");
  a.href = img.src;
  a.target = "_blank";
  a.rel = "noopener noreferrer";
  a.textContent = img.alt || img.src;
  img.replaceWith(a);
}
