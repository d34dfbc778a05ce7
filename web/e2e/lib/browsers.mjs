// The browsers in which the journeys are made: both, or the one that JOURNEY_BROWSER names, so that two runs share the work.
import { describe } from "node:test";
import { Chromium } from "./chromium.mjs";
import { Firefox } from "./firefox.mjs";

const only = process.env.JOURNEY_BROWSER;

export const browsers = [Chromium, Firefox].filter(({ name }) => !only || name === only);
if (browsers.length === 0) throw new Error(`JOURNEY_BROWSER=${only} is neither Chromium nor Firefox`);

// describeIn is describe for a journey that is made in one browser alone.
export function describeIn(Browser, name, journey) {
  if (browsers.includes(Browser)) describe(name, journey);
}
