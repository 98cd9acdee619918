// Keeps the figures of an open page current: when the server tells of a new block, the page is asked for again and the parts
// that changed are put in place of the old ones. Amounts are never computed here.

/** Figures that depend on the time are refreshed this often even when nothing happens. */
const REFRESH_MS = 60_000;
/** News within this time is taken together. */
const SETTLE_MS = 150;
/** Where the stream of news is not to be had, ask this often. */
const POLL_MS = 5_000;

/** The block that the page's figures are of. */
export const blockOf = (page) => BigInt(page.dataset.block);

/** Follows the venture of `page`; returns a function that refreshes now and resolves when that is done. */
export function followVenture(page) {
  let asked;
  const refresh = () => (asked ??= renew(page).finally(() => (asked = undefined)));
  let soon;
  const news = () => {
    clearTimeout(soon);
    soon = setTimeout(refresh, SETTLE_MS);
  };
  listen(page, news);
  setInterval(() => document.visibilityState === "visible" && refresh(), REFRESH_MS);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
  return refresh;
}

function listen(page, news) {
  const stream = new EventSource(`/api/v1/ventures/${page.dataset.venture}/events`);
  let polling;
  let sales;
  // The first of each kind says how things stand; the page may know that already.
  stream.addEventListener("block", ({ data }) => JSON.parse(data).block.hash !== page.dataset.hash && news());
  stream.addEventListener("sales", ({ data }) => {
    if (sales !== undefined && sales !== data) news();
    sales = data;
  });
  stream.addEventListener("open", () => (polling = clearInterval(polling)));
  // The browser connects again by itself, unless the server refused: then polling is what is left.
  stream.addEventListener("error", () => (polling ??= setInterval(news, POLL_MS)));
}

async function renew(page) {
  let text;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" }, cache: "no-store" });
    if (!answer.ok) return;
    text = await answer.text();
  } catch {
    return; // The server is away; the next news or the next minute tries again.
  }
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const { block, hash } = fresh.querySelector("#page")?.dataset ?? {};
  if (block === undefined) return;
  for (const old of document.querySelectorAll("[data-live]")) {
    const now = fresh.getElementById(old.id);
    if (now && !now.isEqualNode(old)) put(old, now);
  }
  Object.assign(page.dataset, { block, hash });
  document.dispatchEvent(new CustomEvent("usufruct:refreshed"));
}

/** Puts `now` in place of `old`. Open details stay open, and the focus stays where it was. */
function put(old, now) {
  const open = [...old.querySelectorAll("details")].map((details) => details.open);
  const focused = stops(old).indexOf(document.activeElement);
  const before = figures(old);
  const node = document.importNode(now, true);
  node.querySelectorAll("details").forEach((details, place) => (details.open = open[place] ?? false));
  old.replaceWith(node);
  stops(node)[focused]?.focus({ preventScroll: true });
  for (const [name, element] of figures(node)) {
    if (before.has(name) && before.get(name).value !== element.value) element.classList.add("fresh");
  }
}

/** Whatever can have the focus. */
const stops = (node) => [...node.querySelectorAll("a, button, summary, [tabindex]")];
const figures = (node) => new Map([...node.querySelectorAll("data[data-figure]")].map((data) => [data.dataset.figure, data]));
