/** What people type into a typed control, as the canonical form that a slot takes. */

const decimals: Record<string, number> = { JPY: 0, KRW: 0, VND: 0, CLP: 0, ISK: 0, KWD: 3, BHD: 3, OMR: 3, TND: 3, JOD: 3 };

/** "1,234.5" → "1234.5"; full-width digits are read; undefined when it is no number. Nothing passes through a float. */
export function number(typed: string): string | undefined {
  const s = typed.normalize("NFKC").replace(/[\s_']/g, "").replace(/^\+/, "");
  if (/^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(s)) return trim(s.replace(/,/g, ""));
  const plain = /^-?\d+,\d{1,2}$/.test(s) ? s.replace(",", ".") : s;
  return /^-?(\d+(\.\d*)?|\.\d+)$/.test(plain) ? trim(plain) : undefined;
}

function trim(s: string): string {
  const sign = s.startsWith("-") ? "-" : "";
  const [whole = "", fraction = ""] = s.slice(sign.length).split(".");
  return sign + (whole.replace(/^0+(?=\d)/, "") || "0") + (fraction ? "." + fraction : "");
}

/** "38" in CNY → "38.00 CNY"; more places than the currency has are refused. */
export function money(typed: string, currency: string): string | undefined {
  const symbolless = typed.normalize("NFKC").replace(/^[¥$€£]|元$/g, "").trim();
  const n = number(symbolless);
  if (n === undefined) return undefined;
  const places = decimals[currency] ?? 2;
  const [whole = "0", fraction = ""] = n.split(".");
  if (fraction.replace(/0+$/, "").length > places) return undefined;
  return `${whole}${places ? "." + fraction.slice(0, places).padEnd(places, "0") : ""}${currency ? " " + currency : ""}`;
}

/** A whole number of minutes, hours or days as an ISO 8601 duration. */
export function duration(typed: string, unit: string): string | undefined {
  const n = number(typed);
  if (n === undefined || !/^\d+$/.test(n)) return undefined;
  return unit === "days" ? `P${n}D` : unit === "hours" ? `PT${n}H` : `PT${n}M`;
}
