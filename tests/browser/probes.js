// Checks that run inside the page; injected by test_page_access.py.

(() => {
  const CONTROLS = "button, a[href], input, select, textarea, [tabindex='0']";
  let stops = [];
  let enlarged = false;

  /** Move the focus to the top and return the expected stops: all controls, of a radio group the checked one. */
  function start() {
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
    const can = (one) => !one.disabled && one.checkVisibility() && (one.type !== "radio" || one.checked);
    stops = [...document.querySelectorAll(CONTROLS)].filter(can);
    return stops.map((one) => {
      const { left, top, bottom } = one.getBoundingClientRect();
      const name = one.ariaLabel || one.labels?.[0]?.textContent || one.textContent || "";
      return { name, left, top, bottom, fixed: Boolean(one.closest(".tabs")) };
    });
  }

  /** The index of the focused stop and whether its outline is visible; null outside of the page. */
  function stop() {
    const one = document.activeElement;
    if (!document.hasFocus() || one === document.body) return null;
    return { at: stops.indexOf(one), seen: outlined(one.type === "radio" ? one.closest("label") : one) };
  }

  /** Whether there is an outline that no ancestor clips. */
  function outlined(one) {
    const { outlineStyle, outlineWidth, outlineOffset } = getComputedStyle(one);
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) return false;
    const box = one.getBoundingClientRect();
    const beyond = parseFloat(outlineOffset) + parseFloat(outlineWidth) - 0.5;
    for (let around = one.parentElement; around !== document.documentElement; around = around.parentElement) {
      const { overflow, contentVisibility } = getComputedStyle(around);
      if (!/hidden|clip/.test(overflow) && contentVisibility !== "auto") continue;
      const edge = around.getBoundingClientRect();
      if (box.left - beyond < edge.left || box.right + beyond > edge.right) return false;
      if (box.top - beyond < edge.top || box.bottom + beyond > edge.bottom) return false;
    }
    return true;
  }

  /** Multiply all font sizes, as Android's text size setting does: the window stays as it is. */
  function enlarge(times) {
    enlarged = times > 1;
    const all = [...document.body.querySelectorAll("*")];
    const sizes = all.map((one) => parseFloat(getComputedStyle(one).fontSize));
    for (const [at, one] of all.entries()) one.style.fontSize = times === 1 ? "" : `${sizes[at] * times}px`;
  }

  /** Elements that overflow the window or are clipped without a way to see the rest. */
  function lost() {
    const all = [...document.querySelectorAll("main *, nav *")].filter((one) => one.checkVisibility());
    const faults = all.filter((one) => {
      if (one.closest(".visually-hidden, option, svg")) return false;
      if (one.closest(".ladder > *")) return false; // the table scrolls by itself where it is too wide
      const { right, left } = one.getBoundingClientRect();
      return left < 0 || right > innerWidth || cut(one, right);
    });
    return faults.map((one) => one.outerHTML.slice(0, 160));
  }

  function cut(one, right) {
    const { textOverflow, overflowX } = getComputedStyle(one);
    if (textOverflow === "ellipsis" || (enlarged && overflowX === "auto")) return false;
    if (overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1) return true;
    const card = one.closest(".card");
    return Boolean(card) && one.children.length === 0 && right > card.getBoundingClientRect().right;
  }

  /** The findings of axe-core, one line each. */
  async function judge(type, values) {
    const { violations } = await axe.run(document, {
      runOnly: { type, values }, resultTypes: ["violations"], elementRef: false, iframes: false,
    });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html, any, all, none }) =>
      `${id}: ${html.slice(0, 120)}: ${[...any, ...all, ...none].map(({ message }) => message)}`));
  }

  window.probes = { start, stop, enlarge, lost, judge };
})();
