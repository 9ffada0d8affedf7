// The wallet login, step by step, without TON Connect itself (that is ton.ts): a payload is asked
// for, kept fresh while the person thinks, and a proof is sent once.

import type { Api, Schemas } from "./api.ts";
import { ProofRefused } from "./errors.ts";

export type Proven = Schemas["TonWallet"];

/** What the login asks of TON Connect. */
export interface Connector {
  /** undefined: a payload is on its way, show so. A string: ask the wallet to sign it. */
  request(payload: string | undefined): void;
  /** Take TON Connect's window away. */
  close(): void;
  /** Forget the connected wallet, if there is one. */
  disconnect(): Promise<void>;
}

/** A wallet that TON Connect reports: with a proof, with its refusal, or (restored) with neither. */
export type Reported =
  | { kind: "proof"; wallet: Proven }
  | { kind: "refused"; code: number | undefined }
  | { kind: "restored" };

export type Step =
  | { step: "idle" }
  | { step: "preparing" }
  | { step: "waiting" }
  | { step: "checking" }
  | { step: "done" }
  | { step: "failed"; error: unknown };

// The partner's payload lives ten minutes; a wallet app needs a moment to come up and sign.
const PAYLOAD_AGE = 8 * 60_000;

export interface Login {
  begin(): Promise<void>;
  report(reported: Reported): Promise<void>;
  /** The person gave up, or something else ended the attempt. */
  end(error?: unknown): void;
  /** Ask for a new payload if the last one is about to expire, as after a long time away. */
  renew(): Promise<void>;
}

export function login(
  api: Pick<Api, "post">,
  connector: Connector,
  show: (step: Step) => void,
  { now = Date.now, later = setTimeout, never = clearTimeout }: Partial<Clock> = {},
): Login {
  let asked = 0;
  let active = false;
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const sent = new Set<string>();

  const renew = async (): Promise<void> => {
    if (!active || now() - asked < PAYLOAD_AGE) return;
    await prepare();
  };

  const prepare = async (): Promise<void> => {
    const mine = attempt;
    never(timer);
    connector.request(undefined);
    try {
      const { payload } = await api.post("/api/auth/generate-payload");
      if (!active || mine !== attempt) return;
      asked = now();
      connector.request(payload);
      show({ step: "waiting" });
      timer = later(() => void renew(), PAYLOAD_AGE);
    } catch (error) {
      if (mine === attempt) fail(error);
    }
  };

  const fail = (error: unknown): void => {
    stop();
    connector.close();
    show({ step: "failed", error });
  };

  const stop = (): void => {
    active = false;
    attempt += 1;
    never(timer);
  };

  const check = async (wallet: Proven): Promise<void> => {
    const { payload } = wallet.connectItems.tonProof.proof;
    // TON Connect may report one wallet twice; a payload is good for a single use.
    if (sent.has(payload)) return;
    sent.add(payload);
    show({ step: "checking" });
    try {
      await api.post("/api/auth/check-proof", { tonWallet: wallet });
      stop();
      show({ step: "done" });
    } catch (error) {
      await connector.disconnect();
      fail(error);
    }
  };

  return {
    async begin() {
      stop();
      active = true;
      show({ step: "preparing" });
      await prepare();
    },
    async report(reported) {
      if (reported.kind === "proof") return check(reported.wallet);
      // A wallet without a proof is no login: it is let go, so that it can be asked again.
      await connector.disconnect();
      if (reported.kind === "refused") fail(new ProofRefused());
    },
    end(error) {
      if (!active) return;
      if (error !== undefined) return fail(error);
      stop();
      show({ step: "idle" });
    },
    renew,
  };
}

interface Clock {
  now(): number;
  later(act: () => void, time: number): ReturnType<typeof setTimeout>;
  never(timer: ReturnType<typeof setTimeout> | undefined): void;
}
