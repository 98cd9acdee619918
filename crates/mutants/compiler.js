// A compiler that stays warm: standard JSON in, standard JSON out, one line each, until stdin ends.
//
// Loading npm's solc takes longer than compiling a contract with it, so it is loaded once for all mutants. It is resolved
// from the folder that this is started in.
"use strict";

const readline = require("node:readline");
const solc = require(require.resolve("solc", { paths: [process.cwd()] }));

readline.createInterface({ input: process.stdin }).on("line", (input) => {
  process.stdout.write(JSON.stringify(JSON.parse(solc.compile(input))) + "\n");
});
