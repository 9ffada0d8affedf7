// Telegram's theme as style properties: `--tg-theme-bg-color` and the like, for tokens.css alone.

type Color = `#${string}`;
type Theme = Readonly<Record<string, string>>;

/** What older clients do not send is taken from what they do send. */
const SUBSTITUTES: Readonly<Record<string, string>> = {
  secondary_bg_color: "bg_color",
  section_bg_color: "bg_color",
  header_bg_color: "secondary_bg_color",
  bottom_bar_bg_color: "secondary_bg_color",
  accent_text_color: "link_color",
};

/** Set these colours and return whether they are dark; without any, those of tokens.css hold. */
export function paint(theme: Theme): boolean {
  const { style, dataset } = document.documentElement;
  for (const [name, color] of Object.entries(completed(theme))) {
    style.setProperty(`--tg-theme-${name.replaceAll("_", "-")}`, color);
  }
  const background = theme["bg_color"];
  const dark = background !== undefined && isDark(background);
  style.colorScheme = dark ? "dark" : "light";
  dataset["scheme"] = dark ? "dark" : "light";
  return dark;
}

function completed(theme: Theme): Theme {
  const whole: Record<string, string> = { ...theme };
  for (const [name, other] of Object.entries(SUBSTITUTES)) {
    const color = whole[name] ?? whole[other];
    if (color !== undefined) whole[name] = color;
  }
  return whole;
}

/** Whether light text belongs on this `#rrggbb`. */
export function isDark(color: string): boolean {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  return red * 299 + green * 587 + blue * 114 < 128_000;
}

export const isColor = (value: unknown): value is Color => typeof value === "string" && /^#[\da-f]{6}$/i.test(value);

/** Only what is a colour: the values end up in style properties. */
export function colors(params: Readonly<Record<string, unknown>>): Record<string, Color> {
  const found: Record<string, Color> = {};
  for (const [name, value] of Object.entries(params)) if (isColor(value)) found[name] = value;
  return found;
}
