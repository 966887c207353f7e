// The two parts of the engine: the first is there after the import, the second is loaded by the first call that needs it.
import { code } from "./code/core.js";
import { Instance, Module } from "./module.js";
import { unpacked } from "./unpacked.js";

export const core: Instance = (await Module.compile(unpacked(code))).start();

let second: Promise<Module> | undefined;
const secondModule = (): Promise<Module> => (second ??= import("./code/rest.js").then((part) => Module.compile(unpacked(part.code))));

let kept: Promise<Instance> | undefined;
/** The second part. */
export const rest = (): Promise<Instance> => (kept ??= secondModule().then((module) => module.start()));
/** A new instance of the second part, whose memory is free afterwards: for files. */
export const fresh = async (): Promise<Instance> => (await secondModule()).start();
