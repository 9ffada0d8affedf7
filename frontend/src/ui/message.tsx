// A whole screen that says one thing.

import "./message.css";
import type { ComponentChildren } from "preact";

interface Props {
  title: string;
  text?: string;
  children?: ComponentChildren;
}

export const Message = ({ title, text, children }: Props) => (
  <div class="message" role="alert">
    <h1>{title}</h1>
    {text && <p>{text}</p>}
    {children}
  </div>
);
