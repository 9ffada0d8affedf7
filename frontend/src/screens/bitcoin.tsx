// Bind or change the Bitcoin address: typed, pasted or scanned, then compared, then confirmed.

import "./bitcoin.css";
import { useEffect, useState } from "preact/hooks";
import "../data/binding-problems.ts";
import { useShown } from "../data/hooks.ts";
import { bound as boundAnswer } from "../data/schemas.ts";
import { useSession } from "../data/session.ts";
import { haptic } from "../telegram/haptic.ts";
import { useClosingConfirmation, useMainButton } from "../telegram/hooks.ts";
import { t } from "../text/translate.ts";
import { Action } from "../ui/action.tsx";
import { AddressBlocks } from "../ui/address-blocks.tsx";
import { Card } from "../ui/card.tsx";
import { Header } from "../ui/header.tsx";
import { Icon } from "../ui/icons.tsx";
import { useOnce } from "../ui/once.ts";
import { TroubleLine } from "../ui/trouble.tsx";
import { bare, judge } from "../wallet/bitcoin-address.ts";
import { AddressField } from "./address-field.tsx";

const DOUBLE_TAP = 700; // ms in which a tap may still be the second half of a double tap

type Step =
  | { at: "typing" }
  | { at: "comparing" }
  | { at: "sending" }
  | { at: "done"; address: string }
  | { at: "failed"; error: unknown };

export default function BitcoinScreen() {
  const { nav, overview } = useSession();
  const bound = useShown(overview).data?.bitcoinAddress ?? undefined;
  const [text, setText] = useState("");
  const [step, setStep] = useState<Step>({ at: "typing" });
  const address = bare(text);

  useClosingConfirmation(text !== "" && step.at !== "done");
  useEffect(
    () =>
      nav.guardBack(() => {
        const steppedBack = step.at === "comparing" || step.at === "failed";
        if (steppedBack) setStep({ at: "typing" });
        return steppedBack;
      }),
    [nav, step],
  );
  if (step.at === "done") return <Done address={step.address} />;
  if (step.at !== "typing") return <Compare address={address} bound={bound} step={step} onStep={setStep} />;
  return <Type text={text} bound={bound} onText={setText} onStep={setStep} />;
}

interface TypeProps {
  text: string;
  bound: string | undefined;
  onText(text: string): void;
  onStep(step: Step): void;
}

function Type({ text, bound, onText, onStep }: TypeProps) {
  const good = judge(text) === "good";
  const compare = (): void => {
    if (!good) return;
    haptic.tap();
    onStep({ at: "comparing" });
  };
  useMainButton({ text: t("page-continue"), disabled: !good, press: compare });
  return (
    <div class="form-screen">
      <Header title={t(bound ? "button-bind-change" : "button-bind")} />
      <AddressField text={text} onText={onText} onEnter={compare} />
      <p class="footnote">{t("page-address-hint")}</p>
      {bound && (
        <Card class="compare">
          <p class="label">{t("page-payout-now")}</p>
          <AddressBlocks address={bound} />
        </Card>
      )}
    </div>
  );
}

interface CompareProps {
  address: string;
  bound: string | undefined;
  step: Step;
  onStep(step: Step): void;
}

function Compare({ address, bound, step, onStep }: CompareProps) {
  const [compared, send] = useSending(address, onStep);
  useMainButton({
    text: t("button-bind-yes"),
    busy: step.at === "sending",
    disabled: step.at === "comparing" && !compared,
    press: send,
  });
  return (
    <div class="form-screen">
      <Header title={t("page-compare")} />
      <Card class="compare">
        <p>{t("page-compare-text")}</p>
        <AddressBlocks address={address} />
        {bound && bound !== address && <p class="quiet">{t("page-replaces", { address: bound })}</p>}
        {step.at === "failed" && <TroubleLine error={step.error} />}
      </Card>
      <div class="actions">
        <Action onPress={() => onStep({ at: "typing" })}>{t("page-edit")}</Action>
      </div>
    </div>
  );
}

/** Whether there was time to compare, and what sends the address. */
function useSending(address: string, onStep: (step: Step) => void): readonly [boolean, () => void] {
  const { api, overview } = useSession();
  const [compared, setCompared] = useState(false);
  // Nobody compares so fast: a double tap on the button before must not confirm.
  useEffect(() => {
    const timer = setTimeout(() => setCompared(true), DOUBLE_TAP);
    return () => clearTimeout(timer);
  }, []);
  const [, send] = useOnce(async () => {
    onStep({ at: "sending" });
    try {
      const answer = await api.post("/api/wallets/bitcoin", boundAnswer, { address });
      haptic.success();
      onStep({ at: "done", address: answer.address });
      void overview.refresh();
    } catch (error) {
      haptic.error();
      onStep({ at: "failed", error });
    }
  });
  return [compared, send];
}

function Done({ address }: { address: string }) {
  const { nav } = useSession();
  useMainButton({ text: t("page-done"), press: nav.back });
  return (
    <div class="form-screen">
      <Header title={t("page-payout-done")} />
      <Card class="compare">
        <span class="seal">
          <Icon name="check" />
        </span>
        <p>{t("page-payout-done-text")}</p>
        <AddressBlocks address={address} />
      </Card>
    </div>
  );
}
