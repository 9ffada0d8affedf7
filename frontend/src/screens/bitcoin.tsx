// Bind or change the Bitcoin address: typed, pasted or scanned, then compared, then confirmed.

import { useEffect, useRef, useState } from "preact/hooks";
import { bare, judge } from "../bitcoin.ts";
import { explain } from "../errors.ts";
import { useSession } from "../session.ts";
import { useStore } from "../store.ts";
import { haptic } from "../telegram.ts";
import { canScan, paste, scan } from "../telegram-asks.ts";
import { t } from "../words.ts";
import { Blocks } from "../ui/blocks.tsx";
import { Header } from "../ui/header.tsx";
import { Icon } from "../ui/icons.tsx";
import { Action, Card } from "../ui/parts.tsx";
import { useBackButton, useClosingConfirmation, useMainButton } from "../ui/telegram.ts";

const LOOK = 700; // ms in which a tap is still the second half of a double tap
const LONGEST = 255;

type Phase = { at: "typing" } | { at: "comparing" } | { at: "sending" } | { at: "done"; address: string } | { at: "failed"; error: unknown };

export function BitcoinScreen() {
  const { api, overview, nav } = useSession();
  const bound = useStore(overview.view).data?.bitcoinAddress ?? undefined;
  const [text, setText] = useState("");
  const [phase, setPhase] = useState<Phase>({ at: "typing" });
  const verdict = judge(text);
  const address = bare(text);
  const typing = phase.at === "typing";

  const [looked, setLooked] = useState(false);
  const under = useRef(false);

  const send = async (): Promise<void> => {
    if (under.current) return; // two taps before the screen has changed
    under.current = true;
    setPhase({ at: "sending" });
    try {
      const answer = await api.post("/api/wallets/bitcoin", { address });
      haptic.success();
      setPhase({ at: "done", address: answer.address });
      void overview.refresh();
    } catch (error) {
      haptic.error();
      setPhase({ at: "failed", error });
    } finally {
      under.current = false;
    }
  };
  const compare = (): void => {
    haptic.tap();
    setLooked(false);
    setPhase({ at: "comparing" });
  };
  // Nobody compares so fast: a double tap on the button before must not confirm.
  useEffect(() => {
    if (phase.at !== "comparing") return;
    const timer = setTimeout(() => setLooked(true), LOOK);
    return () => clearTimeout(timer);
  }, [phase]);

  useClosingConfirmation(text !== "" && phase.at !== "done");
  useBackButton(() => (typing || phase.at === "done" || phase.at === "sending" ? nav.back() : setPhase({ at: "typing" })));
  useMainButton(
    phase.at === "done"
      ? { text: t("page-done"), press: () => nav.back() }
      : typing
        ? { text: t("page-continue"), disabled: verdict !== "good", press: compare }
        : { text: t("button-bind-yes"), busy: phase.at === "sending", disabled: phase.at === "comparing" && !looked, press: () => void send() },
  );

  if (phase.at === "done") {
    return (
      <>
        <Header title={t("page-payout-done")} />
        <Card class="compare">
          <span class="seal">
            <Icon name="check" />
          </span>
          <p>{t("page-payout-done-text")}</p>
          <Blocks address={phase.address} />
        </Card>
      </>
    );
  }
  if (!typing) {
    return (
      <>
        <Header title={t("page-compare")} />
        <Card class="compare">
          <p>{t("page-compare-text")}</p>
          <Blocks address={address} />
          {bound && bound !== address && <p class="quiet">{t("page-replaces", { address: bound })}</p>}
          {phase.at === "failed" && (
            <p class="trouble-line" role="alert">
              {t(explain(phase.error).message, { seconds: 5 })}
            </p>
          )}
        </Card>
        <div class="actions">
          <Action onPress={() => setPhase({ at: "typing" })}>{t("page-edit")}</Action>
        </div>
      </>
    );
  }
  return (
    <>
      <Header title={t(bound ? "button-bind-change" : "button-bind")} />
      <AddressField text={text} verdict={verdict} onText={setText} onEnter={() => verdict === "good" && compare()} />
      <p class="footnote">{t("page-address-hint")}</p>
      {bound && (
        <Card class="compare">
          <p class="label">{t("page-payout-now")}</p>
          <Blocks address={bound} />
        </Card>
      )}
    </>
  );
}

interface Field {
  text: string;
  verdict: ReturnType<typeof judge>;
  onText(text: string): void;
  onEnter(): void;
}

function AddressField({ text, verdict, onText, onEnter }: Field) {
  const input = useRef<HTMLTextAreaElement>(null);
  const [nothing, setNothing] = useState(false);
  useEffect(() => {
    const field = input.current;
    field?.focus({ preventScroll: true });
    // The keyboard has come up, or the window has become lower.
    const show = (): void => void (document.activeElement === field && field?.scrollIntoView({ block: "center" }));
    const windows = [window, visualViewport];
    for (const one of windows) one?.addEventListener("resize", show);
    return () => windows.forEach((one) => one?.removeEventListener("resize", show));
  }, []);
  const wrong = verdict !== "empty" && verdict !== "typing" && verdict !== "good";
  const fill = (got: string | null): void => {
    setNothing(!got);
    if (got) onText(bare(got).slice(0, LONGEST));
  };
  return (
    <Card class="address">
      <label>
        <span class="label">{t("page-bitcoin-address")}</span>
        <textarea
          ref={input}
          rows={2}
          value={text}
          maxLength={LONGEST}
          spellcheck={false}
          autocomplete="off"
          autocapitalize="off"
          placeholder="bc1…"
          aria-invalid={wrong}
          aria-describedby="verdict"
          onInput={(event) => onText(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Enter" && (event.preventDefault(), onEnter())}
        />
      </label>
      <p id="verdict" class={`verdict ${verdict === "good" ? "good" : wrong ? "wrong" : ""}`} role="status">
        {verdict === "good" && <Icon name="check" />}
        {nothing && verdict === "empty" ? t("page-paste-nothing") : t(VERDICTS[verdict])}
      </p>
      <div class="actions">
        {/* Whatever comes is shown, with the words on what is wrong with it. */}
        <Action onPress={() => void paste().then(fill)}>
          <Icon name="paste" /> {t("page-paste")}
        </Action>
        {canScan() && (
          <Action onPress={() => void scan(t("page-scan-text")).then((got) => got && fill(got))}>
            <Icon name="scan" /> {t("page-scan")}
          </Action>
        )}
      </div>
    </Card>
  );
}

const VERDICTS: Readonly<Record<ReturnType<typeof judge>, string>> = {
  empty: "page-address-empty",
  typing: "page-address-typing",
  good: "page-address-good",
  testnet: "page-address-testnet",
  checksum: "page-address-checksum",
  key: "page-address-key",
  lightning: "page-address-lightning",
  other: "page-address-other",
};
