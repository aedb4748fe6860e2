/** What drawings are made of, in the page's two themes. */
export const drawColours = {
  host: { light: "#f5f7f9", dark: "#10151a" },
  hostBorder: { light: "#b6bfc8", dark: "#46515c" },
  device: { light: "#ffffff", dark: "#1f262d" },
  deviceBorder: { light: "#7d8893", dark: "#7d8893" },
  tunnel: { light: "#fdf0cf", dark: "#3d2f0e" },
  tunnelBorder: { light: "#a86400", dark: "#d9973a" },
  workload: { light: "#e1eefb", dark: "#14304f" },
  workloadBorder: { light: "#2468b4", dark: "#5a9ee6" },
  fault: { light: "#fde8e9", dark: "#441a20" },
  faultBorder: { light: "#a3142a", dark: "#ff9aa2" },
  wire: { light: "#68737e", dark: "#8b96a1" },
  bus: { light: "#3d4853", dark: "#b0bac4" },
  text: { light: "#1b2129", dark: "#e5eaef" },
} as const;

export type Colour = keyof typeof drawColours;
const names = Object.keys(drawColours) as Colour[];

/** The page's custom property for a colour. */
export const propertyOf = (name: Colour): string =>
  `--draw-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** All of them, for a theme, as CSS declarations. */
export const drawProperties = (theme: "light" | "dark"): string =>
  names.map((name) => `${propertyOf(name)}: ${drawColours[name][theme]};`).join(" ");

/**
 * Graphviz turns colours it doesn't know into black, and it doesn't know CSS custom properties. So drawings use these
 * stand-ins, and what is drawn gets other colours in their place.
 */
export const ink = Object.fromEntries(
  names.map((name, number) => [name, `#0101${(number + 1).toString(16).padStart(2, "0")}`]),
) as Readonly<Record<Colour, string>>;

/** A drawing's text with each stand-in replaced. */
export const painted = (drawing: string, colourOf: (name: Colour) => string): string =>
  names.reduce((text, name) => text.replaceAll(`"${ink[name]}"`, `"${colourOf(name)}"`), drawing);
