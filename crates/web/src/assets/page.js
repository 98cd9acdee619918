// What a page can do beyond reading. Everything works without this file but claiming and copying.
//
// No markup is ever made from text here: words are set as textContent, and fragments come parsed from our own server.
import { followVenture } from "./live.js";
import { offerConnection } from "./wallets.js";
import { offerClaim } from "./claim.js";

/** Copy buttons: `data-copy-text`, or `data-copy` with a selector. */
function offerCopying() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy], [data-copy-text]");
    if (!button) return;
    const text = button.dataset.copyText ?? document.querySelector(button.dataset.copy).textContent;
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Select and copy by hand";
    }
    setTimeout(() => (button.textContent = label), 2000);
  });
}

/** Bars say what they are when pointed at; with the keyboard, a chart is one stop and arrows walk through its bars. */
function offerReadouts() {
  const say = (mark) => {
    const readout = mark.closest("[data-chart]")?.querySelector("[data-readout]");
    if (readout) readout.textContent = mark.getAttribute("aria-label");
  };
  const marks = (chart) => [...chart.querySelectorAll("[data-mark]")];
  const enter = () => {
    for (const chart of document.querySelectorAll("[data-chart]")) {
      const all = marks(chart);
      if (!all.some((mark) => mark.tabIndex === 0)) all.at(-1)?.setAttribute("tabindex", "0");
    }
  };
  document.addEventListener("pointerover", (event) => {
    const mark = event.target.closest?.("[data-mark]");
    if (mark) say(mark);
  });
  document.addEventListener("focusin", (event) => {
    const mark = event.target.closest?.("[data-mark]");
    if (mark) say(mark);
  });
  document.addEventListener("keydown", (event) => {
    const mark = event.target.closest?.("[data-mark]");
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!mark || !step) return;
    const all = marks(mark.closest("[data-chart]"));
    const next = all[all.indexOf(mark) + step];
    if (!next) return;
    mark.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
    event.preventDefault();
  });
  document.addEventListener("usufruct:refreshed", enter);
  enter();
}

offerCopying();
offerReadouts();
const page = document.querySelector("#page");
if (page) {
  const live = followVenture(page);
  offerConnection();
  offerClaim(live);
}
