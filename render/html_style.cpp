// The style sheet of HTML reports: one column of text, tables that scroll on their own,
// colors for light, dark and paper.
#include "render/html_style.hpp"

#include "render/svg.hpp"

namespace taper::render {

std::string html_style_sheet() {
  static constexpr const char* rules =
      R"(:root{color-scheme:light dark;--paper:#fff;--ink:#1f2328;--soft:#59636e;--line:#d8dee4;
--ground:#f6f8fa;--link:#0060a0;--good:#00704f;--good-ground:#d9f2e8;--fair:#855800;--fair-ground:#fdf0cf;--bad:#a84300;
--bad-ground:#fde5d6;--neutral-ground:#eaeef2}
@media (prefers-color-scheme:dark){:root{--paper:#0d1117;--ink:#f0f6fc;--soft:#a3adb8;--line:#30363d;--ground:#161b22;
--link:#6cb6ff;--good:#3fd0a8;--good-ground:#0b3329;--fair:#f0b83c;--fair-ground:#3a2c07;
--bad:#ff9a5c;--bad-ground:#44210c;
--neutral-ground:#262c36}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,
"Helvetica Neue",Arial,"DejaVu Sans",sans-serif}
main{max-width:1010px;margin:0 auto;padding:28px 24px 40px}
figure svg{overflow:visible}
h1{font-size:1.75rem;line-height:1.25;margin:0 0 4px;overflow-wrap:anywhere}
h2{font-size:1.25rem;margin:2.2em 0 .5em;padding-bottom:.25em;border-bottom:1px solid var(--line)}
p,ul{max-width:46rem}
p,li{overflow-wrap:anywhere}
.subtitle{color:var(--soft);margin:0 0 1.2em}
nav ul{display:flex;flex-wrap:wrap;gap:2px 18px;list-style:none;margin:0 0 1em;padding:0;max-width:none}
a{color:var(--link)}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.87em}
code{background:var(--ground);padding:.1em .35em;border-radius:4px}
pre{background:var(--ground);border:1px solid var(--line);border-radius:6px;
padding:12px 14px;overflow-x:auto;line-height:1.45}
pre code{background:none;padding:0;font-size:1em}
.scroll{overflow-x:auto;margin:1em 0}
table{border-collapse:collapse;font-size:.92em;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);padding-bottom:6px}
th,td{padding:6px 14px 6px 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:baseline}
th{font-weight:600;vertical-align:bottom;border-bottom:2px solid var(--line)}
.number{text-align:right;padding-left:10px}
td.number{white-space:nowrap}
.badge{display:inline-block;padding:0 .6em;border-radius:1em;font-size:.9em;font-weight:600;white-space:nowrap}
.favorable{color:var(--good);background:var(--good-ground)}
.marginal{color:var(--fair);background:var(--fair-ground)}
.violating{color:var(--bad);background:var(--bad-ground)}
.neutral{color:var(--ink);background:var(--neutral-ground)}
.callout{color:var(--ink);border-left:4px solid var(--soft);border-radius:0 6px 6px 0;
padding:10px 14px;margin:1em 0;max-width:46rem;
overflow-wrap:anywhere}
.callout.favorable{border-color:var(--good)}
.callout.marginal{border-color:var(--fair)}
.callout.violating{border-color:var(--bad)}
figure{margin:1.2em 0}
.narrow{display:none}
footer{margin-top:3em;padding-top:1em;border-top:1px solid var(--line);
color:var(--soft);font-size:.87em;overflow-wrap:anywhere}
@media (max-width:640px){main{padding:18px 14px 28px}.wide{display:none}.narrow{display:block}}
@media print{main{max-width:none;padding:0}figure,table,.callout{break-inside:avoid}h2{break-after:avoid}}
)";
  return rules + svg_style_sheet(theme::automatic);
}

}  // namespace taper::render
