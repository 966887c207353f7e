/** The WebAssembly code, one character a byte; script/web writes it. */
export declare const code: string;
