/** Times in the viewer's zone: short where they stand, exact on hover. */
import type { Language } from "./words/words.js";

const locale = { en: "en-GB", zh: "zh-CN" } as const;

/** "10:20" today, "24 Nov, 10:20" this year, else with the year. */
export function short(language: Language, at: string, now: Date): string {
  const t = new Date(at);
  const clock = t.toLocaleTimeString(locale[language], { hour: "2-digit", minute: "2-digit", hour12: false });
  if (t.toDateString() === now.toDateString()) return clock;
  const year = t.getFullYear() === now.getFullYear() ? undefined : "numeric" as const;
  const day = t.toLocaleDateString(locale[language], { day: "numeric", month: language === "zh" ? "long" : "short", year });
  return language === "zh" ? `${day} ${clock}` : `${day}, ${clock}`;
}

/** The whole instant with its zone. */
export function exact(language: Language, at: string): string {
  return new Date(at).toLocaleString(locale[language], { dateStyle: "full", timeStyle: "long" });
}

/** A canonical day (2026-11-24) as people write it. */
export function day(language: Language, canonical: string): string {
  const t = new Date(canonical + "T12:00:00Z");
  return Number.isNaN(t.getTime()) ? canonical
    : t.toLocaleDateString(locale[language], { day: "numeric", month: language === "zh" ? "long" : "short", year: "numeric", timeZone: "UTC" });
}

/** The day that lies `days` after a canonical one. */
export function shift(canonical: string, days: number): string {
  const t = new Date(canonical + "T12:00:00Z");
  t.setUTCDate(t.getUTCDate() + days);
  return t.toISOString().slice(0, 10);
}
