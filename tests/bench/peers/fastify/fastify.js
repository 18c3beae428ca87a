// Fastify with schemas on both sides.
import { admit, createApp, getLiveness, getUser, listUsers, serve, updateUser } from "./shared.js";

const user = {
  type: "object",
  properties: {
    id: { type: "string", format: "uuid" },
    email: { type: "string" },
    full_name: { type: "string" },
    role: { type: "string" },
    status: { type: "string" },
    created_at: { type: "string", format: "date-time" },
    updated_at: { type: "string", format: "date-time" },
  },
};
const page = {
  type: "object",
  properties: {
    items: { type: "array", items: user },
    next_cursor: { type: ["string", "null"] },
  },
};
const patch = {
  type: "object",
  additionalProperties: false,
  minProperties: 1,
  properties: {
    email: { type: "string", format: "email", minLength: 3, maxLength: 254 },
    full_name: { type: "string", minLength: 1, maxLength: 100 },
  },
};
const byId = { type: "object", properties: { id: { type: "string", format: "uuid" } } };
const paging = {
  type: "object",
  additionalProperties: false,
  properties: { limit: { type: "integer", minimum: 1, maximum: 100, default: 20 } },
};

const may = (scope) => (request) => admit(request, scope);
const liveness = { type: "object", properties: { status: { type: "string" } } };

const app = createApp();
app.get("/livez", { schema: { response: { 200: liveness } } }, getLiveness);
app.get(
  "/api/v1/users/:id",
  { onRequest: may("users:read"), schema: { params: byId, response: { 200: user } } },
  async (request) => getUser(request.params.id),
);
app.get(
  "/api/v1/users",
  { onRequest: may("users:read"), schema: { querystring: paging, response: { 200: page } } },
  async (request) => listUsers(request.query.limit),
);
app.patch(
  "/api/v1/users/:id",
  {
    onRequest: may("users:write"),
    schema: { params: byId, body: patch, response: { 200: user } },
  },
  async (request) => updateUser(request.params.id, request.body, request.id),
);
await serve(app);
