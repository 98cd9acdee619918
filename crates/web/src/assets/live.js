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
  listen(`/api/v1/ventures/${page.dataset.venture}/events`, news);
  setInterval(() => document.visibilityState === "visible" && refresh(), REFRESH_MS);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
  return refresh;
}

function listen(url, news) {
  const stream = new EventSource(url);
  let polling;
  stream.addEventListener("block", news);
  stream.addEventListener("sales", news);
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
  const block = fresh.querySelector("#page")?.dataset.block;
  if (block === undefined || BigInt(block) < blockOf(page)) return;
  for (const old of document.querySelectorAll("[data-live]")) {
    const now = fresh.getElementById(old.id);
    if (now && now.innerHTML !== old.dataset.shown && now.innerHTML !== old.innerHTML) put(old, now);
  }
  page.dataset.block = block;
  document.dispatchEvent(new CustomEvent("usufruct:refreshed"));
}

/** Puts `now` in place of `old`, unless the visitor is in the middle of it; open details stay open. */
function put(old, now) {
  if (old.contains(document.activeElement) && document.activeElement !== document.body) return;
  const open = [...old.querySelectorAll("details")].map((details) => details.open);
  const changed = figures(old);
  const node = document.importNode(now, true);
  node.querySelectorAll("details").forEach((details, place) => (details.open = open[place] ?? false));
  old.replaceWith(node);
  for (const [name, element] of figures(node)) {
    if (changed.has(name) && changed.get(name).value !== element.value) element.classList.add("fresh");
  }
}

const figures = (node) => new Map([...node.querySelectorAll("data[data-figure]")].map((data) => [data.dataset.figure, data]));
