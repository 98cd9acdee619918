// The lab's reports, opened without a network: on a phone and a desk, light and dark, with every case that can be chosen.
//
// USUFRUCT_REPORTS holds the files, as JSON {simulation, assessment}; the latter may be left out.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { pathToFileURL } from "node:url";
import { SCHEMES, SCREENS, launch } from "./chromium.mjs";
import { collisions, contrasts, overflow } from "./look.mjs";

const files = JSON.parse(process.env.USUFRUCT_REPORTS);
const urls = Object.fromEntries(Object.entries(files).map(([name, file]) => [name, pathToFileURL(file).href]));
const FIGURES = 10;

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/** Opens a report offline; whatever it asks for or complains about is a fault. */
async function open(url, options) {
  const context = await browser.newContext({ offline: true, viewport: SCREENS[1], ...options });
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => faults.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("request", (request) => request.url() === url || faults.push(`request to ${request.url()}`));
  await page.goto(url);
  return { page, close: async () => (await context.close(), assert.deepEqual(faults, [])) };
}

const cases = (page) => page.locator("#case option").evaluateAll((all) => all.map((option) => option.value));
const openAll = (page) => page.locator("details").evaluateAll((all) => all.forEach((details) => (details.open = true)));

for (const viewport of SCREENS) {
  for (const colorScheme of SCHEMES) {
    test(`the report of a simulation fits ${viewport.width} pixels and can be read, ${colorScheme}`, async () => {
      const { page, close } = await open(urls.simulation, { viewport, colorScheme });
      await openAll(page);
      assert.deepEqual(await overflow(page), [], "it is wider than the screen");
      assert.deepEqual(await contrasts(page), [], "there are words that cannot be read");
      for (const value of await cases(page)) {
        await page.selectOption("#case", value);
        assert.deepEqual(await overflow(page), [], `case ${value} is wider than the screen`);
        assert.deepEqual(await collisions(page), [], `words of case ${value} cover each other`);
      }
      await close();
    });

    test(`the report of an assessment fits ${viewport.width} pixels and can be read, ${colorScheme}`, async () => {
      const { page, close } = await open(urls.assessment, { viewport, colorScheme });
      await openAll(page);
      assert.deepEqual(await overflow(page), [], "it is wider than the screen");
      assert.deepEqual(await contrasts(page), [], "there are words that cannot be read");
      assert.deepEqual(await collisions(page), [], "words cover each other");
      await close();
    });
  }
}

test("ten figures, each with a name, a picture that has a name, and its numbers", async () => {
  const { page, close } = await open(urls.simulation);
  const figures = page.locator("[data-figure]");
  assert.equal(await figures.count(), FIGURES);
  for (const figure of await figures.all()) {
    const title = (await figure.locator("h2").textContent()).trim();
    assert.equal(await page.getByRole("group", { name: title, exact: true }).count(), 1, title);
    assert.ok((await figure.locator(".chart:visible, .matrix:visible, .rows:visible").count()) > 0, `${title}: no picture`);
    assert.equal(await figure.getByText("The numbers").count(), 1, title);
  }
  const pictures = page.locator("svg[role=img]:visible");
  assert.ok((await pictures.count()) > 40);
  assert.equal(await page.getByRole("img", { name: /\S/ }).count(), await pictures.count(), "a picture has no name");
  await close();
});

test("one case is shown at a time, and choosing needs no script", async () => {
  const { page, close } = await open(urls.simulation, { javaScriptEnabled: false });
  assert.equal(await page.locator("script").count(), 0);
  const values = await page.locator("#case option").count();
  for (let value = 0; value < values; value++) {
    await page.selectOption("#case", String(value));
    const shown = page.locator("#income .case:visible");
    assert.equal(await shown.count(), 1, `while ${value} is chosen`);
    assert.match(await shown.getAttribute("class"), new RegExp(`\\bcase-${value}\\b`));
  }
  await close();
});

test("our own structure is drawn like the others", async () => {
  const { page, close } = await open(urls.simulation);
  const looks = await page.locator(".side-by-side .row:not(.row-heads)").evaluateAll((rows) =>
    rows.map((row) => {
      const [name, bars] = [getComputedStyle(row.querySelector(".row-name")), [...row.querySelectorAll(".bar")].map((bar) => getComputedStyle(bar))];
      return [row.textContent.includes("ours"), JSON.stringify([name.fontSize, name.fontWeight, name.color, ...bars.map((bar) => [bar.backgroundColor, bar.height])])];
    }),
  );
  assert.equal(looks.filter(([ours]) => ours).length, 1);
  assert.equal(new Set(looks.map(([, look]) => look)).size, 1);
  await close();
});

test("on paper nothing scrolls and the words stay dark", async () => {
  const { page, close } = await open(urls.simulation, { colorScheme: "dark" });
  await page.emulateMedia({ media: "print" });
  const [ink, paper] = await page.evaluate(() => [getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]);
  assert.deepEqual([ink, paper], ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]);
  assert.deepEqual(await contrasts(page), []);
  await close();
});
