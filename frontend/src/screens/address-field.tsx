// The field for a Bitcoin address, with what is wrong with it.

import "./address-field.css";
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { canScan, paste, scan } from "../telegram/dialogs.ts";
import type { MessageName } from "../text/names.ts";
import { t } from "../text/translate.ts";
import { Action } from "../ui/action.tsx";
import { Card } from "../ui/card.tsx";
import { Icon } from "../ui/icons.tsx";
import { bare, isBeginning, judge, mayGrow, type Verdict } from "../wallet/bitcoin-address.ts";

const LONGEST = 255;
const PAUSE = 3000; // ms after which nobody types any more

const VERDICTS: Readonly<Record<Verdict, MessageName>> = {
  good: "page-address-good",
  empty: "page-address-empty",
  too_long: "page-address-long",
  private_key: "page-address-key",
  lightning: "page-address-lightning",
  silent_payment: "page-address-silent",
  spaces: "page-address-spaces",
  testnet: "page-address-testnet",
  other_coin: "page-address-coin",
  mixed_case: "page-address-mixed-case",
  unfinished: "page-address-typing",
  checksum: "page-address-checksum",
  witness_version: "page-address-version",
  not_an_address: "page-address-other",
};

interface Props {
  text: string;
  onText(text: string): void;
  onEnter(): void;
}

export function AddressField({ text, onText, onEnter }: Props) {
  const input = useRef<HTMLTextAreaElement>(null);
  const [nothing, setNothing] = useState(false);
  const [typing, setTyping] = useTyping();
  const judged = judge(text);
  const isGrowing = isBeginning(text) || (typing && judged === "checksum" && mayGrow(text));
  const verdict = isGrowing ? "unfinished" : judged;
  useKeptInView(input);
  const fill = (got: string | null): void => {
    setNothing(!got);
    if (got) onText((judge(got) === "good" ? bare(got) : got).slice(0, LONGEST));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    onEnter();
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
          aria-invalid={kindOf(verdict) === "wrong"}
          aria-describedby="verdict"
          onInput={(event) => {
            setTyping(event.currentTarget.value.length === text.length + 1);
            onText(event.currentTarget.value);
          }}
          onBlur={() => setTyping(false)}
          onKeyDown={onKeyDown}
        />
      </label>
      <VerdictLine verdict={verdict} nothing={nothing} />
      <Helpers onGot={fill} />
    </Card>
  );
}

/** Whether somebody is at the keyboard, so that more may come; it ends after a pause. */
function useTyping(): readonly [boolean, (typing: boolean) => void] {
  const [typed, setTyped] = useState(0);
  useEffect(() => {
    if (!typed) return;
    const timer = setTimeout(() => setTyped(0), PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);
  return [typed > 0, (typing) => setTyped((count) => (typing ? count + 1 : 0))];
}

function kindOf(verdict: Verdict): "good" | "wrong" | "" {
  if (verdict === "good") return "good";
  return verdict === "empty" || verdict === "unfinished" ? "" : "wrong";
}

const VerdictLine = ({ verdict, nothing }: { verdict: Verdict; nothing: boolean }) => (
  <p id="verdict" class={`verdict ${kindOf(verdict)}`} role="status">
    {verdict === "good" && <Icon name="check" />}
    {nothing && verdict === "empty" ? t("page-paste-nothing") : t(VERDICTS[verdict])}
  </p>
);

/** Other ways to an address. Whatever comes is shown, with what is wrong with it. */
function Helpers({ onGot }: { onGot(text: string | null): void }) {
  const fromClipboard = async (): Promise<void> => onGot(await paste());
  const fromCamera = async (): Promise<void> => {
    const got = await scan(t("page-scan-text"));
    if (got) onGot(got);
  };
  return (
    <div class="actions">
      <Action onPress={() => void fromClipboard()}>
        <Icon name="paste" /> {t("page-paste")}
      </Action>
      {canScan() && (
        <Action onPress={() => void fromCamera()}>
          <Icon name="scan" /> {t("page-scan")}
        </Action>
      )}
    </div>
  );
}

/** Focus the field, and keep it in view when the keyboard comes up or the window gets lower. */
function useKeptInView(input: RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    const field = input.current;
    field?.focus({ preventScroll: true });
    const show = (): void => {
      if (document.activeElement === field) field?.scrollIntoView({ block: "center" });
    };
    const sources = [window, window.visualViewport];
    for (const one of sources) one?.addEventListener("resize", show);
    return () => {
      for (const one of sources) one?.removeEventListener("resize", show);
    };
  }, [input]);
}
