// A line of a list: what it is at the start, what it comes to at the end.

import "./row.css";
import type { ComponentChildren } from "preact";
import { haptic } from "../telegram/haptic.ts";
import { Icon, type IconName } from "./icons.tsx";

interface Props {
  title: ComponentChildren;
  note?: ComponentChildren;
  value?: ComponentChildren;
  /** Below the value. */
  more?: ComponentChildren;
  icon?: IconName;
  /** A letter in place of an icon. */
  mark?: string;
  danger?: boolean;
  onPress?: (() => void) | undefined;
}

export function Row(props: Props) {
  const { danger, onPress } = props;
  if (!onPress) {
    return (
      <div class="row">
        <Content {...props} />
      </div>
    );
  }
  const press = (): void => {
    haptic.tap();
    onPress();
  };
  return (
    <button type="button" class={danger ? "row danger" : "row"} onClick={press}>
      <Content {...props} />
    </button>
  );
}

function Content({ title, note, value, more, icon, mark, onPress }: Props) {
  return (
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
}

/** A row of a long list, which is laid out when it comes near the screen. */
export const LazyRow = (props: Props) => (
  <div class="lazy">
    <Row {...props} />
  </div>
);

/** A value that is a figure. */
export const Figure = ({ children }: { children: ComponentChildren }) => <span class="figure">{children}</span>;

/** A name and a figure. */
export const FigureRow = ({ title, note, children }: { title: string; note?: string; children: ComponentChildren }) => (
  <Row title={title} note={note} value={<Figure>{children}</Figure>} />
);
