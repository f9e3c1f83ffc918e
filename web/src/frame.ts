/** What every page does first: theme, language, height, and who one is. */
import { Api } from "./api.js";
import { known, type Language } from "./words/words.js";

const query = new URLSearchParams(location.search);

/** Storage that may be forbidden: then nothing is kept, and nothing breaks. */
export const shelf = {
  getItem(key: string): string | null { try { return localStorage.getItem(key); } catch { return null; } },
  setItem(key: string, value: string): void { try { localStorage.setItem(key, value); } catch { /* not kept */ } },
  removeItem(key: string): void { try { localStorage.removeItem(key); } catch { /* was not kept */ } },
};

/** Another person than the session's, for pages side by side in the demo (`?as=wang`). */
export const as = query.get("as") ?? "";

const languageKey = "usher.language" + (as ? "." + as : "");

/** The language chosen on this device, if any: by the address, else by the person. */
export function chosenLanguage(): Language | undefined { return known(query.get("lang")) ?? known(shelf.getItem(languageKey)); }

/** What one chooses by hand also holds against the address that one came by. */
export function keepLanguage(language: Language): void {
  shelf.setItem(languageKey, language);
  if (!query.has("lang")) return;
  query.delete("lang");
  const rest = query.toString();
  history.replaceState(null, "", location.pathname + (rest ? "?" + rest : "") + location.hash);
}

export function browserLanguage(): Language { return known(navigator.language) ?? "en"; }

export function setLanguage(api: Api, language: Language): void {
  api.language = language;
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
}

/** Sets the page up; called once by each page. */
export function frame(): Api {
  const theme = query.get("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  fit();
  const api = new Api(as);
  setLanguage(api, chosenLanguage() ?? browserLanguage());
  return api;
}

/** Where a keyboard covers the page instead of shrinking it (iOS), the page takes the height that is left; a pinch is no keyboard. */
function fit(): void {
  const view = window.visualViewport;
  if (!view) return;
  const set = () => {
    const covered = view.scale <= 1.01 && window.innerHeight - view.height > 80;
    if (covered) document.documentElement.style.setProperty("--height", `${Math.round(view.height)}px`);
    else document.documentElement.style.removeProperty("--height");
    if (covered) window.scrollTo(0, 0);
  };
  view.addEventListener("resize", set);
  set();
}

/** An id for a message: random, and made before anything is sent. */
export function newID(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}
