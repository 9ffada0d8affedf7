// A TON wallet for a mini-app under test: TON Connect's JS bridge over the sandbox's HTTP wallet.
//
// A wallet app injects its bridge into the page it shows. The chat page cannot inject into an iframe
// of another origin, so the mini-app loads this script itself, in sandbox mode only:
//   <script src="http://127.0.0.1:8081/static/wallet-bridge.js?key=sandbox&index=0"></script>
// Parameters of the script's URL:
//   key      property of window that gets `.tonconnect` (default "sandbox")
//   index    which test wallet the sheet proposes (default 0): the person may choose another there;
//            version (v3r1 … v5r1) and chain (-239, -3) as the wallet takes them
//   auto     "approve", "reject" or a fault of the wallet ("wrongNetwork", "noProof", …): answer without asking
//   browser  "1": the page runs inside the wallet's own browser (isWalletBrowser)
(() => {
  const source = new URL(document.currentScript.src);
  const query = source.searchParams;
  const index = query.get("index") ?? "0";
  const key = query.get("key") ?? "sandbox";
  const place = `sandbox-wallet:${index}`;
  const listeners = new Set();
  let lastId = Date.now();

  const FEATURES = ["SendTransaction", { name: "SendTransaction", maxMessages: 4 }];
  const CHOICES = [
    ["approve", "Approve", true], ["reject", "Reject", false], ["wrongNetwork", "Approve on the wrong network", false],
    ["noProof", "Approve without a proof", false],
  ];

  const refusal = (code, message) => ({ event: "connect_error", id: ++lastId, payload: { code, message } });

  /** Ask the person, in a sheet of its own shadow root, which the page's styles do not reach: what, and with which wallet. */
  function ask(manifestUrl, wantsProof) {
    const host = document.createElement("div");
    const root = host.attachShadow({ mode: "open" });
    const style = new CSSStyleSheet(); // made by script: allowed by a policy that forbids inline styles
    style.replaceSync(`
      dialog { box-sizing: border-box; width: min(340px, calc(100vw - 24px)); border: 0; border-radius: 20px; padding: 20px; font: 15px/1.4 system-ui, sans-serif; color: #17181f; background: #fff; color-scheme: light; }
      dialog::backdrop { background: rgb(12 12 28 / 50%); }
      h2 { margin: 0 0 6px; font-size: 18px } p { margin: 0 0 14px; color: #5d6273; overflow-wrap: anywhere }
      label { display: flex; align-items: center; gap: 12px } input { flex: 1; min-width: 0; padding: 9px 12px; border: 1px solid #8a90a3; border-radius: 12px; font: inherit; color: inherit; background: #fff }
      button { display: block; width: 100%; margin-top: 8px; padding: 12px; border: 0; border-radius: 12px; font: 600 15px system-ui, sans-serif; color: #4338ca; background: #f1f0fe; cursor: pointer }
      button.main { color: #fff; background: #5147d9 }
      :focus-visible { outline: 2px solid #17181f; outline-offset: 2px }`);
    root.adoptedStyleSheets = [style];
    const dialog = document.createElement("dialog");
    dialog.setAttribute("aria-label", "Sandbox wallet");
    const title = Object.assign(document.createElement("h2"), { textContent: "Sandbox wallet" });
    const words = wantsProof ? "asks to connect and to sign in" : "asks to connect";
    const text = Object.assign(document.createElement("p"), { textContent: `${new URL(manifestUrl).host} ${words}.` });
    const number = Object.assign(document.createElement("input"), { type: "number", min: 0, max: 999999, value: index, required: true });
    const label = Object.assign(document.createElement("label"), { textContent: "Test wallet" });
    label.append(number);
    dialog.append(title, text, label);
    root.append(dialog);
    document.body.append(host);
    return new Promise((resolve) => {
      for (const [id, label, main] of CHOICES) {
        const button = Object.assign(document.createElement("button"), { type: "button", textContent: label, className: main ? "main" : "" });
        button.addEventListener("click", () => (id === "reject" || number.reportValidity()) && dialog.close(id));
        dialog.append(button);
      }
      dialog.addEventListener("close", () => {
        host.remove();
        resolve([dialog.returnValue || "reject", number.value]);
      });
      dialog.showModal();
      root.querySelector(".main").focus(); // and not the number, which would bring up a keyboard
    });
  }

  async function connect(version, request) {
    if (version > 2) return refusal(1, `Protocol version ${version} is not supported`);
    const proof = request.items.find((item) => item.name === "ton_proof");
    const auto = query.get("auto");
    const [choice, wallet] = auto ? [auto, index] : await ask(request.manifestUrl, Boolean(proof));
    const body = { manifestUrl: request.manifestUrl };
    if (proof) body.payload = proof.payload;
    for (const name of ["version", "chain"]) if (query.has(name)) body[name] = query.get(name);
    if (choice !== "approve") body.fault = choice;
    let answer;
    try {
      const url = `${source.origin}/sim/wallet/${Number(wallet) || 0}/connect`;
      const response = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
      answer = await response.json();
      if (!response.ok) return refusal(0, answer.error ?? `The sandbox answered ${response.status}`);
    } catch (error) {
      return refusal(0, `The sandbox's wallet cannot be reached: ${error.message}`);
    }
    const event = { ...answer.event, id: ++lastId };
    // What a wallet remembers of a connection is the address, never a proof.
    if (event.event === "connect") {
      const items = event.payload.items.filter((item) => item.name === "ton_addr");
      localStorage.setItem(place, JSON.stringify({ ...event.payload, items }));
    }
    return event;
  }

  async function restoreConnection() {
    const known = localStorage.getItem(place);
    return known ? { event: "connect", id: ++lastId, payload: JSON.parse(known) } : refusal(100, "Unknown app");
  }

  async function send({ method, id }) {
    if (method !== "disconnect") return { error: { code: 400, message: `The sandbox's wallet does not do ${method}` }, id };
    localStorage.removeItem(place);
    return { result: {}, id };
  }

  window[key] = {
    tonconnect: {
      deviceInfo: { platform: "browser", appName: "sandbox-wallet", appVersion: "1.0.0", maxProtocolVersion: 2, features: FEATURES },
      walletInfo: {
        name: "Sandbox wallet", app_name: "sandbox-wallet", image: `${source.origin}/static/icon.svg`,
        about_url: source.origin, platforms: ["ios", "android", "chrome", "firefox", "safari", "macos", "windows", "linux"], features: FEATURES,
      },
      protocolVersion: 2,
      isWalletBrowser: query.get("browser") === "1",
      connect,
      restoreConnection,
      send,
      listen(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      disconnect: () => localStorage.removeItem(place),
    },
  };
})();
