// Chromium, wherever it is.
import { chromium } from "playwright-core";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export const launch = () => chromium.launch({ executablePath: CHROMIUM, args: FLAGS });

/** What everything that people look at is looked at on. */
export const SCREENS = [
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
];
export const SCHEMES = ["light", "dark"];
