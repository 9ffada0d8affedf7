// The list of messages: order, days, groups, and a stable scroll position.

import { h } from "../dom.js";
import { drawBlock } from "./message.js";

const NEAR = 120; // px from the end within which the list follows new messages

/** Renders messages in `scroller`; `toEnd` is the button that scrolls to the newest. */
export class Log {
  constructor(scroller, toEnd, actions) {
    this.scroller = scroller;
    this.toEnd = toEnd;
    this.list = scroller.querySelector("ol");
    this.actions = { ...actions, jump: (id) => this.jump(id) };
    this.messages = new Map();
    this.rendered = new Map();
    this.following = true;
    this.unseen = 0;
    scroller.addEventListener("scroll", () => this.onScroll(), { passive: true });
    toEnd.addEventListener("click", () => this.scrollToEnd(true));
    this.lastTop = 0;
    const sizes = new ResizeObserver(() => this.following && this.scrollToEnd());
    sizes.observe(scroller);
    sizes.observe(this.list); // a picture that loads late must not scroll the newest message out of view
  }

  /** Replace all messages. */
  load(messages) {
    this.messages = new Map(messages.map((m) => [m.message_id, m]));
    this.list.replaceChildren();
    this.rendered.clear();
    this.following = true;
    this.draw();
    this.scrollToEnd();
  }

  /** Add a message or replace an older version. */
  put(message) {
    const known = this.messages.has(message.message_id);
    this.messages.set(message.message_id, message);
    if (!known && message.sandbox?.outgoing) this.following = true;
    if (!known && !this.following) this.unseen += 1;
    this.draw();
    this.settle();
  }

  remove(ids) {
    for (const id of ids) this.messages.delete(id);
    this.draw();
    this.settle();
  }

  draw() {
    const blocks = this.blocks();
    const elements = blocks.flatMap((block, i) => this.element(block, blocks[i - 1], blocks[i + 1]));
    const keep = new Set(elements);
    for (const child of [...this.list.children]) if (!keep.has(child)) child.remove();
    elements.forEach((element, i) => {
      if (this.list.children[i] !== element) this.list.insertBefore(element, this.list.children[i] ?? null);
    });
    for (const [key, { element }] of this.rendered) if (!keep.has(element)) this.rendered.delete(key);
  }

  blocks() {
    const blocks = [];
    for (const message of [...this.messages.values()].sort((a, b) => a.message_id - b.message_id)) {
      const last = blocks.at(-1);
      const album = message.media_group_id;
      if (album && last?.[0].media_group_id === album) last.push(message);
      else blocks.push([message]);
    }
    return blocks;
  }

  element(block, before, after) {
    const day = dayOf(block[0]);
    const joins = (other) => other && dayOf(other[0]) === day && side(other[0]) === side(block[0]);
    const draw = () => drawBlock(block, this.actions);
    const bubble = this.reuse(`m${block[0].message_id}`, JSON.stringify(block), draw);
    bubble.classList.toggle("joined-above", Boolean(joins(before)));
    bubble.classList.toggle("joined-below", Boolean(joins(after)));
    if (before && dayOf(before[0]) === day) return [bubble];
    return [this.reuse(`d${day}`, day, () => h("li.day", {}, h("span", {}, dayName(block[0].date)))), bubble];
  }

  reuse(key, version, make) {
    const old = this.rendered.get(key);
    if (old?.version === version) return old.element;
    const element = make();
    this.rendered.set(key, { version, element });
    return element;
  }

  settle() {
    if (this.following) this.scrollToEnd();
    this.showToEnd();
  }

  onScroll() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    // Only the user scrolls up; a new message or keyboard moves the end, not the top.
    if (scrollHeight - scrollTop - clientHeight < NEAR) this.following = true;
    else if (scrollTop < this.lastTop) this.following = false;
    this.lastTop = scrollTop;
    if (this.following) this.unseen = 0;
    this.showToEnd();
  }

  showToEnd() {
    this.toEnd.hidden = this.following;
    this.toEnd.dataset.unseen = this.unseen || "";
  }

  scrollToEnd(smooth = false) {
    const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smooth && !reducedMotion ? "smooth" : "instant" });
  }

  jump(id) {
    const target = document.getElementById(`message-${id}`);
    if (!target) return;
    target.scrollIntoView({ block: "center" });
    target.classList.add("flash");
    target.addEventListener("animationend", () => target.classList.remove("flash"), { once: true });
  }
}

const dayOf = (message) => new Date(message.date * 1000).toDateString();
const side = (message) => `${message.sandbox?.outgoing ? "out" : "in"}${message.from?.id}`;

function dayName(seconds) {
  const date = new Date(seconds * 1000);
  const today = new Date();
  if (date.toDateString() === today.toDateString()) return "Today";
  const year = date.getFullYear() === today.getFullYear() ? undefined : "numeric";
  return date.toLocaleDateString([], { day: "numeric", month: "long", year });
}
