// The steps of a slider for powers from 1 TH to that of a large farm: each step is a part more.

const LARGEST_MINER = 5000; // TH
const STEPS = 200;

export interface Scale {
  steps: number;
  powerAt(step: number): number;
  stepOf(power: number): number;
}

/** A scale that reaches the largest miner, and `own` if that is more; its own step gives `own` exactly. */
export function powerScale(own: number): Scale {
  const most = Math.max(LARGEST_MINER, own);
  const stepOf = (power: number): number =>
    Math.round((Math.log(Math.min(most, Math.max(1, power))) / Math.log(most)) * STEPS);
  const ownStep = own ? stepOf(own) : -1;
  return { steps: STEPS, stepOf, powerAt: (step) => (step === ownStep ? own : rounded(most ** (step / STEPS))) };
}

function rounded(value: number): number {
  if (value < 10) return Math.round(value * 2) / 2;
  return value < 100 ? Math.round(value) : Math.round(value / 10) * 10;
}
