// Runs the proof of work beside the page, so that the page stays quick.
import { type Challenge, solve } from "./solve";

addEventListener("message", ({ data }: MessageEvent<Challenge>) => postMessage(solve(data)));
