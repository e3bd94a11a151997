// `./dev mutants --typescript`: plants small faults in the pure modules and asks the nearest tests whether they notice.
//
//   --seed N      which faults are drawn; printed, so that a run can be repeated
//   --sample N    how many are drawn; 0 is all of them
//   --only TEXT   only modules whose path holds TEXT
//
// A fault that changes nothing is listed in equivalent.json with the reason; it is not counted. One that is listed
// there and noticed, or is in no module any more, fails the run: the list tells the truth or nothing.
import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { mutants } from "./mutations.mjs";
import { pureModules } from "./pure.mjs";

const ROOT = join(import.meta.dirname, "../..");
const SAMPLE = 200;

const { values } = parseArgs({
  options: { seed: { type: "string" }, sample: { type: "string" }, only: { type: "string" } },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e6));
const sample = Number(values.sample ?? SAMPLE);
const unchanging = JSON.parse(readFileSync(join(import.meta.dirname, "equivalent.json"), "utf8"));

/** The same numbers from 0 to 1 for the same seed (mulberry32). */
function numbers(from) {
  let state = from >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffled(items, next) {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last--) {
    const place = Math.floor(next() * (last + 1));
    [mixed[last], mixed[place]] = [mixed[place], mixed[last]];
  }
  return mixed;
}

/** `sample` faults that change something, and those that do not which were met on the way; 0 is all. */
function drawn(faults) {
  const order = shuffled(faults, numbers(seed));
  if (!sample) return order;
  let counted = 0;
  return order.filter(({ name }) => counted < sample && (name in unchanging || ++counted));
}

/** One process with a vitest of its own, asked for one fault at a time; begun anew when a fault never ends. */
async function work(jobs, done) {
  let worker = start();
  for (let job = jobs.shift(); job; job = jobs.shift()) {
    const noticed = await answer(worker, job);
    if (!worker.connected) worker = start();
    done(job, noticed);
  }
  worker.kill();
}

const start = () =>
  fork(join(import.meta.dirname, "worker.mjs"), { cwd: ROOT, stdio: ["ignore", "ignore", "inherit", "ipc"] });

function answer(worker, job) {
  return new Promise((resolve) => {
    const ended = () => resolve(true);
    worker.once("exit", ended);
    worker.once("message", ({ noticed, failed }) => {
      worker.off("exit", ended);
      if (noticed && !job.fault) console.log(`fails without a fault: ${failed.join(", ")}`);
      resolve(noticed);
    });
    worker.send(job);
  });
}

/** All the tests there are, on the modules as they are: they must hold at first, and again after what faults left behind. */
const whole = (modules) => ({
  path: modules[0].path,
  tests: [...new Set(modules.flatMap(({ tests }) => tests))],
  fault: null,
});

function mustHold(_job, noticed) {
  if (noticed) throw new Error("the tests fail without a fault");
}

async function main() {
  const began = Date.now();
  const modules = pureModules(ROOT).filter(({ path }) => path.includes(values.only ?? ""));
  const faults = modules.flatMap(({ path, tests }) =>
    mutants(path, readFileSync(join(ROOT, path), "utf8")).map(({ name, ...fault }) => ({
      name,
      path,
      tests,
      fault,
    })),
  );
  console.log(`${faults.length} faults in ${modules.length} pure modules; --seed ${seed}`);
  const check = whole(modules);
  await work([check], mustHold);
  const tally = { killed: [], survived: [], equivalent: [], wrong: [] };
  const note = ({ name }, noticed) => {
    const listed = name in unchanging;
    (listed ? (noticed ? tally.wrong : tally.equivalent) : noticed ? tally.killed : tally.survived).push(
      name,
    );
    if (!listed) console.log(`${noticed ? "killed  " : "SURVIVED"} ${name}`);
  };
  const jobs = drawn(faults).sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const job of jobs.filter(({ tests }) => !tests.length)) note(job, false);
  const asked = jobs.filter(({ tests }) => tests.length);
  const next = (job, noticed) => (job === check ? mustHold : note)(job, noticed);
  const turns = asked.flatMap((job, place) => ((place + 1) % 50 ? [job] : [job, check]));
  await Promise.all(Array.from({ length: availableParallelism() }, () => work(turns, next)));
  if (!values.only) {
    const names = new Set(faults.map(({ name }) => name));
    tally.wrong.push(...Object.keys(unchanging).filter((name) => !names.has(name)));
  }
  return end(tally, Date.now() - began);
}

function end({ killed, survived, equivalent, wrong }, ms) {
  const sampled = killed.length + survived.length;
  const killed_share = sampled ? Math.round((killed.length / sampled) * 1000) / 1000 : 0;
  const line = { mutants: "typescript", seed, sampled, killed_share, survived: survived.sort() };
  console.log(`${Math.round(ms / 1000)} s`);
  console.log(JSON.stringify({ ...line, equivalent: equivalent.length, wrongly_listed: wrong }));
  return survived.length || wrong.length ? 1 : 0;
}

process.exit(await main());
