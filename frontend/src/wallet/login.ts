// The wallet login, step by step, without TON Connect itself (that is ton.ts): a payload is fetched,
// renewed while the person decides, and a proof is sent once.

import type { Api, Schemas } from "../data/api.ts";
import { CLOCK, type Clock, type Timer } from "../data/clock.ts";
import { isOtherAccount, ProofRefused } from "../data/problems.ts";
import { done, payload as payloadSchema } from "../data/schemas.ts";

export type Proven = Schemas["TonWallet"];

/** What the login asks of TON Connect. */
export interface Connector {
  /** undefined: show that a payload is being fetched. A string: ask the wallet to sign it. */
  request(payload: string | undefined): void;
  /** Close TON Connect's window. */
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
  /** The wallet is that of another account: `switchAccount` or `keepAccount` goes on. */
  | { step: "other" }
  | { step: "failed"; error: unknown };

// The partner's payload lives ten minutes; a wallet app needs a moment to come up and sign.
const PAYLOAD_AGE = 8 * 60_000;

type Asked = Pick<Api, "post">;

/** One login after another, each with a payload of its own. */
export class Login {
  private asked = 0;
  private active = false;
  private attempt = 0;
  private timer: Timer | undefined;
  private readonly sent = new Set<string>();
  /** The proof that waits for the person's decision. */
  private held: Proven | undefined;

  constructor(
    private readonly api: Asked,
    private readonly connector: Connector,
    private readonly show: (step: Step) => void,
    private readonly clock: Clock = CLOCK,
  ) {}

  async begin(): Promise<void> {
    this.stop();
    this.active = true;
    this.show({ step: "preparing" });
    await this.prepare();
  }

  async report(reported: Reported): Promise<void> {
    if (reported.kind === "proof") return this.check(reported.wallet);
    // A wallet without a proof is no login: it is disconnected, so that it can be asked again.
    await this.connector.disconnect();
    if (reported.kind === "refused") this.fail(new ProofRefused());
  }

  /** The person gave up, or something else ended the attempt. */
  end(error?: unknown): void {
    if (!this.active) return;
    if (error !== undefined) return this.fail(error);
    this.stop();
    this.show({ step: "idle" });
  }

  /** Ask for a new payload if the last one is about to expire, as after a long time away. */
  async renew(): Promise<void> {
    if (this.active && this.clock.now() - this.asked >= PAYLOAD_AGE) await this.prepare();
  }

  /** Log in with the wallet that was shown, although that changes the account. */
  async switchAccount(): Promise<void> {
    const { held } = this;
    this.held = undefined;
    if (held) await this.send(held, true);
  }

  /** Stay in the account, without the wallet. */
  async keepAccount(): Promise<void> {
    this.held = undefined;
    await this.connector.disconnect();
    this.show({ step: "idle" });
  }

  private async prepare(): Promise<void> {
    const { attempt } = this;
    this.clock.cancel(this.timer);
    this.connector.request(undefined);
    try {
      const { payload } = await this.api.post("/api/auth/generate-payload", payloadSchema);
      if (!this.active || attempt !== this.attempt) return;
      this.asked = this.clock.now();
      this.connector.request(payload);
      this.show({ step: "waiting" });
      this.timer = this.clock.later(() => void this.renew(), PAYLOAD_AGE);
    } catch (error) {
      if (attempt === this.attempt) this.fail(error);
    }
  }

  private async check(wallet: Proven): Promise<void> {
    const { payload } = wallet.connectItems.tonProof.proof;
    // TON Connect may report one wallet twice; a payload is good for a single use.
    if (this.sent.has(payload)) return;
    this.sent.add(payload);
    await this.send(wallet, false);
  }

  private async send(wallet: Proven, switchAccount: boolean): Promise<void> {
    this.show({ step: "checking" });
    // A server of an earlier version refuses members that it does not know.
    const body = { tonWallet: wallet, ...(switchAccount && { switchAccount }) } as Schemas["CheckProof"];
    try {
      await this.api.post("/api/auth/check-proof", done, body);
      this.stop();
      this.show({ step: "done" });
    } catch (error) {
      if (isOtherAccount(error)) {
        this.stop();
        this.held = wallet;
        return this.show({ step: "other" });
      }
      await this.connector.disconnect();
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    this.stop();
    this.connector.close();
    this.show({ step: "failed", error });
  }

  private stop(): void {
    this.active = false;
    this.attempt += 1;
    this.clock.cancel(this.timer);
  }
}
