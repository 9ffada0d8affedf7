// The debug panel: next to the chat in a wide window, over it in a narrow one.

import { fill, h, iconButton } from "../dom.js";
import { load, save } from "../store.js";
import { CallsTab } from "./calls-tab.js";
import { EventsTab } from "./events-tab.js";
import { FaultsTab } from "./faults-tab.js";
import { PartnerTab } from "./partner-tab.js";
import { StarsTab } from "./stars-tab.js";
import { UserTab } from "./user-tab.js";

const WIDE = matchMedia("(min-width: 1080px)");

export class Panel {
  constructor(root, parts) {
    this.root = root;
    this.tabs = [UserTab, CallsTab, FaultsTab, StarsTab, PartnerTab, EventsTab].map((Tab) => new Tab(parts));
    this.bar = h("div.tabs", { role: "tablist", "aria-label": "Debug panel" }, this.tabs.map((tab, i) => this.tabButton(tab, i)));
    this.bar.addEventListener("keydown", (event) => this.moveFocus(event));
    this.content = h("div.panel-content", { id: "panel-content", role: "tabpanel", tabIndex: -1 });
    const close = iconButton("close", "Close the panel", { onclick: () => this.onClose() });
    root.append(h("div.panel-head", {}, this.bar, close), this.content);
    root.addEventListener("keydown", (event) => event.key === "Escape" && this.onClose());
    this.onClose = () => this.toggle();
    this.choose(load("tab", 0));
    if (load("panel", WIDE.matches) && WIDE.matches) this.toggle(true);
  }

  tabButton(tab, i) {
    return h("button.tab", {
      type: "button", role: "tab", id: `tab-${i}`, "aria-controls": "panel-content", onclick: () => this.choose(i),
    }, tab.name);
  }

  moveFocus(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    this.choose((this.selected + step + this.tabs.length) % this.tabs.length);
    this.bar.children[this.selected].focus();
  }

  choose(i) {
    this.selected = this.tabs[i] ? i : 0;
    save("tab", this.selected);
    [...this.bar.children].forEach((button, n) => {
      button.setAttribute("aria-selected", String(n === this.selected));
      button.tabIndex = n === this.selected ? 0 : -1;
    });
    this.content.setAttribute("aria-labelledby", `tab-${this.selected}`);
    fill(this.content, this.tabs[this.selected].root);
    this.tabs[this.selected].opened?.();
  }

  isOpen() {
    return !this.root.hidden;
  }

  toggle(open = this.root.hidden) {
    this.root.hidden = !open;
    document.body.classList.toggle("panel-open", open);
    if (WIDE.matches) save("panel", open);
  }
}
