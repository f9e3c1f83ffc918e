import { en, type Key } from "./en.js";
import { zh } from "./zh.js";

export type { Key };
export type Language = "en" | "zh";
export type Words = (key: Key, args?: Record<string, string | number>) => string;

const catalogues: Record<Language, Record<Key, string>> = { en, zh };

/** The pages' own sentences in one language. An argument that is missing leaves its name in braces, so that it is seen. */
export function words(language: Language): Words {
  return (key, args = {}) => catalogues[language][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(args[name] ?? whole));
}

/** What stands between two sentences: a space, and in Chinese, whose full stop brings its own, nothing. */
export function between(language: Language): string { return language === "zh" ? "" : " "; }

/** The language of these pages that fits a tag best, or undefined. */
export function known(tag: string | null | undefined): Language | undefined {
  const start = (tag ?? "").toLowerCase().slice(0, 2);
  return start === "zh" || start === "en" ? start : undefined;
}
