// Files that `taper explore LOG…` put into the page, as JSON that no script runs.

export interface Opened {
  name: string;
  bytes: Uint8Array;
}

let kept: Opened[] | null = null;

/** [{"name": "train.log", "base64": "…"}] in <script type="application/json" id="opened">. */
export function opened(): Opened[] {
  if (kept) return kept;
  kept = [];
  const text = document.getElementById("opened")?.textContent?.trim();
  if (!text) return kept;
  for (const file of JSON.parse(text) as { name: string; base64: string }[])
    kept.push({ name: file.name, bytes: Uint8Array.from(atob(file.base64), (c) => c.charCodeAt(0)) });
  return kept;
}
