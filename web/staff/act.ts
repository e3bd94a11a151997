// One command to the desk: true when it took effect; a refusal is said in words.
import { type Command, type Commands, Refused } from "./commands";
import { say } from "./ui/toasts";
import { errorWords } from "./ui/words";

export type Act = (command: Command, done?: string) => Promise<boolean>;

export const acting =
  (commands: Commands): Act =>
  async (command, done = "") => {
    try {
      await commands.issue(command);
      if (done) say(done, "good");
      return true;
    } catch (thrown) {
      say(errorWords(thrown instanceof Refused ? thrown.code : "unknown"), "bad");
      return false;
    }
  };
