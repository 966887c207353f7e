// The WebAssembly module: its memory, its calls, its errors. A call takes texts and numbers and answers with text and numbers.

interface Exports {
  memory: WebAssembly.Memory;
  __stack_pointer: WebAssembly.Global<"i32">;
  _initialize(): void;
  apply(f: number, argument: number): void;
  input(bytes: number): number;
  text_data(): number;
  text_size(): number;
  numbers_data(): number;
  numbers_size(): number;
  release(): void;
}
type Call = (bytes: number, size: number, numbers: number, count: number) => number;

/** Beyond this, the module gives the memory of a call back at once. */
const keptBytes = 1 << 20;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** An error in a text: what is wrong, where, and what to write instead. */
export class TaperError extends Error {
  /** syntax, unknown_name, missing, out_of_range, conflict, unit, too_large, unsupported, io */
  readonly code: string;
  /** The text, if the error has a place in it. */
  readonly text: string | undefined;
  /** Index into `text`, as JavaScript counts. */
  readonly at: number | undefined;
  /** Advice in words; may be empty. */
  readonly hint: string;
  /** The word that belongs from `at` to `end` in place of the one there: "cosine" for "cosnie". */
  readonly suggestion: string | undefined;
  /** Where the word that `suggestion` replaces ends. */
  readonly end: number | undefined;
  /** The message, the text and a caret, in several lines, as the program prints it. */
  readonly explanation: string;

  /** @internal */
  constructor(json: string) {
    const e = JSON.parse(json) as { code: string; message: string; hint: string; explanation: string; text?: string; at?: number; instead?: string; end?: number };
    super(e.message);
    this.name = "TaperError";
    this.code = e.code;
    this.hint = e.hint;
    this.explanation = e.explanation;
    this.text = e.text;
    const index = (byte: number | undefined): number | undefined =>
      byte === undefined ? undefined : decoder.decode(encoder.encode(e.text).subarray(0, byte)).length;
    this.at = index(e.at);
    this.end = index(e.end);
    this.suggestion = e.instead;
  }
}

/** What a call answers. The numbers are a copy. */
export interface Answer {
  text: string;
  numbers: Float64Array;
}

/** Files do not exist in the module: every function of WASI answers "bad file descriptor". */
const wasi = new Proxy({}, { get: () => () => 8 }) as WebAssembly.ModuleImports;

/** What a library inside the module throws: the address of the exception. */
class Thrown {
  constructor(readonly object: number) {}
}

/** Exceptions of the module, which cannot unwind by itself (web/engine/wasm/exceptions.cpp). */
function host(exports: () => Exports): WebAssembly.ModuleImports {
  return {
    try(f: number, argument: number): number {
      const { apply, __stack_pointer: stack } = exports();
      const before = stack.value;
      try {
        apply(f, argument);
        return 0;
      } catch (error) {
        if (!(error instanceof Thrown)) throw error;
        stack.value = before;
        return error.object;
      }
    },
    throw(object: number): never {
      throw new Thrown(object);
    },
  };
}

export class Module {
  private constructor(private readonly compiled: WebAssembly.Module) {}

  static async compile(code: Uint8Array<ArrayBuffer>): Promise<Module> {
    return new Module(await WebAssembly.compile(code));
  }

  /** A new instance with its own memory. */
  start(): Instance {
    const imports = { wasi_snapshot_preview1: wasi, host: host(() => exports) };
    const exports = new WebAssembly.Instance(this.compiled, imports).exports as unknown as Exports & Record<string, Call>;
    return new Instance(exports);
  }
}

export class Instance {
  constructor(private readonly exports: Exports & Record<string, Call>) {
    exports._initialize();
  }

  /** Calls an export. Texts are separated by NUL; NaN and undefined are numbers that are not given. */
  call(name: string, texts: (string | Uint8Array)[], numbers: ArrayLike<number | undefined> = []): Answer {
    const { exports } = this;
    const parts = texts.map((text) => (typeof text === "string" ? encoder.encode(text.replaceAll("\0", "\uFFFD")) : text));
    const size = parts.reduce((sum, part) => sum + part.length + 1, -1 + (parts.length === 0 ? 1 : 0));
    const at = exports.input(8 * numbers.length + size);
    const values = new Float64Array(exports.memory.buffer, at, numbers.length);
    for (let k = 0; k < numbers.length; ++k) values[k] = numbers[k] ?? NaN;
    const bytes = new Uint8Array(exports.memory.buffer, at + 8 * numbers.length, size);
    let end = 0;
    for (const part of parts) {
      if (end > 0) bytes[end - 1] = 0;
      bytes.set(part, end);
      end += part.length + 1;
    }
    const { __stack_pointer: stack } = exports;
    const before = stack.value;
    let done;
    try {
      done = exports[name]!(at + 8 * numbers.length, size, at, numbers.length);
    } catch (error) {
      stack.value = before; // a trap leaves the frames of the call on the stack
      throw error;
    }
    const text = decoder.decode(new Uint8Array(exports.memory.buffer, exports.text_data(), exports.text_size()));
    const from = exports.numbers_data();
    const answered = new Float64Array(exports.memory.buffer.slice(from, from + 8 * exports.numbers_size()));
    if (size + 8 * numbers.length + text.length + 8 * answered.length > keptBytes) exports.release();
    if (!done) throw new TaperError(text);
    return { text, numbers: answered };
  }
}
