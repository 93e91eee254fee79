import assert from "node:assert/strict";
import { test } from "node:test";
import { enclose } from "../src/boxes";

test("the box around boxes reaches from the first edge to the last", () =>
  assert.deepEqual(
    enclose([
      { left: 10, top: 20, width: 5, height: 5 },
      { left: -2, top: 22, width: 3, height: 40 },
    ]),
    { left: -2, top: 20, width: 17, height: 42 },
  ));
