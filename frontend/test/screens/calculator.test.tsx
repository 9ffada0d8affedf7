// @vitest-environment happy-dom

import { fireEvent, screen, waitFor, within } from "@testing-library/preact";
import { expect, test, vi } from "vitest";
import * as bridge from "../../src/telegram/bridge.ts";
import { t } from "../../src/text/translate.ts";
import { item, OVERVIEW, openApp } from "./app.tsx";

const incomePerTh = {
  btcCourseInUsd: "78864",
  kilowattHour: "0.05",
  totalIncomePerThToday: "0.038951",
  c1ValuePerThPerWtToday: "0.0012",
  c2ValuePerThToday: "0.0089",
  c3ValuePerThToday: null,
  c4ValuePerThToday: null,
};

async function open(power: string) {
  openApp(({ path }) => (path === "/api/overview" ? item({ ...OVERVIEW, power, incomePerTh }) : undefined), {
    link: "calculator",
  });
  return { power: await screen.findByRole<HTMLInputElement>("textbox", { name: "Power, TH" }) };
}

const net = (): string => document.querySelector(".hero")?.textContent ?? "";

function enter(field: HTMLInputElement, text: string): void {
  fireEvent.input(field, { target: { value: text } });
  fireEvent.blur(field);
}

test("the calculator reaches the own power above 5,000 TH and returns to it", async () => {
  const { power } = await open("9844");
  expect(power.value).toBe("9,844");
  const before = net();
  const slider = screen.getByRole<HTMLInputElement>("slider", { name: /^Power/ });
  expect(slider.value).toBe(slider.max);
  fireEvent.input(slider, { target: { value: "10" } });
  expect(power.value).not.toBe("9,844");
  expect(net()).not.toBe(before);
  fireEvent.input(slider, { target: { value: slider.max } });
  expect(power.value).toBe("9,844");
  enter(power, "12");
  fireEvent.click(screen.getByRole("button", { name: t("button-calc-own") }));
  expect(power.value).toBe("9,844");
  expect(net()).toBe(before);
});

test("a power is typed in any notation, and an ambiguous one is asked about", async () => {
  const { power } = await open("100");
  enter(power, "20 000");
  expect(power.value).toBe("20,000");
  const large = net();
  enter(power, "1.500");
  const question = within(screen.getByRole("alert"));
  expect(question.getByText(t("calc-which"))).toBeTruthy();
  expect(net()).toBe(large); // nothing is guessed
  fireEvent.click(question.getByRole("button", { name: "1.5" }));
  expect(power.value).toBe("1.5");
  expect(screen.queryByRole("alert")).toBeNull();
});

test("a text that is no possible power is said to be wrong, and changes nothing", async () => {
  const { power } = await open("100");
  const before = net();
  for (const text of ["abc", "-5", "99,999,999", "0"]) {
    enter(power, text);
    expect(screen.getByRole("alert").textContent).toContain("10,000,000");
    expect(net()).toBe(before);
  }
});

test("a drag of the slider is felt once", async () => {
  const send = vi.spyOn(bridge, "send");
  await open("100");
  const slider = screen.getByRole("slider", { name: /^Power/ });
  send.mockClear();
  for (let step = 1; step <= 117; step += 1) fireEvent.input(slider, { target: { value: String(step) } });
  fireEvent.change(slider);
  await waitFor(() => expect(send).toHaveBeenCalledTimes(1));
});
