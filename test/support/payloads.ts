/**
 * Sixty-four texts of every family that breaks out of where it stands: markup, attributes, addresses, templates, control characters, direction, formulas,
 * JSON, headers, paths, names of prototypes, and words that are only long or odd. Whatever of them runs sets globalThis.hurt.
 */
const HURT = 'globalThis.hurt=1';
const [ESC, BEL, RLO, LRI, PDI, ZWJ, BOM, LS, NEL] = ['\u001b', '\u0007', '\u202e', '\u2066', '\u2069', '\u200d', '\ufeff', '\u2028', '\u0085'];

export const PAYLOADS: readonly string[] = [
  // markup
  `<script>${HURT}</script>`, `<img src=x onerror=${HURT}>`, `<ScRiPt/x>${HURT}</sCrIpT >`, `<iframe srcdoc="<script>parent.hurt=1</script>"></iframe>`, `<a href=//evil.example/ target=_top>here</a>`, `<base href=//evil.example/>`, `<meta http-equiv=refresh content="0;url=//evil.example/">`, `<form action=//evil.example/><input name=q autofocus onfocus=${HURT}>`,
  `</title></style></textarea></noscript><script>${HURT}</script>`, `--><script>${HURT}</script><!--`, `<![CDATA[<script>${HURT}</script>]]>`, `<style>@import url(//evil.example/x.css);*{display:none}</style>`, `<details open ontoggle=${HURT}>`, `<template><script>${HURT}</script></template>`, `<object data=//evil.example/></object>`, `<plaintext>`,
  // attributes
  `" onmouseover="${HURT}" x="`, `' onfocus='${HURT}' autofocus='`, '` onload=`' + HURT + '`', `"><svg onload=${HURT}>`, `x" style="position:fixed;inset:0" y="`, `&quot; onclick=&quot;${HURT}`, `" hidden id="main" data-keep="`,
  // SVG, MathML
  `</text></svg><svg onload=${HURT}>`, `<svg><animate onbegin=${HURT} attributeName=x dur=1s>`, `<svg><use href="data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><a/></svg>#x"/></svg>`, `<math><mtext><mglyph><style><img src=x onerror=${HURT}>`, `<foreignObject><body onload=${HURT}></foreignObject>`, `]]></desc><script>${HURT}</script>`, `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;`,
  // addresses, templates, styles of charts
  `javascript:${HURT}//`, `data:text/html,<script>${HURT}</script>`, `//evil.example/%2f..`, `{{constructor.constructor("${HURT}")()}}`, '${globalThis.hurt=1}', `<%= ${HURT} %>`, `#{${HURT}}`, `{a|{b|x}}{marker}`,
  // control, direction, odd letters
  `nul\u0000byte`, `${ESC}[2J${ESC}]0;x${BEL}`, `c1${NEL}\u009b31m`, `${RLO}txt.exe`, `${LRI}abc${PDI}${PDI}${RLO}`, `${BOM}bom${LS}next`, `👩${ZWJ}👩${ZWJ}👧${ZWJ}👦🏳️‍🌈🇩🇪`, `مرحبا بالعالم שלום`, `Z̴̡̛͓̫͑͠a̶̢͇͐l̸̰̈́g̵͉̈́o̷`, `${'W'.repeat(200)}`, `${'long '.repeat(45)}end`,
  // formulas
  `=cmd|' /C calc'!A0`, `+HYPERLINK("http://evil.example","x")`, `-1+1|cmd`, `@SUM(1)`, `\t=1+1`, `\r=1+1`, `a","=1+1`,
  // JSON, headers, paths, prototypes, encodings
  `"}],"x":[{"y":"`, `\\u003cscript\\u003e${HURT}`, `x\r\nSet-Cookie: hurt=1\r\n\r\n<script>${HURT}</script>`, `a.csv"; filename="b.html`, `../../../../etc/passwd`, `__proto__`, `%3Cscript%3E${HURT}%3C/script%3E%0d%0aX: 1`, `constructor'); DROP TABLE sie; --`,
];
