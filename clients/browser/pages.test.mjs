// What a visitor sees: on a phone and a desk, light and dark, with and without JavaScript, and when something happens.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { SCHEMES, SCREENS, api, currency, demo, figure, figureBecomes, holders, json, launch, positionOf, read, send, tab, venture } from "./browser.mjs";
import { contrasts, overflow } from "./look.mjs";
import { PAYLOADS } from "./payloads.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

for (const viewport of SCREENS) {
  for (const colorScheme of SCHEMES) {
    test(`pages fit ${viewport.width} pixels and can be read, ${colorScheme}`, async () => {
      const { page, close } = await tab(browser, { viewport, colorScheme });
      const [holder] = await holders();
      for (const url of [venture, positionOf(holder.address), `${demo.web}/nowhere`]) {
        const answer = await page.goto(url);
        assert.match(answer.headers()["content-security-policy"], /default-src 'none'.*script-src 'self'/);
        await page.locator("details").evaluateAll((all) => all.forEach((details) => (details.open = true)));
        assert.deepEqual(await overflow(page), [], `${url} is wider than the screen`);
        assert.deepEqual(await contrasts(page), [], `${url} has words that cannot be read`);
        const status = answer.status();
        if (status === 404) break;
        assert.equal(status, 200);
      }
      // The browser itself notes a page that was not found.
      await page.goto("about:blank");
      await close().catch((error) => {
        const others = error.actual?.filter((fault) => !/404 \(Not Found\)/.test(fault));
        assert.deepEqual(others, [], error.message);
      });
    });
  }
}

test("nothing moves while the page loads", async () => {
  const { page, close } = await tab(browser, { viewport: SCREENS[0] });
  await page.addInitScript(() => {
    window.shifted = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.shifted += entry.value))).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(venture);
  await page.waitForLoadState("load");
  assert.equal(await page.evaluate(() => window.shifted), 0);
  await close();
});

test("every figure on the page is the API's", async () => {
  const { page, close } = await tab(browser);
  await page.goto(venture);
  const { data: purses, block } = await json(`${api}/purses`);
  const { data: silence } = await json(`${api}/if-customers-stop`);
  const { data: customers } = await json(`${api}/customers`);
  const { data: days } = await json(`${api}/days?limit=30`);
  assert.equal(await figure(page, "block"), BigInt(block.number));
  const of = { capital: purses.capital, revenue: purses.revenue, income: purses.income, silence, customers };
  const all = await page.locator("data[data-figure]").evaluateAll((all) => all.map((data) => [data.dataset.figure, data.value]));
  const compared = new Set();
  for (const [name, value] of all) {
    const [group, field] = name.split(".");
    // The reserve "as if dripped now" moves with the seconds of the demo's clock.
    if (!of[group]?.[field] || ["silence.reserve", "income.due"].includes(name)) continue;
    assert.equal(value, of[group][field], name);
    compared.add(name);
  }
  for (const name of ["income.owed", "income.credited", "income.balance", "revenue.balance", "capital.balance", "silence.undrawn", "customers.total"]) {
    assert.ok(compared.has(name), `${name} is not on the page`);
  }
  const paid = (days.days ?? days).map((day) => day.came_from ?? day.sources ?? day).reduce((sum, from) => sum + BigInt(from.vouchers) + BigInt(from.transfers), 0n);
  assert.equal(await figure(page, "customers.paid"), paid);
  await close();
});

test("the page tells of a payment while it is open", async () => {
  const { page, close } = await tab(browser);
  await page.goto(venture);
  await page.evaluate(() => (window.sameDocument = true));
  await page.locator("details summary").first().click();
  const before = (await json(`${api}/purses`)).data;
  const amount = 1_234_567n;
  await send(demo.customers[0], currency, "transfer", demo.till, amount);
  await figureBecomes(page, "revenue.balance", BigInt(before.revenue.balance) + amount);
  await send(demo.customers[0], demo.till, "collect");
  const credited = await read(demo.share, "credited");
  assert.ok(credited > BigInt(before.income.credited));
  await figureBecomes(page, "income.credited", credited);
  assert.ok(await page.evaluate(() => window.sameDocument), "the page was loaded anew");
  assert.ok(await page.locator("details").first().evaluate((details) => details.open), "an open table was closed");
  await close();
});

test("everything but claiming works without JavaScript", async () => {
  const { page, close } = await tab(browser, { javaScriptEnabled: false });
  const [holder] = await holders();
  await page.goto(venture);
  assert.ok((await page.locator("h1").textContent()).trim().length > 0);
  for (const label of ["Connect a wallet", "Copy"]) assert.equal(await page.getByRole("button", { name: label }).first().isVisible(), false, label);
  await page.getByLabel(/hold shares/).fill(holder.address);
  await page.getByRole("button", { name: "Show" }).click();
  assert.equal(await figure(page, "position.owed"), holder.owed);
  await page.getByText("Claiming from here needs JavaScript").waitFor();
  assert.equal(await page.getByRole("button", { name: "Claim with your wallet" }).isVisible(), false);
  await close();
});

test("a chart is read with the keyboard, bar by bar", async () => {
  const { page, close } = await tab(browser);
  await page.goto(venture);
  const last = page.locator("#income [data-mark]").last();
  await last.focus();
  const readout = page.locator("#income [data-readout]");
  const first = await readout.textContent();
  assert.equal(first, await last.getAttribute("aria-label"));
  await page.keyboard.press("ArrowLeft");
  assert.notEqual(await readout.textContent(), first);
  assert.equal(await page.locator("#income [data-mark][tabindex='0']").count(), 1, "a chart is one stop");
  await close();
});

test("the statement is a table of twelve columns", async () => {
  const { page, close } = await tab(browser);
  const [holder] = await holders();
  await page.goto(positionOf(holder.address));
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByText("Download the statement").click()]);
  assert.match(download.suggestedFilename(), /^statement-0x[0-9a-fA-F]{40}\.csv$/);
  const rows = parseCsv(await (await fetch(download.url())).text());
  assert.equal(rows[0][0], "Date");
  for (const row of rows) assert.equal(row.length, 12);
  assert.ok(rows.some((row) => row[10].includes("bought")), "the holder bought its shares");
  await close();
});

test("what a stranger puts into the address of a page stays text", async () => {
  const { page, faults, close } = await tab(browser);
  for (const payload of PAYLOADS) {
    const answer = await page.goto(positionOf(encodeURIComponent(payload)));
    assert.equal(answer.status(), 400, payload);
    assert.equal(await page.locator("h1").textContent(), "That is no address");
  }
  const scripts = faults.filter((fault) => !/400 \(Bad Request\)/.test(fault));
  assert.deepEqual(scripts, []);
  faults.length = 0;
  await close();
});

/** RFC 4180. */
function parseCsv(text) {
  const rows = [[""]];
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    const row = rows.at(-1);
    if (quoted && letter === '"' && text[at + 1] === '"') row[row.length - 1] += text[at++];
    else if (letter === '"') quoted = !quoted;
    else if (!quoted && letter === ",") row.push("");
    else if (!quoted && letter === "\n") rows.push([""]);
    else if (quoted || letter !== "\r") row[row.length - 1] += letter;
  }
  assert.equal(quoted, false, "a quote is never closed");
  return rows.filter((row) => row.length > 1 || row[0] !== "");
}
