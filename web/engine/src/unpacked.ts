// WebAssembly code inside a JavaScript module, so that no request is needed to load it: each byte is a character, and the
// quote, the backslash and line ends are written as escapes.

/** The bytes of a code. */
export function unpacked(code: string): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(code.length);
  for (let k = 0; k < code.length; ++k) out[k] = code.charCodeAt(k);
  return out;
}
