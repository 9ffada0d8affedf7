// The small pieces that all screens are made of.

import type { ComponentChildren } from "preact";
import { explain } from "../errors.ts";
import { close, haptic } from "../telegram.ts";
import { t } from "../words.ts";
import { Icon, type IconName } from "./icons.tsx";

type Children = { children?: ComponentChildren };

export const Card = ({ children, class: name = "" }: Children & { class?: string }) => <section class={`card ${name}`}>{children}</section>;

/** A part of a screen with a heading of its own. */
export function Section({ title, aside, children }: Children & { title: string; aside?: ComponentChildren }) {
  return (
    <section class="section">
      <div class="section-head">
        <h2>{title}</h2>
        {aside}
      </div>
      <div class="card list">{children}</div>
    </section>
  );
}

interface RowProps {
  title: ComponentChildren;
  note?: ComponentChildren;
  value?: ComponentChildren;
  more?: ComponentChildren;
  icon?: IconName;
  mark?: string;
  danger?: boolean;
  onPress?: (() => void) | undefined;
}

/** A line of a list: what it is at the start, what it comes to at the end. */
export function Row({ title, note, value, more, icon, mark, danger, onPress }: RowProps) {
  const body = (
    <>
      {icon && (
        <span class="row-icon">
          <Icon name={icon} />
        </span>
      )}
      {mark && (
        <span class="row-icon row-mark" aria-hidden="true">
          {mark}
        </span>
      )}
      <span class="row-text">
        <span class="row-title">{title}</span>
        {note !== undefined && <span class="row-note">{note}</span>}
      </span>
      {value !== undefined && (
        <span class="row-end">
          <span class="row-value">{value}</span>
          {more !== undefined && <span class="row-note">{more}</span>}
        </span>
      )}
      {onPress && <Icon name="next" class="row-next" />}
    </>
  );
  if (!onPress) return <div class="row">{body}</div>;
  const press = (): void => {
    haptic.tap();
    onPress();
  };
  return (
    <button type="button" class={danger ? "row danger" : "row"} onClick={press}>
      {body}
    </button>
  );
}

/** A row of choices of which one holds. */
export function Segmented<T extends string>(props: { label: string; options: readonly (readonly [T, string])[]; value: T; onChange(value: T): void }) {
  const pick = (value: T): void => {
    if (value === props.value) return;
    haptic.select();
    props.onChange(value);
  };
  return (
    <div class="segmented" role="radiogroup" aria-label={props.label}>
      {props.options.map(([value, text]) => (
        <label key={value} class={value === props.value ? "on" : ""}>
          <input type="radio" name={props.label} checked={value === props.value} onChange={() => pick(value)} />
          {text}
        </label>
      ))}
    </div>
  );
}

/** What will be text, as a grey bar of its height. */
export const Bone = ({ width, height }: { width: string; height?: string }) => (
  <span class="bone" style={{ width, ...(height && { height }) }} aria-hidden="true" />
);

export function BoneRows({ count }: { count: number }) {
  return (
    <>
      {Array.from({ length: count }, (_, at) => (
        <div class="row" key={at} aria-hidden="true">
          <span class="row-text">
            <Bone width={`${46 + ((at * 17) % 30)}%`} />
            <Bone width="34%" height="12px" />
          </span>
          <span class="row-end">
            <Bone width="88px" />
          </span>
        </div>
      ))}
    </>
  );
}

export function Empty({ icon, title, text }: { icon: IconName; title: string; text?: string }) {
  return (
    <div class="empty">
      <span class="empty-icon">
        <Icon name={icon} />
      </span>
      <h2>{title}</h2>
      {text && <p>{text}</p>}
    </div>
  );
}

/** What went wrong and what helps. */
export function Trouble({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }) {
  const { message, remedy, requestId, seconds } = explain(error);
  return (
    <div class="trouble" role="alert">
      <p>{t(message, { seconds: seconds ?? 5 })}</p>
      {remedy === "reopen" && <Action onPress={close}>{t("page-close")}</Action>}
      {remedy === "retry" && onRetry && <Action onPress={onRetry}>{t("button-again")}</Action>}
      {requestId && remedy !== "reopen" && <small>{t("page-error-id", { id: requestId })}</small>}
    </div>
  );
}

export function Action({ children, onPress, busy, kind = "soft" }: Children & { onPress(): void; busy?: boolean; kind?: "soft" | "strong" }) {
  const press = (): void => {
    haptic.tap();
    onPress();
  };
  return (
    <button type="button" class={`action ${kind}`} onClick={press} disabled={!!busy} aria-busy={!!busy}>
      {children}
    </button>
  );
}
