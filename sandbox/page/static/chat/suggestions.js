// The list above the composer: commands for "/…", inline results for "@bot …".

import { fill, h, icon } from "../dom.js";

const DEBOUNCE = 250; // ms without input before an inline query is sent

export class Suggestions {
  constructor(input, actions) {
    this.input = input;
    this.actions = actions;
    this.commands = [];
    this.bot = {};
    this.items = [];
    this.selected = -1;
    this.requestId = 0;
    this.box = h("div.suggestions", { id: "suggestions", role: "listbox", "aria-label": "Suggestions", hidden: true });
  }

  setBot(commands, bot) {
    this.commands = commands;
    this.bot = bot;
  }

  update(text) {
    clearTimeout(this.timer);
    this.requestId += 1;
    const inline = /^@(\w+)\s([^]*)$/.exec(text);
    if (/^\/\w*$/.test(text)) return this.showCommands(text.slice(1).toLowerCase());
    if (inline && inline[1].toLowerCase() === this.bot.username?.toLowerCase()) {
      this.timer = setTimeout(() => this.query(inline[2], this.requestId), DEBOUNCE);
      return undefined;
    }
    return this.show([]);
  }

  showCommands(start) {
    const found = this.commands.filter(({ command }) => command.startsWith(start));
    this.show(found.map(({ command, description }) => ({
      node: [h("strong", {}, `/${command}`), h("span", {}, description)],
      pick: () => this.actions.command(command),
      complete: `/${command} `,
    })));
  }

  async query(query, requestId) {
    this.show([], "Waiting for the bot …");
    let answer;
    try {
      answer = await this.actions.inline(query, "");
    } catch (error) {
      if (requestId === this.requestId) this.show([], error.message);
      return;
    }
    if (requestId === this.requestId) this.showResults(answer);
  }

  showResults({ query_id: queryId, results, button }) {
    const items = results.map((result) => ({
      node: inlineResult(result),
      pick: () => this.actions.choose(queryId, result.id),
    }));
    if (button) items.unshift({ node: [h("strong.inline-button", {}, button.text)], pick: () => this.actions.button(button) });
    this.show(items, items.length ? null : "No results");
  }

  show(items, note = null) {
    this.items = items;
    this.selected = items.length ? 0 : -1;
    const options = items.map(({ node, pick }, i) =>
      h("div.suggestion", { role: "option", id: `suggestion-${i}`, onclick: () => this.pick(pick) }, node),
    );
    fill(this.box, note ? h("p.suggestion-note", { role: "status" }, note) : null, options);
    this.box.hidden = !items.length && !note;
    this.markSelected();
  }

  markSelected() {
    [...this.box.querySelectorAll("[role=option]")].forEach((option, i) => {
      option.setAttribute("aria-selected", String(i === this.selected));
      if (i === this.selected) option.scrollIntoView({ block: "nearest" });
    });
    if (this.selected >= 0) this.input.setAttribute("aria-activedescendant", `suggestion-${this.selected}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  pick(action) {
    this.show([]);
    action();
  }

  /** Handle a key while the list is open; true if it was handled. */
  onKey(event) {
    if (this.box.hidden) return false;
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key === "Escape") this.show([]);
    else if (!this.items.length) return false;
    else if (event.key in moves) this.move(moves[event.key]);
    else if (event.key === "Enter" && !event.shiftKey) this.pick(this.items[this.selected].pick);
    else if (event.key === "Tab" && this.items[this.selected].complete) this.complete(this.items[this.selected].complete);
    else return false;
    event.preventDefault();
    return true;
  }

  move(step) {
    this.selected = (this.selected + step + this.items.length) % this.items.length;
    this.markSelected();
  }

  complete(text) {
    this.input.value = text;
    this.update(text);
  }
}

function inlineResult(result) {
  const thumb = result.thumbnail_url || result.photo_url;
  return [
    thumb && /^(https?:|data:image\/|\/)/.test(thumb)
      ? h("img.inline-thumb", { src: thumb, alt: "", width: 40, height: 40 })
      : h("span.inline-thumb", {}, icon("inline")),
    h("span.inline-words", {},
      h("strong", {}, result.title || result.caption || result.type), h("small", {}, result.description ?? "")),
  ];
}
