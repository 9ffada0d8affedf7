// The debug panel: beside the chat on a wide window, over it on a narrow one.

import { fill, h, iconButton } from "../dom.js";
import { recall, remember } from "../store.js";
import { Calls } from "./calls.js";
import { Events } from "./events.js";
import { Faults } from "./faults.js";
import { You } from "./you.js";

const WIDE = matchMedia("(min-width: 1080px)");

export class Panel {
  constructor(root, parts) {
    this.root = root;
    this.tabs = [new You(parts), new Calls(parts), new Faults(parts), new Events(parts)];
    this.bar = h("div.tabs", { role: "tablist", "aria-label": "Debug panel" }, this.tabs.map((tab, i) => this.tabButton(tab, i)));
    this.bar.addEventListener("keydown", (event) => this.walk(event));
    this.content = h("div.panel-content", { id: "panel-content", role: "tabpanel", tabIndex: -1 });
    const close = iconButton("close", "Close the panel", { onclick: () => this.onClose() });
    root.append(h("div.panel-head", {}, this.bar, close), this.content);
    root.addEventListener("keydown", (event) => event.key === "Escape" && this.onClose());
    this.onClose = () => this.toggle();
    this.choose(recall("tab", 0));
    if (recall("panel", WIDE.matches) && WIDE.matches) this.toggle(true);
  }

  tabButton(tab, i) {
    return h("button.tab", {
      type: "button", role: "tab", id: `tab-${i}`, "aria-controls": "panel-content", onclick: () => this.choose(i),
    }, tab.name);
  }

  walk(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    this.choose((this.at + step + this.tabs.length) % this.tabs.length);
    this.bar.children[this.at].focus();
  }

  choose(i) {
    this.at = this.tabs[i] ? i : 0;
    remember("tab", this.at);
    [...this.bar.children].forEach((button, n) => {
      button.setAttribute("aria-selected", String(n === this.at));
      button.tabIndex = n === this.at ? 0 : -1;
    });
    this.content.setAttribute("aria-labelledby", `tab-${this.at}`);
    fill(this.content, this.tabs[this.at].root);
  }

  isOpen() {
    return !this.root.hidden;
  }

  toggle(open = this.root.hidden) {
    this.root.hidden = !open;
    document.body.classList.toggle("panel-open", open);
    if (WIDE.matches) remember("panel", open);
  }
}
