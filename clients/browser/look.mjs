// What can be measured of how a page looks.

/** Elements that reach beyond the right edge of the screen, outside of boxes that scroll. */
export const overflow = (page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const found = document.documentElement.scrollWidth > width ? [`the page is ${document.documentElement.scrollWidth} wide`] : [];
    for (const element of document.querySelectorAll("body *")) {
      const box = element.getBoundingClientRect();
      if (box.width > 0 && box.right > width + 1 && !element.closest(".scroll, .hidden, .skip")) found.push(`${element.tagName}.${element.getAttribute("class")} ends at ${Math.round(box.right)}`);
    }
    return found.slice(0, 5);
  });

/** Words with less contrast to what is behind them than WCAG 2 AA asks for: 4.5, or 3 for large ones. */
export const contrasts = (page) =>
  page.evaluate(() => {
    const parse = (color) => color.match(/[\d.]+/g).map(Number);
    const luminance = ([r, g, b]) => {
      const [x, y, z] = [r, g, b].map((part) => (part /= 255) <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
      return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const behind = (element) => {
      for (let at = element; at; at = at.parentElement) {
        const color = parse(getComputedStyle(at).backgroundColor);
        if (color.length === 3 || color[3] === 1) return color;
      }
      return [255, 255, 255];
    };
    const found = [];
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
      const element = words.currentNode.parentElement;
      if (!words.currentNode.data.trim() || !element.checkVisibility() || element.closest("svg, script, noscript, .hidden, .skip")) continue;
      const style = getComputedStyle(element);
      const [a, b] = [luminance(parse(style.color)), luminance(behind(element))];
      const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      const size = Number.parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (contrast < (large ? 3 : 4.5)) found.push(`${contrast.toFixed(2)}: ${words.currentNode.data.trim().slice(0, 40)}`);
    }
    return found.slice(0, 5);
  });

/** Words of one picture that cover each other. */
export const collisions = (page) =>
  page.evaluate(() => {
    const found = [];
    for (const picture of document.querySelectorAll(".chart")) {
      if (!picture.checkVisibility()) continue;
      const words = [...picture.querySelectorAll(".over span")].map((word) => [word.textContent, word.getBoundingClientRect()]);
      words.forEach(([a, one], at) => {
        for (const [b, other] of words.slice(at + 1)) {
          const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
          const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
          // Lines of text are higher than their letters.
          if (across > 1 && down > 4) found.push(`${a} and ${b}`);
        }
      });
    }
    return found.slice(0, 5);
  });
