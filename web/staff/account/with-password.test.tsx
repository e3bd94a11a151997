// @vitest-environment happy-dom
// What asks for the password once more has the focus, each time; so has its button once it is gone.
import { expect, it } from "vitest";
import { drawn, show } from "../../shared/testing";
import { WithPassword } from "./with-password";

it("takes the focus along, however often it is opened", async () => {
  const { all, close } = await show(() => (
    <WithPassword act="Set up" testid="set-up" onPassword={async () => false} />
  ));
  expect(document.activeElement).toBe(document.body);
  for (const _ of ["first", "second"]) {
    all("button")[0]?.click();
    await drawn();
    expect(document.activeElement).toBe(all("input")[0]);
    all("button")[1]?.click();
    await drawn();
    expect(document.activeElement).toBe(all("button")[0]);
  }
  close();
});
