/** The few icons, drawn on a grid of 20; always beside a word or a label. */
import { svg, html, type TemplateResult } from "lit";

const icon = (path: TemplateResult, name = ""): TemplateResult => html`<svg viewBox="0 0 20 20" aria-hidden="true" class=${name}>${path}</svg>`;

export const sendIcon = icon(svg`<path d="M10 16.5v-13M4.5 9 10 3.5 15.5 9"/>`);
export const clipIcon = icon(svg`<path d="m16 9.5-6.2 6.2a3.9 3.9 0 0 1-5.5-5.5l6.6-6.6a2.6 2.6 0 0 1 3.7 3.7l-6.5 6.5a1.3 1.3 0 0 1-1.9-1.8L11.9 6.4"/>`);
export const cameraIcon = icon(svg`<path d="M2.5 6.5h3L7 4.5h6l1.5 2h3v9.5h-15z"/><circle cx="10" cy="11" r="2.8"/>`);
export const fileIcon = icon(svg`<path d="M5 2.5h6.5L15.5 6.5v11H5zM11.5 2.5v4h4"/>`);
export const turnIcon = icon(svg`<path d="m7.5 4.5 5.5 5.5-5.5 5.5"/>`, "turn");
export const backIcon = icon(svg`<path d="M12.5 4.5 7 10l5.5 5.5"/>`);
export const downIcon = icon(svg`<path d="M10 4v12M5 11l5 5 5-5"/>`);
export const doneIcon = icon(svg`<path d="m4 10.5 4 4 8-9"/>`);
export const nowIcon = icon(svg`<circle cx="10" cy="10" r="6.5"/><circle cx="10" cy="10" r="2" fill="currentcolor"/>`);
export const nextIcon = icon(svg`<circle cx="10" cy="10" r="6.5"/>`);
export const skipIcon = icon(svg`<path d="M5 10h10"/>`);
export const clockIcon = icon(svg`<circle cx="10" cy="10" r="7"/><path d="M10 6v4l2.5 2"/>`);
export const offIcon = icon(svg`<path d="M3 3l14 14M2.5 8a11 11 0 0 1 4-2.4M10.5 5a11 11 0 0 1 7 3M5.5 11.5a6.5 6.5 0 0 1 3-1.7M10 15.5h.01"/>`);
export const closeIcon = icon(svg`<path d="m5 5 10 10M15 5 5 15"/>`);
