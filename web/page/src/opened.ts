// Files that `taper explore LOG…` put into the page, as JSON that no script runs.

let kept: File[] | null = null;

/** [{"name": "train.log", "base64": "…"}] in <script type="application/json" id="opened">. */
export function opened(): File[] {
  if (kept) return kept;
  kept = [];
  const text = document.getElementById("opened")?.textContent?.trim();
  if (!text) return kept;
  for (const file of JSON.parse(text) as { name: string; base64: string }[])
    kept.push(new File([Uint8Array.from(atob(file.base64), (c) => c.charCodeAt(0))], file.name));
  return kept;
}
