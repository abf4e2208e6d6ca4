/** Select Graphic Rendition codes that the live view uses, as styles on a dark terminal. */
const STYLES: Record<string, string> = {
  "1": "font-weight:bold;color:#fff",
  "2": "color:#8b949e",
  "31": "color:#ff7b72",
  "32": "color:#7ee787",
  "33": "color:#e3b341",
};

/** A picture of a terminal with these lines, as a page. */
export function terminalPage(lines: readonly string[]): string {
  const text = lines.map(lineOf).join("\n");
  return `<!doctype html><meta charset="utf-8"><body style="margin:0;background:#0d1117;color:#c9d1d9">
<pre style="display:inline-block;margin:0;padding:16px 20px;font:14px/1.35 'DejaVu Sans Mono','Liberation Mono',monospace">${text}</pre>`;
}

function lineOf(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape that begins a style
  return line.split(/\u001b\[(\d+)m/).reduce((html, part, index) => {
    if (index % 2 === 0) return html + escaped(part);
    return `${html}${STYLES[part] ? `<span style="${STYLES[part]}">` : "</span>"}`;
  }, "");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
