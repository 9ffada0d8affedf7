// Input of messages: text, commands on "/", inline queries on "@bot", files, the menu button.

import { fill, h, iconButton } from "../dom.js";
import { menu, toast } from "../dialogs.js";
import { replyKeyboard } from "./keyboards.js";
import { Suggestions } from "./suggestions.js";

const MAX_LENGTH = 4096; // UTF-16 units in one message

/** The bar below the messages; `actions` has the callbacks. */
export class Composer {
  constructor(root, actions) {
    this.actions = actions;
    this.root = root;
    this.state = null;
    this.keyboardHidden = false;
    this.input = h("textarea.composer-input", {
      rows: 1, maxLength: MAX_LENGTH, placeholder: "Message", "aria-label": "Message", enterKeyHint: "send", dir: "auto",
      "aria-autocomplete": "list", "aria-controls": "suggestions",
      oninput: () => this.onInput(),
      onkeydown: (event) => this.onKey(event),
    });
    this.file = h("input", { type: "file", hidden: true, "aria-label": "File to send", onchange: () => this.onFile() });
    this.menuSlot = h("div.menu-slot");
    this.keys = iconButton("keyboard", "Show or hide the bot's keyboard", { onclick: () => this.toggleKeyboard() });
    this.sendButton = iconButton("send", "Send", { onclick: () => this.send() });
    this.sendButton.classList.add("send");
    this.attach = iconButton("clip", "Send a photo or a file", { onclick: () => this.file.click() });
    this.keyboardSlot = h("div.keyboard-slot");
    this.suggestions = new Suggestions(this.input, {
      command: (name) => this.sendText(`/${name}`),
      inline: (query, offset) => this.actions.inline(query, offset),
      choose: (queryId, resultId) => this.choose(queryId, resultId),
      button: (button) => this.actions.inlineButton(button),
    });
    root.append(
      this.suggestions.box,
      h("div.composer-row", {}, this.menuSlot, this.input, this.file, this.attach, this.keys, this.sendButton),
      this.keyboardSlot,
    );
  }

  /** Render menu button, commands and reply keyboard of the state. */
  show(state) {
    const changed = JSON.stringify(state.keyboard) !== JSON.stringify(this.state?.keyboard);
    this.state = state;
    this.suggestions.setBot(state.commands, state.bot);
    fill(this.menuSlot, this.menuButton(state));
    if (changed) this.keyboardHidden = Boolean(state.keyboard?.one_time_keyboard && state.keyboard.used);
    this.showKeyboard();
  }

  menuButton({ menu_button: button, commands }) {
    if (button?.type === "web_app")
      return h("button.menu-button", { type: "button", onclick: () => this.actions.openMenuApp(button) }, button.text);
    if (!commands.length) return null;
    const open = iconButton("list", "Commands", { "aria-haspopup": "menu" });
    open.addEventListener("click", () =>
      menu(open, "Commands", commands.map(({ command, description }) => ({
        text: `/${command}`, detail: description, onclick: () => this.sendText(`/${command}`),
      }))),
    );
    return open;
  }

  showKeyboard() {
    const keyboard = this.state?.keyboard;
    const usable = Boolean(keyboard?.keyboard);
    this.keys.hidden = !usable;
    this.keys.setAttribute("aria-pressed", String(usable && !this.keyboardHidden));
    this.input.placeholder = keyboard?.input_field_placeholder || "Message";
    if (!usable || this.keyboardHidden) return fill(this.keyboardSlot);
    return fill(this.keyboardSlot, replyKeyboard(keyboard, (row, column, button) => this.press(row, column, button)));
  }

  toggleKeyboard() {
    this.keyboardHidden = !this.keyboardHidden;
    this.showKeyboard();
  }

  async press(row, column, button) {
    await this.actions.press(row, column, button);
    if (this.state.keyboard?.one_time_keyboard) {
      this.keyboardHidden = true;
      this.showKeyboard();
    }
  }

  /** Write text into the field, as for switch_inline_query. */
  write(text) {
    this.input.value = text;
    this.input.focus();
    this.input.setSelectionRange(text.length, text.length);
    this.onInput();
  }

  onInput() {
    this.input.style.setProperty("height", "auto");
    this.input.style.setProperty("height", `${Math.min(this.input.scrollHeight, 160)}px`);
    this.suggestions.update(this.input.value);
    this.root.classList.toggle("has-text", this.input.value.trim() !== "");
  }

  onKey(event) {
    if (event.isComposing || this.suggestions.onKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    }
  }

  send() {
    const text = this.input.value.trim();
    if (text) this.sendText(text);
  }

  async sendText(text) {
    this.write("");
    if (!(await this.actions.send({ text }))) this.write(text); // keep the text after a failure
  }

  async choose(queryId, resultId) {
    this.write("");
    await this.actions.choose(queryId, resultId);
  }

  async onFile() {
    const [file] = this.file.files;
    this.file.value = "";
    if (!file) return;
    if (file.size > 20 * 1048576) {
      toast("Files may have up to 20 MB");
      return;
    }
    const data = await base64(file);
    if (/^image\/(png|jpeg|webp)$/.test(file.type)) await this.actions.send({ photo: data });
    else await this.actions.send({ document: data, file_name: file.name, mime_type: file.type || undefined });
  }
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
