import { expect, test, vi } from "vitest";
import { reportErrors } from "../../src/data/error-reports.ts";

function opened() {
  const send = vi.fn(async (_path: unknown, _options?: unknown) => new Response("{}"));
  const window = new EventTarget();
  reportErrors("secret", window as unknown as Window, send as typeof fetch);
  const report = (error: unknown) => window.dispatchEvent(Object.assign(new Event("error"), { error }));
  const bodies = () => send.mock.calls.map(([, options]) => JSON.parse((options as { body: string }).body));
  return { window, report, bodies, send };
}

function failure(stack: string): Error {
  const error = new TypeError("the address bc1q is private");
  error.stack = stack;
  return error;
}

test("an error is reported by its name and place, without its message", () => {
  const { report, bodies } = opened();
  report(failure("TypeError: bc1q\n    at f (https://app.example/assets/miner-x1.js:1:203)"));
  expect(bodies()).toEqual([{ name: "TypeError", at: "assets/miner-x1.js:1:203" }]);
});

test("what reaches the window is reported, once for each place and at most five times", () => {
  const { window, bodies } = opened();
  for (let line = 0; line < 20; line += 1) {
    const event = Object.assign(new Event("unhandledrejection"), { reason: failure(`assets/a.js:${line >> 1}:1`) });
    window.dispatchEvent(event);
  }
  window.dispatchEvent(Object.assign(new Event("error"), { error: "no Error" }));
  expect(bodies().map(({ at }) => at)).toEqual([0, 1, 2, 3, 4].map((line) => `assets/a.js:${line}:1`));
});

test("a report that cannot be sent is not an error itself", async () => {
  const { report, send } = opened();
  send.mockRejectedValue(new TypeError("offline"));
  report(failure(""));
  await Promise.resolve();
  expect(send).toHaveBeenCalledTimes(1);
});
