// One vitest that stays: for each fault asked about, the module is read with it, and its nearest tests run.
// Answers `{ noticed, failed }`. A fault that never ends is noticed too: it uses up its processor time, and the process ends.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createVitest } from "vitest/node";
import { planted } from "./mutations.mjs";

const ROOT = process.cwd();
const SECONDS = 10;
const SECONDS_A_FILE = 4;
// Of the wall: a fault after which a promise is never kept. Long, since the machine may be busy.
const TIMEOUT_MS = 20_000;

let current = { path: "", fault: null };

const faults = {
  name: "faults",
  enforce: "pre",
  load(id) {
    if (!current.fault || id.split("?")[0] !== join(ROOT, current.path)) return null;
    return planted(readFileSync(join(ROOT, current.path), "utf8"), current.fault);
  },
};

const calm = { watch: false, bail: 1, reporters: [{}], testTimeout: TIMEOUT_MS };
// A thread hears of no other time zone; a process does.
const options = { ...calm, pool: "forks", isolate: true, maxWorkers: 1, root: ROOT };
const vitest = await createVitest("test", options, { plugins: [faults], root: ROOT });
await vitest.standalone();

/** What failed with the fault in: the names of files of tests, and errors outside of them. */
async function failing(job) {
  for (const path of new Set([current.path, job.path])) vitest.invalidateFile(join(ROOT, path));
  current = job;
  const specifications = job.tests.flatMap((test) => vitest.getModuleSpecifications(join(ROOT, test)));
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications);
  const failed = testModules.filter((each) => !each.ok()).map((each) => each.relativeModuleId);
  return [...failed, ...unhandledErrors.map(String), ...(testModules.length < 1 ? ["nothing ran"] : [])];
}

/** Ends the process once a fault has had more processor time than any test takes. */
function limited(files) {
  const most = SECONDS + SECONDS_A_FILE * files;
  const began = process.cpuUsage();
  return setInterval(() => {
    const { user, system } = process.cpuUsage(began);
    if (user + system > most * 1e6) process.exit(1);
  }, 500);
}

process.on("message", async (job) => {
  const limit = limited(job.tests.length);
  const failed = await failing(job);
  clearInterval(limit);
  process.send({ noticed: failed.length > 0, failed });
});
