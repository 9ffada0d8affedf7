// DOM construction. Untrusted text becomes text nodes only; no markup is parsed.

const SVG = "http://www.w3.org/2000/svg";

/** Create an element: `h("button.big", {onclick, "aria-label": "Send", dataset: {id: 1}}, child, …)`. */
export function h(spec, props = {}, ...children) {
  const [tag, ...classes] = spec.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(props)) assign(element, name, value);
  element.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return element;
}

function assign(element, name, value) {
  if (value == null || value === false) return;
  if (name === "dataset") Object.assign(element.dataset, value);
  else if (name === "style") for (const [key, v] of Object.entries(value)) element.style.setProperty(key, v);
  else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name in element && !name.includes("-") && !["list", "form"].includes(name)) element[name] = value;
  else element.setAttribute(name, value === true ? "" : value);
}

// 24 × 24 outlines.
const PATHS = {
  send: "M4 12 20 4l-5 16-4-6-7-2Zm7 2 4-5",
  close: "M6 6l12 12M18 6 6 18",
  back: "M15 5l-7 7 7 7",
  more: "M12 6h.01M12 12h.01M12 18h.01",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M5.6 18.4l1.1-1.1M17.3 6.7l1.1-1.1",
  moon: "M19.5 14.5A8 8 0 0 1 9.5 4.500a8 8 0 1 0 10 10Z",
  auto: "M12 4a8 8 0 1 0 0 16V4ZM12 4a8 8 0 0 1 0 16",
  panel: "M4 5h16v14H4V5Zm10 0v14M17 9h.5M17 12h.5",
  slash: "M5 4h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1Zm9.500 4-5 8",
  keyboard: "M4 7h16v10H4V7Zm3.500 3h.01M11 10h.01M14 10h.01M17 10h.01M8.500 13.800h7",
  file: "M6 3h8l4 4v14H6V3Zm8 0v4h4",
  clip: "M18.500 11.500l-6.800 6.800a4.200 4.200 0 0 1-6-6l7.300-7.300a2.900 2.900 0 0 1 4.100 4.100l-7.200 7.200a1.400 1.400 0 0 1-2-2l6.200-6.200",
  download: "M12 4v11m-4.500-4.500L12 15l4.500-4.500M5 19h14",
  pin: "M9 4h6l-1 6 3 3H7l3-3-1-6Zm3 9v7",
  arrow: "M8 16 16 8M9.500 8H16v6.500",
  star: "M12 3.500l2.600 5.400 5.900.8-4.300 4.100 1 5.900L12 16.900l-5.200 2.800 1-5.900L3.500 9.700l5.900-.8L12 3.500Z",
  app: "M4 5h16v14H4V5Zm0 4.500h16M7 7.300h.01M9.500 7.300h.01",
  copy: "M9 9h11v11H9V9ZM5 15H4V4h11v1",
  check: "M5 12.500l4.500 4.500L19 7.500",
  user: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM5 20c.5-3.500 3.500-5 7-5s6.500 1.500 7 5",
  reload: "M19 12a7 7 0 1 1-2.200-5.100M19 4v4h-4",
  gear: "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM12 3.500v2M12 18.500v2M3.500 12h2M18.500 12h2M6 6l1.400 1.400M16.600 16.600 18 18M6 18l1.400-1.400M16.600 7.400 18 6",
  down: "M6 9.500l6 6 6-6",
  bolt: "M13 3 5 13.500h6L10.500 21 19 10h-6.200L13 3Z",
  search: "M10.500 5a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11Zm4 9.500L19.500 19.500",
  inline: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Zm4 4v1.500a2.500 2.500 0 0 0 5 0V12a9 9 0 1 0-3.500 7.100",
  list: "M8 7h12M8 12h12M8 17h12M4 7h.01M4 12h.01M4 17h.01",
};

/** Create an icon; it is decorative and hidden from screen readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** Create a button with an icon only; `label` is its accessible name. */
export function iconButton(name, label, props = {}) {
  return h("button.icon-button", { type: "button", "aria-label": label, title: label, ...props }, icon(name));
}

/** Replace the children of `element`. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return element;
}

/** Format the time of a Unix second in the browser's locale. */
export function clockTime(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
}
