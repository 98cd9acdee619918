// The contracts as they are committed: {abi, bytecode}.
import { readFileSync } from "node:fs";

export const artifact = (name) => JSON.parse(readFileSync(new URL(`../../contracts/artifacts/${name}.json`, import.meta.url)));
