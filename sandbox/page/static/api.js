// Client of the sandbox: HTTP requests and server-sent events.

const BASE = "/sim/chat";
const EVENTS = [
  "message", "edited", "deleted", "pinned", "keyboard", "callback_answer", "chat_action", "commands",
  "menu_button", "profile", "user", "invoice_closed", "web_app_answered", "call", "faults", "reset",
];

/** An error answer of the sandbox, with its message. */
export class ApiError extends Error {
  constructor(status, error) {
    super(error?.message || `The sandbox answered ${status}`);
    this.status = status;
    this.code = error?.code || String(status);
  }
}

async function send(url, method, body) {
  const options = { method };
  if (body !== undefined) {
    options.headers = { "Content-Type": "application/json" };
    options.body = JSON.stringify(body);
  }
  const response = await fetch(url, options);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(response.status, answer.error);
  return answer;
}

/** Requests of one user with one bot. */
export class Api {
  constructor({ user, bot, chat }) {
    this.selectors = { user, bot, chat };
  }

  url(path, query = {}) {
    const wanted = Object.entries({ ...this.selectors, ...query }).filter(([, value]) => value != null);
    return `${BASE}/${path}?${new URLSearchParams(wanted)}`;
  }

  async call(method, path, query, body) {
    return send(this.url(path, query), method, body);
  }

  get(path, query) {
    return this.call("GET", path, query);
  }

  post(path, body = {}) {
    return this.call("POST", path, {}, body);
  }

  remove(path, query) {
    return this.call("DELETE", path, query);
  }

  /** Call the partner's control API, which has no user, chat or bot. */
  async partner(method, path, body) {
    return send(`/sim/partner/${path}`, method, body);
  }

  /** Return the URL of a photo or document. */
  file(fileId, download = false) {
    return this.url(`file/${encodeURIComponent(fileId)}`, download ? { download: 1 } : {});
  }

  /**
   * Subscribe to events from `after` on: `handle(name, data)` per event, `online(bool)` for the connection.
   * The browser reconnects by itself with Last-Event-ID. Returns a function that ends the subscription.
   */
  subscribe(after, handle, online) {
    const source = new EventSource(this.url("events", { after }));
    for (const name of EVENTS)
      source.addEventListener(name, (event) => handle(name, JSON.parse(event.data || "{}")));
    source.addEventListener("open", () => online(true));
    source.addEventListener("error", () => online(false));
    return () => source.close();
  }
}
