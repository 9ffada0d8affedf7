// The offer of an e-mail by which GoMining can give an account without a wallet back to its owner.
// It goes to GoMining and is kept nowhere here: neither in the cache nor, once sent, on the screen.

import "./recovery-email.css";
import "../data/recovery-problems.ts";
import { useRef, useState } from "preact/hooks";
import { useShown } from "../data/hooks.ts";
import { recovery } from "../data/schemas.ts";
import { useSession } from "../data/session.ts";
import { haptic } from "../telegram/haptic.ts";
import { t } from "../text/translate.ts";
import { Action } from "../ui/action.tsx";
import { Section } from "../ui/card.tsx";
import { useOnce } from "../ui/once.ts";
import { TroubleLine } from "../ui/trouble.tsx";

const LONGEST = 254; // characters of an e-mail address
// The server judges; this only keeps what cannot be an address from being sent.
const LIKELY = /^\S+@\S+\.\S+$/;

const DECLINED = { email: null, declined: true };
type Sending = typeof DECLINED | { email: string; declined: false };
type Decided = "given" | "declined";

/** Shown until the person has decided, where there is anything to decide; else nothing. */
export function RecoveryEmail() {
  const { me } = useSession();
  const { data: who } = useShown(me);
  const [decided, setDecided] = useState<Decided>();
  if (decided) return <Done decided={decided} />;
  const decide = (decision: Decided): void => {
    setDecided(decision);
    void me.refresh(); // so that it is not offered again when this screen is
  };
  return who?.recovery === "needed" ? <Offer onDecided={decide} /> : null;
}

const Done = ({ decided }: { decided: Decided }) => (
  <Section title={t("page-email")}>
    <p class="recovery" role="status">
      {t(decided === "given" ? "page-email-given" : "page-email-declined")}
    </p>
  </Section>
);

function Offer({ onDecided }: { onDecided(decided: Decided): void }) {
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const { busy, error, send } = useDecision(onDecided);
  const email = text.trim();
  const give = (): void => {
    setWrong(!LIKELY.test(email));
    if (LIKELY.test(email)) send({ email, declined: false });
  };
  return (
    <Section title={t("page-email")}>
      <div class="recovery">
        <p class="quiet">{t("page-email-text")}</p>
        <input
          type="email"
          inputMode="email"
          autocomplete="email"
          maxLength={LONGEST}
          aria-label={t("page-email-label")}
          placeholder={t("page-email-label")}
          aria-invalid={wrong}
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setWrong(false);
          }}
          onKeyDown={(event) => event.key === "Enter" && give()}
        />
        {wrong && <p role="alert">{t("page-email-wrong")}</p>}
        {error !== undefined && <TroubleLine error={error} />}
        <Action kind="strong" busy={busy} onPress={give}>
          {t("page-email-give")}
        </Action>
        <Action busy={busy} onPress={() => send(DECLINED)}>
          {t("page-email-decline")}
        </Action>
      </div>
    </Section>
  );
}

/** What sends a decision, once at a time, and how the last one has failed. */
function useDecision(onDecided: (decided: Decided) => void) {
  const { api } = useSession();
  const [error, setError] = useState<unknown>();
  const sending = useRef<Sending>(DECLINED);
  const [busy, start] = useOnce(async () => {
    setError(undefined);
    try {
      const answer = await api.post("/api/recovery-email", recovery, sending.current);
      haptic.success();
      onDecided(answer.recovery);
    } catch (failure) {
      haptic.error();
      setError(failure);
    }
  });
  const send = (decision: Sending): void => {
    sending.current = decision;
    start();
  };
  return { busy, error, send };
}
