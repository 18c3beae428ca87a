// Fastify with the document's schema; @fastify/multipart reads forms.
import { Readable } from "node:stream";
import multipart from "@fastify/multipart";
import { createApp, getLiveness, serve } from "./shared.js";

const ticks = 200;
const text = "the quick brown fox jumps over the lazy dog";
const most = 8 * 1024 * 1024;

const item = {
  type: "object",
  additionalProperties: false,
  required: ["sku", "quantity", "price"],
  properties: {
    sku: { type: "string", pattern: "^[A-Z]{3}-[0-9]{4}$" },
    quantity: { type: "integer", minimum: 1, maximum: 999 },
    price: { type: "number", exclusiveMinimum: 0 },
    note: { type: "string", minLength: 1, maxLength: 80 },
  },
};
const order = {
  type: "object",
  additionalProperties: false,
  required: ["email", "items"],
  properties: {
    email: { type: "string", format: "email", maxLength: 254 },
    items: { type: "array", minItems: 1, maxItems: 500, items: item },
  },
};

async function* events() {
  for (let number = 0; number < ticks; number += 1) {
    yield `data: ${JSON.stringify({ number, text })}\n\n`;
  }
}

const app = createApp();
await app.register(multipart, { limits: { fileSize: most } });
app.get("/livez", getLiveness);
app.post("/orders", { schema: { body: order } }, async (request) => {
  const { items } = request.body;
  return { items: items.length, pieces: items.reduce((sum, each) => sum + each.quantity, 0) };
});
app.post("/files", async (request) => {
  const file = await request.file();
  return { size: (await file.toBuffer()).length };
});
app.get("/ticks", async (_request, reply) =>
  reply.type("text/event-stream").send(Readable.from(events())),
);
await serve(app);
