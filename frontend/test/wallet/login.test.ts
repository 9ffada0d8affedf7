import { beforeEach, describe, expect, test, vi } from "vitest";
import { type Api, ApiError } from "../../src/data/api.ts";
import { ProofRefused } from "../../src/data/problems.ts";
import { Login, type Proven, type Step } from "../../src/wallet/login.ts";
import { fakeClock } from "../data/fakes.ts";

const MINUTE = 60_000;
let clock = fakeClock();

const wallet = (payload: string): Proven =>
  ({ connectItems: { tonProof: { name: "ton_proof", proof: { payload } } } }) as unknown as Proven;

function setUp(answers: Partial<Record<string, () => unknown>> = {}) {
  const asked: string[] = [];
  const post = vi.fn(async (path: string, _schema?: unknown, _body?: unknown) => {
    asked.push(path);
    const answer = answers[path];
    if (answer) return answer();
    return path.endsWith("payload") ? { payload: `payload-${asked.length}` } : { wallet: {} };
  });
  const connector = { request: vi.fn(), close: vi.fn(), disconnect: vi.fn(async () => undefined) };
  const steps: Step[] = [];
  const api: Pick<Api, "post"> = { post: post as Api["post"] };
  const attempt = new Login(api, connector, (step) => steps.push(step), clock);
  return { asked, post, connector, steps, attempt, names: () => steps.map(({ step }) => step) };
}

beforeEach(() => {
  clock = fakeClock();
});

describe("login", () => {
  test("shows loading, then asks the wallet to sign our payload, then checks the proof", async () => {
    const { attempt, connector, names, asked } = setUp();
    await attempt.begin();
    expect(connector.request.mock.calls).toEqual([[undefined], ["payload-1"]]);
    await attempt.report({ kind: "proof", wallet: wallet("payload-1") });
    expect(names()).toEqual(["preparing", "waiting", "checking", "done"]);
    expect(asked).toEqual(["/api/auth/generate-payload", "/api/auth/check-proof"]);
  });

  test("a wallet that is reported twice is sent once", async () => {
    const { attempt, asked } = setUp();
    await attempt.begin();
    await Promise.all([1, 2].map(() => attempt.report({ kind: "proof", wallet: wallet("payload-1") })));
    expect(asked.filter((path) => path.endsWith("check-proof"))).toHaveLength(1);
  });

  test("the payload is renewed before it expires, until a wallet has signed", async () => {
    const { attempt, connector } = setUp();
    await attempt.begin();
    await clock.pass(8 * MINUTE);
    expect(connector.request.mock.calls.slice(2)).toEqual([[undefined], ["payload-2"]]);
    await attempt.report({ kind: "proof", wallet: wallet("payload-2") });
    await clock.pass(20 * MINUTE);
    expect(connector.request).toHaveBeenCalledTimes(4);
  });

  test("coming back after a long time asks for a new payload immediately", async () => {
    const { attempt, connector } = setUp();
    await attempt.begin();
    await attempt.renew();
    expect(connector.request).toHaveBeenCalledTimes(2);
    await clock.pass(7.9 * MINUTE);
    clock.skip(MINUTE);
    await attempt.renew();
    expect(connector.request).toHaveBeenLastCalledWith("payload-2");
  });

  test("a restored wallet without a proof is disconnected, so that it can be asked again", async () => {
    const { attempt, connector, names } = setUp();
    await attempt.begin();
    await attempt.report({ kind: "restored" });
    expect(connector.disconnect).toHaveBeenCalledOnce();
    expect(names().at(-1)).toBe("waiting");
  });

  test("a wallet that does not sign is disconnected, and the step says so", async () => {
    const { attempt, connector, steps } = setUp();
    await attempt.begin();
    await attempt.report({ kind: "refused", code: 400 });
    expect(connector.disconnect).toHaveBeenCalledOnce();
    expect(steps.at(-1)).toEqual({ step: "failed", error: expect.any(ProofRefused) });
  });

  test("no payload: the window is closed and nothing is asked without a proof", async () => {
    const down = new ApiError(503, "partner_unreachable");
    const { attempt, connector, steps } = setUp({ "/api/auth/generate-payload": () => Promise.reject(down) });
    await attempt.begin();
    expect(connector.request.mock.calls).toEqual([[undefined]]);
    expect(connector.close).toHaveBeenCalledOnce();
    expect(steps.at(-1)).toEqual({ step: "failed", error: down });
  });

  test("a refused proof disconnects the wallet and can be tried again with a new payload", async () => {
    let refuse = true;
    const { attempt, connector, names } = setUp({
      "/api/auth/check-proof": () => (refuse ? Promise.reject(new ApiError(400, "proof_expired")) : {}),
    });
    await attempt.begin();
    await attempt.report({ kind: "proof", wallet: wallet("payload-1") });
    expect(names().at(-1)).toBe("failed");
    expect(connector.disconnect).toHaveBeenCalledOnce();
    refuse = false;
    await attempt.begin();
    await attempt.report({ kind: "proof", wallet: wallet("payload-3") });
    expect(names().at(-1)).toBe("done");
  });

  test("a wallet of another account waits for the person: switch sends the same proof again", async () => {
    const refusal = new ApiError(409, "other_account");
    const { attempt, connector, names, post } = setUp({
      "/api/auth/check-proof": () => (post.mock.calls.length === 2 ? Promise.reject(refusal) : {}),
    });
    await attempt.begin();
    await attempt.report({ kind: "proof", wallet: wallet("payload-1") });
    expect(names().at(-1)).toBe("other");
    expect(connector.disconnect).not.toHaveBeenCalled();
    await attempt.switchAccount();
    expect(names().slice(-2)).toEqual(["checking", "done"]);
    const bodies = post.mock.calls.slice(1).map(([, , body]) => body);
    const tonWallet = wallet("payload-1");
    expect(bodies).toEqual([{ tonWallet }, { tonWallet, switchAccount: true }]);
    await attempt.switchAccount();
    expect(post).toHaveBeenCalledTimes(3);
  });

  test("keeping the account disconnects the wallet of the other one", async () => {
    const { attempt, connector, names, post } = setUp({
      "/api/auth/check-proof": () => Promise.reject(new ApiError(409, "other_account")),
    });
    await attempt.begin();
    await attempt.report({ kind: "proof", wallet: wallet("payload-1") });
    await attempt.keepAccount();
    expect(names().at(-1)).toBe("idle");
    expect(connector.disconnect).toHaveBeenCalledOnce();
    await attempt.switchAccount();
    expect(post).toHaveBeenCalledTimes(2);
  });

  test("giving up ends the attempt: a late payload is not used", async () => {
    let answer: (value: unknown) => void = () => undefined;
    const { attempt, connector, names } = setUp({
      "/api/auth/generate-payload": () => new Promise((resolve) => (answer = resolve)),
    });
    const begun = attempt.begin();
    attempt.end();
    answer({ payload: "late" });
    await begun;
    expect(connector.request.mock.calls).toEqual([[undefined]]);
    expect(names()).toEqual(["preparing", "idle"]);
  });
});
